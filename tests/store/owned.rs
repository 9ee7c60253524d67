//! What an owner is told of their own copies.

use helix_bot::store::{Lane, NewRitual, Origin, Outcome, OwnedPage, Receipt, RitualId, Store};
use helix_bot::sync::VerifiedBy;

use super::fixture::{
    TestDatabase, accept_and_render, at, dead, destination, picture, receipt, request, uploads, work,
};

/// A ritual of a guild whose copy at the first destination stands, proven so many seconds after the start.
async fn archived(store: &Store, guild: u64, number: u64, seconds: u64) -> RitualId {
    let origin = Origin::Message { guild: Some(guild), channel: 2, message: number, user: 3 };
    let id = accept_and_render(store, &NewRitual { origin, ..request(number) }).await;
    let proof = Receipt::new(picture().digest, picture().bytes, VerifiedBy::Md5, 1, at(seconds));
    work(store, &uploads(0), at(seconds), &Outcome::Archived(proof)).await;
    id
}

async fn page(store: &Store, owner: u64, page: OwnedPage) -> Vec<RitualId> {
    let rituals = store.archived_rituals_of(owner, page, 2).await.expect("the database answers");
    rituals.into_iter().map(|view| view.ritual.id).collect()
}

pub(super) async fn an_owners_rituals_come_page_by_page_and_nobody_elses(database: TestDatabase) {
    let store = database.open().await;
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(archived(&store, 1, number, number).await);
        archived(&store, 2, 100 + number, number).await;
    }
    // One of which a copy was removed, and one without any copy yet.
    store
        .remove_copies(&[(ids[4], destination(0)), (ids[4], destination(1))], None, None, at(9))
        .await
        .expect("asked");
    let waiting = accept_and_render(&store, &request(6)).await;
    ids.push(waiting);
    assert_eq!(page(&store, 1, OwnedPage::Latest).await, [ids[5], ids[4]]);
    assert_eq!(page(&store, 1, OwnedPage::Before(ids[4])).await, [ids[3], ids[2]]);
    assert_eq!(page(&store, 1, OwnedPage::Before(ids[1])).await, [ids[0]]);
    assert_eq!(page(&store, 1, OwnedPage::After(ids[1])).await, [ids[3], ids[2]]);
    assert_eq!(page(&store, 1, OwnedPage::After(ids[5])).await, []);
    assert_eq!(page(&store, 3, OwnedPage::Latest).await, []);
    assert_eq!(store.removing_of(1, &destination(0)).await.expect("answered"), 1);
    assert_eq!(store.removing_of(2, &destination(0)).await.expect("answered"), 0);
}

pub(super) async fn an_owners_copies_come_the_latest_first_and_those_under_way_are_known(
    database: TestDatabase,
) {
    let store = database.open().await;
    let ids = [archived(&store, 1, 1, 30).await, archived(&store, 1, 2, 10).await];
    archived(&store, 2, 3, 20).await;
    work(&store, &uploads(1), at(40), &Outcome::Archived(receipt())).await;
    let standing = async |after| {
        let copies = store.standing_copies_of(1, after, 2).await.expect("answered");
        copies.into_iter().map(|copy| (copy.ritual, copy.destination)).collect::<Vec<_>>()
    };
    let first = standing(None).await;
    assert_eq!(first, [(ids[1], destination(0)), (ids[0], destination(1))]);
    assert_eq!(standing(Some(&first[1])).await, [(ids[0], destination(0))]);
    assert_eq!(store.rituals_under_way(1, None, 9).await.expect("answered"), [ids[1]]);
    assert_eq!(store.rituals_under_way(1, Some(ids[1]), 9).await.expect("answered"), []);
    let proofs = store.oldest_proofs_of(1, &destination(0), 9).await.expect("answered");
    assert_eq!(proofs.iter().map(|copy| copy.ritual).collect::<Vec<_>>(), [ids[1], ids[0]]);
    assert_eq!(store.last_proof_of(1, &destination(0)).await.expect("answered"), Some(at(30)));
    assert_eq!(store.last_proof_of(3, &destination(0)).await.expect("answered"), None);
    work(&store, &uploads(1), at(50), &dead("no such folder")).await;
    assert_eq!(store.rituals_under_way(1, None, 9).await.expect("answered"), [ids[1]], "it was given up");
    work(&store, &Lane::Post, at(60), &Outcome::Done).await;
}
