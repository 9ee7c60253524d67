//! SQLite's write-ahead log stays small, however much is written and whoever reads meanwhile.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use helix_bot::store::{FILE, Store};
use sqlx::{Connection as _, SqliteConnection};
use tokio_util::sync::CancellationToken;

/// No more than what the log keeps, what SQLite writes before it looks, and what is written between two looks.
const MOST: u64 = 20 << 20;

/// What one write brings.
const NOTE: usize = 128 << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_small_while_somebody_always_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(None, folder.path()).await.expect("it opens");
    let stop = CancellationToken::new();
    let url = format!("sqlite://{}", folder.path().join(FILE).display());
    let readers: Vec<_> = (0..8).map(|_| tokio::spawn(read_until(url.clone(), stop.clone()))).collect();
    let mut longest = 0;
    for number in 0..600 {
        write(&store, number).await;
        longest = longest.max(log_of(folder.path()));
    }
    stop.cancel();
    for reader in readers {
        reader.await.expect("it read");
    }
    assert!(longest > 1 << 20, "there is a log: {longest}");
    // Begun anew in between, at the latest when it was tried a second time.
    assert!(longest < 2 * MOST, "it was {longest} bytes long");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_another_program_kept_from_being_begun_anew_is_short_again_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(None, folder.path()).await.expect("it opens");
    store.set_note("before", "x").await.expect("written");
    let url = format!("sqlite://{}", folder.path().join(FILE).display());
    let mut other = SqliteConnection::connect(&url).await.expect("opened");
    let mut reads = other.begin().await.expect("begun");
    sqlx::query("SELECT value FROM notes").fetch_all(&mut *reads).await.expect("read");
    for number in 0..200 {
        write(&store, number).await;
    }
    let kept = log_of(folder.path());
    assert!(kept > MOST, "what another reads of is kept: {kept}");
    reads.rollback().await.expect("ended");
    // It is tried again now and then.
    let deadline = Instant::now() + Duration::from_mins(1);
    while log_of(folder.path()) > MOST {
        assert!(Instant::now() < deadline, "it is {} bytes long", log_of(folder.path()));
        store.set_note("after", "x").await.expect("written");
    }
    store.close().await;
}

async fn write(store: &Store, number: usize) {
    // What stays the same is not written again.
    let text = format!("{number:08}").repeat(NOTE / 8);
    store.set_note(&format!("note {}", number % 8), &text).await.expect("written");
}

/// Reads as a busy bot does, so that there is no moment in which nobody reads.
async fn read_until(url: String, stop: CancellationToken) {
    let mut connection = SqliteConnection::connect(&url).await.expect("opened");
    while !stop.is_cancelled() {
        let mut reads = connection.begin().await.expect("begun");
        sqlx::query("SELECT value FROM notes LIMIT 1").fetch_all(&mut *reads).await.expect("read");
        tokio::time::sleep(Duration::from_millis(5)).await;
        reads.rollback().await.expect("ended");
    }
}

fn log_of(folder: &Path) -> u64 {
    fs::metadata(folder.join(format!("{FILE}-wal"))).map_or(0, |found| found.len())
}
