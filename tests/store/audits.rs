//! Proving again: whose turn it is, what is recorded of it, and what becomes of copies that are lost.

use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::store::{
    ArchiveState, AuditTurn, FirstProof, Lane, LostCopies, News, Outcome, Proofs, ProvenCopy, Receipt,
    Rendered, RitualId, Store, Timestamp,
};
use helix_bot::sync::VerifiedBy;
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection, Row as _};

use super::fixture::{
    TestDatabase, accept_and_render, at, claim, copy, dead, destination, message, picture, receipt, request,
    uploads, view, work,
};
use crate::support::postgres::Postgres;

const DAY: u64 = 86_400;

/// A ritual whose copy at the first destination was proven `seconds` after the start.
async fn archived(store: &Store, number: u64, seconds: u64) -> RitualId {
    let id = accept_and_render(store, &request(number)).await;
    let proven = Receipt::new(picture().digest, picture().bytes, VerifiedBy::Md5, 1, at(seconds));
    work(store, &uploads(0), at(seconds), &Outcome::Archived(proven)).await;
    id
}

/// The turn of the copy at the first destination that waited longest, with so many seconds from turn to turn.
async fn turn(store: &Store, spacing: u64, now: u64) -> Option<AuditTurn> {
    let (spacing, until) = (Duration::from_secs(spacing), at(now) + Duration::from_mins(1));
    store.claim_audit(&destination(0), spacing, at(now), until).await.expect("the database answers")
}

/// Ends a round of one turn.
async fn end(store: &Store, turn: &AuditTurn, now: u64, not_before: u64) -> bool {
    store.end_audit(&turn.lease, 1, at(now), at(not_before)).await.expect("the database answers")
}

async fn copies(store: &Store) -> Vec<ProvenCopy> {
    let (all, most) = (Timestamp(i64::MAX), 99);
    store.proven_copies(&destination(0), None, all, most).await.expect("the database answers")
}

async fn alarm(store: &Store, now: u64) -> Option<News> {
    let alarm = store.take_alarm(at(now), at(now)).await.expect("the database answers")?;
    store.alarm_told(alarm.id, at(now)).await.expect("recorded");
    Some(alarm.news)
}

pub(super) async fn the_copy_that_waited_longest_has_its_turn(database: TestDatabase) {
    let store = database.open().await;
    let [second, first, third] =
        [archived(&store, 1, 20).await, archived(&store, 2, 10).await, archived(&store, 3, 30).await];
    let mut order = Vec::new();
    for now in [100, 200, 300, 400] {
        let turn = turn(&store, 50, now).await.expect("a turn");
        assert!(store.copy_proven(&turn.copy, VerifiedBy::ReadBack, at(now)).await.expect("recorded"));
        assert!(end(&store, &turn, now, 0).await);
        order.push(turn.copy.ritual);
    }
    assert_eq!(order, [first, second, third, first], "and then it begins anew");

    // Several turns in one round; the next round waits for as many.
    let round = turn(&store, 50, 500).await.expect("a turn");
    let mut order = vec![round.copy.ritual];
    assert!(store.copy_proven(&round.copy, VerifiedBy::ReadBack, at(500)).await.expect("recorded"));
    let next = async |spacing| {
        let spacing = Duration::from_secs(spacing);
        let next = store.next_in_audit(&round.lease, spacing, at(510), at(570)).await.expect("answered");
        next.map(|turn| turn.copy.ritual)
    };
    assert_eq!(next(300).await, None, "the next one had its turn less long ago");
    order.extend(next(50).await);
    assert_eq!(order, [second, third]);
    assert!(store.end_audit(&round.lease, 2, at(520), at(0)).await.expect("answered"));
    assert_eq!(next(50).await, None, "the lease was given back");
    assert_eq!(turn(&store, 50, 619).await, None);
    assert!(turn(&store, 50, 620).await.is_some());
}

