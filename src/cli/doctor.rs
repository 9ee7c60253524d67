//! `helix-bot doctor`: everything the bot depends on, one line a check, with what to do.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use crate::config::Settings;
use crate::failure::Failure;
use crate::jobs::spool::write_durably;
use crate::sync::{self, CloudSync, Destination};
use crate::{jobs::Spool, store};

/// Patience with one destination: a first login may take its time.
const PATIENCE: Duration = Duration::from_mins(1);
/// Below this the disk is worth a warning: some fifty pictures.
const LITTLE_SPACE: u64 = 100 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

#[derive(Debug, Serialize)]
struct Check {
    name: String,
    verdict: Verdict,
    says: String,
}

/// The examination so far. Each check is shown as soon as it is made: some take a while.
struct Report {
    checks: Vec<Check>,
    quiet: bool,
}

impl Report {
    fn add(
        &mut self,
        name: impl Into<String>,
        verdict: Verdict,
        says: impl Into<String>,
    ) -> std::io::Result<()> {
        let check = Check { name: name.into(), verdict, says: says.into() };
        if !self.quiet {
            let word = match verdict {
                Verdict::Ok => "ok  ",
                Verdict::Warn => "warn",
                Verdict::Fail => "FAIL",
            };
            super::stdout::line(&format!("{word}  {}: {}", check.name, check.says))?;
        }
        self.checks.push(check);
        Ok(())
    }

    fn judge<T>(
        &mut self,
        name: impl Into<String>,
        result: Result<T, String>,
        good: impl FnOnce(T) -> String,
    ) -> std::io::Result<bool> {
        match result {
            Ok(value) => self.add(name, Verdict::Ok, good(value)).map(|()| true),
            Err(problem) => self.add(name, Verdict::Fail, problem).map(|()| false),
        }
    }

    fn failed(&self) -> bool {
        self.checks.iter().any(|check| check.verdict == Verdict::Fail)
    }
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let mut report = Report { checks: Vec::new(), quiet: options.json };
    for warning in &settings.warnings {
        report.add("settings", Verdict::Warn, warning)?;
    }
    let writable = data_directory(&settings, &mut report)?;
    database(&settings, writable, &mut report).await?;
    let sync = sync::choose(&settings);
    let available = match timeout(PATIENCE, sync.available()).await {
        Ok(answer) => answer.map_err(|error| error.guidance.into_owned()),
        Err(_) => Err("it does not answer; end other rclone processes or restart the machine".to_owned()),
    };
    if report
        .judge("rclone", available, |program| format!("{program} found, its daemon starts and answers"))?
    {
        for destination in &settings.destinations {
            examine(sync.as_ref(), destination, &settings, &mut report).await?;
        }
    }
    sync.shutdown().await;
    discord(&settings, &mut report)?;

    if options.json {
        let answer = serde_json::json!({"ok": !report.failed(), "checks": report.checks});
        super::stdout::line(&answer.to_string())?;
    }
    Ok(if report.failed() { ExitCode::FAILURE } else { super::DONE })
}

fn data_directory(settings: &Settings, report: &mut Report) -> anyhow::Result<bool> {
    let folder = &settings.data_dir;
    let tried = Spool::open(&settings.spool_dir()).and_then(|spool| {
        let probe = spool.path(".doctor-probe");
        write_durably(&probe, b"probe")?;
        std::fs::remove_file(probe)
    });
    let says = tried.map_err(|error| {
        format!(
            "{} cannot be written ({error}); set HELIX_DATA_DIR to a folder that can, or mend its owner",
            folder.display()
        )
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

async fn database(settings: &Settings, writable: bool, report: &mut Report) -> anyhow::Result<()> {
    if !writable && settings.database_url.is_none() {
        report.add("database", Verdict::Fail, "it lives in the data directory, which cannot be written")?;
        return Ok(());
    }
    let opened = store::open(settings.database_url.as_ref(), &settings.data_dir).await;
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

async fn examine(
    sync: &dyn CloudSync,
    destination: &Destination,
    settings: &Settings,
    report: &mut Report,
) -> anyhow::Result<()> {
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

fn discord(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
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
