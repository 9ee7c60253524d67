//! Announcements: asked for, confirmed, their servers written down, and each server told once.

use uuid::Uuid;

use super::operator::log;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Act, Announcement, AnnouncementState, Reached, Telling, TellingTurn, Timestamp};

const ASK: Sql = sql("INSERT INTO announcements (id, text, who, at, state) VALUES ($1, $2, $3, $4, 'asked')");
/// Only one that nobody has confirmed: a second click does nothing.
const CONFIRM: Sql = sql("UPDATE announcements SET state = 'listing' WHERE id = $1 AND state = 'asked'");
const DISCARD: Sql = sql("DELETE FROM announcements WHERE id = $1 AND state = 'asked'");
const BY_ID: Sql = sql("SELECT id, text, who, at, state, listed FROM announcements WHERE id = $1");
const LATEST: Sql = sql("SELECT id, text, who, at, state, listed FROM announcements
    WHERE state <> 'asked' ORDER BY id DESC LIMIT 1");
const OPEN: Sql = sql("SELECT id, text, who, at, state, listed FROM announcements
    WHERE state IN ('listing', 'sending') ORDER BY at, id LIMIT 1");

const LIST: Sql = sql("INSERT INTO announced (announcement, guild) VALUES ($1, $2) ON CONFLICT DO NOTHING");
const LISTED: Sql = sql("UPDATE announcements SET listed = $2 WHERE id = $1 AND state = 'listing'");
const ALL_LISTED: Sql = sql("UPDATE announcements SET state = 'sending' WHERE id = $1 AND state = 'listing'");

/// The next server; in PostgreSQL one that no other process holds.
macro_rules! next {
    ($lock:literal) => {
        concat!(
            "SELECT guild, begun FROM announced WHERE announcement = $1 AND state = 'waiting' AND until <= $2
            ORDER BY until, guild LIMIT 1",
            $lock
        )
    };
}
const NEXT: Sql = Sql { sqlite: next!(""), postgres: next!(" FOR UPDATE SKIP LOCKED") };
const TAKE: Sql = sql("UPDATE announced SET until = $3, begun = COALESCE(begun, $4)
    WHERE announcement = $1 AND guild = $2");
const PUT_OFF: Sql = sql("UPDATE announced SET until = $3, begun = $4
    WHERE announcement = $1 AND guild = $2 AND state = 'waiting'");
const TOLD: Sql =
    sql("UPDATE announced SET state = 'told', channel = $3 WHERE announcement = $1 AND guild = $2");
const FAILED: Sql =
    sql("UPDATE announced SET state = 'failed', reason = $3 WHERE announcement = $1 AND guild = $2");
const END: Sql = sql("UPDATE announcements SET state = 'done' WHERE id = $1 AND state = 'sending'
    AND NOT EXISTS (SELECT 1 FROM announced WHERE announcement = $1 AND state = 'waiting')");
const REACHED: Sql =
    sql("SELECT state, COUNT(*) AS count FROM announced WHERE announcement = $1 GROUP BY state");

/// Keeps a text that is to be confirmed.
pub(crate) async fn ask(tx: &mut Transaction, announcement: &Announcement) -> Result<()> {
    let Announcement { id, text, who, at, .. } = announcement;
    tx.execute(ASK, &[(*id).into(), text.as_str().into(), (*who).into(), (*at).into()]).await.map(drop)
}

/// Begins to tell it; false, and nothing written, unless it was to be confirmed.
pub(crate) async fn confirm(tx: &mut Transaction, id: Uuid, act: &Act) -> Result<bool> {
    let confirmed = tx.execute(CONFIRM, &[id.into()]).await? > 0;
    if confirmed {
        log(tx, act).await?;
    }
    Ok(confirmed)
}

/// Forgets a text that was to be confirmed; false if there was none.
pub(crate) async fn discard(tx: &mut Transaction, id: Uuid) -> Result<bool> {
    Ok(tx.execute(DISCARD, &[id.into()]).await? > 0)
}

/// An announcement by its id.
pub(crate) async fn by_id(tx: &mut Transaction, id: Uuid) -> Result<Option<Announcement>> {
    tx.row(BY_ID, &[id.into()]).await?.as_ref().map(read).transpose()
}

/// The last one that was confirmed.
pub(crate) async fn latest(tx: &mut Transaction) -> Result<Option<Announcement>> {
    tx.row(LATEST, &[]).await?.as_ref().map(read).transpose()
}

/// The oldest one that is not told to everybody yet.
pub(crate) async fn open(tx: &mut Transaction) -> Result<Option<Announcement>> {
    tx.row(OPEN, &[]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Announcement> {
    Ok(Announcement {
        id: row.parse("id")?,
        text: row.get("text")?,
        who: row.unsigned("who")?,
        at: row.time("at")?,
        state: row.parse::<AnnouncementState>("state")?,
        listed: row.unsigned("listed")?,
    })
}

/// Writes down more of its servers, in the order of their ids; with none, the list is whole.
pub(crate) async fn list(tx: &mut Transaction, id: Uuid, guilds: &[u64]) -> Result<()> {
    for guild in guilds {
        tx.execute(LIST, &[id.into(), (*guild).into()]).await?;
    }
    match guilds.iter().max() {
        Some(last) => tx.execute(LISTED, &[id.into(), (*last).into()]).await.map(drop),
        None => tx.execute(ALL_LISTED, &[id.into()]).await.map(drop),
    }
}

/// Takes the turn of a server that is to be told, and leaves it alone until `until`.
pub(crate) async fn take_turn(
    tx: &mut Transaction,
    id: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<TellingTurn>> {
    let Some(row) = tx.row(NEXT, &[id.into(), now.into()]).await? else { return Ok(None) };
    let turn = TellingTurn { guild: row.unsigned("guild")?, begun: row.optional_time("begun")? };
    tx.execute(TAKE, &[id.into(), turn.guild.into(), until.into(), now.into()]).await?;
    Ok(Some(turn))
}

/// Leaves a server alone until `until`; `begun` is since when the text may have arrived there.
pub(crate) async fn put_off(
    tx: &mut Transaction,
    id: Uuid,
    guild: u64,
    until: Timestamp,
    begun: Option<Timestamp>,
) -> Result<()> {
    tx.execute(PUT_OFF, &[id.into(), guild.into(), until.into(), begun.into()]).await.map(drop)
}

/// Records what came of telling a server.
pub(crate) async fn record(tx: &mut Transaction, id: Uuid, guild: u64, told: &Telling) -> Result<()> {
    match told {
        Telling::Told(channel) => tx.execute(TOLD, &[id.into(), guild.into(), (*channel).into()]).await,
        Telling::Failed(why) => tx.execute(FAILED, &[id.into(), guild.into(), why.as_str().into()]).await,
    }
    .map(drop)
}

/// Ends it if every server had its turn; false if one has not.
pub(crate) async fn end(tx: &mut Transaction, id: Uuid) -> Result<bool> {
    Ok(tx.execute(END, &[id.into()]).await? > 0)
}

/// Whom it has reached.
pub(crate) async fn reached(tx: &mut Transaction, id: Uuid) -> Result<Reached> {
    let mut reached = Reached::default();
    for row in tx.rows(REACHED, &[id.into()]).await? {
        let count = row.unsigned("count")?;
        match row.get::<String>("state")?.as_str() {
            "told" => reached.told = count,
            "failed" => reached.failed = count,
            _ => reached.waiting = count,
        }
    }
    Ok(reached)
}
