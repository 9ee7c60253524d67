//! Audits against a cloud in memory.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::rounds::{AuditPlan, Pace, Rounds, serve};
use crate::digest::Digest;
use crate::failure::Class;
use crate::jobs::testing::{TestJobs, mega};
use crate::ritual::{Field, Recipe, Seed, Size, Steps};
use crate::store::{
    ArchiveState, Lane, MotionFile, NewRitual, Origin, Outcome, Receipt, Rendered, RitualId, Timestamp,
};
use crate::sync::VerifiedBy;

const DAY: Duration = Duration::from_hours(24);
const PLAN: AuditPlan = AuditPlan { period: Duration::from_hours(90 * 24), rate: None };

impl TestJobs {
    /// A ritual that was archived so long ago.
    async fn archived(&self, number: u64, age: Duration) -> RitualId {
        self.archived_with(number, age, None).await
    }

    async fn archived_with(&self, number: u64, age: Duration, gif: Option<&[u8]>) -> RitualId {
        let (store, content) = (&self.jobs.store, format!("picture {number}"));
        let (id, then) = (RitualId::new(), Timestamp::now().before(age));
        let size = Size::square(256).expect("a size");
        let ritual = NewRitual {
            id,
            origin: Origin::CommandLine,
            recipe: Recipe::new(Steps::default(), Seed::from_bits(number), size, Field::default()),
            file: format!("{number}.png"),
            archives: vec![(mega(), format!("{number}.png").parse().expect("a path"))],
            accepted: then,
            motion: gif.is_some(),
            language: crate::language::Language::English,
            spoiler: false,
            seed_words: None,
            redraws: None,
            limits: None,
            lore: None,
            edited: None,
        };
        store.accept(&ritual).await.expect("accepted");
        let digest = Digest::of(content.as_bytes());
        let motion = gif.map(|gif| MotionFile {
            digest: Digest::of(gif),
            md5: None,
            bytes: gif.len() as u64,
            width: 1,
            height: 1,
            frames: 1,
            reduced: false,
            ms: 1,
        });
        let bytes = content.len() as u64;
        let rendered =
            Rendered { pixels: digest, digest, md5: None, bytes, render_ms: 1, encode_ms: 1, motion };
        let lane = if gif.is_some() { Lane::LargeRender } else { Lane::Render };
        self.end(&lane, then, &Outcome::Rendered(rendered)).await;
        let receipt = Receipt::new(digest, bytes, VerifiedBy::Md5, 1, then);
        self.end(&Lane::Archive(mega()), then, &Outcome::Archived(receipt)).await;
        self.put(&format!("{number}.png"), content.as_bytes());
        if let Some(gif) = gif {
            self.put(&format!("{number}.gif"), gif);
        }
        id
    }

    async fn end(&self, lane: &Lane, now: Timestamp, outcome: &Outcome) {
        let store = &self.jobs.store;
        let job = store.claim(lane, None, now, now + DAY).await.expect("answered").expect("a job");
        assert!(store.finish(&job.lease, outcome, now).await.expect("written"));
    }

    fn put(&self, name: &str, content: &[u8]) {
        let place = mega().full_path(&name.parse().expect("a path"));
        self.cloud.objects.lock().expect("no panic").insert(place, content.to_vec());
    }

    fn remove(&self, name: &str) {
        let place = mega().full_path(&name.parse().expect("a path"));
        self.cloud.objects.lock().expect("no panic").remove(&place).expect("it was there");
    }

    fn away(&self, class: Option<Class>) {
        *self.cloud.away.lock().expect("no panic") = class;
    }

    /// What was looked at since the last time that this was asked.
    fn looks(&self) -> Vec<String> {
        std::mem::take(&mut *self.cloud.looks.lock().expect("no panic"))
    }

    /// One look whether a round is due, and the round.
    async fn round(&self) -> Vec<String> {
        self.round_at(PLAN).await
    }

    async fn round_at(&self, plan: AuditPlan) -> Vec<String> {
        let stop = CancellationToken::new();
        Rounds::new(&self.jobs, plan, &stop).next().await.expect("the database answers");
        self.looks()
    }

    async fn state(&self, id: RitualId) -> ArchiveState {
        self.jobs.view(id).await.expect("the ritual").archives.remove(0).state
    }

