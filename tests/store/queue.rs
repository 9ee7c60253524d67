//! What waits, behind how much, and what becomes of it when it is cancelled.

use helix_bot::failure::Class;
use helix_bot::store::{
    Cancelled, Canceller, InteractionToken, Lane, MOST_WAITING, NewRitual, Origin, Outcome, RitualId, Scope,
    Standing, Store, Timestamp,
};

use super::audits::rows_read;
use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, message, picture, receipt, request, retry, uploads,
    view, work,
};
use crate::support::postgres::Postgres;

const GUILD: u64 = 1;

/// A request of a member in a server.
fn asked(number: u64, guild: u64, user: u64) -> NewRitual {
    let origin = Origin::Message { guild: Some(guild), channel: 2, message: number, user };
    NewRitual { origin, ..request(number) }
}

/// The same by slash command.
fn used(number: u64, guild: u64, user: u64) -> NewRitual {
    let origin = Origin::Interaction {
        guild: Some(guild),
        channel: 2,
        interaction: number,
        user,
        application: 9,
        token: InteractionToken("token".to_owned()),
        received: START,
        most: None,
    };
    NewRitual { origin, ..request(number) }
}

async fn accept(store: &Store, number: u64, guild: u64, user: u64) -> RitualId {
    store.accept(&asked(number, guild, user)).await.expect("it is accepted")
}

async fn standing(store: &Store, id: RitualId) -> Option<Standing> {
    store.standing(id).await.expect("answered").map(|waiting| waiting.standing)
}

async fn cancel(store: &Store, id: RitualId, user: u64) -> Cancelled {
    store.cancel(id, Canceller::Asker { owner: GUILD, user }, at(5)).await.expect("answered")
}

pub(super) async fn a_place_in_the_queue_is_the_one_that_turns_give(database: TestDatabase) {
    let store = database.open().await;
    let mut all = Vec::new();
    for number in 0..6 {
        all.push(accept(&store, number, GUILD, 3).await);
    }
    for number in 10..14 {
        all.push(accept(&store, number, GUILD, 4).await);
    }
    for number in 20..23 {
        all.push(accept(&store, number, 2, 5).await);
    }
    let mut told = Vec::new();
    for id in &all {
        let Some(Standing::Behind(ahead)) = standing(&store, *id).await else { panic!("it waits") };
        told.push((ahead, *id));
    }
    told.sort_unstable();
    let mut came = Vec::new();
    while let Some(job) = claim(&store, &Lane::Render, START).await {
        assert!(store.finish(&job.lease, &Outcome::Rendered(picture()), START).await.expect("written"));
        came.push(job.ritual);
    }
    let expected: Vec<_> = (0..).zip(&came).map(|(place, id)| (place, *id)).collect();
    assert_eq!(told, expected, "each was told its very place");
}

pub(super) async fn a_ritual_is_told_as_waiting_drawn_put_off_and_posted(database: TestDatabase) {
    let store = database.open().await;
    let first = accept(&store, 1, GUILD, 3).await;
    let second = accept(&store, 2, GUILD, 3).await;
    assert_eq!(standing(&store, second).await, Some(Standing::Behind(1)));
    let job = claim(&store, &Lane::Render, START).await.expect("a job");
    assert_eq!(standing(&store, first).await, Some(Standing::Drawn));
    assert_eq!(standing(&store, second).await, Some(Standing::Behind(1)), "one is being made");
    let failed = retry(10, Class::Transient, "no memory");
    assert!(store.finish(&job.lease, &failed, START).await.expect("written"));
    assert_eq!(standing(&store, first).await, Some(Standing::PutOff(at(10))));
    work(&store, &Lane::Render, START, &Outcome::Rendered(picture())).await;
    assert_eq!(standing(&store, second).await, Some(Standing::Posted));
    work(&store, &Lane::Post, START, &Outcome::Posted(message("archiving"))).await;
    assert_eq!(standing(&store, second).await, None, "it is shown");
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    assert_eq!(standing(&store, second).await, None, "an edit of what is shown is nothing that waits");
    assert_eq!(store.copies_on_their_way(GUILD).await.expect("answered"), 1);
}

pub(super) async fn a_queue_shows_its_own_servers_rituals_alone(database: TestDatabase) {
    let store = database.open().await;
    let (mine, others) = (accept(&store, 1, GUILD, 3).await, accept(&store, 2, GUILD, 4).await);
    let elsewhere = accept(&store, 3, 2, 3).await;
    let ids = async |owner, member, after, most| {
        let waiting = store.waiting(owner, member, after, most).await.expect("answered");
        waiting.into_iter().map(|waiting| (waiting.id, waiting.user)).collect::<Vec<_>>()
    };
    assert_eq!(ids(GUILD, None, None, 10).await, [(mine, 3), (others, 4)]);
    assert_eq!(ids(GUILD, None, Some(mine), 10).await, [(others, 4)]);
    assert_eq!(ids(GUILD, None, None, 1).await, [(mine, 3)]);
    assert_eq!(ids(GUILD, Some(3), None, 10).await, [(mine, 3)]);
    assert_eq!(ids(2, None, None, 10).await, [(elsewhere, 3)]);
    assert_eq!(store.count_waiting(GUILD, None).await.expect("answered"), 2);
    assert_eq!(store.count_waiting(GUILD, Some(4)).await.expect("answered"), 1);
    assert_eq!(store.last_waiting(GUILD, 3).await.expect("answered"), Some(mine));
    assert_eq!(store.last_waiting(GUILD, 9).await.expect("answered"), None);
}

