//! Whether rituals can be archived: rclone, then each destination in the way that a ritual goes.
//!
//! rclone remembers what it saw. A listing tells it that a bucket is there, and a copy after that succeeds where a
//! ritual's, in a daemon that was just started, would be refused. So each probe has a daemon of its own.

use std::io;
use std::time::Duration;

use tokio::time::timeout;

use super::report::{Report, See, Verdict};
use crate::app::clouds::Clouds;
use crate::config::Settings;
use crate::failure::{Action, Class, Failure, for_operators};
use crate::store::{Store, Timestamp};
use crate::sync::rclone::Seen;
use crate::sync::{Destination, PROBE, Probed, probe};

/// Patience with one destination: a first login may take its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// Checks rclone, and what it reaches.
pub(super) async fn destinations(
    settings: &Settings,
    store: Option<&Store>,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let clouds = Clouds::new(settings);
    let examined = examine_all(&clouds, settings, store, report).await;
    clouds.carrier.shutdown().await;
    examined
}

async fn examine_all(
    clouds: &Clouds,
    settings: &Settings,
    store: Option<&Store>,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let available = match timeout(PATIENCE, clouds.carrier.available()).await {
        Ok(answer) => answer.map_err(|error| said(&error)),
        Err(_) => Err("it does not answer; end other rclone processes or restart the machine".to_owned()),
    };
    if !report
        .judge("rclone", available, |program| format!("{program} found, its daemon starts and answers"))?
    {
        return Ok(());
    }
    for destination in &settings.destinations {
        let seen = in_time(look(clouds, destination)).await;
        let probed = in_time(try_as_a_ritual(clouds, destination, settings)).await;
        show_seen(destination, &seen, probed.as_ref().err(), report)?;
        show_probed(destination, &probed, settings, report)?;
        if probed.is_ok() {
            lift_pause(destination, store, report).await?;
        }
    }
    Ok(())
}

async fn in_time<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let slow = || {
        let seconds = PATIENCE.as_secs();
        let guidance =
            format!("it did not answer within {seconds} s; try again, or look at the provider's own status");
        Err(Failure::during(Action::Stat, Class::Transient, guidance))
    };
    timeout(PATIENCE, work).await.unwrap_or_else(|_| slow())
}

/// What is at the destination; `None` where rclone is missing and MEGA is asked directly.
async fn look(clouds: &Clouds, destination: &Destination) -> Result<Option<Seen>, Failure> {
    #[cfg(feature = "legacy-mega")]
    if clouds.rclone.find().await.is_err() {
        return clouds.carrier.reach(destination).await.map(|()| None);
    }
    clouds.rclone.look(destination).await.map(Some)
}

/// Archives a probe, in the ritual's folder and with a fresh daemon. Only MEGA is not logged in to for it once more: it
/// counts logins, and has no buckets.
async fn try_as_a_ritual(
    clouds: &Clouds,
    destination: &Destination,
    settings: &Settings,
) -> Result<Probed, Failure> {
    let path = settings.archive_path.fill(None, PROBE).map_err(|error| {
        Failure::new(Class::Permanent, format!("HELIX_ARCHIVE_PATH is not usable: {error}"))
    })?;
    let scratch = settings.spool_dir();
    if clouds.rclone.minds_logins(destination) {
        return probe(&*clouds.carrier, destination, &path, &scratch, &|_| {}).await;
    }
    let fresh = Clouds::new(settings);
    let probed = probe(&*fresh.carrier, destination, &path, &scratch, &|_| {}).await;
    fresh.carrier.shutdown().await;
    probed
}

fn show_seen(
    destination: &Destination,
    seen: &Result<Option<Seen>, Failure>,
    not_written: Option<&Failure>,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let (verdict, says) = match seen {
        Ok(None) => (Verdict::Ok, "it answers".to_owned()),
        Ok(Some(Seen::Folder { entries: Some(1) })) => {
            (Verdict::Ok, "it answers; its folder is there, with 1 entry".to_owned())
        }
        Ok(Some(Seen::Folder { entries: Some(entries) })) => {
            (Verdict::Ok, format!("it answers; its folder is there, with {entries} entries"))
        }
        Ok(Some(Seen::Folder { entries: None })) => {
            (Verdict::Ok, "it answers; its folder is there, with very many entries".to_owned())
        }
        Ok(Some(Seen::NoFolder)) => {
            (Verdict::Ok, "it answers; its folder does not exist yet, and the first copy makes it".to_owned())
        }
        Ok(Some(Seen::NoBucket)) if not_written.is_none() => {
            (Verdict::Warn, "it answers; its bucket did not exist, and was made just now".to_owned())
        }
        Ok(Some(Seen::NoBucket)) => (Verdict::Fail, "it answers, but the bucket does not exist".to_owned()),
        Err(error) if not_written.is_none() => (
            Verdict::Warn,
            format!("its folder cannot be listed ({}); rituals are archived all the same", said(error)),
        ),
        Err(error) => (Verdict::Fail, said(error)),
    };
    report.add(format!("{destination} reachable"), verdict, says)
}

fn show_probed(
    destination: &Destination,
    probed: &Result<Probed, Failure>,
    settings: &Settings,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let place = || match settings.archive_path.fill(None, PROBE) {
        Ok(path) => destination.full_path(&path),
        Err(_) => PROBE.to_owned(),
    };
    let (verdict, says) = match probed {
        Ok(Probed::Removed) => {
            (Verdict::Ok, "a probe was written, read back, compared and removed".to_owned())
        }
        Ok(Probed::Left(why)) => (
            Verdict::Warn,
            format!(
                "writing and reading back work; the probe stays at {}, as it cannot be removed: {}",
                place(),
                said(why)
            ),
        ),
        Ok(Probed::LeftBefore(why)) => (
            Verdict::Warn,
            format!(
                "reading back works, and writing did when the probe was left at {}; it cannot be removed, so none was \
                 written now: {}",
                place(),
                said(why)
            ),
        ),
        Err(error) => (Verdict::Fail, said(error)),
    };
    report.add(format!("{destination} writable"), verdict, says)
}

/// What was refused before works now, so nothing has to wait any longer.
async fn lift_pause(
    destination: &Destination,
    store: Option<&Store>,
    report: &mut Report<impl See>,
) -> io::Result<()> {
    let Some(store) = store else { return Ok(()) };
    match store.lift_pause(destination, Timestamp::now()).await {
        Ok(true) => report.add(
            format!("{destination} pause"),
            Verdict::Ok,
            "it was paused, and goes on from now; a bot that runs takes up its copies",
        ),
        Ok(false) => Ok(()),
        Err(error) => report.add(
            format!("{destination} pause"),
            Verdict::Warn,
            format!("its pause could not be lifted: {:#}", anyhow::Error::from(error)),
        ),
    }
}

fn said(error: &Failure) -> String {
    for_operators(&error.reason())
}