    async fn alarms(&self) -> usize {
        let (mut count, now) = (0, Timestamp::now());
        while let Some(alarm) = self.jobs.store.take_alarm(now, now + DAY).await.expect("answered") {
            self.jobs.store.alarm_told(alarm.id, now).await.expect("recorded");
            count += 1;
        }
        count
    }
}

#[test]
fn the_pace_goes_round_once_in_the_period_in_rounds_of_an_hour_and_faster_when_late() {
    for (copies, overdue, spacing_s, turns) in [
        (1, false, 90 * 86_400, 1),
        (90, false, 86_400, 1),
        (90, true, 43_200, 1),
        (21_600, false, 360, 10),
        (21_600, true, 180, 20),
        (0, false, 90 * 86_400, 1),
    ] {
        let expected = Pace { spacing: Duration::from_secs(spacing_s), turns };
        assert_eq!(Pace::of(copies, PLAN.period, overdue), expected, "{copies} {overdue}");
    }
}

#[tokio::test]
async fn the_oldest_proof_has_its_turn_first_and_the_next_one_waits() {
    let test = TestJobs::new().await;
    for (number, days) in [(1, 40), (2, 60), (3, 50)] {
        test.archived(number, DAY * days).await;
    }
    assert_eq!(test.round().await, ["mega:2.png"]);
    assert_eq!(test.round().await, [""; 0], "thirty days lie between two turns");
}

#[tokio::test]
async fn what_was_proven_a_short_while_ago_is_left_alone() {
    let test = TestJobs::new().await;
    let id = test.archived(1, DAY * 89).await;
    assert_eq!(test.round().await, [""; 0]);
    let before = test.state(id).await;
    assert_eq!(test.round_at(AuditPlan { period: DAY * 88, ..PLAN }).await, ["mega:1.png"]);
    let (ArchiveState::Archived(before), ArchiveState::Archived(after)) = (before, test.state(id).await)
    else {
        panic!("it stands")
    };
    assert!(after.at > before.at, "it is proven again");
    assert_eq!((after.verified_by, after.first), (VerifiedBy::ReadBack, before.first));
    assert_eq!(test.round_at(AuditPlan { period: DAY * 88, ..PLAN }).await, [""; 0], "once in the period");
}

#[tokio::test]
async fn many_copies_have_their_turns_in_one_round() {
    let test = TestJobs::new().await;
    for number in 0..5 {
        test.archived(number, DAY * 100).await;
    }
    let quick = AuditPlan { period: Duration::from_hours(2), ..PLAN };
    // Twelve minutes lie between two turns while all are late, so an hour has five.
    assert_eq!(test.round_at(quick).await.len(), 5);
    assert_eq!(test.round_at(quick).await, [""; 0]);
}

#[tokio::test]
async fn nothing_is_audited_while_a_job_waits() {
    let test = TestJobs::new().await;
    test.archived(1, DAY * 100).await;
    let other = test.archived(2, DAY).await;
    test.remove("2.png");
    let stood = test.jobs.store.proven_copies(&mega(), None, Timestamp::now(), 9).await.expect("answered");
    let lost = stood.into_iter().find(|copy| copy.ritual == other).expect("it stands");
    assert!(test.jobs.store.copy_lost(&lost, "gone", Timestamp::now()).await.expect("recorded"));
    assert_eq!(test.round().await, [""; 0], "a copy waits to be carried");
    let later = Outcome::Retry {
        at: Timestamp::now() + DAY,
        class: Class::Transient,
        reason: "away".to_owned(),
        counts: true,
    };
    test.end(&Lane::Archive(mega()), Timestamp::now(), &later).await;
    assert_eq!(test.round().await, ["mega:1.png"]);
}

#[tokio::test]
async fn a_copy_that_is_gone_or_overwritten_is_told_once_and_carried_again() {
    for damaged in [false, true] {
        let test = TestJobs::new().await;
        let id = test.archived(1, DAY * 100).await;
        if damaged {
            test.put("1.png", b"a person's own picture");
        } else {
            test.remove("1.png");
        }
        assert_eq!(test.round().await, ["mega:1.png"]);
        let state = test.state(id).await;
        let said = if damaged { "damaged or overwritten" } else { "is gone from there" };
        assert!(
            matches!(&state, ArchiveState::Retrying { reason, .. } if reason.contains(said)),
            "{state:?}"
        );
        assert_eq!((test.alarms().await, test.round().await, test.alarms().await), (1, Vec::new(), 0));
    }
}

