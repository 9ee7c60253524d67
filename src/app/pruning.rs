//! Which of an owner's archived copies would go under what rules, and having them removed: exactly those.

use std::collections::{BTreeMap, HashSet, VecDeque};

use sha2::{Digest as _, Sha256};

use super::retention::{Judge, Retention};
use super::services::App;
use crate::store::{OwnedCopy, RitualId, Timestamp};
use crate::sync::Destination;

/// How many copies go at once: the oldest of them first. Whoever has more prunes again.
const AT_ONCE: usize = 10_000;
/// How many rows are read at a time.
const PAGE: u32 = 1000;

/// What stays, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PruneRules {
    /// What stays at each destination.
    pub retention: Retention,
    /// At this destination only.
    pub at: Option<Destination>,
    /// Also copies of rituals of which another copy is still to be made: this one may be all there is.
    pub under_way: bool,
}

/// What would go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrunePlan {
    /// These copies, the latest first.
    pub going: Vec<OwnedCopy>,
    /// How many would go as well, and wait for another time.
    pub more: u64,
    /// How many stay because of the rules.
    pub staying: u64,
    /// How many stay because another copy of their ritual is still to be made.
    pub spared: u64,
    /// Destinations at which nothing would be left.
    pub emptied: Vec<Destination>,
    /// Names exactly these copies: another set has another code.
    pub code: String,
}

impl PrunePlan {
    /// How long the files are together that would go.
    pub fn bytes(&self) -> u64 {
        self.going.iter().map(|copy| copy.bytes).sum()
    }
}

/// What is known of one destination while its copies are gone through.
struct Place {
    judge: Judge,
    going: u64,
    staying: u64,
}

impl App {
    /// What of an owner's copies would go under these rules. Changes nothing.
    pub async fn plan_prune(
        &self,
        owner: u64,
        rules: &PruneRules,
        now: Timestamp,
    ) -> anyhow::Result<PrunePlan> {
        let under_way = if rules.under_way { HashSet::new() } else { self.under_way(owner).await? };
        let mut places = BTreeMap::<Destination, Place>::new();
        let (mut plan, mut going) = (PrunePlan::default(), VecDeque::new());
        let mut after = None;
        loop {
            let page = self.jobs.store.standing_copies_of(owner, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.ritual, last.destination.clone()));
            for copy in page {
                if rules.at.as_ref().is_some_and(|at| *at != copy.destination) {
                    continue;
                }
                let place = places.entry(copy.destination.clone()).or_insert_with(|| Place {
                    judge: rules.retention.judge(now),
                    going: 0,
                    staying: 0,
                });
                if place.judge.keeps(copy.ritual.made()) {
                    place.staying += 1;
                } else if under_way.contains(&copy.ritual) {
                    plan.spared += 1;
                    place.staying += 1;
                } else {
                    place.going += 1;
                    going.push_back(copy);
                    if going.len() > AT_ONCE {
                        going.pop_front();
                        plan.more += 1;
                    }
                }
            }
        }
        plan.staying = places.values().map(|place| place.staying).sum::<u64>() - plan.spared;
        let is_emptied = |place: &Place| place.staying == 0 && place.going > 0;
        plan.emptied = places.into_iter().filter(|(_, place)| is_emptied(place)).map(|(at, _)| at).collect();
        plan.going = going.into();
        plan.code = code(owner, &plan.going);
        Ok(plan)
    }

    /// An owner's rituals of which a copy is still to be made.
    async fn under_way(&self, owner: u64) -> anyhow::Result<HashSet<RitualId>> {
        let mut all = HashSet::new();
        let mut after = None;
        loop {
            let page = self.jobs.store.rituals_under_way(owner, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(*last);
            all.extend(page);
        }
    }

    /// Has what a plan names removed; returns under which name [`App::removals_of`] tells how far that is. A plan that is
    /// carried out twice is carried out once.
    pub async fn prune(&self, plan: &PrunePlan, by: Option<u64>) -> anyhow::Result<String> {
        let batch = App::new_batch();
        let copies: Vec<_> = plan.going.iter().map(|copy| (copy.ritual, copy.destination.clone())).collect();
        self.remove_many(&copies, by, &batch).await?;
        Ok(batch)
    }
}

/// Sixteen letters that name these copies of this owner.
fn code(owner: u64, going: &[OwnedCopy]) -> String {
    let mut hash = Sha256::new().chain_update(owner.to_be_bytes());
    for copy in going {
        hash = hash
            .chain_update(copy.ritual.0.as_bytes())
            .chain_update(copy.destination.to_string())
            .chain_update([0]);
    }
    crate::digest::hex(&hash.finalize()[..8])
}
