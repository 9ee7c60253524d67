//! The facts of a ritual's files.

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Md5};

/// A rendered artifact's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Digest of the pixels: the ritual's identity.
    pub pixels: Digest,
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// The same file's MD5; rituals of before it was recorded have none.
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
    /// Milliseconds spent on the pixels.
    pub render_ms: u64,
    /// Milliseconds spent on the PNG.
    pub encode_ms: u64,
    /// The file that shows the ritual in motion, if that was asked for. It lies beside the artifact, wherever that is,
    /// under the same name with `.gif` behind.
    pub motion: Option<MotionFile>,
}

impl Rendered {
    /// The ritual's files, given where its picture lies: the picture, and what lies beside it.
    pub fn files(&self, picture: &str) -> impl Iterator<Item = RecordedFile> {
        let moving = self.motion.as_ref().map(|motion| RecordedFile {
            path: MotionFile::beside(picture),
            digest: motion.digest,
            md5: motion.md5,
            bytes: motion.bytes,
        });
        let Self { digest, md5, bytes, .. } = *self;
        let picture = RecordedFile { path: picture.to_owned(), digest, md5, bytes };
        [picture].into_iter().chain(moving)
    }
}

/// One of a ritual's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFile {
    /// Its name or path.
    pub path: String,
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// Its MD5, if it was recorded.
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
}

/// The facts of a file that shows a ritual in motion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotionFile {
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// Its MD5, if it was recorded.
    #[serde(default)]
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How many frames it has.
    pub frames: u16,
    /// Whether it was made smaller, or with fewer frames, to stay small enough.
    pub reduced: bool,
    /// Milliseconds spent on it.
    pub ms: u64,
}

impl MotionFile {
    /// The name or path of the file that lies beside an artifact.
    pub fn beside(artifact: &str) -> String {
        format!("{}.gif", artifact.strip_suffix(".png").unwrap_or(artifact))
    }
}
