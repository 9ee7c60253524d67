//! `helix-bot verify FILE.png…`: an artifact proves itself.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::ritual::artifact;

/// Larger files are no artifacts: raw pixels at the largest size are 48 MiB.
const LARGEST: u64 = 64 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// PNG files made by this program
    #[arg(required = true, value_name = "FILE.png")]
    files: Vec<PathBuf>,
}

pub(super) fn run(options: Options) -> anyhow::Result<ExitCode> {
    let mut all_true = true;
    for file in options.files {
        let verdict = match examine(&file) {
            Ok(verdict) => format!("ok    {}: {verdict}", file.display()),
            Err(problem) => {
                all_true = false;
                format!("FAIL  {}: {problem:#}", file.display())
            }
        };
        super::stdout::line(&verdict)?;
    }
    Ok(if all_true { super::DONE } else { ExitCode::FAILURE })
}

fn examine(file: &Path) -> anyhow::Result<String> {
    let length = std::fs::metadata(file).context("cannot be read")?.len();
    anyhow::ensure!(length <= LARGEST, "is larger than any artifact ({length} bytes)");
    let bytes = std::fs::read(file).context("cannot be read")?;
    let verified = artifact::verify(&bytes)?;
    let recipe = &verified.recipe;
    Ok(format!(
        "{} steps, seed {}, {} × {} pixels, every pixel as the recipe says (pixels {})",
        recipe.steps,
        recipe.seed,
        recipe.size.width(),
        recipe.size.height(),
        verified.digest.short()
    ))
}
