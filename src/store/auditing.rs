//! Proving archived copies again: whose turn it is, and what came of it.

use std::time::Duration;

use super::Store;
use super::error::Result;
use super::model::{AuditLease, AuditTurn, Lane, Proofs, ProvenCopy, RitualId, Timestamp};
use super::queries::{audits, tallies};
use crate::sync::{Destination, VerifiedBy};

impl Store {
    /// Begins a round of audits at `destination` with the turn of the copy that waited longest. None where that waited
    /// for less than `spacing`, before as many `spacing`s have passed since the last round as copies had their turn in
    /// it, before the time until which the destination is to be left alone, while somebody else holds its lease, and
    /// while it is paused.
    pub async fn claim_audit(
        &self,
        destination: &Destination,
        spacing: Duration,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<AuditTurn>> {
        writing!(self, audits::claim, destination, spacing, now, until)
    }

    /// Prolongs the lease of an audit and gives the turn of the next copy at its destination; none if the lease was
    /// lost, or that copy waited for less than `spacing`.
    pub async fn next_in_audit(
        &self,
        lease: &AuditLease,
        spacing: Duration,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<AuditTurn>> {
        writing!(self, audits::next, lease, spacing, now, until)
    }

    /// Prolongs the lease of an audit; false if it was lost.
    pub async fn extend_audit(&self, lease: &AuditLease, until: Timestamp) -> Result<bool> {
        writing!(self, audits::extend, lease, until)
    }

    /// Ends a round in which so many copies had their turn; the destination is left alone until `not_before`. False, and
    /// nothing written, if the lease was lost.
    pub async fn end_audit(
        &self,
        lease: &AuditLease,
        turns: u32,
        now: Timestamp,
        not_before: Timestamp,
    ) -> Result<bool> {
        writing!(self, audits::end, lease, turns, now, not_before)
    }

    /// Records that a copy was proven again. False, and nothing written, if its receipt changed meanwhile.
    pub async fn copy_proven(&self, copy: &ProvenCopy, by: VerifiedBy, now: Timestamp) -> Result<bool> {
        writing!(self, audits::proven, copy, by, now)
    }

    /// Records that a copy could not be looked at: it has its next turn after all others.
    pub async fn copy_passed_over(&self, copy: &ProvenCopy, now: Timestamp) -> Result<bool> {
        writing!(self, audits::passed_over, copy, now)
    }

    /// Records that a copy is missing or damaged: its archive job runs once more, the message is brought up to date,
    /// and the operator is told. False, and nothing written, if its receipt changed meanwhile.
    pub async fn copy_lost(&self, copy: &ProvenCopy, reason: &str, now: Timestamp) -> Result<bool> {
        writing!(self, audits::lost, copy, reason, now)
    }

    /// How many copies stand at a destination.
    pub async fn standing_copies(&self, destination: &Destination) -> Result<u64> {
        reading!(self, tallies::copies, destination)
    }

    /// How old the proofs of a destination's copies are, and how many of them are from before `due_before`; none where
    /// no copy stands.
    pub async fn proofs(&self, destination: &Destination, due_before: Timestamp) -> Result<Option<Proofs>> {
        reading!(self, audits::proofs, destination, due_before)
    }

    /// Up to `most` copies that stand at a destination and were last proven before `before`, the oldest proofs first,
    /// beginning after `after`.
    pub async fn proven_copies(
        &self,
        destination: &Destination,
        after: Option<(Timestamp, RitualId)>,
        before: Timestamp,
        most: u32,
    ) -> Result<Vec<ProvenCopy>> {
        reading!(self, audits::page, destination, after, before, most)
    }

    /// Whether a job of one of these lanes is running or due; those of a paused destination are not.
    pub async fn is_busy(&self, lanes: &[Lane], now: Timestamp) -> Result<bool> {
        reading!(self, audits::busy, lanes, now)
    }
}
