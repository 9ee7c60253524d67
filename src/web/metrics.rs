//! Counts in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use crate::store::{Overview, Proofs, Timestamp};

/// The counts in Prometheus' text format.
pub(super) fn exposition(overview: &Overview, now: Timestamp) -> String {
    let age = overview.oldest_unarchived.map_or(0, |(_, accepted)| now.since(accepted).as_secs());
    let mut text = String::new();
    let mut family =
        |name: &str, kind, help, samples: &[_]| text.push_str(&metric(name, kind, help, samples));
    let one = |value| [(String::new(), value)];
    family("helix_rituals_total", "counter", "Rituals accepted.", &one(overview.rituals));
    family("helix_jobs_waiting", "gauge", "Jobs waiting or running.", &one(overview.waiting));
    family("helix_jobs_dead", "gauge", "Jobs given up.", &one(overview.dead));
    family(
        "helix_oldest_unarchived_seconds",
        "gauge",
        "Age of the oldest ritual with a copy missing.",
        &one(age),
    );
    let by_destination = |count: fn(&crate::store::DestinationCounts) -> u64| -> Vec<_> {
        overview.destinations.iter().map(|(name, counts)| (label(name), count(counts))).collect()
    };
    family(
        "helix_archived_total",
        "counter",
        "Copies archived and verified.",
        // A counter that went down would be taken for one that began anew.
        &by_destination(|c| c.archived + c.lost),
    );
    family(
        "helix_archive_lost",
        "gauge",
        "Archived copies that are missing or damaged and not made good yet.",
        &by_destination(|c| c.lost),
    );
    family("helix_archive_waiting", "gauge", "Copies waiting or being sent.", &by_destination(|c| c.waiting));
    family(
        "helix_destination_paused",
        "gauge",
        "1 while a destination is paused.",
        &by_destination(|c| u64::from(c.paused.is_some())),
    );
    text
}

/// How old the proofs are, in the same format.
pub(super) fn exposition_of_proofs(proofs: &BTreeMap<impl Display, Proofs>, now: Timestamp) -> String {
    let by_destination = |value: &dyn Fn(&Proofs) -> u64| -> Vec<_> {
        proofs.iter().map(|(name, proofs)| (label(name), value(proofs))).collect()
    };
    let ages = by_destination(&|proofs| now.since(proofs.oldest).as_secs());
    let overdue = by_destination(&|proofs| proofs.overdue);
    metric("helix_oldest_proof_seconds", "gauge", "Age of the oldest proof of an archived copy.", &ages)
        + &metric(
            "helix_proofs_overdue",
            "gauge",
            "Archived copies that were to be proven again by now, counted up to 10000.",
            &overdue,
        )
}

/// One metric with its samples: labels, value.
fn metric(name: &str, kind: &str, help: &str, samples: &[(String, u64)]) -> String {
    let mut text = format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
    text
}

fn label(name: &impl Display) -> String {
    let name = name.to_string().replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{destination=\"{name}\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DestinationCounts, RitualId};
    use crate::sync::Destination;

    #[test]
    fn metrics_follow_the_text_format_and_tell_the_oldest_unarchived_age() {
        let mut overview = Overview {
            rituals: 3,
            oldest_unarchived: Some((RitualId::new(), Timestamp(0))),
            ..Overview::default()
        };
        let counts = DestinationCounts { archived: 2, lost: 1, ..DestinationCounts::default() };
        overview.destinations.insert("s3:a\"b".parse().expect("a destination"), counts);
        let text = exposition(&overview, Timestamp(90_000));
        assert!(text.contains("helix_rituals_total 3\n"), "{text}");
        assert!(text.contains("helix_oldest_unarchived_seconds 90\n"), "{text}");
        assert!(text.contains("helix_archived_total{destination=\"s3:a\\\"b\"} 3\n"), "{text}");
        assert!(text.contains("helix_archive_lost{destination=\"s3:a\\\"b\"} 1\n"), "{text}");
    }

    #[test]
    fn metrics_tell_the_age_of_the_oldest_proof_and_how_many_are_overdue() {
        let proofs = Proofs { oldest: Timestamp(10_000), overdue: 7 };
        let text = exposition_of_proofs(&BTreeMap::from([(Destination::local(), proofs)]), Timestamp(90_000));
        assert!(text.contains("helix_oldest_proof_seconds{destination=\"local\"} 80\n"), "{text}");
        assert!(text.contains("helix_proofs_overdue{destination=\"local\"} 7\n"), "{text}");
    }
}
