//! `helix-bot state list`: which snapshots there are.

use std::process::ExitCode;

use serde::Serialize;

use crate::app::list_snapshots;
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::failure::for_operators;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    taken: String,
    /// Of which life of the database it is.
    life: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    destinations: Vec<String>,
}

pub(super) async fn run(settings: &Settings, options: Options) -> anyhow::Result<ExitCode> {
    let found = list_snapshots(settings).await;
    for known in &found.snapshots {
        let listed = Listed {
            name: known.name.to_string(),
            taken: known.name.moment(),
            life: known.name.life.to_string(),
            bytes: known.bytes,
            destinations: known.at.iter().map(ToString::to_string).collect(),
        };
        stdout::line(&if options.json {
            serde_json::to_string(&listed)?
        } else {
            let bytes =
                listed.bytes.map_or_else(|| "size unknown".to_owned(), |bytes| format!("{bytes} bytes"));
            format!("{}  {bytes}  {}", listed.name, listed.destinations.join(", "))
        })?;
    }
    if !options.json {
        stdout::line(&format!("{} snapshots", found.snapshots.len()))?;
    }
    let mut ended = exit::DONE;
    for (destination, failure) in &found.silent {
        let reason = for_operators(&failure.reason());
        stderr::complain(&format!("{destination} was not listed: {reason}"));
        ended = exit::FAILED;
    }
    Ok(ended)
}
