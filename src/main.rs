//! The program: parse the command line, hand over, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use helix_bot::cli::{self, Arguments};

fn main() -> ExitCode {
    // A .env file fills in what the environment does not say; it must be read before anything looks.
    if let Err(problem) = read_env_file() {
        eprintln!("helix-bot: the file .env cannot be used: {problem}");
        return ExitCode::from(2);
    }
    cli::main(Arguments::parse())
}

fn read_env_file() -> Result<(), String> {
    match dotenvy::dotenv() {
        Ok(_) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        // The line itself is not repeated: it may hold a secret.
        Err(dotenvy::Error::LineParse(_, position)) => {
            Err(format!("a line is not of the form NAME=value (near its character {position})"))
        }
        Err(error) => Err(error.to_string()),
    }
}
