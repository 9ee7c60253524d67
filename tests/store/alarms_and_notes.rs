//! What the store tells operators, and the small things that it keeps.

use std::collections::BTreeMap;

use helix_bot::failure::Class;
use helix_bot::store::{
    DestinationCounts, GivenUp, JobKind, Lane, NewRitual, Notice, Origin, Outcome, Overview, Posted, Queue,
    QueueCounts, RitualId, Scope, SettingChange,
};

use super::fixture::{
    START, TestDatabase, accept_and_render, at, command_line_request, dead, destination, message, picture,
    receipt, request, retry, uploads, view, work,
};

pub(super) async fn a_ritual_is_settled_when_its_last_job_is_done(database: TestDatabase) {
    let store = database.open().await;
    let settled = async |id| store.settled_at(id).await.expect("the database answers");
    let id = accept_and_render(&store, &request(1)).await;
    assert_eq!(settled(id).await, None);
    work(&store, &uploads(0), at(1), &Outcome::Archived(receipt())).await;
    work(&store, &uploads(1), at(2), &dead("no such bucket")).await;
    work(&store, &Lane::Post, at(3), &Outcome::Posted(message("not archived"))).await;
    assert_eq!(settled(id).await, None, "a dead job waits for a person");
    store.revive(Scope::Everything, at(4)).await.expect("the database answers");
    work(&store, &uploads(1), at(5), &Outcome::Archived(receipt())).await;
    assert_eq!(settled(id).await, None, "the message is to be updated");
    work(&store, &Lane::Post, at(6), &Outcome::Done).await;
    assert_eq!(settled(id).await, Some(at(6)));
    assert_eq!(settled(RitualId::new()).await, None);
}

pub(super) async fn the_overview_counts_what_waits_and_what_was_given_up(database: TestDatabase) {
    let store = database.open().await;
    assert_eq!(store.overview().await.expect("the database answers"), Overview::default());

    // All four jobs of the first end; of the second, one copy is given up and one waits at a paused destination.
    accept_and_render(&store, &request(1)).await;
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    work(&store, &uploads(1), START, &Outcome::Archived(receipt())).await;
    work(&store, &Lane::Post, START, &Outcome::Posted(message("archived"))).await;
    let second = accept_and_render(&store, &request(2)).await;
    work(&store, &uploads(0), START, &dead("no such folder")).await;
    work(&store, &uploads(1), START, &retry(9, Class::Auth, "wrong password")).await;
    store.accept(&request(3)).await.expect("it is accepted");

    let mega =
        DestinationCounts { waiting: 1, dead: 1, archived: 1, paused: None, ..DestinationCounts::default() };
    let s3 = DestinationCounts {
        waiting: 2,
        dead: 0,
        archived: 1,
        bytes: 0,
        lost: 0,
        put_off: 1,
        trouble: Some("wrong password".to_owned()),
        paused: Some((at(9), "wrong password".to_owned())),
        held: None,
    };
    let expected = Overview {
        rituals: 3,
        // The second's message and one copy, and the third's four.
        waiting: 6,
        dead: 1,
        dead_posts: 0,
        dead_renders: 0,
        oldest_unarchived: Some((second, START)),
        destinations: BTreeMap::from([(destination(0), mega), (destination(1), s3)]),
        queues: BTreeMap::from([
            (queue(JobKind::Render, None), counts(1, 0, 0)),
            (queue(JobKind::Post, None), counts(2, 0, 0)),
            (queue(JobKind::Archive, Some(0)), counts(1, 0, 1)),
            (queue(JobKind::Archive, Some(1)), counts(2, 1, 0)),
        ]),
    };
    assert_eq!(store.overview().await.expect("the database answers"), expected);
}

fn queue(kind: JobKind, to: Option<usize>) -> Queue {
    Queue { kind, destination: to.map(destination) }
}

fn counts(waiting: u64, put_off: u64, dead: u64) -> QueueCounts {
    QueueCounts { waiting, put_off, dead }
}

