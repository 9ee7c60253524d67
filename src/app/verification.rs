//! Proving archived copies at once, because a person asks for it.

use std::ops::ControlFlow;
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::services::App;
use crate::failure::{Class, Failure, for_operators};
use crate::jobs::audit::Verdict;
use crate::store::{ArchiveState, ProvenCopy, RitualId, Timestamp};
use crate::sync::Destination;

/// How many copies are read from the database at a time.
const PAGE: u32 = 200;
/// Copies looked at at the same time; destinations that bear less get less.
const AT_ONCE: usize = 4;

/// Which copies a person wants to have proven now.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// At this destination only.
    pub destination: Option<Destination>,
    /// Of rituals accepted at this moment or later.
    pub since: Option<Timestamp>,
    /// Last proven before this moment.
    pub proven_before: Option<Timestamp>,
    /// This part of them, from 0 to 1; at least one if there is any.
    pub sample: Option<f64>,
}

/// A copy that was looked at.
#[derive(Debug)]
pub struct Verified {
    /// The ritual.
    pub ritual: RitualId,
    /// The destination.
    pub destination: Destination,
    /// Where the picture is, as people read it.
    pub place: String,
    /// What the look showed, or why there was none.
    pub verdict: Result<Verdict, Failure>,
}

/// Copies that were not looked at because their destination does not answer.
#[derive(Debug)]
pub struct NotSeen {
    /// The destination.
    pub destination: Destination,
    /// How many.
    pub copies: u64,
    /// Why.
    pub reason: String,
}

/// A selection and how many copies it has, counted at one moment.
#[derive(Debug)]
pub struct Choice {
    selection: Selection,
    now: Timestamp,
    all: u64,
    /// How many copies are to be looked at: all, or as many as a sample has.
    pub copies: u64,
}

impl App {
    /// Counts the copies of a selection.
    pub async fn choose(&self, selection: Selection, now: Timestamp) -> anyhow::Result<Choice> {
        let sample = selection.sample;
        let mut choice = Choice { selection, now, all: 0, copies: 0 };
        let mut all = 0;
        for destination in self.chosen(&choice) {
            self.each_copy(destination, &choice, async |_| {
                all += 1;
                Ok(ControlFlow::Continue(()))
            })
            .await?;
        }
        (choice.all, choice.copies) = (all, sampled(all, sample));
        Ok(choice)
    }

    /// Looks at the copies of a choice, the oldest proofs of each destination first. What proves itself has a new proof
    /// from then on; a loss is recorded, and thereby told and made good, if `mend` says so. A destination that does not
    /// answer is asked no more.
    pub async fn verify_copies(
        &self,
        choice: &Choice,
        mend: bool,
        cancel: &CancellationToken,
        mut see: impl FnMut(Verified) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<NotSeen>> {
        let mut lot = Lot { wanted: choice.copies, left: choice.all };
        let mut not_seen = Vec::new();
        for destination in self.chosen(choice) {
            let mut looks = Looks::new(self, destination, mend, cancel);
            self.each_copy(destination, choice, async |copy| {
                if cancel.is_cancelled() {
                    return Ok(ControlFlow::Break(()));
                }
                if lot.draw() {
                    looks.begin(copy, &mut see).await?;
                }
                Ok(ControlFlow::Continue(()))
            })
            .await?;
            not_seen.extend(looks.end(&mut see).await?);
        }
        Ok(not_seen)
    }

    /// How many copies at a choice's destinations are known to be lost and are not made good.
    pub async fn lost_copies(&self, choice: &Choice) -> anyhow::Result<u64> {
        let overview = self.overview().await?;
        let counts = self.chosen(choice).filter_map(|name| overview.destinations.get(name));
        Ok(counts.map(|counts| counts.lost).sum())
    }

    /// How a copy stands that was lost.
    pub async fn copy_state(
        &self,
        ritual: RitualId,
        destination: &Destination,
    ) -> anyhow::Result<Option<ArchiveState>> {
        let view = self.ritual(ritual).await?;
        let archives = view.map(|view| view.archives).unwrap_or_default();
        let found = archives.into_iter().find(|archive| archive.destination == *destination);
        Ok(found.map(|archive| archive.state))
    }

    fn chosen<'a>(&'a self, choice: &'a Choice) -> impl Iterator<Item = &'a Destination> {
        let only = choice.selection.destination.as_ref();
        self.settings.destinations.iter().filter(move |name| only.is_none_or(|only| only == *name))
    }

    /// Shows the copies of a choice at one destination, without regard to a sample.
    async fn each_copy(
        &self,
        destination: &Destination,
        choice: &Choice,
        mut see: impl AsyncFnMut(ProvenCopy) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        let Choice { selection, now, .. } = choice;
        let before = selection.proven_before.map_or(*now, |before| before.min(*now));
        let mut after = None;
        loop {
            let page = self.jobs.store.proven_copies(destination, after, before, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.proven, last.ritual));
            for copy in page {
                if selection.since.is_some_and(|since| copy.ritual.made() < since) {
                    continue;
                }
                if see(copy).await?.is_break() {
                    return Ok(());
                }
            }
        }
    }
}

