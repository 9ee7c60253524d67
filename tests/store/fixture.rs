//! A database of a test's own, and the few steps that most tests begin with.

use std::sync::Arc;
use std::time::Duration;

use helix_bot::digest::{Digest, Md5};
use helix_bot::failure::Class;
use helix_bot::ritual::{Field, Recipe, Seed, Size, Steps};
use helix_bot::store::{
    self, Archive, ArchiveState, Job, Lane, NewRitual, Origin, Outcome, Posted, Receipt, Rendered, RitualId,
    RitualView, Store, Timestamp,
};
use helix_bot::sync::{Destination, RemotePath, VerifiedBy};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use tempfile::TempDir;

/// Where rituals are archived in these tests.
pub(super) const DESTINATIONS: [&str; 2] = ["mega:", "s3:bucket/folder"];
/// When rituals are accepted in these tests.
pub(super) const START: Timestamp = Timestamp(1_700_000_000_000);

/// `seconds` after [`START`].
pub(super) fn at(seconds: u64) -> Timestamp {
    START + Duration::from_secs(seconds)
}

/// How many numbers among the tallies are not what counting gives.
const WRONG_TALLIES: &str = "WITH told AS (SELECT subject, destination, state, CAST(SUM(count) AS BIGINT) AS count
        FROM tallies GROUP BY subject, destination, state HAVING SUM(count) <> 0),
    counted AS (SELECT 'ritual' AS subject, '' AS destination, '' AS state, COUNT(*) AS count FROM rituals
            HAVING COUNT(*) > 0
        UNION ALL SELECT kind, destination, CASE WHEN state = 'dead' THEN 'dead'
                WHEN state = 'ready' AND class IS NOT NULL THEN 'put-off' ELSE 'waiting' END AS tallied, COUNT(*)
            FROM jobs WHERE state <> 'done' GROUP BY kind, destination, tallied
        UNION ALL SELECT 'copy', destination, CASE WHEN lost IS NULL THEN 'standing' ELSE 'lost' END AS tallied, COUNT(*)
            FROM receipts GROUP BY destination, tallied)
    SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM counted) AS too_many
        UNION ALL SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM told) AS missing) AS wrong";

/// A connection as a pooler takes it.
async fn connect(url: &SecretString) -> PgConnection {
    let options: PgConnectOptions = url.expose_secret().parse().expect("a URL");
    PgConnection::connect_with(&options.extra_float_digits(None)).await.expect("it connects")
}

/// A database that can be opened more than once.
#[derive(Clone)]
pub(super) enum TestDatabase {
    /// A file in a folder that goes away with the test.
    Sqlite(Arc<TempDir>),
    /// A database on a running server.
    Postgres(SecretString),
}

impl TestDatabase {
    /// A database that does not exist yet.
    pub(super) fn sqlite() -> Self {
        Self::Sqlite(Arc::new(tempfile::tempdir().expect("a temporary folder")))
    }

    /// An empty database.
    pub(super) fn postgres(url: SecretString) -> Self {
        Self::Postgres(url)
    }

    /// Does to the database what the store would not, in the words of each.
    pub(super) async fn execute(&self, sqlite: &'static str, postgres: &'static str) {
        let done = match self {
            Self::Sqlite(folder) => {
                let file = folder.path().join(store::FILE);
                let connection = SqliteConnection::connect(file.to_str().expect("a path")).await;
                connection.expect("it connects").execute(sqlite).await.map(drop)
            }
            Self::Postgres(url) => {
                // Unprepared, as it may be behind a pooler.
                connect(url).await.execute(postgres).await.map(drop)
            }
        };
        done.expect("it is done");
    }

    /// Fails the test if the numbers that the database keeps up are not what counting gives. A database that was never
    /// opened, or that this version cannot open, has none.
    pub(super) async fn tallies_are_true(&self) {
        let wrong: sqlx::Result<i64> = match self {
            Self::Sqlite(folder) => {
                let file = folder.path().join(store::FILE);
                match SqliteConnection::connect(file.to_str().expect("a path")).await {
                    Ok(mut connection) => sqlx::query_scalar(WRONG_TALLIES).fetch_one(&mut connection).await,
                    Err(error) => Err(error),
                }
            }
            Self::Postgres(url) => {
                let row = connect(url).await.fetch_one(WRONG_TALLIES).await;
                row.and_then(|row| row.try_get(0))
            }
        };
        match wrong {
            Ok(wrong) => assert_eq!(wrong, 0, "numbers that are not true"),
            Err(error) => eprintln!("no numbers to compare: {error}"),
        }
    }

