//! What those who manage a server, or somebody in direct messages, are told of their own archive, and what they may have
//! done with it. `owner` is who [`Origin::owner`](crate::store::Origin::owner) says; nobody else's copies are found by it.

use tokio_util::sync::CancellationToken;

use super::services::App;
use crate::failure::Failure;
use crate::jobs::audit::Verdict;
use crate::store::{DestinationCounts, OwnedPage, RitualId, RitualView, Timestamp};
use crate::sync::Destination;

/// One owner's archive.
#[derive(Debug, Clone)]
pub struct ArchiveReport {
    /// What carries files, or why nothing can be archived now.
    pub sync: Result<String, String>,
    /// In the order of the destinations that were asked for, then others at which something is.
    pub places: Vec<ArchivePlace>,
    /// The oldest ritual with a copy still missing, and when it was accepted.
    pub oldest_unarchived: Option<(RitualId, Timestamp)>,
}

/// One owner's copies at one destination.
#[derive(Debug, Clone)]
pub struct ArchivePlace {
    /// The destination.
    pub destination: Destination,
    /// How many there are, and how they stand.
    pub counts: DestinationCounts,
    /// How many are to be removed.
    pub removing: u64,
    /// When one of them was proven last.
    pub last_proof: Option<Timestamp>,
}

/// A copy that was looked at because its owner asked for it.
#[derive(Debug)]
pub struct Looked {
    /// The ritual.
    pub ritual: RitualId,
    /// The destination.
    pub destination: Destination,
    /// What the look showed, or why there was none.
    pub verdict: Result<Verdict, Failure>,
}

impl App {
    /// How an owner's archive stands at these destinations.
    pub async fn archive_of(
        &self,
        owner: u64,
        destinations: &[Destination],
    ) -> anyhow::Result<ArchiveReport> {
        let store = &self.jobs.store;
        let mut overview = store.overview_of(owner, destinations).await?;
        let mut names = destinations.to_vec();
        names.extend(overview.destinations.keys().filter(|name| !destinations.contains(name)).cloned());
        let mut places = Vec::new();
        for destination in names {
            places.push(ArchivePlace {
                counts: overview.destinations.remove(&destination).unwrap_or_default(),
                removing: store.removing_of(owner, &destination).await?,
                last_proof: store.last_proof_of(owner, &destination).await?,
                destination,
            });
        }
        Ok(ArchiveReport {
            sync: self.archiving_soon().await,
            places,
            oldest_unarchived: overview.oldest_unarchived,
        })
    }

    /// A page of an owner's rituals with copies, the latest first.
    pub async fn archived_page(
        &self,
        owner: u64,
        page: OwnedPage,
        most: u32,
    ) -> anyhow::Result<Vec<RitualView>> {
        Ok(self.jobs.store.archived_rituals_of(owner, page, most).await?)
    }

    /// A ritual of an owner; none of anybody else's.
    pub async fn ritual_of(&self, owner: u64, id: RitualId) -> anyhow::Result<Option<RitualView>> {
        let view = self.jobs.store.ritual(id).await?;
        Ok(view.filter(|view| view.ritual.origin.owner() == Some(owner)))
    }

    /// Looks at up to `most` of an owner's copies at these destinations, those that were not proven for the longest time.
    /// What proves itself has a new proof from then on; what is lost is recorded, told and made good. `see` is told of
    /// each, with how many there are in all. A destination that does not answer is asked no more.
    pub async fn verify_own(
        &self,
        owner: u64,
        destinations: &[Destination],
        most: u32,
        mut see: impl FnMut(Looked, u64),
    ) -> anyhow::Result<u64> {
        let mut copies = Vec::new();
        let each = most.div_ceil(u32::try_from(destinations.len().max(1)).unwrap_or(u32::MAX));
        for destination in destinations {
            copies.extend(self.jobs.store.oldest_proofs_of(owner, destination, each).await?);
        }
        let (all, never) = (copies.len() as u64, CancellationToken::new());
        let mut silent = Vec::new();
        for copy in copies {
            if silent.contains(&copy.destination) {
                continue;
            }
            let verdict = self.jobs.look_at(&copy, &never).await;
            match &verdict {
                Ok(Verdict::Superseded) => {}
                Ok(found) => {
                    self.jobs.record(&copy, *found).await?;
                }
                Err(_) => silent.push(copy.destination.clone()),
            }
            see(Looked { ritual: copy.ritual, destination: copy.destination, verdict }, all);
        }
        Ok(all)
    }
}
