//! An artifact proves itself.

use std::path::Path;

use anyhow::Context as _;

use crate::ritual::artifact::{self, Verified};

/// Larger files are no artifacts: raw pixels at the largest size are 48 MiB.
const LARGEST: u64 = 64 << 20;

/// Renders a file's picture again from the recipe in it and compares every pixel.
pub fn verify(file: &Path) -> anyhow::Result<Verified> {
    let length = std::fs::metadata(file).context("cannot be read")?.len();
    anyhow::ensure!(length <= LARGEST, "is larger than any artifact ({length} bytes)");
    let bytes = std::fs::read(file).context("cannot be read")?;
    Ok(artifact::verify(&bytes)?)
}
