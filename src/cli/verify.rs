//! `helix-bot verify FILE.png…`: an artifact proves itself.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{exit, stdout};
use crate::app::verify;

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
        stdout::line(&verdict)?;
    }
    Ok(if all_true { exit::DONE } else { exit::FAILED })
}

fn examine(file: &Path) -> anyhow::Result<String> {
    let verified = verify(file)?;
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
