//! Whose turn it is: servers take turns, then their members, then age; large pictures and edits give way.

use helix_bot::failure::Class;
use helix_bot::ritual::Size;
use helix_bot::store::{Lane, NewRitual, Origin, Outcome, RitualId, Store};

use super::audits::rows_read;
use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, message, picture, receipt, request, retry, uploads,
    work,
};
use crate::support::postgres::Postgres;

/// A request of a member in a server.
fn asked(number: u64, guild: u64, user: u64) -> NewRitual {
    let origin = Origin::Message { guild: Some(guild), channel: 2, message: number, user };
    NewRitual { origin, ..request(number) }
}

async fn accept(store: &Store, number: u64, guild: u64, user: u64) -> RitualId {
    store.accept(&asked(number, guild, user)).await.expect("it is accepted")
}

/// Renders the next picture.
async fn render(store: &Store) -> RitualId {
    work(store, &Lane::Render, START, &Outcome::Rendered(picture())).await.ritual
}

pub(super) async fn one_server_does_not_hold_up_another(database: TestDatabase) {
    let store = database.open().await;
    let mut flood = Vec::new();
    for number in 0..50 {
        flood.push(accept(&store, number, 1, 3).await);
    }
    for expected in &flood[..10] {
        assert_eq!(render(&store).await, *expected, "alone, it goes by age");
    }
    let other = accept(&store, 100, 2, 4).await;
    let third = accept(&store, 101, 3, 5).await;
    let (first, second) = (render(&store).await, render(&store).await);
    assert_eq!(first, flood[10], "whose turn it is already");
    assert_eq!((second, render(&store).await), (other, third));
    // From then on they take turns.
    let more = [accept(&store, 102, 2, 4).await, accept(&store, 103, 2, 4).await];
    let mut came = Vec::new();
    for _ in 0..4 {
        came.push(render(&store).await);
    }
    assert_eq!(came, [flood[11], more[0], flood[12], more[1]]);

    // The same holds for copies and messages.
    let late = accept_and_render_of(&store, 200, 9, 9).await;
    for lane in [uploads(0), Lane::Post] {
        let mut came = Vec::new();
        for _ in 0..4 {
            came.push(claim(&store, &lane, START).await.expect("a job").ritual);
        }
        assert!(came.contains(&late), "four servers, and each has had its turn: {lane:?}");
    }
}

async fn accept_and_render_of(store: &Store, number: u64, guild: u64, user: u64) -> RitualId {
    let id = accept(store, number, guild, user).await;
    while render(store).await != id {}
    id
}

pub(super) async fn one_member_does_not_hold_up_the_others_of_a_server(database: TestDatabase) {
    let store = database.open().await;
    let mut flood = Vec::new();
    for number in 0..30 {
        flood.push(accept(&store, number, 1, 3).await);
    }
    let elsewhere = accept(&store, 50, 2, 3).await;
    assert_eq!(render(&store).await, flood[0]);
    let (one, two) = (accept(&store, 60, 1, 4).await, accept(&store, 61, 1, 5).await);
    let mut came = Vec::new();
    for _ in 0..5 {
        came.push(render(&store).await);
    }
    // The other server has its turn as if the first had only one member, and the members take turns among themselves.
    assert_eq!(came, [elsewhere, flood[1], one, two, flood[2]]);
    // Nothing is lost on the way.
    for expected in &flood[3..] {
        assert_eq!(render(&store).await, *expected);
    }
    assert_eq!(claim(&store, &Lane::Render, START).await, None);
}

pub(super) async fn large_pictures_have_a_lane_of_their_own(database: TestDatabase) {
    let store = database.open().await;
    let large = |number, side| {
        let mut large = asked(number, 1, 3);
        large.recipe.size = Size::square(side).expect("a size");
        large
    };
    let huge = store.accept(&large(1, 4096)).await.expect("accepted");
    let moving = NewRitual { motion: true, ..asked(2, 1, 3) };
    let moving = store.accept(&moving).await.expect("accepted");
    let small = store.accept(&large(3, 2048)).await.expect("accepted");
    assert_eq!(render(&store).await, small);
    assert_eq!(claim(&store, &Lane::Render, START).await, None);
    for expected in [huge, moving] {
        let job = work(&store, &Lane::LargeRender, START, &Outcome::Rendered(picture())).await;
        assert_eq!((job.ritual, job.lane), (expected, Lane::LargeRender));
    }
    assert!(claim(&store, &Lane::Post, START).await.is_some(), "its message may be written");
    // Of one ritual, whichever it is.
    let only = store.accept(&large(4, 3000)).await.expect("accepted");
    let claimed = store.claim(&Lane::LargeRender, Some(only), START, at(60)).await.expect("answered");
    assert_eq!(claimed.map(|job| job.ritual), Some(only));
}

