//! Counts for status, readiness and metrics.

use std::collections::BTreeMap;

use super::job::JobKind;
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
    /// Of these, messages that could not be posted.
    pub dead_posts: u64,
    /// Of these, pictures that could not be rendered.
    pub dead_renders: u64,
    /// The oldest ritual with a copy still missing, and when it was accepted.
    pub oldest_unarchived: Option<(RitualId, Timestamp)>,
    /// By destination, those with anything to tell, whether they are still configured or not.
    pub destinations: BTreeMap<Destination, DestinationCounts>,
    /// Open jobs by kind and, for copies, destination.
    pub queues: BTreeMap<Queue, QueueCounts>,
}

/// The jobs of one kind and, for copies, one destination.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Queue {
    /// What they do.
    pub kind: JobKind,
    /// For copies, where these go.
    pub destination: Option<Destination>,
}

/// How many jobs of a queue are not done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Waiting or running.
    pub waiting: u64,
    /// Of these, those that failed and wait for their next try.
    pub put_off: u64,
    /// Given up.
    pub dead: u64,
}

impl Overview {
    /// As far as is counted where only one owner's are.
    pub const MOST: u64 = 10_000;

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

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// What it was to do.
    pub kind: JobKind,
    /// For a copy, the destination as it is recorded.
    pub destination: String,
    /// The ritual it served.
    pub ritual: RitualId,
    /// Who asked for that in Discord.
    pub user: Option<u64>,
    /// Why it was given up; see [`crate::failure::for_everybody`].
    pub reason: String,
}

/// What waits at one destination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DestinationCounts {
    /// Archive jobs waiting or running.
    pub waiting: u64,
    /// Of these, those that failed and wait for their next try.
    pub put_off: u64,
    /// Why one of these failed.
    pub trouble: Option<String>,
    /// Archive jobs given up.
    pub dead: u64,
    /// Copies that stand, archived and verified.
    pub archived: u64,
    /// How many bytes they have; counted only where one owner's are told.
    pub bytes: u64,
    /// Copies that had been archived, are missing or damaged, and are not made good yet.
    pub lost: u64,
    /// Why and until when the destination is paused. Stays, with a time that has passed, until a copy succeeds.
    pub paused: Option<(Timestamp, String)>,
    /// Why the operator holds it back, until he lets it go.
    pub held: Option<String>,
}