pub(super) async fn the_age_of_a_queue_is_its_oldest_jobs_who_was_not_given_up(database: TestDatabase) {
    let store = database.open().await;
    let since = async |kind, to| store.waits_since(&queue(kind, to)).await.expect("the database answers");
    assert_eq!(since(JobKind::Render, None).await, None, "nothing was asked for");
    accept_and_render(&store, &request(1)).await;
    assert_eq!(since(JobKind::Render, None).await, None, "the picture is made");
    assert_eq!(since(JobKind::Archive, Some(0)).await, Some(START));

    work(&store, &uploads(0), START, &dead("no such folder")).await;
    assert_eq!(since(JobKind::Archive, Some(0)).await, None, "nobody works on what was given up");
    work(&store, &uploads(1), START, &retry(9, Class::Transient, "it does not answer")).await;
    assert_eq!(since(JobKind::Archive, Some(1)).await, Some(START), "a try makes it no younger");
    store.accept(&NewRitual { accepted: at(5), ..request(2) }).await.expect("it is accepted");
    assert_eq!(since(JobKind::Archive, Some(0)).await, Some(at(5)));
    assert_eq!(since(JobKind::Archive, Some(1)).await, Some(START));
}

pub(super) async fn what_was_given_up_is_named_with_whom_it_was_for_the_latest_first(database: TestDatabase) {
    let store = database.open().await;
    let (first, second) =
        (accept_and_render(&store, &request(1)).await, accept_and_render(&store, &request(2)).await);
    work(&store, &Lane::Post, at(1), &dead("the channel is gone")).await;
    work(&store, &uploads(0), at(2), &dead("no such folder")).await;
    let given_up = async |guild, most| store.given_up(guild, most).await.expect("the database answers");
    let found = given_up(Some(1), 9).await;
    let message = GivenUp {
        kind: JobKind::Post,
        destination: String::new(),
        ritual: first,
        user: Some(3),
        reason: "the channel is gone".to_owned(),
    };
    let (destination, reason) = (destination(0).to_string(), "no such folder".to_owned());
    let copy = GivenUp { kind: JobKind::Archive, destination, reason, ..message.clone() };
    assert_eq!(found, [copy, message]);
    assert_eq!(given_up(None, 1).await, found[..1]);
    assert_eq!(given_up(Some(2), 9).await, [], "another guild's");
    let overview = store.overview().await.expect("the database answers");
    assert_eq!((overview.dead, overview.dead_posts, overview.dead_renders), (2, 1, 0));
    assert_ne!(first, second);
}

