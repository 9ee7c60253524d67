//! What guilds keep between their rituals: changed with a ritual or not at all, one change after another.

use std::collections::HashSet;
use std::sync::Arc;

use helix_bot::ritual::{Age, Anomaly, Field, Folklore, Lore, Milestone, Rank, evolve};
use helix_bot::store::{GuildLore, NewLore, NewRitual, Origin, RitualId, Store, StoreError};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::fixture::{
    START, TestDatabase, accept_and_render, at, command_line_request, recipe, request, view,
};

const GUILD: u64 = 1;

async fn lore(store: &Store, guild: u64) -> GuildLore {
    store.lore(guild).await.expect("the database answers")
}

/// A ritual that follows from what its guild keeps, as the program plans it.
fn following(known: &GuildLore, message: u64) -> NewRitual {
    let mut ritual = request(message);
    ritual.recipe.field = known.lore.field;
    let (next, turns) = known.lore.after(GUILD, &evolve(&ritual.recipe));
    ritual.lore = Some(NewLore { follows: known.revision, lore: next, turns });
    ritual
}

/// Accepts it, planning it anew until no other comes between.
async fn accept_following(store: &Store, message: u64) -> RitualId {
    loop {
        let ritual = following(&lore(store, GUILD).await, message);
        match store.accept(&ritual).await {
            Err(StoreError::StaleLore) => {}
            answer => return answer.expect("it is accepted"),
        }
    }
}

pub(super) async fn a_guild_begins_as_every_guild_does(database: TestDatabase) {
    let store = database.open().await;
    assert_eq!(lore(&store, GUILD).await, GuildLore::default());
    assert!(!store.reset_lore(GUILD, START).await.expect("the database answers"));
    assert_eq!(lore(&store, GUILD).await, GuildLore::default());
}

pub(super) async fn a_ritual_leaves_its_guild_a_field_and_others_nothing(database: TestDatabase) {
    let store = database.open().await;
    let first = following(&GuildLore::default(), 1);
    let left = first.lore.clone().expect("lore");
    store.accept(&first).await.expect("it is accepted");
    store.accept(&command_line_request(2)).await.expect("it is accepted");

    let kept = lore(&store, GUILD).await;
    assert_eq!(kept, GuildLore { revision: 1, lore: left.lore, changed: Some(START) });
    let bits = |field: Field| field.numbers().map(|(_, value, _)| value.to_bits());
    assert_eq!(bits(kept.lore.field), bits(left.lore.field), "to the last bit");
    assert_eq!(lore(&store, 2).await, GuildLore::default());

    store.accept(&following(&kept, 3)).await.expect("it is accepted");
    let next = lore(&*database.open().await, GUILD).await;
    assert_eq!(next.revision, 2);
    assert_eq!((kept.lore.folklore.rituals, next.lore.folklore.rituals), (1, 2), "{next:?}");
}

pub(super) async fn a_ritual_keeps_the_turns_that_came_with_it(database: TestDatabase) {
    let store = database.open().await;
    let turns = vec![
        Milestone::Rank { anomaly: Anomaly::Flare, rank: Rank::Legend },
        Milestone::Rank { anomaly: Anomaly::Resonance, rank: Rank::Law },
        Milestone::Age(Age(1)),
    ];
    let left = NewLore { follows: 0, lore: Lore::default(), turns: turns.clone() };
    let id = accept_and_render(&store, &NewRitual { lore: Some(left), ..request(1) }).await;
    assert_eq!(view(&store, id).await.ritual.turns, turns);
    let id = store.accept(&request(2)).await.expect("it is accepted");
    assert_eq!(view(&store, id).await.ritual.turns, []);
}

pub(super) async fn the_same_request_moves_the_lore_once(database: TestDatabase) {
    let store = database.open().await;
    let first = following(&GuildLore::default(), 1);
    store.accept(&first).await.expect("it is accepted");
    let kept = lore(&store, GUILD).await;
    // Delivered again, planned from before and from after the first.
    let again = NewRitual { id: RitualId::new(), ..first.clone() };
    let later = NewRitual { id: RitualId::new(), ..following(&kept, 1) };
    for repeated in [&first, &again, &later] {
        assert_eq!(store.accept(repeated).await.expect("it is recognised"), first.id);
    }
    assert_eq!(lore(&store, GUILD).await, kept);
}

pub(super) async fn a_ritual_that_follows_from_an_older_lore_leaves_nothing(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&following(&GuildLore::default(), 1)).await.expect("it is accepted");
    let kept = lore(&store, GUILD).await;
    let ahead = GuildLore { revision: 7, ..kept };
    for known in [GuildLore::default(), ahead] {
        let late = following(&known, 2);
        let error = store.accept(&late).await.expect_err("the lore has changed");
        assert!(matches!(error, StoreError::StaleLore), "{error:?}");
        assert_eq!(store.ritual(late.id).await.expect("the database answers"), None);
    }
    assert_eq!(lore(&store, GUILD).await, kept);
    assert_eq!(store.overview().await.expect("the database answers").rituals, 1);
    // Its request is not taken for one that was accepted.
    let id = accept_following(&store, 2).await;
    assert_eq!(view(&store, id).await.ritual.recipe.field, kept.lore.field);
}