pub(super) async fn what_is_cancelled_is_not_drawn_posted_or_archived_and_is_no_failure(
    database: TestDatabase,
) {
    let store = database.open().await;
    let id = accept(&store, 1, GUILD, 3).await;
    assert_eq!(cancel(&store, id, 3).await, Cancelled::Now);
    assert_eq!(cancel(&store, id, 3).await, Cancelled::Before, "twice is harmless");
    for lane in [Lane::Render, Lane::Post, uploads(0), uploads(1)] {
        assert_eq!(claim(&store, &lane, at(9000)).await, None, "{lane:?}");
    }
    assert_eq!(store.revive(Scope::Everything, at(10)).await.expect("answered"), 0);
    assert_eq!(store.revive(Scope::Guild(GUILD), at(10)).await.expect("answered"), 0);
    assert_eq!(claim(&store, &Lane::Render, at(9000)).await, None, "not revived");
    assert!(store.given_up(None, 10).await.expect("answered").is_empty());
    let overview = store.overview().await.expect("answered");
    assert_eq!((overview.waiting, overview.dead, overview.rituals), (0, 0, 1));
    let own = store.overview_of(GUILD, &[]).await.expect("answered");
    assert!(own.destinations.values().all(|counts| counts.archived + counts.waiting + counts.dead == 0));
    let told = view(&store, id).await;
    assert_eq!((told.cancelled, told.archives.len()), (Some(at(5)), 0));
    assert_eq!((standing(&store, id).await, told.render_failure), (None, None));
    assert_eq!(store.settled_at(id).await.expect("answered"), Some(at(5)), "its file may leave the spool");
}

pub(super) async fn whoever_works_on_what_is_cancelled_writes_nothing_more(database: TestDatabase) {
    let store = database.open().await;
    let id = accept(&store, 1, GUILD, 3).await;
    let drawn = claim(&store, &Lane::Render, START).await.expect("a job");
    assert_eq!(cancel(&store, id, 3).await, Cancelled::Now);
    assert!(!store.extend(&drawn.lease, at(60)).await.expect("answered"), "it is called off");
    for outcome in [Outcome::Rendered(picture()), retry(9, Class::Transient, "no"), Outcome::Released] {
        assert!(!store.finish(&drawn.lease, &outcome, at(6)).await.expect("answered"), "{outcome:?}");
    }
    assert_eq!(view(&store, id).await.ritual.rendered, None);

    // A copy on its way is called off as well, and one that stands goes on standing.
    let id = accept_and_render(&store, &asked(2, GUILD, 3)).await;
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    let sent = claim(&store, &uploads(1), START).await.expect("a job");
    assert_eq!(cancel(&store, id, 3).await, Cancelled::Now);
    assert!(!store.finish(&sent.lease, &Outcome::Archived(receipt()), at(6)).await.expect("answered"));
    let told = view(&store, id).await;
    assert_eq!(told.archives.len(), 1, "{:?}", told.archives);
    assert!(told.archives[0].state.receipt().is_some());
}

pub(super) async fn what_is_shown_or_is_just_being_shown_is_not_cancelled(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &asked(1, GUILD, 3)).await;
    let post = claim(&store, &Lane::Post, START).await.expect("a job");
    assert_eq!(cancel(&store, id, 3).await, Cancelled::TooLate, "its message is on its way");
    assert!(store.finish(&post.lease, &Outcome::Posted(message("x")), START).await.expect("written"));
    assert_eq!(cancel(&store, id, 3).await, Cancelled::TooLate);
    assert_eq!(view(&store, id).await.cancelled, None);
    assert!(claim(&store, &uploads(0), START).await.is_some(), "its copies go on");
}

pub(super) async fn only_the_asker_or_a_moderator_of_the_same_server_cancels(database: TestDatabase) {
    let store = database.open().await;
    let id = accept(&store, 1, GUILD, 3).await;
    assert_eq!(cancel(&store, id, 4).await, Cancelled::NotTheirs);
    for by in [Canceller::Moderator { owner: 2 }, Canceller::Asker { owner: 2, user: 3 }] {
        assert_eq!(store.cancel(id, by, START).await.expect("answered"), Cancelled::Unknown, "{by:?}");
    }
    assert_eq!(cancel(&store, RitualId::new(), 3).await, Cancelled::Unknown);
    let by = Canceller::Moderator { owner: GUILD };
    assert_eq!(store.cancel(id, by, START).await.expect("answered"), Cancelled::Now);
}

