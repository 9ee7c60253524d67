//! What `status` says, in the reader's language and as far as it is theirs to know.

use std::time::Duration;

use crate::app::{DestinationStatus, DiskUse, StatusReport};
use crate::discord::commands::audience::{Audience, Reader};
use crate::discord::messages::size::size;
use crate::discord::messages::text::{code, plain};
use crate::store::{DestinationCounts, GivenUp, Held, Hold, JobKind, Overview, Proofs, Scope, Timestamp};
use crate::sync::Destination;
use crate::words::{Language, say};

/// How much of what carries files is shown, in characters.
const CARRIER: usize = 200;
/// How much of a destination is shown, in characters.
const NAME: usize = 200;
/// How much is shown of what a deployment would delete.
const LOST: usize = 400;

/// The report in words.
pub(super) fn text(
    report: &StatusReport,
    given_up: &[GivenUp],
    reader: Reader,
    message_content: bool,
) -> String {
    let (overview, language) = (&report.overview, reader.language);
    let mut lines =
        vec![say!(language, "status-title", version = report.version, uptime = uptime(report.uptime))];
    lines.extend(report.lost_at_deployment.iter().map(|lost| not_safe(lost, reader)));
    lines.push(match &report.sync {
        Ok(carrier) => say!(language, "status-carrier", carrier = plain(carrier, CARRIER)),
        Err(reason) => reader.offline(reason),
    });
    lines.extend(room(report.disk, reader));
    lines.extend(report.held.iter().filter_map(|held| held_back(held, reader)));
    for destination in &report.destinations {
        let counts = overview.destinations.get(&destination.destination).cloned().unwrap_or_default();
        let proofs = report.proofs.get(&destination.destination).map(|found| proofs(found, language));
        lines.push(format!("{}{}", line(destination, &counts, reader), proofs.unwrap_or_default()));
    }
    let configured = |name: &_| report.destinations.iter().any(|status| status.destination == *name);
    for (place, counts) in overview.unconfigured(configured) {
        let said = say!(language, "status-unconfigured", copies = copies(counts, language));
        lines.push(format!("• {} {said}", name(place)));
    }
    lines.push(totals(overview, reader));
    lines.extend(given_up.iter().map(|job| told_of(job, reader)));
    if overview.dead > 0 {
        lines.push(remedy(overview.dead, given_up.len() as u64, reader));
    }
    lines.push(match overview.oldest_unarchived {
        Some((id, since)) => say!(language, "status-oldest", id = id.to_string(), when = relative(since)),
        None => nothing_missing(overview, language),
    });
    if !message_content {
        lines.push(deaf(reader));
    }
    lines.join("\n")
}

/// A time as Discord shows it: how long ago, or in how long.
fn relative(time: Timestamp) -> String {
    format!("<t:{}:R>", time.seconds())
}

/// What the operator holds back for everybody; a destination is told of with the others.
pub(crate) fn held_back(held: &Held, reader: Reader) -> Option<String> {
    let words = match held.what {
        Hold::Rituals => say!(reader.language, "status-rituals-held"),
        Hold::Rendering => say!(reader.language, "status-rendering-held"),
        Hold::Destination(_) => return None,
    };
    Some(reader.audience.why_if_known(&words, &held.decision.reason))
}

/// How much room the disk has. Whoever does not run the bot is told what it keeps them from.
fn room(disk: DiskUse, reader: Reader) -> Vec<String> {
    let (language, room) = (reader.language, disk.room);
    let is_short = |large| room.is_some_and(|room| !room.takes(large));
    let refused = match (is_short(false), is_short(true)) {
        (true, _) => Some(say!(language, "status-disk-full")),
        (false, true) => Some(say!(language, "status-disk-low")),
        (false, false) => None,
    };
    let told = match (reader.audience, room, disk.spool_max) {
        (Audience::Operators, Some(room), Some(most)) => Some(say!(
            language,
            "status-disk",
            free = size(room.available),
            all = size(room.size),
            spool = size(disk.spool),
            most = size(most)
        )),
        _ => None,
    };
    refused.into_iter().chain(told).collect()
}

/// What the next deployment takes away.
fn not_safe(lost: &str, reader: Reader) -> String {
    match reader.audience {
        Audience::Members => say!(reader.language, "status-not-safe"),
        Audience::Managers | Audience::Operators => {
            say!(reader.language, "status-not-safe-why", why = plain(lost, LOST))
        }
    }
}

/// What is said where Discord lets the bot read mentions only.
fn deaf(reader: Reader) -> String {
    match reader.audience {
        Audience::Members => say!(reader.language, "status-deaf"),
        Audience::Managers | Audience::Operators => say!(reader.language, "status-deaf-operator"),
    }
}

