//! Who works on what: one worker a job, in order, until its lease runs out.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::store::{ArchiveState, Lane, NewRitual, Outcome, Timestamp};

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, command_line_request, copy, dead, message, picture,
    receipt, request, retry, uploads, view, work,
};

pub(super) async fn jobs_come_in_the_order_of_their_time(database: TestDatabase) {
    let store = database.open().await;
    let mut accepted = Vec::new();
    for seconds in [10, 10, 20, 30] {
        let request = NewRitual { accepted: at(seconds), ..command_line_request(accepted.len() as u64) };
        accepted.push(store.accept(&request).await.expect("it is accepted"));
    }
    work(&store, &Lane::Render, at(30), &retry(40, Class::Transient, "out of memory")).await;
    let mut claimed = Vec::new();
    while let Some(job) = claim(&store, &Lane::Render, at(39)).await {
        claimed.push(job.ritual);
    }
    assert_eq!(claimed, accepted[1..], "by time, then by id; none ahead of its time");
}

pub(super) async fn a_claim_keeps_to_its_lane_and_ritual(database: TestDatabase) {
    let store = database.open().await;
    let first = accept_and_render(&store, &request(1)).await;
    let second = accept_and_render(&store, &request(2)).await;

    let until = at(60);
    let job = store.claim(&uploads(1), Some(second), START, until).await.expect("the database answers");
    let job = job.expect("the second ritual's upload is due");
    assert_eq!((job.ritual, job.attempt), (second, 1));
    assert_eq!(
        (&job.lane, job.path.map(|path| path.to_string()).as_deref()),
        (&uploads(1), Some("rituals/2.png"))
    );

    assert_eq!(
        store.claim(&uploads(1), Some(second), START, until).await.expect("the database answers"),
        None
    );
    assert_eq!(claim(&store, &uploads(1), START).await.map(|job| job.ritual), Some(first));
    assert_eq!(claim(&store, &Lane::Archive("other:".parse().expect("a destination")), START).await, None);
    let post = claim(&store, &Lane::Post, START).await.expect("a message is due");
    assert_eq!((post.ritual, post.path), (first, None));
}

pub(super) async fn a_message_and_its_copies_wait_for_the_picture(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&request(1)).await.expect("it is accepted");
    let waiting = [Lane::Post, uploads(0), uploads(1)];
    for lane in &waiting {
        assert_eq!(claim(&store, lane, at(5)).await, None, "{lane:?}");
        assert_eq!(store.next_due(lane, None).await.expect("the database answers"), None, "{lane:?}");
    }
    work(&store, &Lane::Render, at(5), &Outcome::Rendered(picture())).await;
    for lane in &waiting {
        assert!(store.next_due(lane, None).await.expect("the database answers") <= Some(at(5)), "{lane:?}");
        assert!(claim(&store, lane, at(5)).await.is_some(), "{lane:?}");
    }
}

pub(super) async fn a_lease_that_ran_out_is_claimed_again(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&request(1)).await.expect("it is accepted");
    let first = claim(&store, &Lane::Render, START).await.expect("a job is due");
    assert_eq!(claim(&store, &Lane::Render, at(59)).await, None);
    let second = claim(&store, &Lane::Render, at(60)).await.expect("the lease ran out");
    assert_eq!(
        (first.attempt, second.attempt),
        (1, 2),
        "each claim counts, so a job that kills us is bounded"
    );
    assert_eq!(first.lease.job, second.lease.job);
    assert_ne!(first.lease.id, second.lease.id);
}

pub(super) async fn an_extended_lease_is_not_claimed(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&request(1)).await.expect("it is accepted");
    let job = claim(&store, &Lane::Render, START).await.expect("a job is due");
    assert!(store.extend(&job.lease, at(120)).await.expect("the database answers"));
    assert_eq!(claim(&store, &Lane::Render, at(119)).await, None);
    assert!(claim(&store, &Lane::Render, at(120)).await.is_some());
}

pub(super) async fn a_lost_lease_writes_nothing(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    let lost = claim(&store, &uploads(0), START).await.expect("a job is due");
    let held = claim(&store, &uploads(0), at(60)).await.expect("the lease ran out");
    let before = (view(&store, id).await, store.overview().await.expect("the database answers"));

    let outcomes = [
        Outcome::Archived(receipt()),
        Outcome::Rendered(picture()),
        Outcome::Posted(message("archived")),
        Outcome::Done,
        retry(10, Class::Auth, "refused"),
        dead("broken"),
        Outcome::Released,
    ];
    for outcome in &outcomes {
        let written = store.finish(&lost.lease, outcome, at(61)).await.expect("the database answers");
        assert!(!written, "{outcome:?}");
    }
    assert!(!store.extend(&lost.lease, at(999)).await.expect("the database answers"));

    let after = (view(&store, id).await, store.overview().await.expect("the database answers"));
    assert_eq!(before, after);
    assert_eq!(store.next_due(&uploads(0), None).await.expect("the database answers"), Some(at(120)));
    let archived = Outcome::Archived(receipt());
    assert!(store.finish(&held.lease, &archived, at(62)).await.expect("the database answers"));
    assert!(!store.finish(&held.lease, &archived, at(62)).await.expect("the database answers"), "it ended");
}

pub(super) async fn a_job_handed_back_keeps_its_attempts_and_its_turn(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), START, &retry(10, Class::Transient, "no network")).await;
    let released = work(&store, &uploads(0), at(10), &Outcome::Released).await;
    assert_eq!(store.next_due(&uploads(0), None).await.expect("the database answers"), Some(at(10)));
    assert!(matches!(copy(&store, id, 0).await, ArchiveState::Retrying { .. }));
    let again = claim(&store, &uploads(0), at(10)).await.expect("it is due at once");
    assert_eq!((released.attempt, again.attempt), (2, 2));
}

pub(super) async fn a_job_to_be_retried_waits_for_its_time(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&request(1)).await.expect("it is accepted");
    work(&store, &Lane::Render, START, &retry(10, Class::Transient, "out of memory")).await;
    assert_eq!(claim(&store, &Lane::Render, Timestamp(at(10).0 - 1)).await, None);
    let job = claim(&store, &Lane::Render, at(10)).await.expect("its time has come");
    assert_eq!(job.attempt, 2);
}

pub(super) async fn looking_again_is_told_by_the_earliest_job_or_lease(database: TestDatabase) {
    let store = database.open().await;
    let due = async |only| store.next_due(&Lane::Render, only).await.expect("the database answers");
    assert_eq!(due(None).await, None);
    let first = store.accept(&request(1)).await.expect("it is accepted");
    let second = store.accept(&request(2)).await.expect("it is accepted");
    assert_eq!(due(None).await, Some(START));
    work(&store, &Lane::Render, START, &retry(90, Class::Transient, "out of memory")).await;
    let held = claim(&store, &Lane::Render, START).await.expect("the second is due");
    assert_eq!(due(None).await, Some(START + Duration::from_mins(1)), "a lease may run out");
    assert_eq!((due(Some(first)).await, due(Some(second)).await), (Some(at(90)), Some(at(60))));
    assert!(store.finish(&held.lease, &dead("broken"), START).await.expect("the database answers"));
    assert_eq!(due(None).await, Some(at(90)));
}