pub(super) async fn edits_give_way_to_messages_with_pictures(database: TestDatabase) {
    let store = database.open().await;
    let first = accept_and_render(&store, &asked(1, 1, 3)).await;
    work(&store, &Lane::Post, START, &Outcome::Posted(message("archiving"))).await;
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    let second = accept_and_render(&store, &asked(2, 1, 3)).await;
    let posted = work(&store, &Lane::Post, START, &Outcome::Posted(message("archiving"))).await;
    assert_eq!(posted.ritual, second, "its picture is not shown yet");
    assert_eq!(claim(&store, &Lane::Post, START).await.map(|job| job.ritual), Some(first));
}

pub(super) async fn what_failed_or_was_handed_back_takes_its_turn_again(database: TestDatabase) {
    let store = database.open().await;
    let mut flood = Vec::new();
    for number in 0..5 {
        flood.push(accept(&store, number, 1, 3).await);
    }
    let other = accept(&store, 10, 2, 4).await;
    work(&store, &Lane::Render, START, &retry(10, Class::Transient, "no memory")).await;
    let handed_back = work(&store, &Lane::Render, START, &Outcome::Released).await;
    assert_eq!(handed_back.ritual, other);
    assert!([render(&store).await, render(&store).await].contains(&other), "within the next turn");
    // Its time has come: it does not go to the end of all that waits.
    for number in 20..40 {
        accept(&store, number, 2, 4).await;
    }
    let mut came = Vec::new();
    while let Some(job) = claim(&store, &Lane::Render, at(10)).await {
        came.push(job.ritual);
    }
    assert_eq!(came.len(), 4 + 20);
    assert!(came.iter().position(|id| *id == flood[0]) < Some(10), "{came:?}");
}

/// A long queue: most of it of one server, some put off, some waiting for pictures.
const QUEUE: &str = "INSERT INTO rituals (id, origin, recipe, file, accepted, guild)
        SELECT '00000000-0000-7000-8000-' || lpad(i::text, 12, '0'), '{}', '{}', 'x', 0, 1 + i % 3
        FROM generate_series(1, 30000) AS i;
    INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner, member, waits, turn, member_turn)
        SELECT 'a' || substr(id, 2), id, 'archive', 'mega:', 'x', 0, 'ready',
            CASE WHEN n % 3 = 1 THEN 9000000000000 ELSE 0 END, guild, n % 7, n % 3 = 2,
            CASE WHEN n % 3 = 0 THEN n END, CASE WHEN n % 3 = 0 THEN n END
        FROM (SELECT id, guild, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered;
    INSERT INTO jobs (id, ritual, kind, place, state, run_at, owner, member, turn, member_turn)
        SELECT id, id, 'render', 0, 'ready', 0, guild, n % 7, n, n
        FROM (SELECT id, guild, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered;";

#[tokio::test]
async fn postgres_finds_whose_turn_it_is_without_reading_the_queue() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("long_queue").await;
    let database = TestDatabase::postgres(url.clone());
    let store = database.open().await;
    database.execute("", QUEUE).await;
    database.execute("", "ANALYZE").await;
    store.close().await;
    let before = rows_read(&url, "jobs").await;

    let store = database.open().await;
    let newcomer = accept(&store, 1, 99, 5).await;
    let second = [render(&store).await, render(&store).await];
    assert!(second.contains(&newcomer), "it comes next");
    for _ in 0..5 {
        work(&store, &uploads(0), START, &retry(50, Class::Transient, "away")).await;
        assert!(store.next_due(&uploads(0), None).await.expect("answered").is_some());
        assert!(store.next_due(&Lane::Render, None).await.expect("answered").is_some());
    }
    store.close().await;
    let read = rows_read(&url, "jobs").await - before;
    assert!(read < 1500, "{read} of 60000 rows were read");
}
