//! A small file that is written to a destination to see whether that can be written.

use std::io::Write;
use std::path::Path;

use tempfile::TempPath;

use crate::blocking::blocking;
use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::sync::LocalFile;

/// How many random characters a probe's name has: nobody has written an object of that name before.
const RANDOM: usize = 16;

/// A small file with a name and a content that no other has, removed when dropped.
pub(super) struct Probe {
    pub(super) name: String,
    pub(super) file: LocalFile,
    _removed_on_drop: TempPath,
}

impl Probe {
    /// Writes one into `scratch`, a folder of this machine.
    pub(super) async fn write(scratch: &Path) -> Result<Self, Failure> {
        let scratch = scratch.to_path_buf();
        blocking(move || Self::write_now(&scratch)).await.map_err(|cause| {
            Failure::during(Action::Copy, Class::Permanent, "no scratch file could be written").because(cause)
        })
    }

    fn write_now(scratch: &Path) -> std::io::Result<Self> {
        let mut file =
            tempfile::Builder::new().prefix(".helix-probe-").rand_bytes(RANDOM).tempfile_in(scratch)?;
        let name = file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = format!("{name}\n");
        file.write_all(content.as_bytes())?;
        let path = file.into_temp_path();
        let (bytes, digest) = (content.len() as u64, Digest::of(content.as_bytes()));
        let file = LocalFile { path: path.to_path_buf(), digest, md5: None, bytes };
        Ok(Self { name, file, _removed_on_drop: path })
    }
}
