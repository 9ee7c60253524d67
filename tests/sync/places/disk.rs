//! A destination whose objects are files on this machine's disk.

use std::any::Any;
use std::path::{Path, PathBuf};

use helix_bot::sync::VerifiedBy;

use crate::sync::suite::{Carrier, Target};
use crate::sync::world::World;

/// The disk's folder, and what serves it.
pub(super) struct Disk {
    remote: &'static str,
    environment: Vec<(String, String)>,
    folder: PathBuf,
    verified_by: VerifiedBy,
    _server: Box<dyn Any + Send + Sync>,
}

impl Disk {
    pub(super) fn boxed(
        remote: &'static str,
        environment: Vec<(String, String)>,
        folder: PathBuf,
        verified_by: VerifiedBy,
        server: impl Any + Send + Sync,
    ) -> Box<dyn Target> {
        Box::new(Self { remote, environment, folder, verified_by, _server: Box::new(server) })
    }
}

impl Target for Disk {
    fn remote(&self) -> &str {
        self.remote
    }

    fn carrier(&self, world: &World) -> Carrier {
        world.rclone(self.environment.clone()).into()
    }

    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join(path)).ok()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        use std::os::unix::fs::PermissionsExt;
        let file = self.folder.join(path);
        let parent = file.parent().expect("a folder");
        std::fs::create_dir_all(parent).expect("made");
        std::fs::write(&file, bytes).expect("written");
        // The server may be another user than the test.
        for made in parent.ancestors().take_while(|made| made.starts_with(&self.folder)).chain([&*file]) {
            std::fs::set_permissions(made, std::fs::Permissions::from_mode(0o777)).expect("permissions");
        }
    }

    fn objects(&self) -> Vec<String> {
        let mut found = Vec::new();
        list(&self.folder, &self.folder, &mut found);
        found.sort();
        found
    }

    fn verified_by(&self) -> VerifiedBy {
        self.verified_by
    }
}

fn list(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // Apache keeps its own notes in folders of this name.
        if path.is_dir() && entry.file_name() != ".DAV" {
            list(root, &path, found);
        } else if path.is_file() {
            found.push(path.strip_prefix(root).expect("below it").to_string_lossy().into_owned());
        }
    }
}