pub(super) async fn a_reset_is_noticed_by_a_ritual_under_way(database: TestDatabase) {
    let store = database.open().await;
    store.accept(&following(&GuildLore::default(), 1)).await.expect("it is accepted");
    let under_way = following(&lore(&store, GUILD).await, 2);
    assert!(store.reset_lore(GUILD, at(5)).await.expect("the database answers"));
    let fresh = lore(&store, GUILD).await;
    assert_eq!(fresh, GuildLore { revision: 2, lore: Lore::default(), changed: Some(at(5)) });
    let error = store.accept(&under_way).await.expect_err("the lore has changed");
    assert!(matches!(error, StoreError::StaleLore), "{error:?}");
    store.accept(&following(&fresh, 3)).await.expect("it is accepted");
}

/// Many at once: each follows from the one before, as if they had come one by one.
pub(super) async fn rituals_accepted_at_once_form_one_chain(database: TestDatabase) {
    const RITUALS: u64 = 12;
    let stores = [database.open().await, database.open().await];
    let together = Arc::new(Barrier::new(RITUALS as usize));
    let mut accepts = JoinSet::new();
    for (message, store) in (0..RITUALS).zip(stores.iter().cycle()) {
        let (store, together) = (Arc::clone(store), Arc::clone(&together));
        accepts.spawn(async move {
            together.wait().await;
            accept_following(&store, message).await
        });
    }
    let ids = accepts.join_all().await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), RITUALS as usize, "none is lost");

    let kept = lore(&stores[0], GUILD).await;
    assert_eq!(kept.revision, RITUALS);
    let mut rituals = Vec::new();
    for id in ids {
        rituals.push(view(&stores[1], id).await.ritual);
    }
    let mut chain = Lore::default();
    let mut turns = Vec::new();
    for _ in 0..RITUALS {
        let next = rituals.iter().position(|ritual| ritual.recipe.field == chain.field);
        let ritual = rituals.swap_remove(next.expect("one that started from here"));
        let (left, came) = chain.after(GUILD, &evolve(&ritual.recipe));
        assert_eq!(ritual.turns, came);
        turns.extend(came);
        chain = left;
    }
    assert_eq!(kept.lore, chain);
    assert_eq!(turns.iter().collect::<HashSet<_>>().len(), turns.len(), "each turn came once");
    assert_eq!(kept.lore.folklore.rituals, RITUALS);
}

pub(super) async fn the_last_rituals_of_a_guild_are_its_chronicle(database: TestDatabase) {
    let store = database.open().await;
    let mut starts = Vec::new();
    for message in 0..5 {
        let known = lore(&store, GUILD).await;
        starts.push(known.lore.field);
        let mut ritual = following(&known, message);
        if message == 3 {
            ritual.lore.as_mut().expect("lore").turns = vec![Milestone::Age(Age(1))];
        }
        store.accept(&ritual).await.expect("it is accepted");
    }
    store.accept(&command_line_request(9)).await.expect("it is accepted");
    let chapters = store.chapters(GUILD, 3).await.expect("the database answers");
    assert_eq!(chapters.iter().map(|chapter| chapter.start).collect::<Vec<_>>(), starts[2..]);
    assert_eq!(chapters[1].turns, [Milestone::Age(Age(1))]);
    assert_eq!(store.chapters(2, 100).await.expect("the database answers"), []);
}

/// The same request at once through many doors is one ritual and one change.
pub(super) async fn one_request_at_many_doors_moves_the_lore_once(database: TestDatabase) {
    let stores = [database.open().await, database.open().await];
    let together = Arc::new(Barrier::new(8));
    let mut accepts = JoinSet::new();
    for store in stores.iter().cycle().take(8) {
        let (store, together) = (Arc::clone(store), Arc::clone(&together));
        accepts.spawn(async move {
            together.wait().await;
            accept_following(&store, 1).await
        });
    }
    let ids: HashSet<RitualId> = accepts.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(lore(&stores[0], GUILD).await.revision, 1);
}

pub(super) async fn numbers_of_any_size_are_kept(database: TestDatabase) {
    let store = database.open().await;
    let folklore = Folklore {
        rituals: u64::MAX,
        age: Age(1 << 60),
        flares: u64::MAX,
        voids: 0,
        echoes: 1 << 53,
        resonances: 3,
    };
    let field = Field { harmony: 0.1 + 0.2, zoom: 4.0, ..recipe(1).field };
    let left = Lore { field, folklore };
    let origin = Origin::Message { guild: Some(u64::MAX), channel: 2, message: 1, user: 3 };
    let ritual =
        NewRitual { origin, lore: Some(NewLore { follows: 0, lore: left, turns: Vec::new() }), ..request(1) };
    store.accept(&ritual).await.expect("it is accepted");
    assert_eq!(lore(&store, u64::MAX).await.lore, left);
}
