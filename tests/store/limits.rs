//! How many rituals may be asked for: counted as they are accepted, whoever accepts them.

use std::sync::Arc;
use std::time::Duration;

use helix_bot::store::{
    Lane, Limited, Limits, NewRitual, Origin, Outcome, RitualId, Scope, Store, StoreError, Timestamp,
};
use tokio::task::JoinSet;

use super::fixture::{START, TestDatabase, at, claim, dead, message, picture, request, work};

/// Nothing is limited.
const NONE: Limits = Limits { cooldown: Duration::ZERO, member: None, server: None, at_once: None };
/// The end of the day of [`START`].
const MIDNIGHT: Timestamp = Timestamp(1_700_006_400_000);
const DAY: u64 = 24 * 3600;

/// A request of a person in a server at a time.
fn asked(number: u64, guild: Option<u64>, user: u64, seconds: u64, limits: Limits) -> NewRitual {
    let origin = Origin::Message { guild, channel: 2, message: number, user };
    NewRitual { origin, accepted: at(seconds), limits: Some(limits), ..request(number) }
}

/// Why a request was refused, if it was.
async fn refused(store: &Store, ritual: &NewRitual) -> Option<Limited> {
    match store.accept(ritual).await {
        Ok(_) => None,
        Err(StoreError::Limited(limited)) => {
            assert!(store.ritual(ritual.id).await.expect("answered").is_none(), "nothing is kept of it");
            Some(limited)
        }
        Err(error) => panic!("{error:?}"),
    }
}

pub(super) async fn a_person_waits_between_two_rituals_and_nobody_else_does(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { cooldown: Duration::from_secs(10), ..NONE };
    assert_eq!(refused(&store, &asked(1, Some(1), 3, 0, limits)).await, None);
    for seconds in [0, 5, 9] {
        let again = refused(&store, &asked(2, Some(1), 3, seconds, limits)).await;
        assert_eq!(again, Some(Limited::TooSoon { until: at(10) }), "the refused ones do not prolong it");
    }
    assert_eq!(refused(&store, &asked(3, Some(1), 4, 5, limits)).await, None, "another person");
    assert_eq!(refused(&store, &asked(4, Some(2), 3, 5, limits)).await, None, "another server");
    assert_eq!(refused(&store, &asked(5, None, 3, 5, limits)).await, None, "in private");
    assert_eq!(
        refused(&store, &asked(6, None, 3, 6, limits)).await,
        Some(Limited::TooSoon { until: at(15) })
    );
    // It holds for whoever opens the database next.
    drop(store);
    let store = database.open().await;
    assert_eq!(
        refused(&store, &asked(7, Some(1), 3, 9, limits)).await,
        Some(Limited::TooSoon { until: at(10) })
    );
    assert_eq!(refused(&store, &asked(8, Some(1), 3, 10, limits)).await, None);
}

pub(super) async fn a_day_has_so_many_rituals_of_a_person_and_of_a_server(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { member: Some(2), server: Some(3), ..NONE };
    let mut number = 0;
    let mut ask = async |user, seconds| {
        number += 1;
        refused(&store, &asked(number, Some(1), user, seconds, limits)).await
    };
    assert_eq!((ask(3, 0).await, ask(3, 1).await), (None, None));
    assert_eq!(ask(3, 2).await, Some(Limited::Quota { most: 2, until: MIDNIGHT }));
    assert_eq!(ask(4, 3).await, None);
    assert_eq!(ask(5, 4).await, Some(Limited::ServerQuota { most: 3, until: MIDNIGHT }));
    // What the server refused was not counted for the person.
    assert_eq!(ask(4, 5).await, Some(Limited::ServerQuota { most: 3, until: MIDNIGHT }));
    let next_day = (MIDNIGHT.since(START)).as_secs();
    assert!(ask(3, next_day - 1).await.is_some());
    for user in [3, 3, 4] {
        assert_eq!(ask(user, next_day).await, None);
    }
    let until = MIDNIGHT + Duration::from_secs(DAY);
    assert_eq!(ask(4, next_day + 1).await, Some(Limited::ServerQuota { most: 3, until }));
    // In private there is no server.
    let private = Limits { server: Some(1), ..limits };
    for number in [100, 101] {
        assert_eq!(refused(&store, &asked(number, None, 9, 0, private)).await, None);
    }
    assert!(refused(&store, &asked(102, None, 9, 0, private)).await.is_some());
}

