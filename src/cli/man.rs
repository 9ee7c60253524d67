//! `helix-bot man`: the manual, made of what `--help` says.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{exit, stdout};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Write the program's page and one for each subcommand into this folder, instead of printing the program's
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(options: &Options, program: clap::Command) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &options.out {
        clap_mangen::generate_to(program, folder)
            .with_context(|| format!("the pages cannot be written to {}", folder.display()))?;
        return Ok(exit::DONE);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(program).render(&mut page)?;
    stdout::document(&page)?;
    Ok(exit::DONE)
}