pub(super) async fn a_turn_waits_for_the_pace_the_lease_and_a_pause(database: TestDatabase) {
    let store = database.open().await;
    archived(&store, 1, 10).await;
    archived(&store, 2, 10).await;
    assert_eq!(turn(&store, 91, 100).await, None, "no copy waited so long");
    let held = turn(&store, 90, 100).await.expect("a turn");
    let beside = database.open().await;
    assert_eq!(turn(&beside, 90, 159).await, None, "another process holds the lease");
    let taken_over = turn(&beside, 90, 160).await.expect("the lease ran out");
    assert_eq!(taken_over.copy, held.copy);
    assert!(!store.extend_audit(&held.lease, at(500)).await.expect("answered"), "it was lost");
    assert!(!end(&store, &held, 0, 0).await, "nor does it set the pace");
    assert!(beside.extend_audit(&taken_over.lease, at(500)).await.expect("answered"));
    assert!(end(&beside, &taken_over, 210, 0).await);
    assert_eq!(turn(&store, 90, 299).await, None, "it is not time yet");
    let next = turn(&store, 90, 300).await.expect("a turn");
    assert!(end(&store, &next, 300, 500).await);
    assert_eq!(turn(&store, 90, 499).await, None, "the destination is to be left alone");
    let next = turn(&store, 90, 500).await.expect("a turn");
    assert!(end(&store, &next, 500, 0).await);

    let refused = Outcome::Retry {
        at: at(1000),
        class: helix_bot::failure::Class::Auth,
        reason: "wrong password".to_owned(),
        counts: true,
    };
    accept_and_render(&store, &request(3)).await;
    work(&store, &uploads(0), at(400), &refused).await;
    assert_eq!(turn(&store, 90, 999).await, None, "the destination is paused");
    assert!(turn(&store, 90, 1000).await.is_some());
}

pub(super) async fn a_copy_keeps_its_first_proof_and_shows_the_last(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1, 10).await;
    let first = FirstProof { at: at(10), verified_by: VerifiedBy::Md5 };
    let proven = |at, verified_by, first| {
        let receipt = Receipt::new(picture().digest, picture().bytes, verified_by, 1, at);
        ArchiveState::Archived(Receipt { first, ..receipt })
    };
    assert_eq!(copy(&store, id, 0).await, proven(at(10), VerifiedBy::Md5, first));
    let [stood] = copies(&store).await.try_into().expect("one copy");
    assert!(store.copy_proven(&stood, VerifiedBy::ReadBack, at(90)).await.expect("recorded"));
    assert_eq!(copy(&store, id, 0).await, proven(at(90), VerifiedBy::ReadBack, first));
    assert!(
        !store.copy_proven(&stood, VerifiedBy::Md5, at(95)).await.expect("answered"),
        "another had proven it since that look began"
    );
    assert!(!store.copy_lost(&stood, "gone", at(95)).await.expect("answered"), "nor is it lost then");

    let [stood] = copies(&store).await.try_into().expect("one copy");
    assert!(store.copy_lost(&stood, "gone", at(100)).await.expect("recorded"));
    work(&store, &uploads(0), at(101), &Outcome::Archived(receipt())).await;
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Archived(receipt()), "a new copy begins anew");
}

pub(super) async fn a_lost_copy_is_told_and_carried_once_more(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1, 10).await;
    let post = work(&store, &Lane::Post, at(20), &Outcome::Posted(message("archived"))).await;
    assert_eq!(claim(&store, &Lane::Post, at(50)).await, None, "the message says how it stands");
    let [stood] = copies(&store).await.try_into().expect("one copy");
    assert!(store.copy_lost(&stood, "the copy is gone", at(100)).await.expect("recorded"));
    assert!(!store.copy_lost(&stood, "the copy is gone", at(100)).await.expect("answered"), "once");

    let reason = "the copy is gone".to_owned();
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Retrying { at: at(100), reason: reason.clone() });
    let again = claim(&store, &Lane::Post, at(100)).await.expect("the message is brought up to date");
    assert_eq!(again.ritual, post.ritual);
    assert_eq!(view(&store, id).await.copies(picture().digest).count(), 0, "nobody is sent there for it");
    let counts =
        store.overview().await.expect("counted").destinations.remove(&destination(0)).expect("counts");
    assert_eq!((counts.archived, counts.lost, counts.waiting), (0, 1, 1));
    assert_eq!((copies(&store).await, turn(&store, 1, 900).await), (Vec::new(), None), "nothing to audit");
    let lost = LostCopies { copies: 1, path: "rituals/1.png".to_owned(), reason };
    assert_eq!(alarm(&store, 100).await, Some(News::Lost(lost)));
    assert_eq!(alarm(&store, 9999).await, None, "told once");

    let job = work(&store, &uploads(0), at(100), &Outcome::Archived(receipt())).await;
    assert_eq!((job.ritual, job.attempt), (id, 1));
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Archived(receipt()));
    let counts =
        store.overview().await.expect("counted").destinations.remove(&destination(0)).expect("counts");
    assert_eq!((counts.archived, counts.lost, counts.waiting), (1, 0, 0));
}

