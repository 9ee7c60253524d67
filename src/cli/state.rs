//! `helix-bot state`: snapshots of the database at the destinations. One file per subcommand.

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Settings;

mod backup;
mod list;
mod moving;
mod restore;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take a snapshot of the database now and archive it at each destination
    Backup,
    /// List the snapshots at the destinations, the latest first
    List(list::Options),
    /// Put a snapshot in the place of the database, which nobody may have open
    Restore(restore::Options),
    /// Carry a SQLite database over to an empty PostgreSQL, which nobody may have open
    Move(moving::Options),
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    match options.command {
        Command::Backup => backup::run(settings).await,
        Command::List(options) => list::run(&settings, options).await,
        Command::Restore(options) => restore::run(&settings, options).await,
        Command::Move(options) => moving::run(&settings, options).await,
    }
}
