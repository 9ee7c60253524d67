//! What happens when a run of a job ends: the job's new state, what came of the run, and what follows for the
//! other jobs of its ritual. All of it in one transaction that begins with the fence.

use super::alarms::{self, AlarmKind};
use super::rituals::facts;
use super::{limits, server_news, standing, turns};
use crate::failure::Class;
use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{
    JobKind, Lane, Lease, MotionFile, Outcome, Posted, Receipt, Rendered, RitualId, Timestamp,
};
use crate::sync::Destination;

/// The end of each statement that ends a run. A lease that was lost names no row, and nothing else is written.
macro_rules! fenced {
    ($set:literal) => {
        concat!(
            "UPDATE jobs SET lease_id = NULL, lease_until = NULL, again = FALSE, ",
            $set,
            " WHERE id = $1 AND lease_id = $2 RETURNING ritual, kind, destination, line, path, owner"
        )
    };
}

/// Done, unless it was asked for again while it ran: then it runs once more, as if for the first time. A message that
/// stands is only edited from then on, and edits give way to messages with pictures.
const COMPLETE: Sql = sql(fenced!(
    "line = CASE WHEN kind = 'post' THEN 1 ELSE line END,
    state = CASE WHEN again THEN 'ready' ELSE 'done' END, run_at = CASE WHEN again THEN $3 ELSE run_at END,
    attempt = CASE WHEN again THEN 0 ELSE attempt END, ended = CASE WHEN again THEN NULL ELSE $3 END,
    class = NULL, reason = NULL"
));
const RETRY: Sql =
    sql(fenced!("state = 'ready', run_at = $3, class = $4, reason = $5, attempt = attempt - $6"));
const BURY: Sql = sql(fenced!("state = 'dead', ended = $3, class = $4, reason = $5"));
/// As if it had not been claimed, but later.
const POSTPONE: Sql =
    sql(fenced!("state = 'ready', run_at = $3, attempt = attempt - 1, class = NULL, reason = NULL"));
/// The attempt is given back; an earlier failure goes on being told.
const RELEASE: Sql = sql(fenced!("state = 'ready', attempt = attempt - 1"));