pub(super) async fn many_lost_copies_are_told_together(database: TestDatabase) {
    let store = database.open().await;
    for number in 1..=4 {
        archived(&store, number, number).await;
    }
    let stood = copies(&store).await;
    let lose = async |which: usize, now| {
        assert!(store.copy_lost(&stood[which], "gone", at(now)).await.expect("recorded"));
    };
    let said = |copies, number| {
        let (path, reason) = (format!("rituals/{number}.png"), "gone".to_owned());
        Some(News::Lost(LostCopies { copies, path, reason }))
    };
    lose(0, 100).await;
    lose(1, 101).await;
    assert_eq!(alarm(&store, 102).await, said(2, 1));
    lose(2, 103).await;
    lose(3, 104).await;
    assert_eq!(
        alarm(&store, 102 + 3599).await,
        None,
        "those found in the hour after are told when it is over"
    );
    assert_eq!(alarm(&store, 102 + 3600).await, said(2, 3));
}

pub(super) async fn what_cannot_be_made_good_is_said_and_left_to_a_person(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1, 10).await;
    work(&store, &uploads(1), at(11), &dead("it was never archived")).await;
    assert_eq!(alarm(&store, 12).await, None, "that is no loss");
    let [stood] = copies(&store).await.try_into().expect("one copy");
    assert!(store.copy_lost(&stood, "gone", at(100)).await.expect("recorded"));
    alarm(&store, 100).await.expect("the loss");
    work(&store, &uploads(0), at(100), &dead("no original")).await;
    let lost = LostCopies { copies: 1, path: "rituals/1.png".to_owned(), reason: "no original".to_owned() };
    assert_eq!(alarm(&store, 101).await, Some(News::Unmendable(lost)));
    assert_eq!(copy(&store, id, 0).await, ArchiveState::Dead { reason: "no original".to_owned() });
    assert_eq!(turn(&store, 1, 900 * DAY).await, None, "it is not found lost again and again");
    assert_eq!(claim(&store, &uploads(0), at(900 * DAY)).await, None);
    let counts =
        store.overview().await.expect("counted").destinations.remove(&destination(0)).expect("counts");
    assert_eq!((counts.archived, counts.lost, counts.dead), (0, 1, 1));
}

pub(super) async fn a_file_rendered_again_replaces_one_whose_copies_are_all_lost(database: TestDatabase) {
    let store = database.open().await;
    let id = archived(&store, 1, 10).await;
    let again = Rendered { digest: Digest::of(b"by another encoder"), bytes: 18, ..picture() };
    assert!(!store.replace_file(id, &again).await.expect("answered"), "a copy stands");
    let [stood] = copies(&store).await.try_into().expect("one copy");
    assert!(store.copy_lost(&stood, "gone", at(100)).await.expect("recorded"));
    let other = Rendered { pixels: Digest::of(b"other pixels"), ..again.clone() };
    assert!(!store.replace_file(id, &other).await.expect("answered"), "never by another picture");
    assert!(store.replace_file(id, &again).await.expect("answered"));
}

pub(super) async fn a_copy_that_cannot_be_looked_at_does_not_hold_up_the_others(database: TestDatabase) {
    let store = database.open().await;
    let first = archived(&store, 1, 10).await;
    let second = archived(&store, 2, 20).await;
    let held = turn(&store, 50, 100).await.expect("a turn");
    assert_eq!(held.copy.ritual, first);
    assert!(store.copy_passed_over(&held.copy, at(100)).await.expect("recorded"));
    assert!(end(&store, &held, 100, 0).await);
    let next = turn(&store, 50, 150).await.expect("a turn");
    assert_eq!(next.copy.ritual, second);
    let proofs = store.proofs(&destination(0), at(15)).await.expect("answered");
    assert_eq!(proofs, Some(Proofs { oldest: at(10), overdue: 1 }), "it does not count as proven");
}

pub(super) async fn the_age_of_the_oldest_proof_is_known(database: TestDatabase) {
    let store = database.open().await;
    let proofs = async |due| store.proofs(&destination(0), at(due)).await.expect("answered");
    assert_eq!(proofs(99).await, None);
    for (number, seconds) in [(1, 30), (2, 10), (3, 20)] {
        archived(&store, number, seconds).await;
    }
    assert_eq!(proofs(10).await, Some(Proofs { oldest: at(10), overdue: 0 }));
    assert_eq!(proofs(21).await, Some(Proofs { oldest: at(10), overdue: 2 }));
    assert_eq!(store.standing_copies(&destination(0)).await.expect("answered"), 3);
    assert_eq!(store.standing_copies(&destination(1)).await.expect("answered"), 0);
    assert_eq!(store.proofs(&destination(1), at(99)).await.expect("answered"), None);
}

