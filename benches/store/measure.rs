//! The store's operations, each some times in a row.

use std::time::{Duration, Instant};

use helix_bot::failure::Class;
use helix_bot::store::{
    AskedIn, Canceller, GalleryFilter, Job, JobKind, Lane, Outcome, PageStart, Posted, Queue, Result, Scope,
    Store, Timestamp,
};

use super::Place;
use super::fill::{Filled, SERVERS, picture, receipt, request, standing, waiting};
use super::table::Table;

/// How often each is done: enough for a ninety-ninth percentile.
const TIMES: u64 = 200;
/// How long a lease is held.
const LEASE: Duration = Duration::from_mins(5);

/// What is measured, and with what.
struct Bench<'b> {
    table: &'b mut Table,
    store: Store,
    filled: &'b Filled,
}

pub(crate) async fn all(table: &mut Table, place: &Place, filled: &Filled) {
    let mut bench = Bench { table, store: place.store().await, filled };
    bench.queue().await;
    bench.copies().await;
    bench.paused().await;
    bench.places().await;
    bench.counts().await;
    bench.lists().await;
    bench.requests().await;
    bench.upkeep().await;
    bench.store.close().await;
}

impl Bench<'_> {
    /// Does something some times, and notes how long each took.
    async fn times<T>(
        &mut self,
        operation: &str,
        mut work: impl AsyncFnMut(&Store, u64) -> Result<T>,
    ) -> Vec<T> {
        let (mut times, mut answers) = (Vec::new(), Vec::new());
        for number in 0..TIMES {
            let began = Instant::now();
            let answer = work(&self.store, number).await;
            times.push(began.elapsed());
            answers.push(answer.unwrap_or_else(|error| panic!("{operation}: {error:?}")));
        }
        self.table.measured(operation, times);
        answers
    }

    async fn claimed(&mut self, operation: &str, lane: &Lane) -> Vec<Job> {
        let now = self.filled.now;
        let claimed =
            self.times(operation, async |store, _| store.claim(lane, None, now, now + LEASE).await).await;
        claimed.into_iter().map(|job| job.expect("something is due")).collect()
    }

    /// Ends each of some jobs.
    async fn ended(&mut self, operation: &str, jobs: &[Job], outcome: &Outcome) {
        let now = self.filled.now;
        let ended = self
            .times(operation, async |store, number| {
                store.finish(&jobs[number as usize].lease, outcome, now).await
            })
            .await;
        assert!(ended.into_iter().all(|is_mine| is_mine), "{operation}: a lease was lost");
    }

    /// Pictures and messages.
    async fn queue(&mut self) {
        // Of a thousand rituals a hundred wait for their picture; the rest of the times finds nothing, as idle lanes do.
        let now = self.filled.now;
        let claimed = self
            .times("claim a picture, in turn", async |store, _| {
                store.claim(&Lane::Render, None, now, now + LEASE).await
            })
            .await;
        for (number, job) in claimed.iter().flatten().enumerate() {
            // Half of them is handed back to be looked at further below.
            let outcome = if number % 2 == 0 { Outcome::Rendered(picture()) } else { Outcome::Released };
            self.store.finish(&job.lease, &outcome, now).await.expect("answered");
        }
        let posts = self.claimed("claim a message, in turn", &Lane::Post).await;
        self.times("prolong a lease", async |store, number| {
            store.extend(&posts[number as usize].lease, now + LEASE).await
        })
        .await;
        let posted = Posted { channel: 2, message: 99, status: "waits".to_owned() };
        self.ended("end: posted", &posts, &Outcome::Posted(posted)).await;
        for (operation, lane) in [
            ("next due, pictures", Lane::Render),
            ("next due, messages", Lane::Post),
            ("next due, copies", Lane::Archive(waiting())),
        ] {
            self.times(operation, async |store, _| store.next_due(&lane, None).await).await;
        }
    }

    /// Copies that arrive or fail.
    async fn copies(&mut self) {
        let lane = Lane::Archive(waiting());
        let copies = self.claimed("claim a copy, in turn", &lane).await;
        let now = self.filled.now;
        self.ended("end: archived, with its receipt", &copies, &Outcome::Archived(receipt(now))).await;
        let copies = self.claimed("claim a copy, in turn, once more", &lane).await;
        let (at, reason) = (now + LEASE, "the cloud is in trouble".to_owned());
        let retry = Outcome::Retry { at, class: Class::Transient, reason, counts: true };
        self.ended("end: to be tried again", &copies, &retry).await;
        let copies = self.claimed("claim a copy, in turn, a third time", &lane).await;
        let dead = Outcome::Dead { class: Class::Permanent, reason: "it cannot be".to_owned() };
        self.ended("end: given up", &copies, &dead).await;
    }

    /// A destination that refused the login.
    async fn paused(&mut self) {
        let (lane, now) = (Lane::Archive(waiting()), self.filled.now);
        let job = self.store.claim(&lane, None, now, now + LEASE).await.expect("answered").expect("a job");
        let (at, reason) = (now + LEASE, "the login is refused".to_owned());
        let refused = Outcome::Retry { at, class: Class::Auth, reason, counts: true };
        assert!(self.store.finish(&job.lease, &refused, now).await.expect("answered"));
        let claimed = self
            .times("claim at a paused destination", async |store, _| {
                store.claim(&lane, None, now, now + LEASE).await
            })
            .await;
        assert!(claimed.iter().all(Option::is_none), "it is paused");
        self.times("next due at a paused destination", async |store, _| store.next_due(&lane, None).await)
            .await;
        self.times("the pauses", async |store, _| store.pauses().await).await;
        assert!(self.store.lift_pause(&waiting(), now).await.expect("answered"));
    }

    /// Where somebody's ritual stands.
    async fn places(&mut self) {
        let (drawn, undrawn) = (self.filled.drawn, self.filled.undrawn);
        self.times("place of the last picture in the queue", async |store, _| store.standing(undrawn).await)
            .await;
        self.times("place of a message in the queue", async |store, _| store.standing(drawn).await).await;
        self.times("a server's queue, a page of it", async |store, number| {
            store.waiting(1 + number % SERVERS, None, None, 10).await
        })
        .await;
        self.times("a server's queue, its length", async |store, number| {
            store.count_waiting(1 + number % SERVERS, None).await
        })
        .await;
        self.times("the length of a lane", async |store, _| store.lane_length(&Lane::Post).await).await;
    }

    /// What `/status`, `/metrics` and `/readyz` tell.
    async fn counts(&mut self) {
        self.times("all counts, with the oldest not archived", async |store, _| store.overview().await).await;
        self.times("a server's counts", async |store, number| {
            store.overview_of(1 + number % SERVERS, &[standing(), waiting()]).await
        })
        .await;
        for (operation, kind, destination) in [
            ("since when messages wait", JobKind::Post, None),
            ("since when copies wait", JobKind::Archive, Some(waiting())),
        ] {
            let queue = Queue { kind, destination };
            self.times(operation, async |store, _| store.waits_since(&queue).await).await;
        }
        let now = self.filled.now;
        self.times("age of the proofs at a destination", async |store, _| {
            store.proofs(&standing(), now).await
        })
        .await;
        self.times("what was given up last", async |store, _| store.given_up(None, 3).await).await;
        self.times("a server's given up", async |store, number| {
            store.given_up(Some(1 + number % SERVERS), 3).await
        })
        .await;
    }

    /// Rituals, receipts, galleries.
    async fn lists(&mut self) {
        let drawn = self.filled.drawn;
        self.times("a ritual with its receipts", async |store, _| store.ritual(drawn).await).await;
        self.times("when a ritual's last job ended", async |store, _| store.settled_at(drawn).await).await;
        self.times("ten rituals in a row", async |store, _| store.rituals(Some(drawn), 10).await).await;
        self.times("a page of a gallery", async |store, number| {
            let filter =
                GalleryFilter { owner: 1 + number % SERVERS, member: None, style: None, since: None };
            store.gallery(&filter, &AskedIn::Anywhere, PageStart::Latest, 9).await
        })
        .await;
        let now = self.filled.now;
        self.times("a page of copies by their proofs", async |store, _| {
            store.proven_copies(&standing(), None, now, 100).await
        })
        .await;
    }

    /// What members ask for.
    async fn requests(&mut self) {
        let now = self.filled.now;
        let accepted = self
            .times("accept a ritual", async |store, number| {
                store.accept(&request(900_000_000 + number, now)).await
            })
            .await;
        self.times("cancel a ritual", async |store, number| {
            let by = Canceller::Moderator { owner: 1 + (900_000_000 + number) % SERVERS };
            store.cancel(accepted[number as usize], by, now).await
        })
        .await;
        let kept = self
            .times("accept a ritual, once more", async |store, number| {
                store.accept(&request(910_000_000 + number, now)).await
            })
            .await;
        self.times("delete a ritual", async |store, number| store.delete(kept[number as usize], now).await)
            .await;
        self.times("a server has all tried again", async |store, number| {
            store.revive(Scope::Guild(1 + number % SERVERS), now).await
        })
        .await;
    }

    /// What is put right from time to time.
    async fn upkeep(&mut self) {
        let (lane, now) = (Lane::Archive(waiting()), self.filled.now);
        let longest = Duration::from_hours(27);
        self.times("waits from a wrong clock", async |store, _| store.bound_waits(&lane, longest, now).await)
            .await;
        self.times("tokens that died", async |store, _| store.forget_tokens(Timestamp::now()).await).await;
        self.times("bring the numbers together", async |store, _| store.gather_tallies().await).await;
        self.times("begin an audit, which may not be due", async |store, _| {
            store.claim_audit(&standing(), Duration::from_secs(1), now, now + LEASE).await
        })
        .await;
        self.times("can the database be written", async |store, _| store.check().await).await;
    }
}
