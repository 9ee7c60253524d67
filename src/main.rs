//! The program: read the file of settings, parse the command line, hand over, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use helix_bot::cli::{self, Arguments};
use helix_bot::config::EnvFile;

fn main() -> ExitCode {
    // The file fills in what the environment does not say; it must be read before anything looks.
    match EnvFile::load(std::env::args_os()) {
        Ok(file) => cli::main(Arguments::parse(), file),
        Err(problem) => {
            eprintln!("helix-bot: {problem}");
            ExitCode::from(2)
        }
    }
}
