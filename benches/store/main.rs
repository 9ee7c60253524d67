//! How long the program's own statements take while 10^3 to 10^7 rituals wait to be posted and archived, on SQLite and on a
//! real PostgreSQL, and how that grows.
//!
//! Prints a table for each database. `script/bench store` puts them into `docs/benchmarks.md`. A number among the arguments is
//! the most rituals that wait, a million if none is given; of the words `sqlite` and `postgres` those databases are measured that
//! are given, or both.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use helix_bot::store::Store;
use secrecy::SecretString;
use tempfile::TempDir;

mod connection;
mod fill;
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../../tests/support/left_out.rs"]
mod left_out;
mod measure;
mod pages;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/support/postgres.rs"]
mod postgres;
mod table;

use connection::Connection;
use left_out::missing_tool;
use postgres::{PASSWORD, Postgres};
use table::Table;

/// How many wait, one after the other.
const SIZES: [u64; 5] = [1_000, 10_000, 100_000, MOST, 10_000_000];
/// As far as is measured unless more is asked for, which takes room and time.
const MOST: u64 = 1_000_000;

/// Where a database is.
struct Place {
    /// The data directory, in which SQLite's file lies.
    folder: TempDir,
    /// PostgreSQL's address.
    url: Option<SecretString>,
}

impl Place {
    fn new(url: Option<SecretString>) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), url }
    }

    async fn store(&self) -> Store {
        Store::open(self.url.as_ref(), self.folder.path()).await.expect("the database opens")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let most = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(MOST);
    let sizes: Vec<u64> = SIZES.into_iter().filter(|size| *size <= most).collect();
    assert!(!sizes.is_empty(), "{most} is less than the {} rituals that it begins with", SIZES[0]);
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    let all = !named("sqlite") && !named("postgres");
    if all || named("sqlite") {
        let mut table = Table::new("SQLite");
        for size in &sizes {
            measured(&mut table, &Place::new(None), *size).await;
        }
        say(&table);
    }
    if all || named("postgres") {
        let Some(server) = Postgres::start().await else { return };
        let mut table = Table::new("PostgreSQL");
        for size in &sizes {
            let name = format!("waiting-{size}");
            measured(&mut table, &Place::new(Some(server.database(&name).await)), *size).await;
            // It gives its room back.
            let server = Place::new(Some(server.url("postgres", PASSWORD)));
            Connection::to(&server).await.run(format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
        }
        say(&table);
    }
}

fn say(table: &Table) {
    writeln!(std::io::stdout(), "{table}").expect("somebody reads");
}

/// One more column of a table.
async fn measured(table: &mut Table, place: &Place, size: u64) {
    let started = Instant::now();
    let filled = fill::fill(place, size).await;
    eprintln!("{size} rituals were written in {:.0} s", started.elapsed().as_secs_f64());
    table.begin(size);
    measure::all(table, place, &filled).await;
    pages::all(table, place).await;
}
