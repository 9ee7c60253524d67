//! Rows with destinations and paths that this version cannot read, as a version with other rules would leave them.

use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::failure::Class;
use helix_bot::ritual::{Age, Folklore};
use helix_bot::store::{Adopted, ArchiveState, Lane, NewLore, NewRitual, Outcome};

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, copy, destination, message, receipt, request, retry,
    uploads, view, work,
};

/// What no version would write.
const NONSENSE: &str = "nonsense";

/// Changes rows in the same words on both databases.
async fn change(database: &TestDatabase, sql: &'static str) {
    database.execute(sql, sql).await;
}

pub(super) async fn a_copy_that_cannot_be_read_is_shown_and_holds_up_nothing(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    change(&database, "UPDATE jobs SET destination = 'nonsense' WHERE destination = 'mega:'").await;

    let seen = view(&store, id).await;
    assert_eq!(seen.unreadable, [format!("{NONSENSE} rituals/1.png")]);
    assert_eq!(seen.archives.len(), 1);
    assert_eq!(seen.archives[0].destination, destination(1));
    work(&store, &uploads(1), START, &Outcome::Archived(receipt())).await;
    work(&store, &Lane::Post, START, &Outcome::Posted(message("shown"))).await;
    let overview = store.overview().await.expect("the database answers");
    assert_eq!((overview.waiting, overview.destinations.len()), (1, 1), "it is counted, and has no name");
    assert_eq!(store.settled_at(id).await.expect("the database answers"), None, "its file is kept");
}

pub(super) async fn a_job_whose_path_cannot_be_read_is_given_up_and_the_next_is_taken(
    database: TestDatabase,
) {
    let store = database.open().await;
    let first = accept_and_render(&store, &request(1)).await;
    let second = accept_and_render(&store, &request(2)).await;
    work(&store, &Lane::Post, START, &Outcome::Posted(message("archiving"))).await;
    change(&database, "UPDATE jobs SET path = '../outside' WHERE path = 'rituals/1.png'").await;

    let job = claim(&store, &uploads(0), START).await.expect("the second ritual's");
    assert_eq!(job.ritual, second);
    assert_eq!(view(&store, first).await.unreadable.len(), 2);
    let overview = store.overview().await.expect("the database answers");
    assert_eq!((overview.dead, overview.destinations[&destination(0)].dead), (1, 1));
    let told = store.claim(&Lane::Post, Some(first), START, at(60)).await.expect("the database answers");
    assert!(told.is_some(), "its message tells it");
    assert_eq!(copy(&store, second, 0).await, ArchiveState::Pending);
}

pub(super) async fn other_rows_that_cannot_be_read_are_passed_over(database: TestDatabase) {
    let store = database.open().await;
    for (which, bytes) in [(0, 1), (1, 2)] {
        let object = Adopted {
            destination: destination(which),
            path: "rituals/old.png".parse().expect("a path"),
            digest: Digest::of(b"old"),
            bytes,
            at: at(1),
        };
        store.adopt(&object).await.expect("adopted");
    }
    accept_and_render(&store, &request(1)).await;
    for which in [0, 1] {
        work(&store, &uploads(which), START, &retry(50, Class::Auth, "wrong password")).await;
    }
    for table in [
        "UPDATE adopted SET destination = 'nonsense' WHERE destination = 'mega:'",
        "UPDATE alarms SET destination = 'nonsense' WHERE destination = 'mega:'",
        "UPDATE pauses SET destination = 'nonsense' WHERE destination = 'mega:'",
    ] {
        change(&database, table).await;
    }
    let adopted = store.adopted().await.expect("the database answers");
    assert_eq!(adopted.iter().map(|object| object.bytes).collect::<Vec<_>>(), [2]);
    let alarm = store.take_alarm(at(1), at(1) + Duration::from_mins(1)).await.expect("the database answers");
    assert_eq!(alarm.expect("the other one").destination, destination(1));
    let overview = store.overview().await.expect("the database answers");
    assert!(overview.destinations[&destination(1)].paused.is_some());
}

/// The step of the schema that brought ages. Later ones stay, as they do not depend on it.
const AGES: &str = "DELETE FROM _sqlx_migrations WHERE version = 8";

pub(super) async fn a_lore_of_before_keeps_the_ranks_that_it_had_reached(database: TestDatabase) {
    let store = database.open().await;
    let known = store.lore(1).await.expect("the database answers");
    let lore = NewLore { follows: known.revision, lore: known.lore, turns: Vec::new() };
    store.accept(&NewRitual { lore: Some(lore), ..request(1) }).await.expect("it is accepted");
    for before in [
        "ALTER TABLE lore DROP COLUMN rituals",
        "ALTER TABLE lore DROP COLUMN age",
        "UPDATE lore SET flares = 4, voids = 5, echoes = 19, resonances = 77",
        AGES,
    ] {
        change(&database, before).await;
    }
    let store = database.open().await;
    let kept = store.lore(1).await.expect("the database answers").lore;
    let expected = Folklore { rituals: 1, age: Age(0), flares: 0, voids: 4, echoes: 12, resonances: 36 };
    assert_eq!(kept.folklore, expected);
}

pub(super) async fn what_a_guild_had_set_before_is_its_settings_now(database: TestDatabase) {
    let store = database.open().await;
    for before in [
        "DROP TABLE server_settings",
        "DROP TABLE settings_log",
        "DROP TABLE settings_drafts",
        "DROP TABLE asked",
        "ALTER TABLE rituals DROP COLUMN counted_on",
        "DROP INDEX jobs_to_be_shown",
        "DROP INDEX guilds_by_leaving",
        "ALTER TABLE guilds DROP COLUMN left_at",
        "ALTER TABLE guilds ADD COLUMN prefix TEXT",
        "ALTER TABLE guilds ADD COLUMN language TEXT",
        "CREATE TABLE guild_destinations (guild BIGINT NOT NULL, destination TEXT NOT NULL, place BIGINT NOT NULL)",
        "INSERT INTO guilds (id, prefix, language) VALUES (1, '$', 'de'), (2, NULL, NULL)",
        "INSERT INTO guild_destinations VALUES (1, 's3:bucket/a b', 1), (1, 'mega:', 0), (3, 'mega:', 0)",
        SETTINGS,
    ] {
        change(&database, before).await;
    }
    drop(store);
    let store = database.open().await;
    let of = async |guild| store.server_settings(guild).await.expect("the database answers");
    let expected = [("destinations", "mega:, s3:bucket/a b"), ("language", "de"), ("prefix", "$")];
    assert_eq!(of(1).await, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert_eq!(of(2).await, []);
    assert_eq!(of(3).await, [("destinations".to_owned(), "mega:".to_owned())]);
}

/// The step of the schema that brought servers' settings.
const SETTINGS: &str = "DELETE FROM _sqlx_migrations WHERE version = 19";
