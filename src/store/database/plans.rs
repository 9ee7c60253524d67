//! In builds for tests no statement may read a table from end to end that grows with the years: the database is asked how it
//! goes about each statement when that runs for the first time, and a scan is a panic.

use std::collections::HashSet;

use parking_lot::Mutex;
use sqlx::{PgConnection, Row as _, SqliteConnection};

use super::statement::{Value, bound};

/// The tables that grow.
const GROWING: [&str; 3] = ["jobs", "rituals", "receipts"];
/// Indices of what is never much: what is leased, and tokens that live for minutes.
const SMALL: [&str; 2] = ["jobs_leased", "rituals_token"];

/// The statements that were looked at.
static SEEN: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

/// Looks at a statement's plan in SQLite, once.
pub(super) async fn look_in_sqlite(
    connection: &mut SqliteConnection,
    text: &'static str,
    values: &[Value<'_>],
) -> sqlx::Result<()> {
    if !is_new(text) {
        return Ok(());
    }
    let explain = format!("EXPLAIN QUERY PLAN {text}").leak();
    let rows = bound(explain, values, false).fetch_all(connection).await?;
    let steps = rows.iter().map(|row| row.try_get("detail")).collect::<sqlx::Result<Vec<String>>>()?;
    refuse(scan_of_sqlite(&steps, text), text);
    Ok(())
}

/// The same in PostgreSQL. The tables of a test are so small that it would scan them even where there is an index.
pub(super) async fn look_in_postgres(
    connection: &mut PgConnection,
    text: &'static str,
    values: &[Value<'_>],
) -> sqlx::Result<()> {
    if !is_new(text) {
        return Ok(());
    }
    if was_analyzed(connection).await? {
        return Ok(());
    }
    sqlx::raw_sql("SET LOCAL enable_seqscan = off").execute(&mut *connection).await?;
    let rows = bound(format!("EXPLAIN {text}").leak(), values, false).fetch_all(&mut *connection).await?;
    sqlx::raw_sql("SET LOCAL enable_seqscan = on").execute(connection).await?;
    let steps = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<Vec<String>>>()?;
    refuse(scan_of_postgres(&steps, text), text);
    Ok(())
}

/// Whether PostgreSQL has counted its rows already. With a few of them any index is as good to it as the right one, and it
/// may read a small one whole; before that it takes the one that is right for many.
async fn was_analyzed(connection: &mut PgConnection) -> sqlx::Result<bool> {
    let counted = "SELECT reltuples >= 0 FROM pg_class WHERE oid = 'jobs'::regclass";
    sqlx::raw_sql(counted).fetch_one(connection).await?.try_get(0)
}

fn is_new(text: &'static str) -> bool {
    !text.starts_with("EXPLAIN") && SEEN.lock().get_or_insert_default().insert(text)
}

fn refuse(scan: Option<&str>, text: &str) {
    if let Some(step) = scan {
        panic!("a statement reads a table that grows from end to end: {step}: {text}");
    }
}

/// The step that scans, as SQLite tells it: `SCAN jobs`, `SCAN jobs USING INDEX jobs_dead`, with the table's other name where
/// it has one.
fn scan_of_sqlite<'s>(steps: &'s [String], text: &str) -> Option<&'s str> {
    steps.iter().map(String::as_str).find(|step| {
        let Some(scanned) = step.strip_prefix("SCAN ") else { return false };
        let (name, how) = scanned.split_once(' ').unwrap_or((scanned, ""));
        let grows =
            GROWING.iter().any(|table| name == *table || text.contains(&format!("{table} AS {name} ")));
        grows && !is_bounded(how.contains("INDEX"), how, text)
    })
}

/// The step that scans, as PostgreSQL tells it: `Seq Scan on jobs`, or `Index Scan using jobs_dead on jobs` without a
/// condition for the index in the line below.
fn scan_of_postgres<'s>(steps: &'s [String], text: &str) -> Option<&'s str> {
    let of_growing = |step: &str| GROWING.iter().any(|table| step.contains(&format!(" on {table} ")));
    steps.iter().enumerate().find_map(|(place, step)| {
        let by_index = step.contains("Index Scan") || step.contains("Index Only Scan");
        let narrowed = steps.get(place + 1).is_some_and(|below| below.contains("Index Cond"));
        let scans = step.contains("Seq Scan") || (by_index && !narrowed);
        (scans && of_growing(step) && !is_bounded(by_index, step, text)).then_some(step.as_str())
    })
}

/// Whether a scan ends soon all the same: it goes along an index for a few rows, or the index is of few.
fn is_bounded(by_index: bool, step: &str, text: &str) -> bool {
    by_index && (text.contains("LIMIT") || SMALL.iter().any(|index| step.contains(index)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(steps: &[&str]) -> Vec<String> {
        steps.iter().map(|step| (*step).to_owned()).collect()
    }

    #[test]
    fn a_scan_of_a_table_that_grows_is_seen_by_any_name() {
        let plan = steps(&["SEARCH rituals USING INDEX x (id=?)", "SCAN jobs"]);
        assert_eq!(scan_of_sqlite(&plan, "SELECT COUNT(*) FROM jobs"), Some("SCAN jobs"));
        let plan = steps(&["SCAN other USING COVERING INDEX jobs_open"]);
        assert!(scan_of_sqlite(&plan, "SELECT 1 FROM jobs AS other WHERE 1").is_some());
        assert!(scan_of_sqlite(&plan, "SELECT 1 FROM jobs AS other WHERE 1 LIMIT 1").is_none());
        assert!(scan_of_sqlite(&steps(&["SCAN pauses"]), "SELECT 1 FROM pauses").is_none());
        let plan = steps(&["Aggregate", "  ->  Seq Scan on jobs  (cost=0.00..1.00 rows=1 width=1)"]);
        assert!(scan_of_postgres(&plan, "SELECT COUNT(*) FROM jobs").is_some());
    }

    #[test]
    fn an_index_that_is_read_whole_is_a_scan_unless_what_is_in_it_is_never_much() {
        let plan =
            steps(&["  ->  Index Only Scan using rituals_pkey on rituals  (cost=0.1)", "        Filter: x"]);
        assert!(scan_of_postgres(&plan, "SELECT COUNT(*) FROM rituals").is_some());
        let plan = steps(&["Index Scan using a on jobs  (cost=0.1)", "  Index Cond: (kind = 'post')"]);
        assert!(scan_of_postgres(&plan, "SELECT COUNT(*) FROM jobs WHERE kind = 'post'").is_none());
        let plan = steps(&["SCAN jobs USING INDEX jobs_leased"]);
        assert!(scan_of_sqlite(&plan, "UPDATE jobs SET x = 1 WHERE state = 'leased'").is_none());
    }
}
