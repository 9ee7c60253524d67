//! Accepted means durable: whole, once, and there after a restart.

use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use helix_bot::store::{
    Archive, ArchiveState, InteractionToken, Lane, NewRitual, Origin, Outcome, Ritual, RitualId, RitualView,
    StoreError, Timestamp,
};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, command_line_request, message, picture, request,
    uploads, view, work,
};

fn as_accepted(request: &NewRitual) -> RitualView {
    let NewRitual {
        id,
        origin,
        recipe,
        file,
        archives,
        accepted,
        motion,
        spoiler,
        language,
        lore,
        edited: _,
        seed_words,
        redraws: _,
        limits: _,
    } = request.clone();
    let turns = lore.map(|lore| lore.turns).unwrap_or_default();
    let archives = archives.into_iter();
    RitualView {
        ritual: Ritual {
            id,
            origin,
            recipe,
            file,
            accepted,
            motion,
            spoiler,
            language,
            seed_words,
            turns,
            rendered: None,
            posted: None,
            deleted: None,
        },
        archives: archives
            .map(|(destination, path)| Archive { destination, path, state: ArchiveState::Pending })
            .collect(),
        unreadable: Vec::new(),
        render_failure: None,
        render_delay: None,
        cancelled: None,
    }
}

fn slash_command() -> NewRitual {
    let token = InteractionToken("aW50ZXJhY3Rpb24".to_owned());
    let origin = Origin::Interaction {
        guild: None,
        channel: 2,
        interaction: 5,
        user: 3,
        application: 6,
        token,
        received: START,
        most: Some(50 << 20),
    };
    NewRitual { origin, ..request(5) }
}

pub(super) async fn an_accepted_ritual_reads_back_whole(database: TestDatabase) {
    let store = database.open().await;
    let hidden = NewRitual { spoiler: true, ..request(3) };
    for request in [request(1), command_line_request(2), hidden, slash_command()] {
        assert_eq!(store.accept(&request).await.expect("it is accepted"), request.id);
        assert_eq!(view(&store, request.id).await, as_accepted(&request));
    }
    assert_eq!(store.ritual(RitualId::new()).await.expect("the database answers"), None);
}

pub(super) async fn an_accepted_ritual_survives_a_restart(database: TestDatabase) {
    let store = database.open().await;
    let request = request(1);
    store.accept(&request).await.expect("it is accepted");
    store.close().await;
    let store = database.open().await;
    assert_eq!(view(&store, request.id).await, as_accepted(&request));
    assert!(claim(&store, &Lane::Render, START).await.is_some());
}

pub(super) async fn a_request_delivered_twice_is_one_ritual(database: TestDatabase) {
    let store = database.open().await;
    let first = request(1);
    let again = NewRitual { id: RitualId::new(), ..first.clone() };
    store.accept(&first).await.expect("it is accepted");
    assert_eq!(store.accept(&again).await.expect("it is recognised"), first.id);
    assert_eq!(store.accept(&first).await.expect("it is recognised"), first.id);
    assert_eq!(store.ritual(again.id).await.expect("the database answers"), None);
    assert_eq!(store.overview().await.expect("the database answers").rituals, 1);
}

pub(super) async fn a_request_delivered_to_many_at_once_is_one_ritual(database: TestDatabase) {
    let stores = [database.open().await, database.open().await];
    let together = Arc::new(Barrier::new(12));
    let mut accepts = JoinSet::new();
    for store in stores.iter().cycle().take(12) {
        let (store, together, request) = (Arc::clone(store), Arc::clone(&together), request(1));
        accepts.spawn(async move {
            together.wait().await;
            store.accept(&request).await.expect("it is accepted or recognised")
        });
    }
    let ids: HashSet<RitualId> = accepts.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
    let overview = stores[0].overview().await.expect("the database answers");
    assert_eq!((overview.rituals, overview.waiting), (1, 4), "one ritual with its four jobs");
}

pub(super) async fn an_accept_that_fails_half_way_leaves_nothing(database: TestDatabase) {
    let store = database.open().await;
    // The second destination's job is refused by the database, after the ritual and two jobs were written.
    database
        .execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON jobs WHEN NEW.destination = 's3:bucket/folder'
                BEGIN SELECT RAISE(ABORT, 'refused'); END",
            "ALTER TABLE jobs ADD CHECK (destination <> 's3:bucket/folder')",
        )
        .await;
    let request = request(1);
    let error = store.accept(&request).await.expect_err("a job that is refused");
    assert!(matches!(error, StoreError::Sql(_)), "{error:?}");
    assert_eq!(store.ritual(request.id).await.expect("the database answers"), None);
    assert_eq!(claim(&store, &Lane::Render, START).await, None);
}

pub(super) async fn an_accept_that_is_cut_short_leaves_a_whole_ritual_or_none(database: TestDatabase) {
    let store = database.open().await;
    for polls in 0.. {
        let request = request(polls);
        let answered = poll_at_most(polls, store.accept(&request)).await;
        match store.ritual(request.id).await.expect("the database answers") {
            Some(view) => {
                assert_eq!(view, as_accepted(&request), "cut after {polls} polls");
                let job = store.claim(&Lane::Render, Some(request.id), START, at(1)).await;
                assert!(job.expect("the database answers").is_some(), "cut after {polls} polls");
            }
            None => assert!(answered.is_none(), "accepted, and gone"),
        }
        if answered.is_some() {
            break;
        }
    }
}

/// Polls a future so many times and drops it then, as a cancelled task would; its answer if it came before.
async fn poll_at_most<T>(polls: u64, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

pub(super) async fn an_interaction_token_is_forgotten_once_it_died(database: TestDatabase) {
    fn token(view: RitualView) -> String {
        let Origin::Interaction { token, .. } = view.ritual.origin else { panic!("another origin") };
        token.0
    }
    let store = database.open().await;
    let id = accept_and_render(&store, &slash_command()).await;
    let death = START + InteractionToken::LIFETIME;

    let before = Timestamp(death.0 - 1);
    work(&store, &Lane::Post, before, &Outcome::Posted(message("archiving"))).await;
    assert_eq!(token(view(&store, id).await), "aW50ZXJhY3Rpb24");

    work(&store, &uploads(0), death, &Outcome::Released).await;
    let seen = view(&store, id).await;
    assert_eq!(seen.ritual.rendered, Some(picture()));
    assert_eq!(token(seen), "");
}