/// Draws so many out of all that are left, each of them as likely as any other.
struct Lot {
    wanted: u64,
    left: u64,
}

impl Lot {
    /// Whether the next one is among them.
    fn draw(&mut self) -> bool {
        let chance = self.wanted as f64 / self.left.max(1) as f64;
        self.left = self.left.saturating_sub(1);
        let random = getrandom::u32().map_or(0.5, |bits| f64::from(bits) / (f64::from(u32::MAX) + 1.0));
        let drawn = self.wanted > 0 && random < chance;
        self.wanted -= u64::from(drawn);
        drawn
    }
}

/// How many of so many a sample has.
fn sampled(count: u64, sample: Option<f64>) -> u64 {
    sample.map_or(count, |part| ((count as f64 * part).ceil() as u64).min(count))
}

/// Looks under way at one destination.
struct Looks<'a> {
    app: &'a App,
    destination: &'a Destination,
    mend: bool,
    cancel: &'a CancellationToken,
    running: JoinSet<anyhow::Result<Verified>>,
    /// Set where the destination is asked no more.
    silent: Option<NotSeen>,
}

impl<'a> Looks<'a> {
    fn new(app: &'a App, destination: &'a Destination, mend: bool, cancel: &'a CancellationToken) -> Self {
        Self { app, destination, mend, cancel, running: JoinSet::new(), silent: None }
    }

    /// Begins one, once there is room for it, unless the destination is asked no more.
    async fn begin(
        &mut self,
        copy: ProvenCopy,
        see: &mut impl FnMut(Verified) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let most = self.app.jobs.sync.concurrency(self.destination).clamp(1, AT_ONCE);
        while self.running.len() >= most {
            self.take(see).await?;
        }
        if let Some(silent) = &mut self.silent {
            silent.copies += 1;
            return Ok(());
        }
        let (jobs, mend, cancel) = (Arc::clone(&self.app.jobs), self.mend, self.cancel.clone());
        self.running.spawn(async move {
            let verdict = jobs.look_at(&copy, &cancel).await;
            if let Ok(verdict) = verdict
                && (mend || verdict.loss().is_none())
            {
                jobs.record(&copy, verdict).await?;
            }
            let view = jobs.store.ritual(copy.ritual).await?;
            let archives = view.map(|view| view.archives).unwrap_or_default();
            let archive = archives.iter().find(|archive| archive.destination == copy.destination);
            let place = archive.map(|archive| archive.destination.full_path(&archive.path));
            let ProvenCopy { ritual, destination, .. } = copy;
            let place = place.unwrap_or_else(|| destination.to_string());
            Ok(Verified { ritual, destination, place, verdict })
        });
        Ok(())
    }

    /// Waits for the end of one.
    async fn take(&mut self, see: &mut impl FnMut(Verified) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let Some(verified) = self.running.join_next().await else { return Ok(()) };
        let verified = verified??;
        if let Err(failure) = &verified.verdict
            && failure.class != Class::Cancelled
            && self.silent.is_none()
            && (failure.class == Class::Offline || self.app.jobs.sync.reach(self.destination).await.is_err())
        {
            let (destination, reason) = (self.destination.clone(), for_operators(&failure.reason()));
            self.silent = Some(NotSeen { destination, copies: 0, reason });
        }
        see(verified)
    }

    /// Waits for the end of all, and tells if the destination was asked no more.
    async fn end(
        mut self,
        see: &mut impl FnMut(Verified) -> anyhow::Result<()>,
    ) -> anyhow::Result<Option<NotSeen>> {
        while !self.running.is_empty() {
            self.take(see).await?;
        }
        Ok(self.silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_so_many_and_never_none_of_some() {
        for (count, part, expected) in
            [(100, 0.05, 5), (101, 0.05, 6), (1, 0.001, 1), (0, 0.5, 0), (7, 1.0, 7)]
        {
            assert_eq!(sampled(count, Some(part)), expected);
        }
        assert_eq!(sampled(7, None), 7);
    }

    #[test]
    fn as_many_are_drawn_as_are_wanted_and_any_may_be() {
        let mut drawn = [0; 10];
        for _ in 0..300 {
            let mut lot = Lot { wanted: 3, left: 10 };
            let mut count = 0;
            for place in &mut drawn {
                let one = u64::from(lot.draw());
                (*place, count) = (*place + one, count + one);
            }
            assert_eq!(count, 3);
        }
        assert!(drawn.iter().all(|times| *times > 20), "{drawn:?}");
    }

    #[test]
    fn a_rituals_id_tells_when_it_was_accepted() {
        let (before, id, after) = (Timestamp::now(), RitualId::new(), Timestamp::now());
        assert!((before..=after).contains(&id.made()));
    }
}
