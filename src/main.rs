//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    helix_bot::cli::main()
}
