//! `helix-bot archive verify`: looks at archived copies at once, and has lost ones made good.
//!
//! What proves itself has a new proof from then on, and the oldest proofs come first: ended half-way and begun again
//! with `--older-than`, it goes on where it was.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::sample::Sample;
use super::since::{Age, Since};
use crate::app::{App, NotSeen, Selection, Verified};
use crate::cli::{exit, signals, stderr, stdout};
use crate::config::Settings;
use crate::failure::{Class, for_operators};
use crate::jobs::audit::Verdict;
use crate::store::{ArchiveState, RitualId, Timestamp};
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Only copies of rituals accepted since then: a day such as 2026-01-31, a moment such as 2026-01-31T12:00:00Z, or
    /// so long ago, such as 30d
    #[arg(long, value_name = "TIME")]
    since: Option<Since>,
    /// Only copies whose last proof is older than this, such as 7d
    #[arg(long, value_name = "AGE")]
    older_than: Option<Age>,
    /// Only copies at this destination, one of those in `HELIX_DESTINATIONS`
    #[arg(long, value_name = "DESTINATION")]
    destination: Option<Destination>,
    /// Only a part of them, drawn by lot, such as 5%
    #[arg(long, value_name = "PERCENT")]
    sample: Option<Sample>,
    /// Only look: leave lost copies as they are, instead of making them good
    #[arg(long)]
    check_only: bool,
    /// How long to work at most on making lost copies good; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
    /// Print one JSON object a line: each copy, what became of lost ones, and a summary at the end
    #[arg(long)]
    json: bool,
}

/// A copy's line of JSON.
#[derive(Debug, Serialize)]
struct Looked<'a> {
    ritual: String,
    remote: &'a str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// What became of a lost copy, as a line of JSON.
#[derive(Debug, Serialize)]
struct Mended<'a> {
    ritual: String,
    remote: &'a str,
    /// In the words of `archive list` for how a copy stands.
    now: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The last line of JSON.
#[derive(Debug, Default, Serialize)]
struct Summary {
    /// How many copies were to be looked at.
    copies: u64,
    proven: u64,
    missing: u64,
    damaged: u64,
    /// Copies that were found lost and were made good.
    made_good: u64,
    /// Copies, also of earlier times, that are lost and not made good.
    still_lost: u64,
    /// Copies that could not be looked at.
    not_seen: u64,
    /// Copies that were carried or proven by somebody else meanwhile.
    superseded: u64,
    interrupted: bool,
}

impl Summary {
    fn lost(&self) -> u64 {
        self.missing + self.damaged
    }

    fn count(&mut self, verified: &Verified) {
        match &verified.verdict {
            Ok(Verdict::Proven { .. }) => self.proven += 1,
            Ok(Verdict::Missing) => self.missing += 1,
            Ok(Verdict::Damaged) => self.damaged += 1,
            Ok(Verdict::Superseded) => self.superseded += 1,
            Err(failure) if failure.class == Class::Cancelled => {}
            Err(_) => self.not_seen += 1,
        }
    }
}

/// What is told while it goes on.
struct Report {
    json: bool,
    bar: ProgressBar,
    summary: Summary,
    /// Where the copies are that are lost.
    lost: Vec<(RitualId, Destination, String)>,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    if let Some(unknown) = options.destination.as_ref().filter(|it| !settings.destinations.contains(it)) {
        let known: Vec<_> = settings.destinations.iter().map(ToString::to_string).collect();
        stderr::complain(&format!(
            "{unknown} is not among HELIX_DESTINATIONS ({}); copies at another can be verified once it is",
            known.join(", ")
        ));
        return Ok(exit::misused());
    }
    let stop = signals::on_signal()?;
    let app = App::open(settings).await?;
    let verified = verify(&app, &options, &stop).await;
    app.close().await;
    verified
}

async fn verify(app: &App, options: &Options, stop: &CancellationToken) -> anyhow::Result<ExitCode> {
    let now = Timestamp::now();
    let selection = Selection {
        destination: options.destination.clone(),
        since: options.since.map(|since| since.0),
        proven_before: options.older_than.map(|age| now.before(age.0)),
        sample: options.sample.map(|sample| sample.0),
    };
    let choice = app.choose(selection, now).await?;
    let copies = choice.copies;
    let mut report = Report {
        json: options.json,
        bar: bar(copies),
        summary: Summary { copies, ..Summary::default() },
        lost: Vec::new(),
    };
    let mend = !options.check_only;
    let see = |verified| report.see(verified);
    let not_seen = app.verify_copies(&choice, mend, stop, see).await;
    report.bar.finish_and_clear();
    report.tell_silent(&not_seen?)?;
    report.summary.interrupted = stop.is_cancelled();
    if mend && !report.lost.is_empty() && !stop.is_cancelled() {
        app.work_off(Duration::from_secs(options.wait), stop.cancelled()).await?;
    }
    if mend {
        report.tell_mended(app).await?;
    }
    report.summary.still_lost = app.lost_copies(&choice).await?;
    report.end(now, mend)
}

