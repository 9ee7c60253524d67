//! What servers have set for themselves, who changed it, and servers that the bot has left.

use super::server_news;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{LoggedChange, SettingChange, SettingsDraft, Timestamp};

/// How many changes of a server are kept.
const KEPT: u64 = 200;

const SETTINGS: Sql = sql("SELECT name, value FROM server_settings WHERE guild = $1 ORDER BY name");
/// Takes hold of the server, so that its changes come one after another. Whoever changes something is there.
const HOLD: Sql = sql("INSERT INTO guilds (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET left_at = NULL");
const SETTING: Sql = sql("SELECT value FROM server_settings WHERE guild = $1 AND name = $2");
const SET: Sql = sql("INSERT INTO server_settings (guild, name, value) VALUES ($1, $2, $3)
    ON CONFLICT (guild, name) DO UPDATE SET value = excluded.value");
const UNSET: Sql = sql("DELETE FROM server_settings WHERE guild = $1 AND name = $2");

const LAST_NUMBER: Sql = sql("SELECT number FROM settings_log WHERE guild = $1 ORDER BY number DESC LIMIT 1");
const LOG: Sql = sql("INSERT INTO settings_log (guild, number, at, person, name, was, became)
    VALUES ($1, $2, $3, $4, $5, $6, $7)");
const FORGET_LOG: Sql = sql("DELETE FROM settings_log WHERE guild = $1 AND number <= $2");
const LOGGED: Sql = sql("SELECT * FROM settings_log WHERE guild = $1 AND number < $2
    ORDER BY number DESC LIMIT $3");

const SET_DRAFT: Sql = sql(
    "INSERT INTO settings_drafts (guild, person, id, made, draft)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (guild, person) DO UPDATE SET id = excluded.id, made = excluded.made, draft = excluded.draft",
);
const DRAFT: Sql = sql("SELECT id, draft FROM settings_drafts WHERE guild = $1 AND person = $2");
const FORGET_DRAFTS: Sql = sql("DELETE FROM settings_drafts WHERE made < $1");

const KNOWN: Sql = sql("SELECT id, left_at FROM guilds");
const IS_LEFT: Sql = sql("SELECT 1 AS is_left FROM guilds WHERE id = $1 AND left_at IS NOT NULL");
const LEAVE: Sql = sql("UPDATE guilds SET left_at = $2 WHERE id = $1 AND left_at IS NULL");
const RETURN: Sql = sql("UPDATE guilds SET left_at = NULL WHERE id = $1 AND left_at IS NOT NULL");
const LONG_LEFT: Sql = sql("SELECT id FROM guilds WHERE left_at IS NOT NULL AND left_at <= $1
    ORDER BY left_at LIMIT 50");
/// Touches no row where the bot has come back meanwhile.
const FORGET: Sql = sql("DELETE FROM guilds WHERE id = $1 AND left_at <= $2");
const FORGET_SETTINGS: Sql = sql("DELETE FROM server_settings WHERE guild = $1");
const FORGET_DRAFTS_OF: Sql = sql("DELETE FROM settings_drafts WHERE guild = $1");

/// What a server has set: names and texts.
pub(crate) async fn settings(tx: &mut Transaction, guild: u64) -> Result<Vec<(String, String)>> {
    let rows = tx.rows(SETTINGS, &[guild.into()]).await?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("value")?))).collect()
}

/// Makes changes, and writes down who made them. Returns those that changed something.
pub(crate) async fn change(
    tx: &mut Transaction,
    guild: u64,
    person: u64,
    changes: &[SettingChange],
    now: Timestamp,
) -> Result<Vec<LoggedChange>> {
    tx.execute(HOLD, &[guild.into()]).await?;
    let mut number = match tx.row(LAST_NUMBER, &[guild.into()]).await? {
        Some(row) => row.unsigned("number")?,
        None => 0,
    };
    let mut made = Vec::new();
    for SettingChange { name, after } in changes {
        let before = tx.row(SETTING, &[guild.into(), (*name).into()]).await?;
        let before: Option<String> = before.map(|row| row.get("value")).transpose()?;
        if before == *after {
            continue;
        }
        match after {
            Some(text) => tx.execute(SET, &[guild.into(), (*name).into(), text.as_str().into()]).await?,
            None => tx.execute(UNSET, &[guild.into(), (*name).into()]).await?,
        };
        number += 1;
        let change =
            LoggedChange { number, at: now, person, name: (*name).to_owned(), before, after: after.clone() };
        log(tx, guild, &change).await?;
        made.push(change);
    }
    tx.execute(FORGET_LOG, &[guild.into(), number.saturating_sub(KEPT).into()]).await?;
    Ok(made)
}

async fn log(tx: &mut Transaction, guild: u64, change: &LoggedChange) -> Result<()> {
    let values = [
        guild.into(),
        change.number.into(),
        change.at.into(),
        change.person.into(),
        change.name.as_str().into(),
        change.before.as_deref().into(),
        change.after.as_deref().into(),
    ];
    tx.execute(LOG, &values).await.map(drop)
}

/// The changes of a server's settings before number `before`, `most` of them, the latest first.
pub(crate) async fn logged(
    tx: &mut Transaction,
    guild: u64,
    before: Option<u64>,
    most: u32,
) -> Result<Vec<LoggedChange>> {
    let before = before.unwrap_or(i64::MAX.cast_unsigned());
    let rows = tx.rows(LOGGED, &[guild.into(), before.into(), u64::from(most).into()]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LoggedChange> {
    Ok(LoggedChange {
        number: row.unsigned("number")?,
        at: row.time("at")?,
        person: row.unsigned("person")?,
        name: row.get("name")?,
        before: row.get("was")?,
        after: row.get("became")?,
    })
}

/// Keeps what somebody wants to import; an earlier draft of theirs is forgotten.
pub(crate) async fn set_draft(
    tx: &mut Transaction,
    guild: u64,
    person: u64,
    draft: &SettingsDraft,
    now: Timestamp,
) -> Result<()> {
    let SettingsDraft { id, text } = draft;
    let values = [guild.into(), person.into(), id.as_str().into(), now.into(), text.as_str().into()];
    tx.execute(SET_DRAFT, &values).await.map(drop)
}

/// What somebody wants to import.
pub(crate) async fn draft(tx: &mut Transaction, guild: u64, person: u64) -> Result<Option<SettingsDraft>> {
    let row = tx.row(DRAFT, &[guild.into(), person.into()]).await?;
    row.map(|row| Ok(SettingsDraft { id: row.get("id")?, text: row.get("draft")? })).transpose()
}

/// Forgets drafts that were made before `moment`.
pub(crate) async fn forget_drafts(tx: &mut Transaction, moment: Timestamp) -> Result<u64> {
    tx.execute(FORGET_DRAFTS, &[moment.into()]).await
}

/// Whether a server is known as left.
pub(crate) async fn is_left(tx: &mut Transaction, guild: u64) -> Result<bool> {
    Ok(tx.row(IS_LEFT, &[guild.into()]).await?.is_some())
}

/// Notes that the bot has left a server, of which something is kept.
pub(crate) async fn leave(tx: &mut Transaction, guild: u64, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(LEAVE, &[guild.into(), now.into()]).await? == 1)
}

/// Notes that the bot is in a server again.
pub(crate) async fn come_back(tx: &mut Transaction, guild: u64) -> Result<bool> {
    Ok(tx.execute(RETURN, &[guild.into()]).await? == 1)
}

/// Notes of all servers of which something is kept whether the bot is there: those for which `is_there` says so, or of
/// which it knows nothing and says none. Returns how many were found left.
pub(crate) async fn note_presence(
    tx: &mut Transaction,
    is_there: &(dyn Fn(u64) -> Option<bool> + Sync),
    now: Timestamp,
) -> Result<u64> {
    let mut left = 0;
    for row in tx.rows(KNOWN, &[]).await? {
        let guild = row.unsigned("id")?;
        match (is_there(guild), row.optional_time("left_at")?) {
            (Some(true), Some(_)) => {
                come_back(tx, guild).await?;
            }
            (Some(false), None) => {
                leave(tx, guild, now).await?;
                left += 1;
            }
            _ => {}
        }
    }
    Ok(left)
}

/// Forgets some servers that were left at `moment` or before, with what they had set and who had changed it. Rituals,
/// receipts and lore stay. Returns how many those were.
pub(crate) async fn forget_left(tx: &mut Transaction, moment: Timestamp) -> Result<Vec<u64>> {
    let mut forgotten = Vec::new();
    for row in tx.rows(LONG_LEFT, &[moment.into()]).await? {
        let guild = row.unsigned("id")?;
        if tx.execute(FORGET, &[guild.into(), moment.into()]).await? == 0 {
            continue;
        }
        tx.execute(FORGET_SETTINGS, &[guild.into()]).await?;
        tx.execute(FORGET_LOG, &[guild.into(), i64::MAX.cast_unsigned().into()]).await?;
        tx.execute(FORGET_DRAFTS_OF, &[guild.into()]).await?;
        server_news::forget(tx, guild).await?;
        forgotten.push(guild);
    }
    Ok(forgotten)
}
