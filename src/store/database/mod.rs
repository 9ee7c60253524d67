//! What the two databases have in common: transactions that run statements. All differences that the rest of the
//! store must know are named here; SQLite understands `$1`, so the statements themselves are shared.

mod migrations;
pub(super) mod moving;
#[cfg(debug_assertions)]
mod plans;
mod pooler;
mod pools;
pub(super) mod postgres;
mod row;
mod row_digest;
pub(super) mod snapshot;
pub(super) mod sqlite;
mod sqlite_file;
mod statement;
mod transaction;
mod waking;
mod wal;

pub(super) use pools::Pools;
pub(super) use row::Row;
pub(super) use statement::{Sql, Value, sql};
pub(super) use transaction::Transaction;
pub use waking::Waking;