pub(super) async fn an_answer_that_was_promised_or_may_stand_says_that_it_is_cancelled(
    database: TestDatabase,
) {
    let store = database.open().await;
    let promised = store.accept(&used(1, GUILD, 3)).await.expect("accepted");
    assert_eq!(cancel(&store, promised, 3).await, Cancelled::Now);
    let job = claim(&store, &Lane::Post, at(6)).await.expect("its answer is to be given");
    assert_eq!((job.ritual, view(&store, promised).await.cancelled.is_some()), (promised, true));
    assert!(store.finish(&job.lease, &Outcome::Done, at(6)).await.expect("written"));
    assert_eq!(claim(&store, &Lane::Post, at(60)).await, None, "once");

    let tried = accept_and_render(&store, &asked(2, GUILD, 3)).await;
    work(&store, &Lane::Post, START, &retry(3, Class::Transient, "no answer")).await;
    assert_eq!(cancel(&store, tried, 3).await, Cancelled::Now);
    let job = claim(&store, &Lane::Post, at(6)).await.expect("it may stand");
    assert_eq!((job.ritual, job.attempt), (tried, 2), "so it is looked for");
}

pub(super) async fn all_of_a_persons_own_are_cancelled_and_nobody_elses(database: TestDatabase) {
    let store = database.open().await;
    for number in 0..5 {
        accept(&store, number, GUILD, 3).await;
    }
    let others = [accept(&store, 10, GUILD, 4).await, accept(&store, 11, 2, 3).await];
    let all = async |most| store.cancel_all(GUILD, 3, most, START).await.expect("answered");
    assert_eq!((all(3).await, all(3).await, all(3).await), (3, 2, 0));
    for id in others {
        assert!(standing(&store, id).await.is_some());
    }
}

pub(super) async fn what_a_message_asked_for_is_found_by_it(database: TestDatabase) {
    let store = database.open().await;
    let first = accept(&store, 7, GUILD, 3).await;
    let edited = NewRitual { edited: Some(1234), ..asked(7, GUILD, 3) };
    let second = store.accept(&edited).await.expect("accepted");
    assert_ne!(first, second, "an edit is a request of its own");
    let again = NewRitual { id: RitualId::new(), ..edited };
    assert_eq!(store.accept(&again).await.expect("accepted"), second, "however often it is delivered");
    let of = async |message, except| store.cancel_of_message(message, except, START).await.expect("answered");
    assert_eq!(of(8, None).await, 0);
    assert_eq!(of(7, Some(second)).await, 1);
    assert!(view(&store, first).await.cancelled.is_some() && view(&store, second).await.cancelled.is_none());
    assert_eq!((of(7, None).await, of(7, None).await), (1, 0));
}

/// A long queue of two servers, in which all that is counted goes on for long.
const QUEUE: &str = "INSERT INTO rituals (id, origin, recipe, file, accepted, guild)
        SELECT '00000000-0000-7000-8000-' || lpad(i::text, 12, '0'), '{}', '{}', 'x', 0, 1 + i % 2
        FROM generate_series(1, 30000) AS i;
    INSERT INTO jobs (id, ritual, kind, place, state, run_at, owner, member, turn, member_turn)
        SELECT id, id, 'render', 0, 'ready', 0, guild, n % 7, n, n
        FROM (SELECT id, guild, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered;
    INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner, member)
        SELECT 'a' || substr(id, 2), id, 'archive', 'mega:', 'x', 1, 'ready', 0, guild, n % 7
        FROM (SELECT id, guild, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered;
    INSERT INTO jobs (id, ritual, kind, place, state, run_at, owner, member, waits)
        SELECT 'b' || substr(id, 2), id, 'post', 2, 'ready', 0, guild, n % 7, TRUE
        FROM (SELECT id, guild, row_number() OVER (ORDER BY id) AS n FROM rituals) AS numbered;";

#[tokio::test]
async fn postgres_tells_and_cancels_what_waits_without_reading_the_queue() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("long_waits").await;
    let database = TestDatabase::postgres(url.clone());
    let store = database.open().await;
    database.execute("", QUEUE).await;
    database.execute("", "ANALYZE").await;
    store.close().await;
    let before = rows_read(&url, "jobs").await;

    let store = database.open().await;
    let mine = accept(&store, 1, GUILD, 99).await;
    let last: RitualId = "00000000-0000-7000-8000-000000030000".parse().expect("an id");
    assert_eq!(store.count_waiting(GUILD, None).await.expect("answered"), MOST_WAITING + 1);
    assert_eq!(store.count_waiting(GUILD, Some(99)).await.expect("answered"), 1);
    assert_eq!(store.copies_on_their_way(GUILD).await.expect("answered"), MOST_WAITING + 1);
    assert_eq!(store.waiting(GUILD, Some(99), None, 10).await.expect("answered").len(), 1);
    assert!(store.cancel_of_message(1, None, START).await.expect("answered") == 1);
    let by = Canceller::Moderator { owner: GUILD };
    assert_eq!(store.cancel(last, by, Timestamp(0)).await.ok(), None, "what cannot be read is left alone");
    assert_eq!(store.cancel(mine, by, START).await.expect("answered"), Cancelled::Before);
    store.close().await;
    let read = rows_read(&url, "jobs").await - before;
    assert!(read < 3000, "{read} of 90000 rows were read");
}
