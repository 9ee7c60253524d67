//! What happens when a run of a job ends: the job's new state, what came of the run, and what follows for the
//! other jobs of its ritual. All of it in one transaction that begins with the fence.

use super::alarms;
use super::database::{Row, Session, Sql, sql};
use super::rituals::facts;
use super::{Lane, Lease, Outcome, Posted, Receipt, Rendered, Result, RitualId, Timestamp};
use crate::failure::Class;

/// The end of each statement that ends a run. A lease that was lost names no row, and nothing else is written.
macro_rules! fenced {
    ($set:literal) => {
        concat!(
            "UPDATE jobs SET lease_id = NULL, lease_until = NULL, again = FALSE, ",
            $set,
            " WHERE id = $1 AND lease_id = $2 RETURNING ritual, kind, destination"
        )
    };
}

/// Done, unless it was asked for again while it ran: then it runs once more, as if for the first time.
const COMPLETE: Sql = sql(fenced!(
    "state = CASE WHEN again THEN 'ready' ELSE 'done' END, run_at = CASE WHEN again THEN $3 ELSE run_at END,
    attempt = CASE WHEN again THEN 0 ELSE attempt END, ended = CASE WHEN again THEN NULL ELSE $3 END,
    class = NULL, reason = NULL"
));
const RETRY: Sql =
    sql(fenced!("state = 'ready', run_at = $3, class = $4, reason = $5, attempt = attempt - $6"));
const BURY: Sql = sql(fenced!("state = 'dead', ended = $3, class = $4, reason = $5"));
/// The attempt is given back; an earlier failure goes on being told.
const RELEASE: Sql = sql(fenced!("state = 'ready', attempt = attempt - 1"));

