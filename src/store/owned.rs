//! An owner's copies: what `/archive` shows, proves and prunes of one server, or of one person in direct messages.

use super::Store;
use super::error::Result;
use super::model::{Overview, OwnedCopy, OwnedPage, ProvenCopy, RitualId, RitualView, Timestamp};
use super::queries::owned;
use crate::sync::Destination;

impl Store {
    /// Up to `most` of an owner's copies that stand, the latest rituals first, beginning after `after`.
    pub async fn standing_copies_of(
        &self,
        owner: u64,
        after: Option<&(RitualId, Destination)>,
        most: u32,
    ) -> Result<Vec<OwnedCopy>> {
        reading!(self, owned::standing, owner, after, most)
    }

    /// Up to `most` of an owner's rituals of which a copy is on its way, waits or was given up, in the order of their ids,
    /// beginning after `after`.
    pub async fn rituals_under_way(
        &self,
        owner: u64,
        after: Option<RitualId>,
        most: u32,
    ) -> Result<Vec<RitualId>> {
        reading!(self, owned::under_way, owner, after, most)
    }

    /// Up to `most` of an owner's rituals with copies in whatever state that stand on a page, the latest first.
    pub async fn archived_rituals_of(
        &self,
        owner: u64,
        page: OwnedPage,
        most: u32,
    ) -> Result<Vec<RitualView>> {
        reading!(self, owned::page, owner, page, most)
    }

    /// How many of an owner's copies at a destination are to be removed, counted up to [`Overview::MOST`].
    pub async fn removing_of(&self, owner: u64, destination: &Destination) -> Result<u64> {
        reading!(self, owned::removing, owner, destination, Overview::MOST)
    }

    /// Up to `most` of an owner's copies at a destination, those first that were not proven for the longest time.
    pub async fn oldest_proofs_of(
        &self,
        owner: u64,
        destination: &Destination,
        most: u32,
    ) -> Result<Vec<ProvenCopy>> {
        reading!(self, owned::oldest_proofs, owner, destination, most)
    }

    /// When an owner's copy at a destination was proven last.
    pub async fn last_proof_of(&self, owner: u64, destination: &Destination) -> Result<Option<Timestamp>> {
        reading!(self, owned::last_proof, owner, destination)
    }
}