impl Report {
    fn see(&mut self, verified: Verified) -> anyhow::Result<()> {
        self.summary.count(&verified);
        self.bar.inc(1);
        let (result, verified_by, reason) = match &verified.verdict {
            Ok(Verdict::Proven { verified_by, .. }) => ("proven", Some(verified_by.as_str()), None),
            Ok(verdict @ Verdict::Missing) => ("missing", None, verdict.loss()),
            Ok(verdict @ Verdict::Damaged) => ("damaged", None, verdict.loss()),
            Ok(Verdict::Superseded) => ("superseded", None, None),
            Err(failure) if failure.class == Class::Cancelled => return Ok(()),
            Err(_) => ("not-seen", None, None),
        };
        let refusal = verified.verdict.as_ref().err().map(|failure| for_operators(&failure.reason()));
        let reason = reason.or(refusal.as_deref());
        let (ritual, remote) = (verified.ritual.to_string(), verified.place.as_str());
        if self.json {
            let looked = Looked { ritual, remote, result, verified_by, reason };
            self.line(&serde_json::to_string(&looked)?)?;
        } else if let Some(reason) = reason {
            self.line(&format!("{result:8}  {remote}: {reason}"))?;
        }
        if verified.verdict.is_ok_and(|verdict| verdict.loss().is_some()) {
            self.lost.push((verified.ritual, verified.destination, verified.place));
        }
        Ok(())
    }

    /// Tells of destinations that do not answer, once each.
    fn tell_silent(&mut self, all: &[NotSeen]) -> anyhow::Result<()> {
        for NotSeen { destination, copies, reason } in all {
            self.summary.not_seen += copies;
            let words = format!(
                "{destination} does not answer: {reason}; {copies} more copies there were not looked at"
            );
            // Standard output has JSON alone, where that was asked for.
            if self.json {
                stderr::complain(&words);
            } else {
                self.line(&words)?;
            }
        }
        Ok(())
    }

    /// Tells what became of the copies that were lost.
    async fn tell_mended(&mut self, app: &App) -> anyhow::Result<()> {
        for (ritual, destination, place) in &self.lost {
            let Some(state) = app.copy_state(*ritual, destination).await? else { continue };
            self.summary.made_good += u64::from(state.receipt().is_some());
            let reason = state.reason().map(for_operators);
            let (remote, reason) = (place.as_str(), reason.as_deref());
            let line = if self.json {
                serde_json::to_string(&Mended {
                    ritual: ritual.to_string(),
                    remote,
                    now: state.word(),
                    reason,
                })?
            } else {
                match &state {
                    ArchiveState::Archived(_) => format!("made good {remote}"),
                    ArchiveState::Removed(_) => format!("removed meanwhile {remote}"),
                    ArchiveState::Dead { .. } => {
                        format!("CANNOT be made good {remote}: {}", reason.unwrap_or_default())
                    }
                    ArchiveState::Pending | ArchiveState::Retrying { .. } => {
                        format!("not made good yet {remote}: {}", reason.unwrap_or("it waits for its turn"))
                    }
                }
            };
            stdout::line(&line)?;
        }
        Ok(())
    }

    /// The summary, and how it ends.
    fn end(self, begun: Timestamp, mend: bool) -> anyhow::Result<ExitCode> {
        let summary = &self.summary;
        if self.json {
            stdout::line(&serde_json::to_string(&HashMap::from([("summary", summary)]))?)?;
        } else {
            let made_good =
                if mend { format!(" ({} of them made good)", summary.made_good) } else { String::new() };
            stdout::line(&format!(
                "{} copies: {} proven, {} missing, {} damaged{}, {} not looked at",
                summary.copies,
                summary.proven,
                summary.missing,
                summary.damaged,
                if summary.lost() > 0 { made_good } else { String::new() },
                summary.copies - (summary.proven + summary.lost() + summary.superseded).min(summary.copies)
            ))?;
        }
        if summary.still_lost > 0 && !self.json {
            stdout::line(&format!(
                "{} lost copies are not made good; `helix-bot archive list` tells why",
                summary.still_lost
            ))?;
        }
        if summary.interrupted {
            let age = Timestamp::now().since(begun).as_secs() + 1;
            stderr::complain(&format!(
                "interrupted; the same command with `--older-than {age}s` goes on with what is left"
            ));
        }
        Ok(match (summary.lost() + summary.still_lost, summary.not_seen > 0 || summary.interrupted) {
            (0, false) => exit::DONE,
            (0, true) => exit::pending(),
            _ => exit::FAILED,
        })
    }

    /// A line that the bar makes way for.
    fn line(&self, text: &str) -> anyhow::Result<()> {
        self.bar.suspend(|| stdout::line(text))?;
        Ok(())
    }
}

/// On standard error, if that is a terminal.
fn bar(copies: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("proving copies [{bar:30}] {pos}/{len} {eta}");
    ProgressBar::with_draw_target(Some(copies), ProgressDrawTarget::stderr())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸ "))
}
