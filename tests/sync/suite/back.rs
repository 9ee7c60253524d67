//! What comes back from a destination, and what is seen there.

use helix_bot::digest::Digest;
use helix_bot::failure::{Action, Class, Failure};
use helix_bot::sync::EntryKind;
use tokio_util::sync::CancellationToken;

use super::Row;
use crate::sync::world::{PATH, destination, digest, path};

/// Where files come back to.
const BACK: &str = "back/the ritual.png";

impl Row {
    async fn fetch(&self, from: &str, expected: Option<Digest>) -> Result<Digest, Failure> {
        let (root, to) = (destination(self.place.remote()), self.world.path(BACK));
        let never = CancellationToken::new();
        let fetched = self.carrier.fetch(&root, &path(from), &to, expected, &|_| {}, &never).await?;
        assert_eq!((fetched.path, digest(&to)), (to, fetched.digest));
        Ok(fetched.digest)
    }

    /// What lies in the folder that files come back to.
    fn back(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.world.path("back")) else { return Vec::new() };
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

pub(super) async fn what_was_archived_comes_back_whole_and_in_its_place(row: &Row) {
    let file = row.world.file(300_000);
    row.archive(&file).await;
    assert_eq!(row.fetch(PATH, Some(file.digest)).await.expect("fetched"), file.digest);
    // Again, over what stands there now.
    std::fs::write(row.world.path(BACK), b"something else").expect("written");
    assert_eq!(row.fetch(PATH, Some(file.digest)).await.expect("fetched"), file.digest);
    assert_eq!(row.back(), ["the ritual.png"], "nothing beside it");
}

pub(super) async fn another_content_than_expected_leaves_what_stood_there(row: &Row) {
    row.place.put(PATH, b"not what was archived");
    std::fs::create_dir(row.world.path("back")).expect("a folder");
    std::fs::write(row.world.path(BACK), b"mine").expect("written");
    let error = row.fetch(PATH, Some(Digest::of(b"archived"))).await.expect_err("another content");
    assert_eq!(
        (error.class, error.action),
        (Class::Transient, Some(Action::Fetch)),
        "{error}: {:?}",
        error.cause
    );
    assert_eq!(digest(row.world.path(BACK)), Digest::of(b"mine"));
    assert_eq!(row.back(), ["the ritual.png"]);
    // Without an expectation it is taken as it is.
    assert_eq!(row.fetch(PATH, None).await.expect("fetched"), Digest::of(b"not what was archived"));
}

pub(super) async fn a_file_that_is_not_there_and_a_folder_in_its_place_are_said_and_final(row: &Row) {
    row.place.put("rituals/name.png/inner.png", b"as a plan of old made it");
    for (from, words) in [(PATH, "no such file"), ("rituals/name.png", "a folder stands")] {
        let error = row.fetch(from, None).await.expect_err("no file");
        assert_eq!(error.class, Class::Permanent, "{error}: {:?}", error.cause);
        assert!(error.to_string().contains(words), "{error}: {:?}", error.cause);
    }
    assert!(row.back().is_empty());
}

pub(super) async fn what_stands_there_is_listed_and_told_and_what_does_not_is_nothing(row: &Row) {
    row.place.put("rituals/name.png/inner.png", b"1");
    row.place.put("rituals/ä b.png", b"12345");
    let (to, rclone) = (destination(row.place.remote()), row.rclone.as_ref().expect("rclone"));
    let list = async |folder: Option<&str>| {
        let folder = folder.map(path);
        let mut entries = rclone.list(&to, folder.as_ref()).await.expect("listed");
        entries.sort_by_key(|entry| entry.path.to_string());
        entries.into_iter().map(|entry| (entry.path.to_string(), entry.kind)).collect::<Vec<_>>()
    };
    let (folder, file) = ("rituals/name.png".to_owned(), "rituals/ä b.png".to_owned());
    let five_bytes = EntryKind::File { bytes: Some(5) };
    assert_eq!(list(None).await, [("rituals".to_owned(), EntryKind::Folder)]);
    assert_eq!(
        list(Some("rituals")).await,
        [(folder.clone(), EntryKind::Folder), (file.clone(), five_bytes)]
    );
    assert_eq!(list(Some("elsewhere")).await, []);

    let five_digits = Some(Digest::of(b"12345"));
    for (at, kind, content) in [
        (&*folder, Some(EntryKind::Folder), None),
        (&*file, Some(five_bytes), five_digits),
        ("rituals/x.png", None, None),
    ] {
        let at = path(at);
        let found = rclone.stat(&to, &at).await.expect("told");
        assert_eq!(found.as_ref().map(|entry| entry.kind), kind, "{at}");
        assert!(found.is_none_or(|entry| entry.path == at));
        assert_eq!(rclone.digest(&to, &at).await.expect("told"), content, "{at}");
    }
}