pub(super) async fn everybody_is_told_of_their_own_alone(database: TestDatabase) {
    let store = database.open().await;
    let asked = |message, guild, user| NewRitual {
        origin: Origin::Message { guild, channel: 2, message, user },
        ..request(message)
    };
    // Three in a server, one in another, one in private, and one from the command line.
    let of_server = accept_and_render(&store, &asked(1, Some(7), 3)).await;
    work(&store, &uploads(0), START, &Outcome::Archived(receipt())).await;
    work(&store, &uploads(1), START, &dead("no such folder")).await;
    work(&store, &Lane::Post, START, &Outcome::Posted(message("x"))).await;
    accept_and_render(&store, &asked(2, Some(8), 3)).await;
    work(&store, &uploads(0), START, &retry(9, Class::Auth, "wrong password")).await;
    let in_private = accept_and_render(&store, &asked(3, None, 3)).await;
    store.accept(&asked(4, Some(7), 4)).await.expect("it is accepted");
    store.accept(&command_line_request(5)).await.expect("it is accepted");

    let of = async |owner| {
        store.overview_of(owner, &[destination(0), destination(1)]).await.expect("the database answers")
    };
    let paused = Some((at(9), "wrong password".to_owned()));
    let server = of(7).await;
    assert_eq!((server.rituals, server.waiting, server.dead), (2, 4, 1));
    assert_eq!(server.oldest_unarchived, Some((of_server, START)));
    let mega = DestinationCounts {
        waiting: 1,
        archived: 1,
        bytes: picture().bytes,
        paused: paused.clone(),
        ..DestinationCounts::default()
    };
    let s3 = DestinationCounts { waiting: 1, dead: 1, ..DestinationCounts::default() };
    assert_eq!(server.destinations, BTreeMap::from([(destination(0), mega), (destination(1), s3)]));
    let person = of(3).await;
    assert_eq!((person.rituals, person.waiting, person.dead), (1, 3, 0), "what they asked for in private");
    assert_eq!(person.oldest_unarchived, Some((in_private, START)));
    let nobody = of(9).await;
    assert_eq!((nobody.rituals, nobody.waiting, nobody.dead, nobody.oldest_unarchived), (0, 0, 0, None));
    assert_eq!(nobody.destinations[&destination(0)].paused, paused);
    assert_eq!(store.overview().await.expect("the database answers").rituals, 5);

    assert_eq!(store.given_up(Some(7), 9).await.expect("the database answers").len(), 1);
    assert_eq!(store.given_up(Some(3), 9).await.expect("the database answers"), []);

    // A copy that is asked for later belongs to the same, and so does one that is lost.
    let later = "gdrive:".parse().expect("a destination");
    let path = "x.png".parse().expect("a path");
    assert!(store.add_archive(of_server, &later, &path, START).await.expect("it is asked for"));
    assert_eq!(of(7).await.destinations[&later].waiting, 1);
}

pub(super) async fn notes_are_kept(database: TestDatabase) {
    let store = database.open().await;
    let note = async |key| store.note(key).await.expect("the database answers");
    assert_eq!(note("commands").await, None);
    for value in ["one", "two"] {
        store.set_note("commands", value).await.expect("it is kept");
        assert_eq!(note("commands").await.as_deref(), Some(value));
    }
    store.check().await.expect("it can be written");
    assert_eq!(note("commands").await.as_deref(), Some("two"));
}

pub(super) async fn ids_of_any_size_are_kept(database: TestDatabase) {
    let store = database.open().await;
    let mut request = request(u64::MAX);
    request.origin = Origin::Message { guild: Some(u64::MAX), channel: 0, message: u64::MAX, user: u64::MAX };
    let id = accept_and_render(&store, &request).await;
    let posted = Posted { channel: u64::MAX, message: u64::MAX - 1, status: String::new() };
    work(&store, &Lane::Post, START, &Outcome::Posted(posted.clone())).await;
    let seen = view(&store, id).await.ritual;
    assert_eq!((seen.origin, seen.posted), (request.origin, Some(posted)));
    assert_eq!(seen.rendered, Some(picture()));
    let change = SettingChange { name: "prefix", after: Some("!".to_owned()) };
    store.change_settings(u64::MAX, u64::MAX, &[change], START).await.expect("it is kept");
    let log = store.settings_log(u64::MAX, None, 9).await.expect("the database answers");
    assert_eq!(log.iter().map(|change| change.person).collect::<Vec<_>>(), [u64::MAX]);
}

pub(super) async fn a_notice_is_kept_until_it_is_forgotten(database: TestDatabase) {
    let store = database.open().await;
    let notices = async || {
        store.notices(helix_bot::shard_range::ShardRange::all(1), 9).await.expect("the database answers")
    };
    let ritual = store.accept(&request(7)).await.expect("accepted");
    assert_eq!(notices().await, []);
    let sent = |message| Notice { ritual, channel: 2, request: 7, message };
    store.note_notice(ritual, None).await.expect("written");
    assert_eq!(notices().await, [sent(None)], "it may stand");
    store.note_notice(ritual, Some(u64::MAX)).await.expect("written");
    assert_eq!(
        database.open().await.notices(helix_bot::shard_range::ShardRange::all(1), 9).await.expect("answered"),
        [sent(Some(u64::MAX))]
    );
    store.forget_notice(ritual).await.expect("written");
    assert_eq!(notices().await, []);
}
