//! SQLite's write-ahead log, which is to stay small.
//!
//! SQLite begins the log anew once it is in the database file and nobody reads from it. Where there is always somebody who
//! reads, however shortly, that moment never comes by itself, and the log grows with every write. So after some writes its
//! length is looked at, and where it is too long, SQLite is made to wait for those who read, which takes milliseconds: a read
//! has a time after which it is ended. Another program that reads for long cannot be ended; it is told of.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sqlx::{AssertSqlSafe, Row as _, SqlitePool};

/// How long the log's file stays when it is begun anew, in bytes. SQLite moves it into the database at every 4 MiB.
pub(super) const KEPT: u64 = 8 << 20;
/// From this length on, somebody who reads keeps it from being begun anew.
const TOO_LONG: u64 = KEPT + (4 << 20);
/// From this length on it is told: its readers are no moments.
const TOLD: u64 = 64 << 20;
/// After so many writes its length is looked at.
const WRITES: u32 = 64;
/// How long those who read are waited for. Nobody can write meanwhile.
const PATIENCE: Duration = Duration::from_millis(250);
/// After they were waited for in vain, it is not tried again for so long, and each time for twice as long up to the longest.
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The log of one database.
#[derive(Debug)]
pub(crate) struct WriteAheadLog {
    file: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    writes: u32,
    not_before: Option<Instant>,
    pause: Duration,
    /// Whether the log's length was told, and the log is still as long.
    told: bool,
}

/// What came of an attempt to begin the log anew.
#[derive(Debug, PartialEq, Eq)]
enum Attempt {
    Begun,
    Blocked,
}

impl WriteAheadLog {
    /// That of the database at `path`.
    pub(super) fn of(path: &Path) -> Self {
        let mut file = path.as_os_str().to_owned();
        file.push("-wal");
        Self { file: file.into(), state: Mutex::default() }
    }

    /// Notes one more write. Where the log grew too long meanwhile, it is begun anew.
    pub(crate) async fn written(&self, writer: &SqlitePool) {
        if !self.is_to_begin_anew() {
            return;
        }
        // Whoever writes may be called off; a connection with another patience than it should have would stay.
        let attempt = tokio::spawn(begin_anew(writer.clone())).await;
        match attempt.unwrap_or_else(|error| Err(sqlx::Error::Io(error.into()))) {
            Ok(Attempt::Begun) => *self.state.lock() = State::default(),
            Ok(Attempt::Blocked) => self.blocked(),
            // Whatever keeps the database from being written is told by those who write.
            Err(error) => tracing::debug!(%error, "the write-ahead log could not be begun anew"),
        }
    }

    fn is_to_begin_anew(&self) -> bool {
        let mut state = self.state.lock();
        state.writes += 1;
        if state.writes < WRITES || state.not_before.is_some_and(|at| Instant::now() < at) {
            return false;
        }
        state.writes = 0;
        self.length() > TOO_LONG
    }

    fn blocked(&self) {
        let length = self.length();
        let mut state = self.state.lock();
        state.pause = (state.pause * 2).clamp(PAUSE, LONGEST_PAUSE);
        state.not_before = Some(Instant::now() + state.pause);
        if length > TOLD && !std::mem::replace(&mut state.told, true) {
            tracing::warn!(
                bytes = length,
                file = %self.file.display(),
                "the database's write-ahead log grows, because another program reads from the database for long; end that \
                 program, or at least its transaction"
            );
        }
    }

    fn length(&self) -> u64 {
        // A look that takes a microsecond and needs no thread.
        std::fs::metadata(&self.file).map_or(0, |found| found.len())
    }
}

/// Moves the log into the database and empties it, unless somebody reads from it for longer than can be waited for.
async fn begin_anew(writer: SqlitePool) -> sqlx::Result<Attempt> {
    let mut connection = writer.acquire().await?;
    let patience = |milliseconds: i64| AssertSqlSafe(format!("PRAGMA busy_timeout = {milliseconds}"));
    let usual = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&mut *connection).await?;
    sqlx::query(patience(PATIENCE.as_millis() as i64)).execute(&mut *connection).await?;
    let answer = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
    sqlx::query(patience(usual)).execute(&mut *connection).await?;
    let is_blocked = answer?.try_get::<i64, _>(0)? != 0;
    Ok(if is_blocked { Attempt::Blocked } else { Attempt::Begun })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_length_is_looked_at_after_some_writes_and_not_soon_after_it_was_waited_for_in_vain() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("a");
        let log = WriteAheadLog::of(&database);
        let looks = || (0..WRITES).filter(|_| log.is_to_begin_anew()).count();
        assert_eq!(looks(), 0, "there is none");
        std::fs::File::create(folder.path().join("a-wal")).expect("made").set_len(TOLD + 1).expect("long");
        assert_eq!(looks(), 1);
        log.blocked();
        assert!(log.state.lock().told);
        assert_eq!(looks(), 0);
    }
}
