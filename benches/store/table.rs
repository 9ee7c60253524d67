//! What was measured, as a table for a page.

use std::fmt;
use std::time::Duration;

/// No statement is to take longer in ninety-nine of a hundred times.
const GOAL: Duration = Duration::from_millis(10);

/// A row for each operation, a column for each size.
pub(crate) struct Table {
    database: &'static str,
    sizes: Vec<u64>,
    rows: Vec<(String, Vec<Quantiles>)>,
}

#[derive(Clone, Copy)]
struct Quantiles {
    median: Duration,
    p99: Duration,
}

impl Table {
    pub(crate) fn new(database: &'static str) -> Self {
        Self { database, sizes: Vec::new(), rows: Vec::new() }
    }

    /// One more column.
    pub(crate) fn begin(&mut self, size: u64) {
        self.sizes.push(size);
    }

    /// How long an operation took, each time.
    pub(crate) fn measured(&mut self, operation: &str, mut times: Vec<Duration>) {
        times.sort_unstable();
        let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
        let quantiles = Quantiles { median: at(0.5), p99: at(0.99) };
        eprintln!("  {operation}: p50 {}, p99 {}", shown(quantiles.median), shown(quantiles.p99));
        match self.rows.iter_mut().find(|(known, _)| known == operation) {
            Some((_, all)) => all.push(quantiles),
            None => self.rows.push((operation.to_owned(), vec![quantiles])),
        }
    }
}

/// Milliseconds.
fn shown(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self.sizes.iter().map(ToString::to_string).collect();
        writeln!(f, "| {} | {} | growth of p50 | goal |", self.database, sizes.join(" | "))?;
        writeln!(f, "| --- |{} ---: | --- |", " ---: |".repeat(sizes.len()))?;
        for (operation, all) in &self.rows {
            let cells: Vec<String> =
                all.iter().map(|it| format!("{} / {}", shown(it.median), shown(it.p99))).collect();
            let (Some(first), Some(last)) = (all.first(), all.last()) else { continue };
            let growth = last.median.as_secs_f64() / first.median.as_secs_f64();
            let kept = if last.p99 < GOAL { "yes" } else { "**no**" };
            writeln!(f, "| {operation} | {} | {growth:.1}× | {kept} |", cells.join(" | "))?;
        }
        Ok(())
    }
}