/// How much there is in all.
fn totals(overview: &Overview, reader: Reader) -> String {
    let (language, scope) = (reader.language, reader.scope);
    let counted = |count: u64| match (scope, count) {
        (Scope::Guild(_) | Scope::User(_), Overview::MOST..) => {
            say!(language, "status-or-more", count = Overview::MOST.to_string())
        }
        _ => count.to_string(),
    };
    let whose = match scope {
        Scope::Everything => "everything",
        Scope::Guild(_) => "server",
        Scope::User(_) => "private",
    };
    let (rituals, waiting, dead) = (overview.rituals, overview.waiting, overview.dead);
    let (rituals, waiting, dead) = (counted(rituals), counted(waiting), counted(dead));
    say!(language, "status-totals", whose = whose, rituals = rituals, waiting = waiting, dead = dead)
}

/// One job that was given up: what it was, for whom, and why.
fn told_of(job: &GivenUp, reader: Reader) -> String {
    let language = reader.language;
    let what = match job.kind {
        JobKind::Render => "render",
        JobKind::Post => "post",
        JobKind::Archive => "archive",
    };
    let by = job.user.map(|user| say!(language, "status-asked-by", who = format!("<@{user}>")));
    let (place, id) = (code(&job.destination, 100), job.ritual.to_string());
    let by = by.unwrap_or_default();
    let words = say!(language, "status-given-up", what = what, place = place, id = id, by = by);
    reader.audience.why(&words, &job.reason)
}

/// What can be done about `all` that was given up, of which `shown` was named.
fn remedy(all: u64, shown: u64, reader: Reader) -> String {
    let language = reader.language;
    let remedy = match reader.scope {
        Scope::Everything => say!(language, "status-remedy-operator"),
        Scope::User(_) => say!(language, "status-remedy-private"),
        Scope::Guild(_) => say!(language, "status-remedy-server"),
    };
    match all.saturating_sub(shown) {
        0 => remedy,
        more => format!("{} {remedy}", say!(language, "status-more", count = more.to_string())),
    }
}

/// What is said of the copies when none is missing.
fn nothing_missing(overview: &Overview, language: Language) -> String {
    let (posts, renders) = (overview.dead_posts, overview.dead_renders);
    let messages = (posts > 0).then(|| say!(language, "status-messages-failed", count = posts));
    let pictures = (renders > 0).then(|| say!(language, "status-pictures-failed", count = renders));
    let failed: Vec<_> = messages.into_iter().chain(pictures).collect();
    if failed.is_empty() {
        return say!(language, "status-all-archived");
    }
    say!(language, "status-all-copies", failed = failed.join(&say!(language, "status-and")))
}

/// How one destination is doing, on one line.
pub(crate) fn line(destination: &DestinationStatus, counts: &DestinationCounts, reader: Reader) -> String {
    let (language, audience) = (reader.language, reader.audience);
    let reach = match &destination.reach {
        Ok(()) => say!(language, "status-reachable"),
        Err(reason) => audience.why(&say!(language, "status-unreachable"), reason),
    };
    let mut parts = vec![format!("• {} {reach}", name(&destination.destination)), copies(counts, language)];
    let held = counts.held.as_ref();
    parts.extend(held.map(|reason| audience.why_if_known(&say!(language, "status-held"), reason)));
    parts.extend(match (&counts.paused, audience, &counts.trouble) {
        (Some((until, _)), Audience::Members, _) => {
            Some(say!(language, "status-pauses", when = relative(*until)))
        }
        (Some((until, reason)), _, _) => {
            Some(audience.why(&say!(language, "status-paused", when = relative(*until)), reason))
        }
        (None, Audience::Managers | Audience::Operators, Some(trouble)) => {
            Some(audience.why(&say!(language, "status-last-failure"), trouble))
        }
        (None, _, _) => None,
    });
    parts.join("; ")
}

/// How many copies are archived, and how many are not yet.
fn copies(counts: &DestinationCounts, language: Language) -> String {
    let mut parts = vec![say!(language, "status-archived", count = counts.archived.to_string())];
    if counts.lost > 0 {
        parts.push(say!(language, "status-lost", count = counts.lost.to_string()));
    }
    if counts.waiting > 0 {
        parts.push(say!(language, "status-waiting", count = counts.waiting.to_string()));
    }
    if counts.dead > 0 {
        parts.push(say!(language, "status-dead", count = counts.dead.to_string()));
    }
    parts.join(", ")
}

/// How old the oldest proof is, and how many copies were to be proven again by now.
fn proofs(proofs: &Proofs, language: Language) -> String {
    let oldest = format!("; {}", say!(language, "status-proof", when = relative(proofs.oldest)));
    let count = match proofs.overdue {
        0 => return oldest,
        Proofs::MOST => say!(language, "status-or-more", count = Proofs::MOST.to_string()),
        overdue => overdue.to_string(),
    };
    format!("{oldest}, {}", say!(language, "status-overdue", count = count))
}

/// A destination as it is shown.
pub(crate) fn name(destination: &Destination) -> String {
    code(&destination.to_string(), NAME)
}

/// Days, hours and minutes; seconds only while there is nothing longer.
pub(crate) fn uptime(time: Duration) -> String {
    let seconds = time.as_secs();
    let rounded = if seconds < 60 { seconds } else { seconds - seconds % 60 };
    humantime::format_duration(Duration::from_secs(rounded)).to_string()
}

#[cfg(test)]
mod tests;
