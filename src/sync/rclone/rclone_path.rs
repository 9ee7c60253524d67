//! Where a path is for rclone.
//!
//! The remote's root is always the `fs`, and the destination's folder a part of the path. With the folder in the
//! `fs`, rclone first looks whether it is a file, and takes any refusal on S3 for "yes": a wrong key then reads
//! "is a file not a directory". It also lets one remote stay logged in once, whatever its folders.
//!
//! A destination with a leading slash begins at the other root that disks and file servers have: `nas:/` is the server's,
//! `nas:` the login's home (rclone's `Fs.remotePath` in backend/sftp joins its root with the path, so that a slash in
//! the path alone would be lost).

use crate::sync::Destination;

/// A path on a remote, as rclone's calls want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RclonePath {
    pub(crate) fs: String,
    pub(crate) path: String,
}

impl RclonePath {
    /// `path` below `destination`; an empty one means the destination's folder itself. `local_dir` is the
    /// absolute path of the embedded destination.
    pub(crate) fn new(destination: &Destination, path: &str, local_dir: &str) -> Self {
        if destination.is_local() {
            return Self { fs: local_dir.to_owned(), path: path.to_owned() };
        }
        let parts = [destination.folder(), path].map(|part| part.trim_matches('/'));
        let path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        Self { fs: destination.root(), path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remotes_root_is_the_fs_and_the_folder_belongs_to_the_path() {
        for (destination, path, fs, expected) in [
            ("local", "rituals/x.png", "/data/archive", "rituals/x.png"),
            ("mega:", "rituals/x.png", "mega:", "rituals/x.png"),
            ("s3:bucket/folder", "rituals/x.png", "s3:", "bucket/folder/rituals/x.png"),
            ("s3:bucket/folder", "", "s3:", "bucket/folder"),
            ("mega:", "", "mega:", ""),
            ("nas:/srv/x", "rituals/x.png", "nas:/", "srv/x/rituals/x.png"),
            ("disk:/", "", "disk:/", ""),
        ] {
            let place = RclonePath::new(&destination.parse().expect("a destination"), path, "/data/archive");
            assert_eq!(place, RclonePath { fs: fs.to_owned(), path: expected.to_owned() });
        }
    }
}
