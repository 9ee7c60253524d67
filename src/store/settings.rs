//! Guilds' own settings, and the notes that the program keeps for itself.

use super::Result;
use super::database::{Session, Sql, sql};

const PREFIX: Sql = sql("SELECT prefix FROM guilds WHERE id = $1");
const SET_PREFIX: Sql = sql("INSERT INTO guilds (id, prefix) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET prefix = excluded.prefix");
const DESTINATIONS: Sql = sql("SELECT destination FROM guild_destinations WHERE guild = $1 ORDER BY place");
const FORGET_DESTINATIONS: Sql = sql("DELETE FROM guild_destinations WHERE guild = $1");
const SET_DESTINATION: Sql = sql("INSERT INTO guild_destinations (guild, destination, place)
    VALUES ($1, $2, $3) ON CONFLICT (guild, destination) DO NOTHING");
const NOTE: Sql = sql("SELECT value FROM notes WHERE key = $1");
const SET_NOTE: Sql = sql("INSERT INTO notes (key, value) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value");

/// A guild's own prefix.
pub(super) async fn prefix(session: &mut Session, guild: u64) -> Result<Option<String>> {
    match session.row(PREFIX, &[guild.into()]).await? {
        Some(row) => row.get("prefix"),
        None => Ok(None),
    }
}

/// Sets or forgets a guild's prefix.
pub(super) async fn set_prefix(session: &mut Session, guild: u64, prefix: Option<&str>) -> Result<()> {
    session.execute(SET_PREFIX, &[guild.into(), prefix.into()]).await.map(drop)
}

/// Where a guild's rituals go, if it chose.
pub(super) async fn destinations(session: &mut Session, guild: u64) -> Result<Option<Vec<String>>> {
    let rows = session.rows(DESTINATIONS, &[guild.into()]).await?;
    let chosen: Vec<_> = rows.iter().map(|row| row.get("destination")).collect::<Result<_>>()?;
    Ok(Some(chosen).filter(|chosen| !chosen.is_empty()))
}

/// Sets or forgets where a guild's rituals go.
pub(super) async fn set_destinations(session: &mut Session, guild: u64, chosen: &[String]) -> Result<()> {
    session.execute(FORGET_DESTINATIONS, &[guild.into()]).await?;
    for (place, destination) in (0_u64..).zip(chosen) {
        let values = [guild.into(), destination.as_str().into(), place.into()];
        session.execute(SET_DESTINATION, &values).await?;
    }
    Ok(())
}

/// A note.
pub(super) async fn note(session: &mut Session, key: &str) -> Result<Option<String>> {
    session.row(NOTE, &[key.into()]).await?.map(|row| row.get("value")).transpose()
}

/// Keeps a note.
pub(super) async fn set_note(session: &mut Session, key: &str, value: &str) -> Result<()> {
    session.execute(SET_NOTE, &[key.into(), value.into()]).await.map(drop)
}
