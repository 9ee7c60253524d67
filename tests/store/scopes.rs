//! What is told to one owner takes the same time however much others have.

use super::audits::rows_read;
use super::fixture::*;
use crate::support::postgres::Postgres;
use helix_bot::store::{Overview, Scope};

/// Twenty thousand rituals of many owners, each with a picture that is done and a copy that waits.
const OTHERS: [&str; 3] = [
    "INSERT INTO rituals (id, origin, recipe, file, accepted, guild)
        SELECT '00000000-0000-7000-8000-' || lpad(i::text, 12, '0'), '{}', '{}', 'x', 0, i
        FROM generate_series(1, 20000) AS i",
    "INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner)
        SELECT kind || id, id, kind, destination, path, 0, state, 0, guild FROM rituals, (VALUES
            ('render', '', NULL, 'done'), ('archive', 'mega:', 'x', 'ready'), ('post', '', NULL, 'dead')
        ) AS kinds (kind, destination, path, state)",
    "ANALYZE",
];

#[tokio::test]
async fn postgres_tells_an_owner_of_their_own_without_reading_what_others_have() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("many_owners").await;
    let database = TestDatabase::postgres(url.clone());
    let store = database.open().await;
    for statement in OTHERS {
        database.execute("", statement).await;
    }
    store.close().await;
    let tables = ["receipts", "jobs", "rituals"];
    let mut before = Vec::new();
    for table in tables {
        before.push(rows_read(&url, table).await);
    }

    let store = database.open().await;
    let overview: Overview = store.overview_of(77, &[destination(0)]).await.expect("answered");
    assert_eq!((overview.rituals, overview.waiting, overview.dead), (1, 1, 1));
    assert_eq!(overview.oldest_unarchived.map(|(id, _)| id.to_string().ends_with("77")), Some(true));
    assert_eq!(store.given_up(Some(77), 3).await.expect("answered").len(), 1);
    assert_eq!(store.revive(Scope::Guild(77), at(1)).await.expect("answered"), 1);
    store.close().await;
    for (table, before) in tables.into_iter().zip(before) {
        let read = rows_read(&url, table).await - before;
        assert!(read < 200, "{read} of 20000 rows of {table} were read");
    }
}
