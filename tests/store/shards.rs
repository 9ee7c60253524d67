//! Shards that no two processes have at once, and waking each other up.

use std::time::Duration;

use helix_bot::shard_range::ShardRange;
use helix_bot::store::ShardHolder;
use tokio::time::timeout;
use uuid::Uuid;

use super::fixture::TestDatabase;

fn range(text: &str) -> ShardRange {
    text.parse().expect("a range")
}

pub(super) async fn shards_have_one_holder_at_a_time(database: TestDatabase) {
    let (one, other) = (database.open().await, database.open().await);
    let (mine, theirs) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(one.take_shards(mine, range("0..4/16"), &[]).await.expect("answered"), []);
    let held = [ShardHolder { holder: mine, beat: 0 }];
    for overlapping in ["0..4/16", "3..5/16", "0..16/16", "2..3/16", "4..8/8", "0..1/32"] {
        let holders = other.take_shards(theirs, range(overlapping), &[]).await.expect("answered");
        assert_eq!(holders, held, "{overlapping}");
    }
    assert_eq!(other.take_shards(theirs, range("4..8/16"), &[]).await.expect("answered"), [], "beside them");
    one.give_shards_back(mine).await.expect("given back");
    let third = Uuid::now_v7();
    assert_eq!(other.take_shards(third, range("0..4/16"), &[]).await.expect("answered"), []);
    assert!(!one.renew_shards(mine).await.expect("answered"), "they are another's");
    assert!(other.renew_shards(third).await.expect("answered"));

    let many = (0..8).map(|_| {
        let database = database.clone();
        tokio::spawn(async move {
            let store = database.open().await;
            store.take_shards(Uuid::now_v7(), range("8..9/16"), &[]).await.expect("answered").is_empty()
        })
    });
    let mut taken = 0;
    for one in many.collect::<Vec<_>>() {
        taken += usize::from(one.await.expect("it ends"));
    }
    assert_eq!(taken, 1, "of those who take them in the same moment");
}

pub(super) async fn shards_of_one_who_shows_no_life_are_taken(database: TestDatabase) {
    let store = database.open().await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let all = range("0..1/1");
    assert_eq!(store.take_shards(first, all, &[]).await.expect("answered"), []);
    let seen = store.take_shards(second, all, &[]).await.expect("answered");
    assert!(store.renew_shards(first).await.expect("answered"));
    let again = store.take_shards(second, all, &seen).await.expect("answered");
    assert_eq!(again, [ShardHolder { holder: first, beat: 1 }], "it lives");
    assert_eq!(store.take_shards(second, all, &again).await.expect("answered"), []);
    assert!(!store.renew_shards(first).await.expect("answered"));
}

pub(super) async fn logins_of_all_processes_are_spaced(database: TestDatabase) {
    let (one, other) = (database.open().await, database.open().await);
    let spacing = Duration::from_secs(30);
    assert_eq!(one.gateway_login(spacing).await.expect("answered"), Duration::ZERO);
    let second = other.gateway_login(spacing).await.expect("answered");
    assert!(second > Duration::from_secs(20) && second <= spacing, "{second:?}");
    let third = one.gateway_login(spacing).await.expect("answered");
    assert!(third > Duration::from_secs(50) && third <= spacing * 2, "{third:?}");
}

/// SQLite tells only that something was written, and behind a pooler nobody hears; there everybody looks by himself.
pub(super) async fn processes_wake_each_other(database: TestDatabase) {
    let (one, other) = (database.open().await, database.open().await);
    let Some(mut hearing) = one.hear_others().await.expect("answered") else {
        return other.wake_others("post").await.expect("nobody hears");
    };
    other.wake_others("post").await.expect("told");
    other.set_note("heard", "written").await.expect("written");
    let heard = timeout(Duration::from_secs(10), hearing.heard()).await.expect("soon").expect("heard");
    assert_eq!(heard, if one.is_shared() { "post" } else { "" });
    let silence = timeout(Duration::from_secs(2), hearing.heard()).await;
    assert!(silence.is_err(), "nothing was told or written since: {silence:?}");
}
