//! How SQLite goes about a statement, for tests that none of them reads a whole table.

use crate::store::Store;
use crate::store::database::{Sql, sql};

/// The steps of each statement's plan in an empty database, with the statement's text.
pub(super) async fn steps(statements: &[Sql]) -> Vec<(String, &'static str)> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::sqlite(&folder.path().join("x")).await.expect("a database");
    let mut tx = store.pools.read().await.expect("a transaction");
    let mut steps = Vec::new();
    for statement in statements {
        let explained = format!("EXPLAIN QUERY PLAN {}", statement.sqlite).leak();
        for step in tx.rows(sql(explained), &[]).await.expect("a plan") {
            steps.push((step.get("detail").expect("a step"), statement.sqlite));
        }
    }
    steps
}
