//! Files that a person named.

use std::path::{Path, PathBuf};

use crate::store::MotionFile;

/// The file beside a picture that shows it in motion. Never the picture itself, whatever that is called.
pub(super) fn beside(picture: &Path) -> PathBuf {
    let name = picture.file_name().unwrap_or_default().to_string_lossy();
    picture.with_file_name(MotionFile::beside(&name))
}
