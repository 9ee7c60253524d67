//! Whose turn it is in a line of jobs: servers take turns, within a server its members do, and then age decides.
//!
//! A job that is due stands in its line with two numbers. `turn` is its server's: one more than the server's last in the
//! line, or, for a server that has none there, the turn that is now served. So a server that asks for one picture comes
//! next, however many another has waiting. `member_turn` is the same among the members of the server.
//!
//! The lowest `turn` says which server is next, and the lowest `member_turn` of that server which of its jobs; the two
//! exchange their places if they are not the same. Each step is one look into an index, however long the line.

use uuid::Uuid;

use crate::store::database::{Row, Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::{Hold, JobId, Lane, RitualId, Timestamp};

/// How many jobs whose time has come join a line at once.
macro_rules! batch {
    () => {
        "64"
    };
}

/// Has jobs join their lines. `$joining` selects them; those of one server, and of one member, one behind the other.
macro_rules! join {
    ($joining:expr) => {
        concat!(
            "WITH joining AS (", $joining, "),
            placed AS (SELECT joining.*,
                ROW_NUMBER() OVER (PARTITION BY kind, destination, line, owner ORDER BY run_at, id) - 1 AS behind,
                ROW_NUMBER() OVER (PARTITION BY kind, destination, line, owner, member ORDER BY run_at, id) - 1
                    AS behind_own
                FROM joining)
            UPDATE jobs SET
                turn = placed.behind + COALESCE(
                    (SELECT MAX(other.turn) + 1 FROM jobs AS other WHERE other.kind = placed.kind
                        AND other.destination = placed.destination AND other.line = placed.line
                        AND other.owner = placed.owner AND other.turn IS NOT NULL),
                    (SELECT MIN(other.turn) FROM jobs AS other WHERE other.kind = placed.kind
                        AND other.destination = placed.destination AND other.line = placed.line
                        AND other.turn IS NOT NULL),
                    0),
                member_turn = placed.behind_own + COALESCE(
                    (SELECT MAX(other.member_turn) + 1 FROM jobs AS other WHERE other.kind = placed.kind
                        AND other.destination = placed.destination AND other.line = placed.line
                        AND other.owner = placed.owner AND other.member = placed.member
                        AND other.turn IS NOT NULL),
                    (SELECT MIN(other.member_turn) FROM jobs AS other WHERE other.kind = placed.kind
                        AND other.destination = placed.destination AND other.line = placed.line
                        AND other.owner = placed.owner AND other.turn IS NOT NULL),
                    0)
            FROM placed WHERE jobs.id = placed.id"
        )
    };
}

/// The jobs of a line whose time has come.
macro_rules! due {
    ($lock:literal) => {
        concat!(
            "SELECT id, kind, destination, line, owner, member, run_at FROM jobs
            WHERE kind = $1 AND destination = $2 AND line = $3
            AND state = 'ready' AND turn IS NULL AND NOT waits AND run_at <= $4
            ORDER BY run_at, id LIMIT ",
            batch!(),
            $lock
        )
    };
}

/// The jobs of one ritual whose time has come.
macro_rules! due_of_ritual {
    ($lock:literal) => {
        concat!(
            "SELECT id, kind, destination, line, owner, member, run_at FROM jobs
            WHERE ritual = $1 AND state = 'ready' AND turn IS NULL AND NOT waits AND run_at <= $2",
            $lock
        )
    };
}

const JOIN_DUE: Sql = Sql { sqlite: join!(due!("")), postgres: join!(due!(" FOR UPDATE SKIP LOCKED")) };
const JOIN_RITUAL: Sql =
    Sql { sqlite: join!(due_of_ritual!("")), postgres: join!(due_of_ritual!(" FOR UPDATE SKIP LOCKED")) };

/// What there is of a line, and what bars its lane: all that says whether there is anything to take, and when to look again.
const LOOK: Sql = sql("SELECT
    (SELECT since FROM holds WHERE what = $4) AS held_since,
    (SELECT until FROM pauses WHERE destination = $2) AS paused_until,
    (SELECT MIN(lease_until) FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
        AND state = 'leased') AS expires,
    (SELECT MIN(run_at) FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3
        AND state = 'ready' AND turn IS NULL AND NOT waits) AS joins,
    (SELECT run_at FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3 AND turn IS NOT NULL
        ORDER BY turn, id LIMIT 1) AS stands");

/// A statement that reads one row; in PostgreSQL it takes hold of it, and passes over rows that others hold.
macro_rules! held {
    ($select:expr) => {
        Sql { sqlite: $select, postgres: concat!($select, " FOR UPDATE SKIP LOCKED") }
    };
}

const EXPIRED: Sql = held!(
    "SELECT id FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3 AND state = 'leased'
    AND lease_until <= $4 ORDER BY lease_until, id LIMIT 1"
);
const SERVERS_TURN: Sql = held!(
    "SELECT id, owner FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3 AND turn IS NOT NULL
    ORDER BY turn, id LIMIT 1"
);
const MEMBERS_TURN: Sql = held!(
    "SELECT id, turn FROM jobs WHERE kind = $1 AND destination = $2 AND line = $3 AND owner = $4
    AND turn IS NOT NULL ORDER BY member_turn, id LIMIT 1"
);
const GIVE_TURN: Sql = sql("UPDATE jobs SET turn = $2 WHERE id = $1");
/// The job of one ritual, which waits for nobody.
const OF_RITUAL: Sql = held!(
    "SELECT id FROM jobs WHERE ritual = $5 AND kind = $1 AND destination = $2 AND line = $3 AND NOT waits
    AND ((state = 'ready' AND run_at <= $4) OR (state = 'leased' AND lease_until <= $4))"
);

/// How many of the server's own go before one, as its members take turns.
const AHEAD_OF_ITS_OWN: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs
        WHERE kind = 'render' AND destination = '' AND line = $1 AND owner = $2 AND turn IS NOT NULL
        AND (member_turn, id) < ($3, $4) ORDER BY member_turn, id LIMIT $5) AS looks");
/// The turn that the server has for it then.
const ITS_TURN: Sql = sql("SELECT turn, id FROM jobs
    WHERE kind = 'render' AND destination = '' AND line = $1 AND owner = $2 AND turn IS NOT NULL
    ORDER BY turn LIMIT 1 OFFSET $3");
/// How many of all servers have a turn before that.
const AHEAD_OF_ALL: Sql = sql("SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM jobs
        WHERE kind = 'render' AND destination = '' AND line = $1 AND turn IS NOT NULL
        AND (turn, id) < ($2, $3) ORDER BY turn, id LIMIT $4) AS looks");

/// Where a picture that waits to be made stands in its line.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) owner: u64,
    pub(super) member_turn: u64,
    pub(super) job: JobId,
}

/// How many pictures of its line are made before one, if nobody asks for more meanwhile; counted up to `most`.
pub(super) async fn ahead(tx: &mut Transaction, place: Place, most: u64) -> Result<u64> {
    let Place { line, owner, member_turn, job } = place;
    let values = [line.into(), owner.into(), member_turn.into(), job.into(), most.into()];
    let own = count(tx.row(AHEAD_OF_ITS_OWN, &values).await?)?;
    let Some(its) = tx.row(ITS_TURN, &[line.into(), owner.into(), own.into()]).await? else { return Ok(own) };
    let values = [line.into(), its.unsigned("turn")?.into(), id(&its)?.into(), most.into()];
    count(tx.row(AHEAD_OF_ALL, &values).await?)
}

fn count(row: Option<Row>) -> Result<u64> {
    row.map_or(Ok(0), |row| row.unsigned("count"))
}

/// Which line of which lane is meant, and when it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Look<'l> {
    pub(super) lane: &'l Lane,
    pub(super) line: u64,
    pub(super) now: Timestamp,
}