pub(super) async fn so_many_of_a_person_may_wait_to_be_shown(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { at_once: Some(2), ..NONE };
    for number in [1, 2] {
        assert_eq!(refused(&store, &asked(number, Some(1), 3, 0, limits)).await, None);
    }
    let third = asked(3, Some(1), 3, 0, limits);
    assert_eq!(refused(&store, &third).await, Some(Limited::AtOnce { most: 2 }));
    assert_eq!(refused(&store, &asked(4, Some(1), 4, 0, limits)).await, None, "another person");
    work(&store, &Lane::Render, START, &Outcome::Rendered(picture())).await;
    assert!(refused(&store, &third).await.is_some(), "it is not shown yet");
    work(&store, &Lane::Post, START, &Outcome::Posted(message("shown"))).await;
    assert_eq!(refused(&store, &third).await, None);
}

pub(super) async fn what_cannot_be_rendered_is_given_back_once(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { member: Some(1), server: Some(1), ..NONE };
    let first = asked(1, Some(1), 3, 0, limits);
    assert_eq!(refused(&store, &first).await, None);
    assert!(refused(&store, &asked(2, Some(1), 3, 1, limits)).await.is_some());
    work(&store, &Lane::Render, START, &dead("no")).await;
    let second = asked(3, Some(1), 3, 2, limits);
    assert_eq!(refused(&store, &second).await, None);
    // The second fails as well. Both are tried again and fail again: they were given back already.
    work(&store, &Lane::Render, START, &dead("no")).await;
    assert_eq!(store.revive(Scope::Guild(1), at(3)).await.expect("answered"), 6);
    for _ in 0..2 {
        work(&store, &Lane::Render, at(4), &dead("no")).await;
    }
    assert_eq!(refused(&store, &asked(4, Some(1), 3, 5, limits)).await, None);
    assert!(refused(&store, &asked(5, Some(1), 3, 6, limits)).await.is_some());
}

pub(super) async fn at_the_edge_one_of_many_at_once_gets_through(database: TestDatabase) {
    for (round, limits) in [
        Limits { cooldown: Duration::from_secs(10), ..NONE },
        Limits { member: Some(1), ..NONE },
        Limits { server: Some(1), ..NONE },
        Limits { at_once: Some(1), ..NONE },
    ]
    .into_iter()
    .enumerate()
    {
        let stores = [database.open().await, database.open().await];
        let guild = Some(100 + round as u64);
        let mut tries = JoinSet::new();
        for number in 0..12 {
            let store = Arc::clone(&stores[number as usize % 2]);
            // Members of one server meet at the server's limit.
            let user = if limits.server.is_some() { 10 + number } else { 3 };
            let ritual = asked(1000 * (round as u64 + 1) + number, guild, user, 0, limits);
            tries.spawn(async move { refused(&store, &ritual).await });
        }
        let answers = tries.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_none()).count(), 1, "{limits:?}: {answers:?}");
    }
}

pub(super) async fn a_request_delivered_twice_counts_once(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { cooldown: Duration::from_secs(10), member: Some(2), ..NONE };
    let first = asked(1, Some(1), 3, 0, limits);
    let id = store.accept(&first).await.expect("accepted");
    let again = NewRitual { id: RitualId::new(), accepted: at(1), ..first };
    assert_eq!(store.accept(&again).await.expect("recognised, and not refused"), id);
    assert_eq!(refused(&store, &asked(2, Some(1), 3, 10, limits)).await, None);
    assert!(matches!(
        refused(&store, &asked(3, Some(1), 3, 20, limits)).await,
        Some(Limited::Quota { most: 2, .. })
    ));
}

pub(super) async fn counts_with_times_from_a_wrong_clock_hold_nobody_up(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { cooldown: Duration::from_secs(10), member: Some(1), ..NONE };
    assert_eq!(refused(&store, &asked(1, Some(1), 3, 365 * DAY, limits)).await, None);
    assert_eq!(refused(&store, &asked(2, Some(1), 3, 0, limits)).await, None);
    assert!(refused(&store, &asked(3, Some(1), 3, 20, limits)).await.is_some());
}

pub(super) async fn counts_of_days_that_are_over_are_forgotten(database: TestDatabase) {
    let store = database.open().await;
    let limits = Limits { member: Some(1), ..NONE };
    for number in 0..600 {
        store.accept(&asked(number, None, 10 + number, 0, limits)).await.expect("accepted");
    }
    assert_eq!(store.forget_counts(at(DAY)).await.expect("answered"), 0, "a cooldown may last a day");
    assert!(refused(&store, &asked(1000, None, 10, 1, limits)).await.is_some());
    assert_eq!(store.forget_counts(at(3 * DAY)).await.expect("answered"), 600);
    assert!(claim(&store, &Lane::Render, START).await.is_some(), "rituals stay");
}
