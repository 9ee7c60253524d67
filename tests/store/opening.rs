//! Opening a database, and saying what to do where it cannot be opened.

use std::error::Error;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use helix_bot::store::{FILE, Store, StoreError};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::fixture::{TestDatabase, claim, request};
use crate::support::postgres::{PASSWORD, Postgres};

/// A step of the schema that only a later version knows.
const LATER_STEP: &str =
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
    VALUES (99, 'later', TRUE, '', 0)";

/// The sentence with which opening is refused.
async fn refusal(url: Option<&SecretString>, folder: &Path) -> String {
    let Err(error) = Store::open(url, folder).await else { panic!("it was opened") };
    assert!(matches!(error, StoreError::Open(..)), "{error:?}");
    let shown = everything(&error);
    assert!(!shown.contains(PASSWORD), "{shown}");
    error.to_string()
}

/// All that a log could show of an error.
fn everything(error: &dyn Error) -> String {
    let chain: Vec<String> = std::iter::successors(Some(error), |error| (*error).source())
        .map(|error| format!("{error} {error:?}"))
        .collect();
    chain.join(": ")
}

fn assert_says(sentence: &str, words: &[&str]) {
    for word in words {
        assert!(sentence.contains(word), "“{word}” is missing: {sentence}");
    }
}

/// A folder with a database that holds a hundred rituals, closed.
async fn used_database() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(None, folder.path()).await.expect("it opens");
    for message in 0..100 {
        store.accept(&request(message)).await.expect("it is accepted");
    }
    store.close().await;
    folder
}

#[tokio::test]
async fn a_missing_folder_is_made_and_the_file_is_for_its_owner_only() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("not/yet/there");
    let store = Store::open(None, &data).await.expect("it opens");
    let mode = fs::metadata(data.join(FILE)).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    store.check().await.expect("it can be written");
}

#[tokio::test]
async fn a_closed_database_is_one_file() {
    let folder = used_database().await;
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    files.sort();
    let lock = format!("{FILE}.lock");
    assert_eq!(files, [FILE, lock.as_str()]);
    assert_eq!(fs::read(folder.path().join(lock)).expect("the lock"), b"", "it says nothing");
}

#[tokio::test]
async fn a_commit_reaches_the_disk_before_it_is_answered() {
    let folder = used_database().await;
    let store = Store::open(None, folder.path()).await.expect("it opens");
    let log = folder.path().join(format!("{FILE}-wal"));
    let length = || fs::metadata(&log).expect("the log is there").len();
    let before = length();
    store.set_note("a", "note").await.expect("it is kept");
    assert!(length() > before, "the write-ahead log took the note");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_open_a_new_database_in_the_same_moment() {
    let database = Arc::new(TestDatabase::sqlite());
    let together = Arc::new(Barrier::new(6));
    let mut opens = JoinSet::new();
    for message in 0..6 {
        let (database, together) = (Arc::clone(&database), Arc::clone(&together));
        opens.spawn(async move {
            together.wait().await;
            let store = database.open().await;
            store.accept(&request(message)).await.expect("it is accepted");
        });
    }
    opens.join_all().await;
    let overview = database.open().await.overview().await.expect("the database answers");
    assert_eq!(overview.rituals, 6);
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join(FILE);
    let content = b"a letter that somebody put here; ".repeat(100);
    fs::write(&file, &content).expect("it is written");
    let sentence = refusal(None, folder.path()).await;
    assert_says(&sentence, &[FILE, "damaged", "not changed", "backup"]);
    assert_eq!(fs::read(&file).expect("it is still there"), content);
}

#[tokio::test]
async fn a_damaged_database_is_refused_and_left_as_it_is() {
    let folder = used_database().await;
    let file = folder.path().join(FILE);
    let mut content = fs::read(&file).expect("it is there");
    let tail = content.len() / 2;
    content[tail..].fill(0xa5);
    fs::write(&file, &content).expect("it is written");
    let sentence = refusal(None, folder.path()).await;
    assert_says(&sentence, &[FILE, "damaged", "not changed", "backup"]);
    assert_eq!(fs::read(&file).expect("it is still there"), content);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = used_database().await;
    let file = folder.path().join(FILE);
    let mut connection = SqliteConnection::connect(&file.display().to_string()).await.expect("it opens");
    connection.execute(LATER_STEP).await.expect("it is written");
    connection.close().await.expect("it closes");
    let content = fs::read(&file).expect("it is there");
    let sentence = refusal(None, folder.path()).await;
    assert_says(&sentence, &[FILE, "newer helix-bot", "step 99", "Nothing was changed"]);
    assert_eq!(fs::read(&file).expect("it is still there"), content);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let occupied = folder.path().join("file");
    fs::write(&occupied, "in the way").expect("it is written");
    let sentence = refusal(None, &occupied.join("data")).await;
    assert_says(&sentence, &[&occupied.display().to_string(), "HELIX_DATA_DIR"]);
}

#[tokio::test]
async fn a_folder_in_the_files_place_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join(FILE)).expect("it is made");
    let sentence = refusal(None, folder.path()).await;
    assert_says(&sentence, &[FILE, "HELIX_DATA_DIR"]);
}

#[tokio::test]
async fn a_url_that_is_none_is_refused_without_being_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for url in [
        format!("mysql://helix:{PASSWORD}@db/helix"),
        format!("postgres://helix:{PASSWORD}@db:port/helix"),
        format!("postgres:{PASSWORD}"),
        PASSWORD.to_owned(),
        String::new(),
    ] {
        let sentence = refusal(Some(&url.into()), folder.path()).await;
        assert_says(&sentence, &["DATABASE_URL", "postgres://user:password@host:5432/database"]);
    }
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder is there").count(),
        0,
        "and SQLite is not used"
    );
}

#[tokio::test]
async fn postgres_says_why_it_cannot_be_opened() {
    let Some(server) = Postgres::start().await else { return };
    let nowhere = Path::new("/nonexistent");

    let wrong_password = format!("not-{PASSWORD}");
    let refused = refusal(Some(&server.url("postgres", &wrong_password)), nowhere).await;
    assert_says(&refused, &["refused the login", "DATABASE_URL"]);
    let missing = refusal(Some(&server.url("nowhere", PASSWORD)), nowhere).await;
    assert_says(&missing, &["no such database"]);

    let url = server.database("newer").await;
    Store::open(Some(&url), nowhere).await.expect("it opens").close().await;
    let mut connection = PgConnection::connect(url.expose_secret()).await.expect("it opens");
    connection.execute(LATER_STEP).await.expect("it is written");
    let newer = refusal(Some(&url), nowhere).await;
    assert_says(&newer, &["newer helix-bot", "step 99", "Nothing was changed"]);

    let url = server.database("stopped").await;
    let store = Store::open(Some(&url), nowhere).await.expect("it opens");
    drop(server);
    let lost = store.check().await.expect_err("the server is gone");
    assert!(!everything(&lost).contains(PASSWORD));
    let sentence = refusal(Some(&url), nowhere).await;
    assert_says(&sentence, &["does not answer", "DATABASE_URL"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_and_the_bot_share_the_file() {
    let database = TestDatabase::sqlite();
    let (bot, command_line) = (database.open().await, database.open().await);
    let lane = helix_bot::store::Lane::Render;
    let id = command_line.accept(&request(1)).await.expect("it is accepted");
    let job = claim(&bot, &lane, super::fixture::START).await.expect("the bot sees it");
    assert_eq!(job.ritual, id);
    command_line.close().await;
    bot.check().await.expect("it goes on after the other has closed");
}
