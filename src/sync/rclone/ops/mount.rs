//! A destination as a folder of this machine.

use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde_json::json;

use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rclone_path::RclonePath;

/// Where Linux offers file systems to programs.
const FUSE: &str = "/dev/fuse";
/// The helpers that mount for programs, by the names that distributions give them.
const HELPERS: [&str; 2] = ["fusermount3", "fusermount"];

/// Says what this machine lacks for mounting, if anything.
pub(crate) fn check_machine() -> Result<(), Failure> {
    match missing_for_mounts() {
        Some(missing) => Err(Failure::during(Action::Mount, Class::Permanent, missing)),
        None => Ok(()),
    }
}

/// Shows what stands at `place` below `folder`, for reading only.
pub(crate) async fn mount(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    folder: &Path,
) -> Result<(), Failure> {
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

/// Takes a mount away again.
pub(crate) async fn unmount(session: &RemoteSession<'_>, folder: &Path) -> Result<(), Failure> {
    let input = json!({"mountPoint": mount_point(folder)?});
    session.ask_daemon::<IgnoredAny>(Action::Mount, "mount/unmount", &input).await.map(drop)
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