    /// A handle of its own, as another process would have.
    pub(super) async fn open(&self) -> Arc<Store> {
        let opened = match self {
            Self::Sqlite(folder) => Store::open(None, folder.path()).await,
            Self::Postgres(url) => Store::open(Some(url), "/nonexistent".as_ref()).await,
        };
        Arc::new(opened.expect("the database opens"))
    }
}

/// The destination number `which` of [`DESTINATIONS`].
pub(super) fn destination(which: usize) -> Destination {
    DESTINATIONS[which].parse().expect("a destination")
}

/// A request written in message number `message`, to be archived to both destinations.
pub(super) fn request(message: u64) -> NewRitual {
    let path: RemotePath = format!("rituals/{message}.png").parse().expect("a path");
    let archives = [destination(0), destination(1)].map(|to| (to, path.clone()));
    NewRitual {
        id: RitualId::new(),
        origin: Origin::Message { guild: Some(1), channel: 2, message, user: 3 },
        recipe: recipe(message),
        file: format!("ritual-{message}.png"),
        archives: archives.into(),
        accepted: START,
        motion: false,
        language: helix_bot::language::Language::English,
        spoiler: false,
        seed_words: None,
        redraws: None,
        limits: None,
        lore: None,
        edited: None,
    }
}

/// The same from the command line, where nobody waits in Discord.
pub(super) fn command_line_request(seed: u64) -> NewRitual {
    NewRitual { origin: Origin::CommandLine, ..request(seed) }
}

/// A recipe that differs from others by its seed.
pub(super) fn recipe(seed: u64) -> Recipe {
    Recipe::new(Steps::default(), Seed::from_bits(seed), Size::default(), Field::default())
}

/// A picture's facts.
pub(super) fn picture() -> Rendered {
    Rendered {
        pixels: Digest::of(b"pixels"),
        digest: Digest::of(b"file"),
        md5: Some(Md5::of(b"file")),
        bytes: 4321,
        render_ms: 20,
        encode_ms: 10,
        motion: None,
    }
}

/// Proof of a copy of [`picture`].
pub(super) fn receipt() -> Receipt {
    Receipt::new(picture().digest, picture().bytes, VerifiedBy::ReadBack, 77, at(9))
}

/// A message that shows `status`.
pub(super) fn message(status: &str) -> Posted {
    Posted { channel: 2, message: 99, status: status.to_owned() }
}

/// A failure that is tried again after `seconds`.
pub(super) fn retry(seconds: u64, class: Class, reason: &str) -> Outcome {
    Outcome::Retry { at: at(seconds), class, reason: reason.to_owned(), counts: true }
}

/// A failure that is not tried again.
pub(super) fn dead(reason: &str) -> Outcome {
    Outcome::Dead { class: Class::Permanent, reason: reason.to_owned() }
}

/// The lane of the destination number `which` of [`DESTINATIONS`].
pub(super) fn uploads(which: usize) -> Lane {
    Lane::Archive(destination(which))
}

/// Claims a lane's next job at `now`, for a minute.
pub(super) async fn claim(store: &Store, lane: &Lane, now: Timestamp) -> Option<Job> {
    let until = now + Duration::from_mins(1);
    store.claim(lane, None, now, until).await.expect("the claim is answered")
}

/// Claims a lane's next job at `now` and ends it in the same moment.
pub(super) async fn work(store: &Store, lane: &Lane, now: Timestamp, outcome: &Outcome) -> Job {
    let job = claim(store, lane, now).await.unwrap_or_else(|| panic!("no job of {lane:?} is due"));
    assert!(store.finish(&job.lease, outcome, now).await.expect("the outcome is written"));
    job
}

/// Accepts a request and renders it.
pub(super) async fn accept_and_render(store: &Store, request: &NewRitual) -> RitualId {
    let id = store.accept(request).await.expect("it is accepted");
    work(store, &Lane::Render, START, &Outcome::Rendered(picture())).await;
    id
}

/// Reads a ritual that is known to be there.
pub(super) async fn view(store: &Store, id: RitualId) -> RitualView {
    store.ritual(id).await.expect("the database answers").expect("the ritual is there")
}

/// How the copy at the destination number `which` stands.
pub(super) async fn copy(store: &Store, id: RitualId, which: usize) -> ArchiveState {
    let Archive { destination, state, .. } = view(store, id).await.archives.swap_remove(which);
    assert_eq!(destination.to_string(), DESTINATIONS[which]);
    state
}
