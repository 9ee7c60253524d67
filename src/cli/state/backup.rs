//! `helix-bot state backup`: a snapshot now.

use std::process::ExitCode;

use crate::app::{App, BackedUp};
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::failure::for_operators;

pub(super) async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let app = App::open(settings).await?;
    let backed_up = app.back_up().await;
    app.close().await;
    let (name, bytes, sent) = match backed_up? {
        BackedUp::Sent { name, bytes, sent } => (name, bytes, sent),
        BackedUp::Blank => {
            stdout::line("The database is empty: there is nothing to take a snapshot of.")?;
            return Ok(exit::DONE);
        }
        BackedUp::Elsewhere => {
            stdout::line(
                "The database is PostgreSQL: no snapshot is taken. Back it up with its own means, such as pg_dump or your \
                 host's backups.",
            )?;
            return Ok(exit::DONE);
        }
    };
    stdout::line(&format!("{name}  {bytes} bytes"))?;
    let mut ended = exit::DONE;
    for copy in sent {
        match copy.proof {
            Ok(proof) => {
                let by = proof.verified_by.as_str();
                stdout::line(&format!("  {}  archived, proven by {by}", copy.destination))?;
                if !copy.foreign.is_empty() {
                    let (at, count) = (&copy.destination, copy.foreign.len());
                    stderr::complain(&format!(
                        "{at}: there are snapshots with what this database does not hold, {count} of them; they are kept"
                    ));
                }
            }
            Err(failure) => {
                let reason = for_operators(&failure.reason());
                stderr::complain(&format!("{}: not archived: {reason}", copy.destination));
                ended = exit::FAILED;
            }
        }
    }
    Ok(ended)
}
