//! What the end of a job's run means for the counts.

use std::time::Duration;

use crate::metrics::{JobMetrics, RunOutcome};
use crate::store::{Lane, Outcome, Rendered};

/// Counts a run that has ended and took this long, once its result is recorded: one that is dropped is done once more.
pub(super) fn ended(metrics: &JobMetrics, lane: &Lane, outcome: &Outcome, took: Duration) {
    let destination = lane.destination().map(ToString::to_string).unwrap_or_default();
    metrics.ran(lane.kind().word(), &destination, run_outcome(outcome));
    match outcome {
        Outcome::Rendered(facts) => rendered(metrics, facts),
        Outcome::Posted(_) => metrics.posted(took),
        Outcome::Archived(receipt) => {
            metrics.archived(&destination, Duration::from_millis(receipt.took_ms), receipt.bytes);
        }
        Outcome::Done
        | Outcome::Retry { .. }
        | Outcome::Postponed { .. }
        | Outcome::Dead { .. }
        | Outcome::Released => {}
    }
}

fn rendered(metrics: &JobMetrics, facts: &Rendered) {
    let millis = Duration::from_millis;
    let motion = facts.motion.as_ref();
    let bytes = facts.bytes + motion.map_or(0, |file| file.bytes);
    metrics.rendered(
        millis(facts.render_ms),
        millis(facts.encode_ms),
        motion.map(|file| millis(file.ms)),
        bytes,
    );
}

fn run_outcome(outcome: &Outcome) -> RunOutcome {
    match outcome {
        Outcome::Rendered(_) | Outcome::Posted(_) | Outcome::Done | Outcome::Archived(_) => RunOutcome::Done,
        Outcome::Retry { class, .. } => RunOutcome::Retry(*class),
        Outcome::Postponed { .. } => RunOutcome::Postponed,
        Outcome::Dead { class, .. } => RunOutcome::Dead(*class),
        Outcome::Released => RunOutcome::Released,
    }
}