#[tokio::test]
async fn both_files_of_a_ritual_in_motion_count() {
    let test = TestJobs::new().await;
    let id = test.archived_with(1, DAY * 100, Some(b"moving")).await;
    assert_eq!(test.round().await, ["mega:1.png", "mega:1.gif"]);
    assert!(matches!(test.state(id).await, ArchiveState::Archived(_)));

    let test = TestJobs::new().await;
    let id = test.archived_with(1, DAY * 100, Some(b"moving")).await;
    test.remove("1.gif");
    test.round().await;
    assert!(matches!(test.state(id).await, ArchiveState::Retrying { .. }));
}

#[tokio::test]
async fn a_destination_that_does_not_answer_has_lost_nothing_and_is_left_alone_for_a_while() {
    for class in [Class::Transient, Class::Quota, Class::Auth, Class::Offline] {
        let test = TestJobs::new().await;
        let id = test.archived(1, DAY * 100).await;
        test.remove("1.png");
        test.away(Some(class));
        test.round().await;
        assert!(matches!(test.state(id).await, ArchiveState::Archived(_)), "{class:?}");
        assert_eq!(test.alarms().await, 0);
        let paused = test.jobs.store.overview().await.expect("counted").destinations[&mega()].paused.clone();
        assert_eq!(paused, None, "copies on their way decide about that");
        test.away(None);
        assert_eq!(test.round().await, [""; 0], "it is not asked again at once");
    }
}

#[tokio::test]
async fn a_copy_that_may_not_be_read_is_passed_over() {
    let test = TestJobs::new().await;
    let frozen = test.archived(1, DAY * 200).await;
    test.archived(2, DAY * 100).await;
    test.cloud.unreadable.lock().expect("no panic").push("mega:1.png".to_owned());
    let hourly = AuditPlan { period: Duration::from_hours(2), ..PLAN };
    assert_eq!(test.round_at(hourly).await, ["mega:1.png", "mega:2.png"]);
    assert!(matches!(test.state(frozen).await, ArchiveState::Archived(_)));
    let proofs = test.jobs.store.proofs(&mega(), Timestamp::now()).await.expect("answered").expect("copies");
    assert!(Timestamp::now().since(proofs.oldest) > DAY * 199, "nor does it count as proven");
}

#[tokio::test]
async fn a_paused_destination_is_left_alone() {
    let test = TestJobs::new().await;
    test.archived(1, DAY * 100).await;
    let other = test.archived(2, DAY).await;
    let stood = test.jobs.store.proven_copies(&mega(), None, Timestamp::now(), 9).await.expect("answered");
    let lost = stood.into_iter().find(|copy| copy.ritual == other).expect("it stands");
    test.jobs.store.copy_lost(&lost, "gone", Timestamp::now()).await.expect("recorded");
    let refused = Outcome::Retry {
        at: Timestamp::now() + DAY,
        class: Class::Auth,
        reason: "wrong password".to_owned(),
        counts: true,
    };
    test.end(&Lane::Archive(mega()), Timestamp::now(), &refused).await;
    assert_eq!(test.round().await, [""; 0]);
}

#[tokio::test]
async fn what_is_read_back_keeps_to_its_share_and_a_stop_does_not_wait_for_that() {
    let test = TestJobs::new().await;
    test.archived(1, DAY * 100).await;
    test.archived(2, DAY * 100).await;
    // Nine bytes at thirty in a second.
    let slow = AuditPlan { period: Duration::from_hours(2), rate: Some(30) };
    let begun = Instant::now();
    assert_eq!(test.round_at(slow).await.len(), 2);
    assert!(begun.elapsed() >= Duration::from_millis(600), "{:?}", begun.elapsed());

    let test = TestJobs::new().await;
    let id = test.archived(1, DAY * 100).await;
    let stop = CancellationToken::new();
    let begun = Instant::now();
    let crawl = AuditPlan { rate: Some(1), ..PLAN };
    tokio::join!(serve(&test.jobs, crawl, &stop), async {
        while test.cloud.looks.lock().expect("no panic").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
    });
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let now = Timestamp::now() + DAY * 100;
    let next = test.jobs.store.claim_audit(&mega(), DAY, now, now).await.expect("answered");
    assert_eq!(next.expect("the lease was given back").copy.ritual, id);
}