/// Has the ritual's message brought up to date. One that is being written gets a mark and runs once more, since it
/// may have read the ritual before this change; one that waits for its turn or for the end of a pause keeps its time; one
/// that failed is tried at once; one that was given up waits for a person.
const REARM_POST: Sql = sql("UPDATE jobs SET again = (state = 'leased'),
    state = CASE WHEN state = 'leased' THEN 'leased' ELSE 'ready' END,
    run_at = CASE WHEN state = 'done' OR (state = 'ready' AND class IS NOT NULL) THEN $2 ELSE run_at END,
    attempt = CASE WHEN state = 'done' OR (state = 'ready' AND class IS NOT NULL) THEN 0 ELSE attempt END,
    class = NULL, reason = NULL, ended = NULL, waits = FALSE
    WHERE ritual = $1 AND kind = 'post' AND state <> 'dead'");
/// What waited for the picture waits no longer.
const PICTURE_IS_THERE: Sql = sql("UPDATE jobs SET waits = FALSE WHERE ritual = $1 AND waits");
/// Without a picture there is nothing to archive.
const BURY_ARCHIVES: Sql = sql("UPDATE jobs SET state = 'dead', ended = $2, class = $3, reason = $4,
        waits = FALSE, turn = NULL, member_turn = NULL
    WHERE ritual = $1 AND kind = 'archive' AND state = 'ready'");

const SET_RENDERED: Sql =
    sql("UPDATE rituals SET pixels = $2, digest = $3, bytes = $4, render_ms = $5, encode_ms = $6,
        motion_file = $7, md5 = $8
    WHERE id = $1");
const SET_POSTED: Sql =
    sql("UPDATE rituals SET posted_channel = $2, posted_message = $3, posted_status = $4 WHERE id = $1");
const FORGET_TOKEN: Sql = sql("UPDATE rituals SET token = NULL, token_until = NULL
    WHERE id = $1 AND token_until <= $2");
/// A copy that stood already keeps its first proof; one that was lost begins anew.
const SET_RECEIPT: Sql =
    sql("INSERT INTO receipts (ritual, destination, digest, bytes, verified_by, took_ms,
        proven, first_verified_by, first_proven, audited, owner, stored)
    SELECT $1, $2, $3, $4, $5, $6, $7, $5, $7, $7, jobs.owner, $8 FROM jobs
    WHERE jobs.ritual = $1 AND jobs.kind = 'archive' AND jobs.destination = $2
    ON CONFLICT (ritual, destination) DO UPDATE SET
        first_verified_by = CASE WHEN receipts.lost IS NULL AND receipts.digest = excluded.digest
            THEN receipts.first_verified_by ELSE excluded.first_verified_by END,
        first_proven = CASE WHEN receipts.lost IS NULL AND receipts.digest = excluded.digest
            THEN receipts.first_proven ELSE excluded.first_proven END,
        digest = excluded.digest, bytes = excluded.bytes, verified_by = excluded.verified_by,
        took_ms = excluded.took_ms, proven = excluded.proven, audited = excluded.audited, lost = NULL,
        stored = excluded.stored
    RETURNING owner");
/// How long the files of a copy are that stands.
const STANDS: Sql =
    sql("SELECT stored FROM receipts WHERE ritual = $1 AND destination = $2 AND lost IS NULL");
const MOTION: Sql = sql("SELECT motion_file FROM rituals WHERE id = $1");
const PAUSE: Sql = sql("INSERT INTO pauses (destination, until, reason) VALUES ($1, $2, $3)
    ON CONFLICT (destination) DO UPDATE SET until = excluded.until, reason = excluded.reason");
const LIFT: Sql = sql("DELETE FROM pauses WHERE destination = $1");
const LOST: Sql =
    sql("SELECT 1 AS lost FROM receipts WHERE ritual = $1 AND destination = $2 AND lost IS NOT NULL");

/// Why the archives of a ritual without a picture are given up.
const NO_PICTURE: &str = "the picture could not be rendered";

/// A job whose run has just ended.
struct Ended {
    ritual: RitualId,
    lane: Lane,
    path: Option<String>,
    owner: u64,
}

/// Ends a run; false, and nothing written, if the lease was lost.
pub(crate) async fn finish(
    tx: &mut Transaction,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<bool> {
    let Some(row) = end_run(tx, lease, outcome, now).await? else { return Ok(false) };
    let ended = Ended {
        ritual: row.parse("ritual")?,
        lane: lane(&row)?,
        path: row.get("path")?,
        owner: row.unsigned("owner")?,
    };
    follow(tx, &ended, outcome, now).await?;
    tx.execute(FORGET_TOKEN, &[ended.ritual.into(), now.into()]).await?;
    Ok(true)
}

async fn end_run(
    tx: &mut Transaction,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<Row>> {
    let (job, id) = (lease.job, lease.id);
    match outcome {
        Outcome::Rendered(_) | Outcome::Posted(_) | Outcome::Done | Outcome::Archived(_) => {
            tx.row(COMPLETE, &[job.into(), id.into(), now.into()]).await
        }
        Outcome::Retry { at, class, reason, counts } => {
            let given_back = u64::from(!counts);
            let values = [
                job.into(),
                id.into(),
                (*at).into(),
                (*class).into(),
                reason.as_str().into(),
                given_back.into(),
            ];
            tx.row(RETRY, &values).await
        }
        Outcome::Dead { class, reason } => {
            let values = [job.into(), id.into(), now.into(), (*class).into(), reason.as_str().into()];
            tx.row(BURY, &values).await
        }
        Outcome::Postponed { at } => tx.row(POSTPONE, &[job.into(), id.into(), (*at).into()]).await,
        Outcome::Released => tx.row(RELEASE, &[job.into(), id.into()]).await,
    }
}

fn lane(row: &Row) -> Result<Lane> {
    Ok(match row.parse("kind")? {
        JobKind::Render if row.unsigned("line")? == 0 => Lane::Render,
        JobKind::Render => Lane::LargeRender,
        JobKind::Post => Lane::Post,
        JobKind::Archive => Lane::Archive(row.parse("destination")?),
    })
}

/// What an outcome means beyond its own job. Jobs are written before the ritual, the ritual before the pause: the
/// order in which all transactions lock rows.
async fn follow(tx: &mut Transaction, ended: &Ended, outcome: &Outcome, now: Timestamp) -> Result<()> {
    let ritual = ended.ritual;
    match (&ended.lane, outcome) {
        (Lane::Render | Lane::LargeRender, Outcome::Rendered(rendered)) => {
            tx.execute(PICTURE_IS_THERE, &[ritual.into()]).await?;
            rearm_post(tx, ritual, now).await?;
            set_rendered(tx, ritual, rendered).await
        }
        (Lane::Render | Lane::LargeRender, Outcome::Dead { class, .. }) => {
            bury_archives(tx, ritual, *class, now).await?;
            rearm_post(tx, ritual, now).await?;
            limits::give_back(tx, ritual).await
        }
        (Lane::Post, Outcome::Posted(posted)) => set_posted(tx, ritual, posted).await,
        (Lane::Archive(destination), Outcome::Archived(receipt)) => {
            rearm_post(tx, ritual, now).await?;
            set_receipt(tx, ritual, destination, receipt).await?;
            tx.execute(LIFT, &[destination.into()]).await?;
            alarms::raise(tx, destination, None, now).await?;
            server_news::stands(tx, ended.owner, destination, now).await
        }
        (Lane::Archive(destination), Outcome::Retry { at, class, reason, .. }) => {
            rearm_post(tx, ritual, now).await?;
            if *class == Class::Auth {
                let values = [destination.into(), (*at).into(), reason.as_str().into()];
                tx.execute(PAUSE, &values).await?;
                alarms::raise(tx, destination, Some(reason), now).await?;
            }
            Ok(())
        }
        (Lane::Archive(destination), Outcome::Dead { class, reason }) => {
            rearm_post(tx, ritual, now).await?;
            server_news::given_up(tx, ended.owner, destination, (*class, reason), now).await?;
            if tx.row(LOST, &[ritual.into(), destination.into()]).await?.is_none() {
                return Ok(());
            }
            let path = ended.path.as_deref().unwrap_or_default();
            alarms::raise_lost(tx, AlarmKind::Unmendable, destination, path, reason, now).await
        }
        _ => Ok(()),
    }
}

/// Has the ritual's message say how the ritual now stands.
pub(crate) async fn rearm_post(tx: &mut Transaction, ritual: RitualId, now: Timestamp) -> Result<()> {
    tx.execute(REARM_POST, &[ritual.into(), now.into()]).await?;
    turns::join(tx, ritual, now).await
}

async fn bury_archives(tx: &mut Transaction, ritual: RitualId, class: Class, now: Timestamp) -> Result<()> {
    let values = [ritual.into(), now.into(), class.into(), NO_PICTURE.into()];
    tx.execute(BURY_ARCHIVES, &values).await.map(drop)
}

pub(super) async fn set_rendered(tx: &mut Transaction, ritual: RitualId, rendered: &Rendered) -> Result<()> {
    tx.execute(SET_RENDERED, &facts(ritual, rendered)?).await.map(drop)
}

async fn set_posted(tx: &mut Transaction, ritual: RitualId, posted: &Posted) -> Result<()> {
    let values = [ritual.into(), posted.channel.into(), posted.message.into(), posted.status.as_str().into()];
    tx.execute(SET_POSTED, &values).await.map(drop)
}

pub(super) async fn set_receipt(
    tx: &mut Transaction,
    ritual: RitualId,
    destination: &Destination,
    receipt: &Receipt,
) -> Result<()> {
    let stood = tx.row(STANDS, &[ritual.into(), destination.into()]).await?;
    let stood = stood.map(|row| row.unsigned("stored")).transpose()?;
    let stored = receipt.bytes + motion_bytes(tx, ritual).await?;
    let values = [
        ritual.into(),
        destination.into(),
        receipt.digest.into(),
        receipt.bytes.into(),
        receipt.verified_by.as_str().into(),
        receipt.took_ms.into(),
        receipt.at.into(),
        stored.into(),
    ];
    let Some(row) = tx.row(SET_RECEIPT, &values).await? else { return Ok(()) };
    let (copies, before) = stood.map_or((1, 0), |stored| (0, stored));
    let grown = stored.cast_signed() - before.cast_signed();
    standing::change(tx, row.unsigned("owner")?, destination, (copies, grown)).await
}

/// The length of the file that shows a ritual in motion; zero where there is none.
async fn motion_bytes(tx: &mut Transaction, ritual: RitualId) -> Result<u64> {
    let Some(row) = tx.row(MOTION, &[ritual.into()]).await? else { return Ok(0) };
    let file: Option<String> = row.get("motion_file")?;
    let file = file.and_then(|text| serde_json::from_str::<MotionFile>(&text).ok());
    Ok(file.map_or(0, |file| file.bytes))
}
