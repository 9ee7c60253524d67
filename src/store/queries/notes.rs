//! The notes that the program keeps for itself.

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;

const NOTE: Sql = sql("SELECT value FROM notes WHERE key = $1");
const SET_NOTE: Sql = sql("INSERT INTO notes (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value");
const FORGET_NOTE: Sql = sql("DELETE FROM notes WHERE key = $1");

/// A note.
pub(crate) async fn note(tx: &mut Transaction, key: &str) -> Result<Option<String>> {
    tx.row(NOTE, &[key.into()]).await?.map(|row| row.get("value")).transpose()
}

/// Keeps a note.
pub(crate) async fn set_note(tx: &mut Transaction, key: &str, value: &str) -> Result<()> {
    tx.execute(SET_NOTE, &[key.into(), value.into()]).await.map(drop)
}

/// Forgets a note, if there is one.
pub(crate) async fn forget_note(tx: &mut Transaction, key: &str) -> Result<()> {
    tx.execute(FORGET_NOTE, &[key.into()]).await.map(drop)
}
