//! How many rituals, open jobs and copies there are. Triggers of the database keep the numbers up (step 23 of the schema),
//! so that telling them takes one look however many there are.

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::Result;
use crate::store::model::JobKind;
use crate::sync::Destination;

const ALL: Sql = sql("SELECT subject, destination, state, CAST(SUM(count) AS BIGINT) AS count FROM tallies
    GROUP BY subject, destination, state");
const COPIES: Sql = sql("SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) AS count FROM tallies
    WHERE subject = 'copy' AND destination = $1 AND state = 'standing'");
/// In PostgreSQL the rows of a number become one. SQLite keeps one row for each, and forgets those of what is no more.
const GATHER: Sql = Sql {
    sqlite: "DELETE FROM tallies WHERE count = 0 AND $1 > 0",
    postgres: "WITH gathered AS (DELETE FROM tallies WHERE id IN
            (SELECT id FROM tallies ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
            RETURNING subject, destination, state, count)
        INSERT INTO tallies (subject, destination, state, count)
        SELECT subject, destination, state, SUM(count) FROM gathered GROUP BY subject, destination, state
        HAVING SUM(count) <> 0",
};
/// Up to so many rows; none in SQLite, where nothing comes in parts.
const ROWS: Sql = Sql {
    sqlite: "SELECT 0 AS count WHERE $1 > 0",
    postgres: "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM tallies LIMIT $1) AS parts",
};
/// Rows that are brought together in one transaction, so that nobody waits for it for long.
const TOGETHER: u64 = 2_000;
/// More rows than there are numbers: some of them are parts.
const MANY: u64 = 1_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Ritual,
    /// Jobs of a kind that wait or run.
    Waiting(JobKind),
    /// Jobs of a kind that failed and wait for their next try.
    PutOff(JobKind),
    /// Jobs of a kind that were given up.
    Dead(JobKind),
    Standing,
    Lost,
}

impl Subject {
    /// None for what another version counts.
    fn parse(subject: &str, state: &str) -> Option<Self> {
        let kind = || subject.parse().ok();
        match (subject, state) {
            ("ritual", _) => Some(Self::Ritual),
            ("copy", "standing") => Some(Self::Standing),
            ("copy", "lost") => Some(Self::Lost),
            (_, "waiting") => kind().map(Self::Waiting),
            (_, "put-off") => kind().map(Self::PutOff),
            (_, "dead") => kind().map(Self::Dead),
            _ => None,
        }
    }
}

/// A number, and the destination that it is of, for copies and the jobs that make them. None of them is zero.
pub(super) struct Tally {
    pub(super) subject: Subject,
    pub(super) destination: Option<Destination>,
    pub(super) count: u64,
}

/// All numbers, but for those that this version cannot read.
pub(super) async fn all(tx: &mut Transaction) -> Result<Vec<Tally>> {
    let mut all = Vec::new();
    for row in tx.rows(ALL, &[]).await? {
        let (subject, state): (String, String) = (row.get("subject")?, row.get("state")?);
        let count = row.unsigned("count")?;
        if let Some(subject) = Subject::parse(&subject, &state).filter(|_| count > 0) {
            all.push(Tally { subject, destination: row.optional("destination")?.ok().flatten(), count });
        }
    }
    Ok(all)
}

/// How many copies stand at a destination.
pub(crate) async fn copies(tx: &mut Transaction, destination: &Destination) -> Result<u64> {
    tx.row(COPIES, &[destination.into()]).await?.map_or(Ok(0), |row| row.unsigned("count"))
}

/// Brings the rows of each number together, the oldest of them; whether many are left, and this has made them fewer.
pub(crate) async fn gather(tx: &mut Transaction) -> Result<bool> {
    let written = tx.execute(GATHER, &[TOGETHER.into()]).await?;
    let left = tx.row(ROWS, &[MANY.into()]).await?;
    Ok(written < MANY && left.map_or(Ok(0), |row| row.unsigned("count"))? == MANY)
}
