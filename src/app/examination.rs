//! Everything that the bot depends on, checked, with what to do.

use std::io;

use self::destinations::destinations;
use self::report::{Report, See};
use crate::config::Settings;
use crate::durable;
use crate::jobs::{Room, Spool};
use crate::store::Store;

mod destinations;
mod report;

pub use report::{Check, Verdict};

/// Below this the disk is worth a warning: some fifty pictures.
const LITTLE_SPACE: u64 = 100 << 20;

/// Checks everything under these settings. Each check is shown as soon as it is made: some take a while. Fails only
/// where a check cannot be shown.
pub async fn examine(settings: &Settings, see: impl FnMut(Check) -> io::Result<()>) -> io::Result<()> {
    let mut report = Report::new(see);
    for warning in &settings.warnings {
        report.add("settings", Verdict::Warn, warning)?;
    }
    if let Some(lost) = settings.lost_at_deployment() {
        report.add("next deployment", Verdict::Warn, lost)?;
    }
    let writable = data_directory(settings, &mut report)?;
    let store = database(settings, writable, &mut report).await?;
    let examined = destinations(settings, store.as_ref(), &mut report).await;
    if let Some(store) = store {
        store.close().await;
    }
    examined?;
    discord(settings, &mut report)
}

fn data_directory(settings: &Settings, report: &mut Report<impl See>) -> io::Result<bool> {
    let folder = &settings.data_dir;
    let tried = Spool::open(&settings.spool_dir()).and_then(|spool| {
        let probe = spool.path(".doctor-probe");
        durable::write_private(&probe, b"probe")?;
        std::fs::remove_file(probe)
    });
    let says = tried.map_err(|error| {
        format!("{} cannot be written ({error}); {}", folder.display(), settings.data_dir_advice())
    });
    let writable =
        report.judge("data directory", says, |()| format!("{} can be written", folder.display()))?;
    if writable {
        match Room::of(folder).map(|room| room.available) {
            Ok(free) if free < LITTLE_SPACE => {
                report.add(
                    "disk space",
                    Verdict::Warn,
                    format!("only {} MiB are free; pictures that wait need room", free >> 20),
                )?;
            }
            Ok(free) => report.add("disk space", Verdict::Ok, format!("{} MiB are free", free >> 20))?,
            Err(error) => report.add("disk space", Verdict::Warn, format!("it cannot be told: {error}"))?,
        }
    }
    Ok(writable)
}

/// The database, if it opens and can be written.
async fn database(
    settings: &Settings,
    writable: bool,
    report: &mut Report<impl See>,
) -> io::Result<Option<Store>> {
    if !writable && settings.database_url.is_none() {
        report.add("database", Verdict::Fail, "it lives in the data directory, which cannot be written")?;
        return Ok(None);
    }
    let checked = match Store::open(settings.database_url.as_ref(), &settings.data_dir).await {
        Ok(store) => match store.check().await {
            Ok(()) => Ok(store),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        },
        Err(error) => Err(error),
    };
    let kind = if settings.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    match checked {
        Ok(store) => {
            let says = format!("{kind} opens, is up to date and can be written");
            report.add("database", Verdict::Ok, says).map(|()| Some(store))
        }
        Err(error) => {
            let says = format!("{:#}", anyhow::Error::from(error));
            report.add("database", Verdict::Fail, says).map(|()| None)
        }
    }
}

fn discord(settings: &Settings, report: &mut Report<impl See>) -> io::Result<()> {
    match settings.token() {
        Ok(_) => {
            let says = if settings.discord_api_url.is_some() {
                "it is set; the server that DISCORD_API_URL names was not asked"
            } else {
                "it is set and has the shape of a token; Discord itself was not asked"
            };
            report.add("discord token", Verdict::Ok, says)?;
        }
        // Only `run` needs one, so none at all is no failure.
        Err(problem) if settings.discord_token.is_none() => {
            report.add("discord token", Verdict::Warn, problem)?;
        }
        Err(problem) => report.add("discord token", Verdict::Fail, problem)?,
    }
    report.add(
        "message content intent",
        Verdict::Ok,
        format!(
            "`{}ritual` needs the switch “Message Content Intent” on the page Bot of the Developer Portal; without it \
             slash commands and mentions work and the bot says so",
            settings.prefix
        ),
    )?;
    Ok(())
}
