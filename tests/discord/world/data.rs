//! What the bot keeps: copies, files and its database.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use helix_bot::store::{Act, Decision, Held, Hold, RitualView, Store, Timestamp};

use super::files::{files_below, until};
use super::messages::ritual_of;
use super::process::World;
use crate::support::discord::Message;

impl World {
    /// The object at a path of the destination `local`.
    pub(crate) fn object(&self, path: &str) -> Vec<u8> {
        let file = self.data().join("archive").join(path);
        std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Every object of the destination `local`.
    pub(crate) fn objects(&self) -> Vec<PathBuf> {
        files_below(&self.data().join("archive"))
    }

    /// A path in the folder that the operator works in.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Where the bot keeps everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The bot's database, also while the bot runs.
    pub(crate) async fn store(&self) -> Arc<Store> {
        Arc::new(Store::open(None, &self.data()).await.expect("the bot's database"))
    }

    /// Where the copies of the ritual that a message shows are to lie, such as `local:rituals/7/ritual-27-….png`.
    pub(crate) async fn places(&self, message: &Message) -> Vec<String> {
        let id = ritual_of(message).parse().expect("an id");
        let store = self.store().await;
        let view = store.ritual(id).await.expect("the ritual").expect("the ritual");
        store.close().await;
        view.archives.iter().map(|archive| archive.destination.full_path(&archive.path)).collect()
    }

    /// The place of its one copy.
    pub(crate) async fn place(&self, message: &Message) -> String {
        let mut places = self.places(message).await;
        assert_eq!(places.len(), 1, "{places:?}");
        places.remove(0)
    }

    /// Holds back that pictures are made, so that what is asked for waits.
    pub(crate) async fn hold_rendering(&self) {
        let decision = Decision { who: 1, reason: String::new(), at: Timestamp::now() };
        let store = self.store().await;
        store.hold(&Held { what: Hold::Rendering, decision }, "a test holds it").await.expect("held");
        store.close().await;
    }

    /// Lets pictures be made again.
    pub(crate) async fn release_rendering(&self) {
        let act = Act { who: 1, done: "a test is over".to_owned(), at: Timestamp::now() };
        let store = self.store().await;
        assert!(store.release(&Hold::Rendering, &act).await.expect("released"), "it was held");
        store.close().await;
    }

    /// Waits until so many rituals are accepted.
    pub(crate) async fn accepted(&self, rituals: u64) {
        let store = self.store().await;
        until("accepted rituals", async || store.overview().await.expect("counts").rituals == rituals).await;
        store.close().await;
    }

    /// The oldest ritual of which a copy is missing, once there is one for which something holds.
    pub(crate) async fn unarchived(&self, what: &str, holds: impl Fn(&RitualView) -> bool) -> RitualView {
        let store = self.store().await;
        let found = Mutex::new(None);
        until(what, async || {
            let oldest = store.overview().await.expect("counts").oldest_unarchived;
            let Some((id, _)) = oldest else { return false };
            let view = store.ritual(id).await.expect("the ritual").expect("the ritual");
            let hit = holds(&view);
            *found.lock().expect("no panic holds it") = hit.then_some(view);
            hit
        })
        .await;
        store.close().await;
        found.into_inner().expect("no panic holds it").expect("what was waited for")
    }
}
