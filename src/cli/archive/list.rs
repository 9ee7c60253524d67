//! `helix-bot archive list`: what is archived where.

use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;

use crate::app::App;
use crate::cli::copies::{UNCONFIGURED, words};
use crate::cli::{exit, stdout};
use crate::config::Settings;
use crate::failure::for_operators;
use crate::store::{Adopted, Archive, ArchiveState, MotionFile, RemovalState, RitualView, Timestamp};
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Print one JSON object a line: rituals, then adopted objects
    #[arg(long)]
    json: bool,
}

/// A ritual's line of JSON.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    id: String,
    accepted: String,
    file: &'a str,
    sha256: Option<String>,
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    motion: Option<Moving>,
    copies: Vec<Copy>,
    /// Copies whose recorded destination or path this version cannot read, as they are recorded.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unreadable: &'a [String],
}

/// The file that shows a ritual in motion.
#[derive(Debug, Serialize)]
struct Moving {
    file: String,
    sha256: String,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Copy {
    remote: String,
    /// Where the file that moves lies, or is to lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    motion: Option<String>,
    state: &'static str,
    /// Only where it is not: then nobody works on what waits.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconfigured: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_by: Option<&'static str>,
    /// When it was proven last.
    #[serde(skip_serializing_if = "Option::is_none")]
    proven: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_verified_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_proven: Option<String>,
    /// When its removal was asked for, and when it was gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    removal_asked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// An adopted object's line of JSON.
#[derive(Debug, Serialize)]
struct Taken {
    adopted: String,
    remote: String,
    sha256: String,
    bytes: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let app = App::open(settings).await?;
    let shown = async {
        let (mut rituals, mut copies) = (0_u64, 0);
        app.each_ritual(async |view| {
            rituals += 1;
            copies += view.archives.iter().filter(|copy| is_archived(copy)).count();
            show(&view, &app.settings().destinations, options.json)
        })
        .await?;
        let adopted = app.adopted().await?;
        for object in &adopted {
            let taken = taken(object);
            stdout::line(&if options.json {
                serde_json::to_string(&taken)?
            } else {
                format!("adopted  {}  {} bytes, sha256 {}", taken.remote, taken.bytes, object.digest.short())
            })?;
        }
        for object in app.removed_objects().await? {
            let state = ArchiveState::Removed(object.copy);
            let (remote, (_, removed)) = (object.destination.full_path(&object.path), removal(&state));
            stdout::line(&if options.json {
                let removal = state.word();
                serde_json::json!({ "remote": remote, "state": removal, "removed": removed }).to_string()
            } else {
                format!("adopted  {remote}  {} {}", words(&state), removed.unwrap_or_default())
            })?;
        }
        if !options.json {
            stdout::line(&format!(
                "{rituals} rituals, {copies} proven copies, {} adopted objects",
                adopted.len()
            ))?;
        }
        anyhow::Ok(())
    };
    let shown = shown.await;
    app.close().await;
    shown.map(|()| exit::DONE)
}

fn is_archived(copy: &Archive) -> bool {
    copy.state.receipt().is_some()
}

fn show(view: &RitualView, configured: &[Destination], json: bool) -> anyhow::Result<()> {
    let ritual = &view.ritual;
    let facts = ritual.rendered.as_ref();
    let motion = facts.and_then(|facts| facts.motion.as_ref());
    let listed = Listed {
        id: ritual.id.to_string(),
        accepted: moment(ritual.accepted),
        file: &ritual.file,
        sha256: facts.map(|facts| facts.digest.to_string()),
        bytes: facts.map(|facts| facts.bytes),
        motion: motion.map(|motion| Moving {
            file: MotionFile::beside(&ritual.file),
            sha256: motion.digest.to_string(),
            bytes: motion.bytes,
        }),
        copies: view.archives.iter().map(|archive| copy(archive, ritual.motion, configured)).collect(),
        unreadable: &view.unreadable,
    };
    if json {
        stdout::line(&serde_json::to_string(&listed)?)?;
        return Ok(());
    }
    let what = match facts {
        Some(facts) => format!("{} bytes, sha256 {}", facts.bytes, facts.digest.short()),
        None => "not rendered".to_owned(),
    };
    let moving =
        motion.map(|motion| format!("; in motion {} bytes, sha256 {}", motion.bytes, motion.digest.short()));
    stdout::line(&format!("{}  {}  {what}{}", listed.id, listed.accepted, moving.unwrap_or_default()))?;
    if listed.copies.is_empty() && listed.unreadable.is_empty() {
        stdout::line("  nowhere: it was to be kept in the spool only")?;
    }
    for (copy, archive) in listed.copies.iter().zip(&view.archives) {
        let said = said(copy, &archive.state);
        for remote in [Some(&copy.remote), copy.motion.as_ref()].into_iter().flatten() {
            stdout::line(&format!("  {remote}  {said}"))?;
        }
    }
    for place in listed.unreadable {
        stdout::line(&format!("  {place}  cannot be read by this version"))?;
    }
    Ok(())
}

/// How a copy stands, for people.
fn said(copy: &Copy, state: &ArchiveState) -> String {
    let mut said = words(state).to_owned();
    if copy.unconfigured {
        said = format!("{said}, {UNCONFIGURED}");
    }
    match (copy.verified_by, &copy.reason) {
        _ if copy.removal_asked.is_some() => match (&copy.removed, &copy.reason) {
            (Some(at), _) => format!("{said} {at}"),
            (None, Some(reason)) => format!("{said}: {}", for_operators(reason)),
            (None, None) => said,
        },
        (Some(by), _) => format!("{said}, proven by {by}"),
        (None, Some(reason)) => format!("{said}: {reason}"),
        (None, None) => said,
    }
}

/// A copy of a ritual's files, of which there are two if it was asked for `in_motion`. They share one receipt.
fn copy(archive: &Archive, in_motion: bool, configured: &[Destination]) -> Copy {
    let Archive { destination, path, state } = archive;
    let motion = in_motion.then(|| MotionFile::beside(path.as_str()).parse().ok()).flatten();
    let receipt = state.last_receipt();
    let (removal_asked, removed) = removal(state);
    Copy {
        remote: destination.full_path(path),
        motion: motion.map(|path| destination.full_path(&path)),
        state: state.word(),
        unconfigured: receipt.is_none() && removed.is_none() && !configured.contains(destination),
        verified_by: receipt.map(|receipt| receipt.verified_by.as_str()),
        proven: receipt.map(|receipt| moment(receipt.at)),
        first_verified_by: receipt.map(|receipt| receipt.first.verified_by.as_str()),
        first_proven: receipt.map(|receipt| moment(receipt.first.at)),
        removal_asked,
        removed,
        reason: state.reason().map(for_operators),
    }
}

/// When a copy's removal was asked for, and when it was gone.
fn removal(state: &ArchiveState) -> (Option<String>, Option<String>) {
    let ArchiveState::Removed(copy) = state else { return (None, None) };
    let gone = match copy.state {
        RemovalState::Gone(at) => Some(moment(at)),
        RemovalState::Waiting(_) | RemovalState::Kept(_) | RemovalState::Dead(_) => None,
    };
    (Some(moment(copy.asked)), gone)
}

fn taken(object: &Adopted) -> Taken {
    Taken {
        adopted: moment(object.at),
        remote: object.destination.full_path(&object.path),
        sha256: object.digest.to_string(),
        bytes: object.bytes,
    }
}

/// A moment as `2026-11-25T13:45:00Z`.
fn moment(at: Timestamp) -> String {
    let since = Duration::from_millis(u64::try_from(at.0).unwrap_or_default());
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string()
}
