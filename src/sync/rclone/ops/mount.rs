//! Beyond carrying files: a destination as a folder of this machine, and passwords as rclone wants them.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::de::IgnoredAny;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::failure::{Action, Class, Failure};
use crate::sync::Destination;
use crate::sync::rclone::Rclone;
use crate::sync::rclone::rc::session::{RemoteSession, Responder};

/// Where Linux offers file systems to programs.
const FUSE: &str = "/dev/fuse";
/// The helpers that mount for programs, by the names that distributions give them.
const HELPERS: [&str; 2] = ["fusermount3", "fusermount"];

impl Rclone {
    /// A password in the form that rclone's settings want. It can be turned back by anybody: it is no encryption.
    pub async fn obscure(&self, password: &SecretString) -> Result<String, Failure> {
        self.supervisor.obscure(password.expose_secret()).await
    }

    /// Shows a destination below `folder`, an empty folder, for reading only: what changes behind the receipts'
    /// back would make them untrue. It stays until [`Rclone::unmount`], or until the daemon ends.
    pub async fn mount(&self, destination: &Destination, folder: &Path) -> Result<(), Failure> {
        if let Some(missing) = missing_for_mounts() {
            return Err(Failure::during(Action::Mount, Class::Permanent, missing));
        }
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, "")?;
        let point = mount_point(folder)?;
        // Read from memory: without the cache on disk nothing is left behind.
        let options = json!({"CacheMode": 0, "ReadOnly": true});
        let input = json!({
            "fs": format!("{}{}", place.fs, place.path), "mountPoint": point, "mountType": "mount", "vfsOpt": options,
        });
        let responder = Responder::Remote(session.timeouts.answer);
        match session.try_ask::<IgnoredAny>(responder, Action::Mount, "mount/mount", &input).await? {
            Ok(_) => Ok(()),
            Err(refusal) if is_about_mounting(&refusal.text) => {
                let guidance = format!("{point} cannot be mounted on; name an empty folder that is yours");
                Err(Failure::during(Action::Mount, Class::Permanent, guidance).because(refusal))
            }
            Err(refusal) => Err(session.refused(Action::Mount, refusal).await),
        }
    }

    /// Takes a mount away again. Fails while something in it is open.
    pub async fn unmount(&self, folder: &Path) -> Result<(), Failure> {
        let local = Destination::local();
        let session: RemoteSession<'_> = self.session(&local, &CancellationToken::new()).await?;
        let input = json!({"mountPoint": mount_point(folder)?});
        session.ask_daemon::<IgnoredAny>(Action::Mount, "mount/unmount", &input).await.map(drop)
    }
}

fn is_about_mounting(text: &str) -> bool {
    ["mount", "fuse", "mountpoint", "not empty"].iter().any(|word| text.contains(word))
}

fn mount_point(folder: &Path) -> Result<String, Failure> {
    let absolute = std::path::absolute(folder).ok().and_then(|path| path.to_str().map(str::to_owned));
    let guidance = "the folder's path is not one that rclone can be given";
    absolute.ok_or_else(|| Failure::during(Action::Mount, Class::Permanent, guidance))
}

/// What this machine lacks, in words.
fn missing_for_mounts() -> Option<String> {
    if !Path::new(FUSE).exists() {
        return Some(format!(
            "this machine has no {FUSE}; load the kernel module fuse, or start the container with --device {FUSE} and \
             --cap-add SYS_ADMIN (hosts such as Railway do not allow it)"
        ));
    }
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let found = HELPERS.iter().any(|helper| folders.iter().any(|folder| folder.join(helper).is_file()));
    (!found).then(|| "fusermount3 is missing; install the package fuse3".to_owned())
}
