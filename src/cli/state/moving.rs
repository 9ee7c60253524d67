//! `helix-bot state move`: from SQLite to PostgreSQL.

use std::process::ExitCode;

use secrecy::SecretString;

use crate::app::move_state;
use crate::cli::{exit, stdout};
use crate::config::Settings;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The empty PostgreSQL database, `postgres://user@host:5432/database`. Other users of this machine can read what stands
    /// on a command line: with a password, set `DATABASE_URL` instead [default: `DATABASE_URL`]
    #[arg(long, value_name = "URL")]
    to: Option<SecretString>,
}

pub(super) async fn run(settings: &Settings, options: Options) -> anyhow::Result<ExitCode> {
    let mut told = Ok(());
    let moved = move_state(settings, options.to, |table| {
        let line = format!("{:16} {:>9} rows  {}", table.name, table.rows, &table.digest[..16]);
        told = std::mem::replace(&mut told, Ok(())).and_then(|()| stdout::line(&line));
    });
    let moved = moved.await?;
    told?;
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    stdout::line(&format!(
        "{} tables with {rows} rows moved, each compared with what was sent",
        moved.len()
    ))?;
    stdout::line(
        "The SQLite file is left as it was. Start the bot with DATABASE_URL set; pictures in the spool are found there \
                  if the data directory stays the same, and rendered again if not.",
    )?;
    Ok(exit::DONE)
}
