//! Everything that the bot depends on, checked, with what to do.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use super::clouds::Clouds;
use crate::config::Settings;
use crate::durable;
use crate::failure::Failure;
use crate::jobs::Spool;
use crate::store::Store;
use crate::sync::{CloudSync, Destination};

/// Patience with one destination: a first login may take its time.
const PATIENCE: Duration = Duration::from_mins(1);
/// Below this the disk is worth a warning: some fifty pictures.
const LITTLE_SPACE: u64 = 100 << 20;

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All is well.
    Ok,
    /// It works, but somebody may want to know.
    Warn,
    /// It does not work.
    Fail,
}

/// One thing that was checked.
#[derive(Debug, Serialize)]
pub struct Check {
    /// What it was.
    pub name: String,
    /// How it went.
    pub verdict: Verdict,
    /// What was found, or what to do.
    pub says: String,
}

/// Is shown each check as soon as it is made: some take a while.
trait See: FnMut(Check) -> io::Result<()> {}

impl<T: FnMut(Check) -> io::Result<()>> See for T {}

struct Report<S>(S);

impl<S: See> Report<S> {
    fn add(&mut self, name: impl Into<String>, verdict: Verdict, says: impl Into<String>) -> io::Result<()> {
        (self.0)(Check { name: name.into(), verdict, says: says.into() })
    }

    /// Whether it is well.
    fn judge<T>(
        &mut self,
        name: impl Into<String>,
        result: Result<T, String>,
        good: impl FnOnce(T) -> String,
    ) -> io::Result<bool> {
        match result {
            Ok(value) => self.add(name, Verdict::Ok, good(value)).map(|()| true),
            Err(problem) => self.add(name, Verdict::Fail, problem).map(|()| false),
        }
    }
}

/// Checks everything under these settings. Each check is shown as soon as it is made: some take a while. Fails only
/// where a check cannot be shown.
pub async fn examine(settings: &Settings, see: impl FnMut(Check) -> io::Result<()>) -> io::Result<()> {
    let mut report = Report(see);
    for warning in &settings.warnings {
        report.add("settings", Verdict::Warn, warning)?;
    }
    if let Some(lost) = settings.lost_at_deployment() {
        report.add("next deployment", Verdict::Warn, lost)?;
    }
    let writable = data_directory(settings, &mut report)?;
    database(settings, writable, &mut report).await?;
    let sync = Clouds::new(settings).carrier;
    let carried = destinations(sync.as_ref(), settings, &mut report).await;
    sync.shutdown().await;
    carried?;
    discord(settings, &mut report)
}

async fn destinations(
    sync: &dyn CloudSync,
    settings: &Settings,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let available = match timeout(PATIENCE, sync.available()).await {
        Ok(answer) => answer.map_err(|error| error.guidance.into_owned()),
        Err(_) => Err("it does not answer; end other rclone processes or restart the machine".to_owned()),
    };
    if !report
        .judge("rclone", available, |program| format!("{program} found, its daemon starts and answers"))?
    {
        return Ok(());
    }
    for destination in &settings.destinations {
        examine_destination(sync, destination, settings, report).await?;
    }
    Ok(())
}

fn data_directory(settings: &Settings, report: &mut Report<impl See>) -> io::Result<bool> {
    let folder = &settings.data_dir;
    let tried = Spool::open(&settings.spool_dir()).and_then(|spool| {
        let probe = spool.path(".doctor-probe");
        durable::write(&probe, b"probe")?;
        std::fs::remove_file(probe)
    });
    let says = tried.map_err(|error| {
        format!("{} cannot be written ({error}); {}", folder.display(), settings.data_dir_advice())
    });
    let writable =
        report.judge("data directory", says, |()| format!("{} can be written", folder.display()))?;
    if writable {
        match free_space(folder) {
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

fn free_space(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

async fn database(settings: &Settings, writable: bool, report: &mut Report<impl See>) -> io::Result<()> {
    if !writable && settings.database_url.is_none() {
        report.add("database", Verdict::Fail, "it lives in the data directory, which cannot be written")?;
        return Ok(());
    }
    let opened = Store::open(settings.database_url.as_ref(), &settings.data_dir).await;
    let checked = match opened {
        Ok(store) => {
            let answer = store.check().await;
            store.close().await;
            answer.map_err(|error| format!("{:#}", anyhow::Error::from(error)))
        }
        Err(error) => Err(format!("{:#}", anyhow::Error::from(error))),
    };
    let kind = if settings.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    report.judge("database", checked, |()| format!("{kind} opens, is up to date and can be written"))?;
    Ok(())
}

async fn examine_destination(
    sync: &dyn CloudSync,
    destination: &Destination,
    settings: &Settings,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let slow = || {
        Err(format!(
            "it did not answer within {} s; try again, or look at the provider's own status",
            PATIENCE.as_secs()
        ))
    };
    let said = |answer: Result<(), Failure>| answer.map_err(|error| error.guidance.into_owned());
    let reached = timeout(PATIENCE, sync.reach(destination)).await.map_or_else(|_| slow(), said);
    if !report.judge(format!("{destination} reachable"), reached, |()| {
        "it answers and lists its folder".to_owned()
    })? {
        return Ok(());
    }
    let scratch = settings.spool_dir();
    let probed = timeout(PATIENCE, sync.probe(destination, &scratch)).await.map_or_else(|_| slow(), said);
    report.judge(format!("{destination} writable"), probed, |()| {
        "a probe was written, read back, compared and removed".to_owned()
    })?;
    Ok(())
}

fn discord(settings: &Settings, report: &mut Report<impl See>) -> io::Result<()> {
    match settings.token() {
        Ok(_) => {
            report.add(
                "discord token",
                Verdict::Ok,
                "it is set and has the shape of a token; Discord itself was not asked",
            )?;
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