pub(super) async fn copies_come_page_by_page_the_oldest_proof_first(database: TestDatabase) {
    let store = database.open().await;
    let mut expected = Vec::new();
    for (number, seconds) in [(1, 30), (2, 10), (3, 10), (4, 20), (5, 40)] {
        expected.push((at(seconds), archived(&store, number, seconds).await));
    }
    expected.sort();
    expected.pop();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = store.proven_copies(&destination(0), after, at(40), 2).await.expect("answered");
        let Some(last) = page.last() else { break };
        after = Some((last.proven, last.ritual));
        found.extend(page.into_iter().map(|copy| (copy.proven, copy.ritual)));
    }
    assert_eq!(found, expected, "without the one that was proven at the end");
}

pub(super) async fn an_audit_knows_whether_anything_else_waits(database: TestDatabase) {
    let store = database.open().await;
    let lanes = [Lane::Render, Lane::Post, uploads(0), uploads(1)];
    let busy = async |now| store.is_busy(&lanes, at(now)).await.expect("answered");
    assert!(!busy(0).await);
    accept_and_render(&store, &request(1)).await;
    assert!(busy(0).await, "copies are due");
    work(&store, &Lane::Post, at(0), &Outcome::Done).await;
    work(&store, &uploads(0), at(0), &Outcome::Archived(receipt())).await;
    work(&store, &Lane::Post, at(0), &Outcome::Done).await;
    let job = claim(&store, &uploads(1), at(0)).await.expect("a job");
    assert!(busy(0).await, "one is running");
    let later = super::fixture::retry(500, helix_bot::failure::Class::Transient, "away");
    assert!(store.finish(&job.lease, &later, at(1)).await.expect("written"));
    work(&store, &Lane::Post, at(1), &Outcome::Done).await;
    assert!(!busy(499).await, "it waits for its time");
    assert!(busy(500).await);
    let refused = super::fixture::retry(900, helix_bot::failure::Class::Auth, "wrong password");
    work(&store, &uploads(1), at(500), &refused).await;
    work(&store, &Lane::Post, at(500), &Outcome::Done).await;
    assert!(!busy(899).await, "a paused destination holds nobody up");
}

/// How many rows of a table were read so far.
pub(super) async fn rows_read(url: &secrecy::SecretString, table: &str) -> i64 {
    let mut connection = PgConnection::connect(url.expose_secret()).await.expect("it connects");
    let row = sqlx::query(
        "SELECT (seq_tup_read + COALESCE(idx_tup_fetch, 0))::BIGINT FROM pg_stat_user_tables WHERE relname = $1",
    );
    row.bind(table).fetch_one(&mut connection).await.expect("the statistics").get(0)
}

#[tokio::test]
async fn postgres_finds_whose_turn_it_is_without_reading_every_receipt() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("many_receipts").await;
    let database = TestDatabase::postgres(url.clone());
    let store = database.open().await;
    for statement in [
        "INSERT INTO rituals (id, origin, recipe, file, accepted)
            SELECT '00000000-0000-7000-8000-' || lpad(i::text, 12, '0'), '{}', '{}', 'x', 0
            FROM generate_series(1, 20000) AS i",
        "INSERT INTO receipts (ritual, destination, digest, bytes, verified_by, took_ms, proven, audited)
            SELECT id, 'mega:', repeat('0', 64), 1, 'md5', 1, n, n
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered",
        "INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at)
            SELECT id, id, 'archive', 'mega:', 'x', 0, 'done', 0 FROM rituals",
        "ANALYZE",
    ] {
        database.execute("", statement).await;
    }
    store.close().await;
    let tables = ["receipts", "jobs", "rituals"];
    let mut before = Vec::new();
    for table in tables {
        before.push(rows_read(&url, table).await);
    }

    let store = database.open().await;
    let (now, spacing) = (at(0), Duration::from_secs(1));
    let turn =
        store.claim_audit(&destination(0), spacing, now, at(60)).await.expect("answered").expect("a turn");
    assert!(store.copy_proven(&turn.copy, VerifiedBy::Md5, now).await.expect("recorded"));
    let next =
        store.next_in_audit(&turn.lease, spacing, now, at(60)).await.expect("answered").expect("a turn");
    assert!(store.copy_lost(&next.copy, "gone", now).await.expect("recorded"));
    let proofs = store.proofs(&destination(0), Timestamp(5)).await.expect("answered");
    assert_eq!(proofs, Some(Proofs { oldest: Timestamp(3), overdue: 2 }));
    let page = store.proven_copies(&destination(0), None, now, 10).await.expect("answered");
    assert_eq!(page.len(), 10);
    assert!(store.is_busy(&[uploads(0), uploads(1), Lane::Render], now).await.expect("answered"));
    store.close().await;
    for (table, before) in tables.into_iter().zip(before) {
        let read = rows_read(&url, table).await - before;
        assert!(read < 2000, "{read} of 20000 rows of {table} were read");
    }
}