impl Look<'_> {
    fn values(&self) -> [crate::store::database::Value<'static>; 4] {
        [self.lane.kind().into(), self.lane.into(), self.line.into(), self.now.into()]
    }
}

/// What a look at a line shows.
pub(super) struct Seen {
    /// Whether the operator holds the lane back.
    pub(super) is_held: bool,
    /// Until when its destination is paused, or was.
    pub(super) paused_until: Option<Timestamp>,
    /// When the first lease runs out.
    expires: Option<Timestamp>,
    /// When the first of those that are not in the line yet is due.
    joins: Option<Timestamp>,
    /// Since when the head of the line is due.
    stands: Option<Timestamp>,
}

impl Seen {
    /// When the first of its jobs falls due, of those that stand in it, were put off, or whose leases run out.
    pub(super) fn due(&self) -> Option<Timestamp> {
        [self.expires, self.joins, self.stands].into_iter().flatten().min()
    }
}

/// Looks at a line.
pub(super) async fn look(tx: &mut Transaction, look: Look<'_>) -> Result<Seen> {
    let hold = Hold::of(look.lane).map(|hold| hold.to_string());
    let [kind, destination, line, _] = look.values();
    let row = tx.row(LOOK, &[kind, destination, line, hold.into()]).await?;
    let row = row.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Seen {
        is_held: row.optional_time("held_since")?.is_some(),
        paused_until: row.optional_time("paused_until")?,
        expires: row.optional_time("expires")?,
        joins: row.optional_time("joins")?,
        stands: row.optional_time("stands")?,
    })
}

