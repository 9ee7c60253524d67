//! Rituals and copies that were found in an archive.

use helix_bot::store::{ArchiveState, FoundCopy, FoundRitual, Lane, Origin, RitualId};

use super::fixture::{
    TestDatabase, accept_and_render, at, claim, destination, picture, receipt, recipe, request, view,
};

fn found(guild: Option<u64>) -> FoundRitual {
    FoundRitual {
        id: RitualId::new(),
        guild,
        recipe: recipe(7),
        file: "found.png".to_owned(),
        rendered: picture(),
        copy: copy_at(0),
    }
}

fn copy_at(which: usize) -> FoundCopy {
    let path = "rituals/found.png".parse().expect("a path");
    FoundCopy { destination: destination(which), path, receipt: receipt() }
}

pub(super) async fn a_ritual_that_was_found_is_recorded_once_with_nothing_left_to_do(database: TestDatabase) {
    let store = database.open().await;
    let found = found(Some(42));
    assert!(store.adopt_ritual(&found).await.expect("an answer"));
    assert!(!store.adopt_ritual(&found).await.expect("an answer"), "it is known");
    let view = view(&store, found.id).await;
    assert_eq!(view.ritual.origin, Origin::Archive { guild: Some(42) });
    assert_eq!((&view.ritual.recipe, view.ritual.rendered.as_ref()), (&found.recipe, Some(&found.rendered)));
    assert_eq!(view.archives.len(), 1);
    assert_eq!(view.archives[0].state, ArchiveState::Archived(receipt()));
    for lane in [Lane::Render, Lane::LargeRender, Lane::Post, Lane::Archive(destination(0))] {
        assert_eq!(claim(&store, &lane, at(1_000_000_000)).await, None, "{lane:?}");
    }
    assert!(store.adopt_copy(found.id, &copy_at(1)).await.expect("an answer"));
    assert!(!store.adopt_copy(found.id, &copy_at(1)).await.expect("an answer"), "it is known");
    let overview = store.overview().await.expect("counts");
    assert_eq!((overview.rituals, overview.waiting), (1, 0));
    assert_eq!(overview.destinations[&destination(1)].archived, 1);
    let owners = store.overview_of(42, &[destination(0), destination(1)]).await.expect("counts");
    assert_eq!(owners.destinations[&destination(0)].archived, 1);
}

pub(super) async fn a_copy_that_was_found_changes_nothing_that_is_known(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    let before = view(&store, id).await;
    assert!(!store.adopt_copy(id, &copy_at(0)).await.expect("an answer"), "it is asked for already");
    let mut other = copy_at(0);
    other.destination = "other:".parse().expect("a destination");
    other.receipt.digest = helix_bot::digest::Digest::of(b"another file");
    assert!(!store.adopt_copy(id, &other).await.expect("an answer"), "its content is another");
    assert!(!store.adopt_copy(RitualId::new(), &other).await.expect("an answer"), "there is no such ritual");
    assert_eq!(view(&store, id).await, before);
}
