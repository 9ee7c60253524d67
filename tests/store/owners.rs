//! SQLite's file and those who have it open: what the dead had begun, a disk that is full for a while, a file that is
//! taken away, and who else may read it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use helix_bot::store::{FILE, InteractionToken, Lane, Origin, Store, Trouble};

use super::fixture::{START, TestDatabase, at, claim, request};
use crate::support::disk::SmallDisk;

#[tokio::test]
async fn what_the_dead_had_begun_is_taken_over_at_once_where_nobody_else_is() {
    let database = TestDatabase::sqlite();
    let dead = database.open().await;
    dead.accept(&request(1)).await.expect("it is accepted");
    let lost = claim(&dead, &Lane::Render, START).await.expect("a job is due");
    drop(dead);

    let store = database.open().await;
    let job = claim(&store, &Lane::Render, START).await.expect("it waits for no lease");
    assert_eq!((job.lease.job, job.attempt), (lost.lease.job, 2), "the attempt of the dead counts");
    assert!(!store.extend(&lost.lease, at(999)).await.expect("answered"), "its lease is over");
}

#[tokio::test]
async fn what_the_living_have_begun_is_theirs_however_many_open_the_database() {
    let database = TestDatabase::sqlite();
    let (living, dead) = (database.open().await, database.open().await);
    living.accept(&request(1)).await.expect("it is accepted");
    let held = claim(&living, &Lane::Render, START).await.expect("a job is due");
    drop(dead);
    for _ in 0..3 {
        let store = database.open().await;
        assert_eq!(claim(&store, &Lane::Render, START).await, None);
    }
    assert!(living.extend(&held.lease, at(120)).await.expect("answered"));
}

#[tokio::test]
async fn a_disk_that_was_full_once_is_written_again_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::of(4096, folder.path()) else { return };
    let store = Store::open(None, folder.path()).await.expect("it opens");
    for round in 0..3 {
        disk.fill();
        let mut refused = 0;
        for message in 0..200 {
            let Err(error) = store.accept(&request(round * 1000 + message)).await else { continue };
            assert_eq!(error.trouble(), Some(Trouble::Full), "{error:?}");
            refused += 1;
            if refused == 8 {
                break;
            }
        }
        assert_eq!(refused, 8, "the disk was full");
        assert_eq!(store.unwritable().and_then(|it| it.trouble), Some(Trouble::Full));
        assert_eq!(store.stuck(), None, "a restart makes no room");
        disk.make_room();
        store.accept(&request(round * 1000 + 999)).await.expect("there is room");
        assert_eq!(store.unwritable(), None);
    }
    store.close().await;
}

#[tokio::test]
async fn a_database_that_is_taken_away_while_it_is_open_is_not_written_any_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let store = Store::open(None, &data).await.expect("it opens");
    fs::rename(&data, folder.path().join("elsewhere")).expect("moved");
    let error = store.accept(&request(1)).await.expect_err("nobody would find it again");
    assert_eq!(error.trouble(), Some(Trouble::Gone));
    assert!(error.to_string().contains("put it back"), "{error}");
    assert!(store.stuck().is_some(), "a restart may help");
    fs::rename(folder.path().join("elsewhere"), &data).expect("put back");
    store.accept(&request(1)).await.expect("it is back");
}

#[tokio::test]
async fn a_token_that_was_forgotten_is_nowhere_in_the_file() {
    const TOKEN: &str = "aW50ZXJhY3Rpb246marker";
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(None, folder.path()).await.expect("it opens");
    for number in 0..50 {
        let origin = Origin::Interaction {
            guild: Some(1),
            channel: 2,
            interaction: number,
            user: 3,
            application: 4,
            token: InteractionToken(TOKEN.to_owned()),
            received: START,
            most: None,
        };
        let ritual = helix_bot::store::NewRitual { origin, ..request(number) };
        store.accept(&ritual).await.expect("it is accepted");
    }
    assert_eq!(store.forget_tokens(START + InteractionToken::LIFETIME).await.expect("answered"), 50);
    store.close().await;
    let content = fs::read(folder.path().join(FILE)).expect("the file");
    assert!(!content.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()));
}

#[tokio::test]
async fn the_files_of_an_earlier_version_are_closed_to_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(None, folder.path()).await.expect("it opens");
    store.check().await.expect("written");
    let names = [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm"), format!("{FILE}.lock")];
    let mode =
        |name: &String| fs::metadata(folder.path().join(name)).expect("there").permissions().mode() & 0o777;
    for name in &names {
        assert_eq!(mode(name), 0o600, "{name}");
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o644)).expect("set");
    }
    let again = Store::open(None, folder.path()).await.expect("it opens");
    for name in &names[..3] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    drop((store, again));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_open_it_in_the_same_moment_end_no_lease_of_each_other() {
    for _ in 0..20 {
        let database = Arc::new(TestDatabase::sqlite());
        let store = database.open().await;
        for message in 0..8 {
            store.accept(&request(message)).await.expect("it is accepted");
        }
        drop(store);
        let together = Arc::new(tokio::sync::Barrier::new(4));
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (database, together) = (Arc::clone(&database), Arc::clone(&together));
            processes.spawn(async move {
                together.wait().await;
                let store = database.open().await;
                let job = claim(&store, &Lane::Render, START).await.expect("there are enough");
                tokio::time::sleep(Duration::from_millis(5)).await;
                assert!(store.extend(&job.lease, at(60)).await.expect("answered"), "its lease was ended");
                (store, job)
            });
        }
        processes.join_all().await;
    }
}