/// Has the jobs of a ritual join their lines whose time has come.
pub(super) async fn join(tx: &mut Transaction, ritual: RitualId, now: Timestamp) -> Result<()> {
    tx.execute(JOIN_RITUAL, &[ritual.into(), now.into()]).await.map(drop)
}

/// The job of a line whose turn it is; first of all one whose lease ran out. Nothing is asked again that `seen` says.
pub(super) async fn next(tx: &mut Transaction, look: Look<'_>, seen: &Seen) -> Result<Option<JobId>> {
    let is_over = |at: Option<Timestamp>| at.is_some_and(|at| at <= look.now);
    if is_over(seen.expires)
        && let Some(expired) = tx.row(EXPIRED, &look.values()).await?
    {
        return id(&expired).map(Some);
    }
    if is_over(seen.joins) {
        tx.execute(JOIN_DUE, &look.values()).await?;
    } else if seen.stands.is_none() {
        return Ok(None);
    }
    let [kind, destination, line, _] = look.values();
    let Some(first) = tx.row(SERVERS_TURN, &[kind, destination, line]).await? else { return Ok(None) };
    let [kind, destination, line, _] = look.values();
    let own = tx.row(MEMBERS_TURN, &[kind, destination, line, first.unsigned("owner")?.into()]).await?;
    // Whoever holds the server's first holds one of its own.
    let Some(own) = own else { return id(&first).map(Some) };
    let (first, taken) = (id(&first)?, id(&own)?);
    if first != taken {
        tx.execute(GIVE_TURN, &[first.into(), own.unsigned("turn")?.into()]).await?;
    }
    Ok(Some(taken))
}

/// The due job of one ritual in a line.
pub(super) async fn of_ritual(
    tx: &mut Transaction,
    look: Look<'_>,
    ritual: RitualId,
) -> Result<Option<JobId>> {
    let [kind, destination, line, now] = look.values();
    let row = tx.row(OF_RITUAL, &[kind, destination, line, now, ritual.into()]).await?;
    row.as_ref().map(id).transpose()
}

fn id(row: &Row) -> Result<JobId> {
    Ok(JobId(row.parse::<Uuid>("id")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn whose_turn_it_is_takes_no_look_at_every_job() {
        let statements = [
            LOOK,
            JOIN_DUE,
            JOIN_RITUAL,
            EXPIRED,
            SERVERS_TURN,
            MEMBERS_TURN,
            GIVE_TURN,
            OF_RITUAL,
            AHEAD_OF_ITS_OWN,
            ITS_TURN,
            AHEAD_OF_ALL,
        ];
        for (step, statement) in plan::steps(&statements).await {
            // What joins is a handful, numbered in memory.
            let own =
                ["joining", "placed", "(subquery", "CONSTANT", "looks"].iter().any(|own| step.contains(own));
            assert!(!step.starts_with("SCAN") || own, "{step}: {statement}");
        }
    }
}
