//! Guilds' own settings, and the notes that the program keeps for itself.

use crate::language::Language;
use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::sync::Destination;

const PREFIX: Sql = sql("SELECT prefix FROM guilds WHERE id = $1");
const SET_PREFIX: Sql = sql("INSERT INTO guilds (id, prefix) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET prefix = excluded.prefix");
const LANGUAGE: Sql = sql("SELECT language FROM guilds WHERE id = $1");
const SET_LANGUAGE: Sql = sql("INSERT INTO guilds (id, language) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET language = excluded.language");
const DESTINATIONS: Sql = sql("SELECT destination FROM guild_destinations WHERE guild = $1 ORDER BY place");
const FORGET_DESTINATIONS: Sql = sql("DELETE FROM guild_destinations WHERE guild = $1");
const SET_DESTINATION: Sql = sql("INSERT INTO guild_destinations (guild, destination, place)
    VALUES ($1, $2, $3) ON CONFLICT (guild, destination) DO NOTHING");
const NOTE: Sql = sql("SELECT value FROM notes WHERE key = $1");
const SET_NOTE: Sql = sql("INSERT INTO notes (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value");

/// A guild's own prefix.
pub(crate) async fn prefix(tx: &mut Transaction, guild: u64) -> Result<Option<String>> {
    match tx.row(PREFIX, &[guild.into()]).await? {
        Some(row) => row.get("prefix"),
        None => Ok(None),
    }
}

/// Sets or forgets a guild's prefix.
pub(crate) async fn set_prefix(tx: &mut Transaction, guild: u64, prefix: Option<&str>) -> Result<()> {
    tx.execute(SET_PREFIX, &[guild.into(), prefix.into()]).await.map(drop)
}

/// The language that a guild chose. One that this version does not speak is none.
pub(crate) async fn language(tx: &mut Transaction, guild: u64) -> Result<Option<Language>> {
    let Some(row) = tx.row(LANGUAGE, &[guild.into()]).await? else { return Ok(None) };
    let code: Option<String> = row.get("language")?;
    Ok(code.and_then(|code| code.parse().ok()))
}

/// Sets or forgets a guild's language.
pub(crate) async fn set_language(tx: &mut Transaction, guild: u64, language: Option<Language>) -> Result<()> {
    tx.execute(SET_LANGUAGE, &[guild.into(), language.map(Language::code).into()]).await.map(drop)
}

/// Where a guild's rituals go, if it chose. What this version cannot read is not configured either, and left out.
pub(crate) async fn destinations(tx: &mut Transaction, guild: u64) -> Result<Option<Vec<Destination>>> {
    let rows = tx.rows(DESTINATIONS, &[guild.into()]).await?;
    let chosen: Vec<_> = rows.iter().filter_map(|row| row.parse("destination").ok()).collect();
    Ok(Some(chosen).filter(|chosen| !chosen.is_empty()))
}

/// Sets or forgets where a guild's rituals go.
pub(crate) async fn set_destinations(tx: &mut Transaction, guild: u64, chosen: &[Destination]) -> Result<()> {
    tx.execute(FORGET_DESTINATIONS, &[guild.into()]).await?;
    for (place, destination) in (0_u64..).zip(chosen) {
        let values = [guild.into(), destination.into(), place.into()];
        tx.execute(SET_DESTINATION, &values).await?;
    }
    Ok(())
}

/// A note.
pub(crate) async fn note(tx: &mut Transaction, key: &str) -> Result<Option<String>> {
    tx.row(NOTE, &[key.into()]).await?.map(|row| row.get("value")).transpose()
}

/// Keeps a note.
pub(crate) async fn set_note(tx: &mut Transaction, key: &str, value: &str) -> Result<()> {
    tx.execute(SET_NOTE, &[key.into(), value.into()]).await.map(drop)
}