/// Has the ritual's message brought up to date. One that is being written gets a mark and runs once more, since it
/// may have read the ritual before this change; one that was given up waits for a person.
const REARM_POST: Sql = sql("UPDATE jobs SET again = (state = 'leased'),
    state = CASE WHEN state = 'leased' THEN 'leased' ELSE 'ready' END,
    run_at = CASE WHEN state = 'leased' THEN run_at ELSE $2 END,
    attempt = CASE WHEN state = 'leased' THEN attempt ELSE 0 END,
    class = NULL, reason = NULL, ended = NULL
    WHERE ritual = $1 AND kind = 'post' AND state <> 'dead'");
/// Without a picture there is nothing to archive.
const BURY_ARCHIVES: Sql = sql("UPDATE jobs SET state = 'dead', ended = $2, class = $3, reason = $4
    WHERE ritual = $1 AND kind = 'archive' AND state = 'ready'");

const SET_RENDERED: Sql =
    sql("UPDATE rituals SET pixels = $2, digest = $3, bytes = $4, render_ms = $5, encode_ms = $6,
        motion_file = $7, md5 = $8
    WHERE id = $1");
const SET_POSTED: Sql =
    sql("UPDATE rituals SET posted_channel = $2, posted_message = $3, posted_status = $4 WHERE id = $1");
const FORGET_TOKEN: Sql = sql("UPDATE rituals SET token = NULL, token_until = NULL
    WHERE id = $1 AND token_until <= $2");
const SET_RECEIPT: Sql =
    sql("INSERT INTO receipts (ritual, destination, digest, bytes, verified_by, took_ms, proven)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (ritual, destination) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes,
        verified_by = excluded.verified_by, took_ms = excluded.took_ms, proven = excluded.proven");
const PAUSE: Sql = sql("INSERT INTO pauses (destination, until, reason) VALUES ($1, $2, $3)
    ON CONFLICT (destination) DO UPDATE SET until = excluded.until, reason = excluded.reason");
const LIFT: Sql = sql("DELETE FROM pauses WHERE destination = $1");

/// Why the archives of a ritual without a picture are given up.
const NO_PICTURE: &str = "the picture could not be rendered";

/// A job whose run has just ended.
struct Ended {
    ritual: RitualId,
    lane: Lane,
}

/// Ends a run; false, and nothing written, if the lease was lost.
pub(super) async fn finish(
    session: &mut Session,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<bool> {
    let Some(row) = end_run(session, lease, outcome, now).await? else { return Ok(false) };
    let ended = Ended { ritual: row.parse("ritual")?, lane: lane(&row)? };
    follow(session, &ended, outcome, now).await?;
    session.execute(FORGET_TOKEN, &[ended.ritual.into(), now.into()]).await?;
    Ok(true)
}

async fn end_run(
    session: &mut Session,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<Row>> {
    let (job, id) = (lease.job, lease.id);
    match outcome {
        Outcome::Rendered(_) | Outcome::Posted(_) | Outcome::Done | Outcome::Archived(_) => {
            session.row(COMPLETE, &[job.into(), id.into(), now.into()]).await
        }
        Outcome::Retry { at, class, reason, counts } => {
            let given_back = u64::from(!counts);
            let values = [
                job.into(),
                id.into(),
                (*at).into(),
                class.as_str().into(),
                reason.as_str().into(),
                given_back.into(),
            ];
            session.row(RETRY, &values).await
        }
        Outcome::Dead { class, reason } => {
            let values = [job.into(), id.into(), now.into(), class.as_str().into(), reason.as_str().into()];
            session.row(BURY, &values).await
        }
        Outcome::Released => session.row(RELEASE, &[job.into(), id.into()]).await,
    }
}

fn lane(row: &Row) -> Result<Lane> {
    let destination: String = row.get("destination")?;
    row.word("kind", |kind| {
        [Lane::Render, Lane::Post, Lane::Archive(destination)].into_iter().find(|lane| lane.kind() == kind)
    })
}

/// What an outcome means beyond its own job. Jobs are written before the ritual, the ritual before the pause: the
/// order in which all sessions lock rows.
async fn follow(session: &mut Session, ended: &Ended, outcome: &Outcome, now: Timestamp) -> Result<()> {
    let ritual = ended.ritual;
    match (&ended.lane, outcome) {
        (Lane::Render, Outcome::Rendered(rendered)) => {
            rearm_post(session, ritual, now).await?;
            set_rendered(session, ritual, rendered).await
        }
        (Lane::Render, Outcome::Dead { class, .. }) => {
            bury_archives(session, ritual, *class, now).await?;
            rearm_post(session, ritual, now).await
        }
        (Lane::Post, Outcome::Posted(posted)) => set_posted(session, ritual, posted).await,
        (Lane::Archive(destination), Outcome::Archived(receipt)) => {
            rearm_post(session, ritual, now).await?;
            set_receipt(session, ritual, destination, receipt).await?;
            session.execute(LIFT, &[destination.as_str().into()]).await?;
            alarms::raise(session, destination, None, now).await
        }
        (Lane::Archive(destination), Outcome::Retry { at, class, reason, .. }) => {
            rearm_post(session, ritual, now).await?;
            if *class == Class::Auth {
                let values = [destination.as_str().into(), (*at).into(), reason.as_str().into()];
                session.execute(PAUSE, &values).await?;
                alarms::raise(session, destination, Some(reason), now).await?;
            }
            Ok(())
        }
        (Lane::Archive(_), Outcome::Dead { .. }) => rearm_post(session, ritual, now).await,
        _ => Ok(()),
    }
}

async fn rearm_post(session: &mut Session, ritual: RitualId, now: Timestamp) -> Result<()> {
    session.execute(REARM_POST, &[ritual.into(), now.into()]).await.map(drop)
}

async fn bury_archives(session: &mut Session, ritual: RitualId, class: Class, now: Timestamp) -> Result<()> {
    let values = [ritual.into(), now.into(), class.as_str().into(), NO_PICTURE.into()];
    session.execute(BURY_ARCHIVES, &values).await.map(drop)
}

async fn set_rendered(session: &mut Session, ritual: RitualId, rendered: &Rendered) -> Result<()> {
    session.execute(SET_RENDERED, &facts(ritual, rendered)?).await.map(drop)
}

async fn set_posted(session: &mut Session, ritual: RitualId, posted: &Posted) -> Result<()> {
    let values = [ritual.into(), posted.channel.into(), posted.message.into(), posted.status.as_str().into()];
    session.execute(SET_POSTED, &values).await.map(drop)
}

async fn set_receipt(
    session: &mut Session,
    ritual: RitualId,
    destination: &str,
    receipt: &Receipt,
) -> Result<()> {
    let values = [
        ritual.into(),
        destination.into(),
        receipt.digest.into(),
        receipt.bytes.into(),
        receipt.verified_by.as_str().into(),
        receipt.took_ms.into(),
        receipt.at.into(),
    ];
    session.execute(SET_RECEIPT, &values).await.map(drop)
}
