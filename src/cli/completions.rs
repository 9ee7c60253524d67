//! `helix-bot completions SHELL`: what a shell needs to complete the program's arguments.

use std::process::ExitCode;

use clap_complete::Shell;

use super::{exit, stdout};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The shell that is to read it
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(options: &Options, mut program: clap::Command) -> anyhow::Result<ExitCode> {
    let name = program.get_name().to_owned();
    // In memory first: what writes it panics where it cannot.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut program, name.as_str(), &mut script);
    stdout::document(mended(&String::from_utf8(script)?, &name).as_bytes())?;
    Ok(exit::DONE)
}

/// For bash, `clap_complete` 4.6 looks the cases of subcommands up under another name than it gives them where the
/// program's own name has a dash: nothing would be completed after a subcommand.
fn mended(script: &str, name: &str) -> String {
    script.replace(&name.replace('-', "__subcmd__"), &name.replace('-', "__"))
}
