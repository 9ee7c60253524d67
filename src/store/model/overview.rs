//! Counts for status, readiness and metrics.

use std::collections::BTreeMap;

use super::ritual::RitualId;
use super::timestamp::Timestamp;
use crate::sync::Destination;

/// Counts for status, readiness and metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// Rituals ever accepted.
    pub rituals: u64,
    /// Jobs not done: waiting for their turn or running.
    pub waiting: u64,
    /// Jobs given up, waiting for a person.
    pub dead: u64,
    /// The oldest ritual with a copy still missing, and when it was accepted.
    pub oldest_unarchived: Option<(RitualId, Timestamp)>,
    /// By destination, those with anything to tell, whether they are still configured or not.
    pub destinations: BTreeMap<Destination, DestinationCounts>,
}

impl Overview {
    /// Destinations that are not among those `configured` and have copies waiting or given up. Nobody works on them
    /// until they are configured again.
    pub fn unconfigured(
        &self,
        configured: impl Fn(&Destination) -> bool,
    ) -> impl Iterator<Item = (&Destination, &DestinationCounts)> {
        let open = |counts: &DestinationCounts| counts.waiting + counts.dead > 0;
        self.destinations.iter().filter(move |(name, counts)| open(counts) && !configured(name))
    }
}

/// What waits at one destination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationCounts {
    /// Archive jobs waiting or running.
    pub waiting: u64,
    /// Of these, those that failed and wait for their next try.
    pub put_off: u64,
    /// Archive jobs given up.
    pub dead: u64,
    /// Copies archived and verified.
    pub archived: u64,
    /// Why and until when the destination is paused. Stays, with a time that has passed, until a copy succeeds.
    pub paused: Option<(Timestamp, String)>,
}
