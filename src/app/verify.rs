//! An artifact proves itself.

use std::path::Path;

use crate::bounded;
use crate::ritual::artifact::{self, Verified};

/// Larger files are no artifacts: raw pixels at the largest size are 48 MiB.
const LARGEST: u64 = 64 << 20;

/// Renders a file's picture again from the recipe in it and compares every pixel. Whatever gives bytes may be named, a
/// pipe as well.
pub fn verify(file: &Path) -> anyhow::Result<Verified> {
    let bytes = bounded::read_file(file, LARGEST);
    let bytes = bytes.map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => {
            anyhow::anyhow!("is larger than any artifact: {error}")
        }
        _ => anyhow::Error::from(error).context("cannot be read"),
    })?;
    Ok(artifact::verify(&bytes)?)
}
