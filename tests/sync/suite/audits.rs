//! Looking at copies that were archived long ago, without their originals.

use helix_bot::sync::{Content, Finding, LocalFile};
use tokio_util::sync::CancellationToken;

use super::Row;
use crate::sync::world::{PATH, content, destination, path};

impl Row {
    async fn prove(&self, at: &str, file: &LocalFile) -> Finding {
        let (root, never) = (destination(self.place.remote()), CancellationToken::new());
        let LocalFile { digest, md5, bytes, .. } = *file;
        let found = self.carrier.prove(&root, &path(at), &Content { digest, md5, bytes }, &never).await;
        found.unwrap_or_else(|error| panic!("{at}: {error}: {:?}", error.cause))
    }
}

pub(super) async fn a_copy_is_looked_at_without_its_original(row: &Row) {
    let file = row.world.file(300_000);
    let mut other = content(&file);
    other[200_000] ^= 1;
    // First of all: some servers remember for a moment what a folder held.
    row.place.put("others/overwritten.png", &other);
    row.place.put("others/cut.png", &other[..100_000]);
    assert_eq!(row.prove(PATH, &file).await, Finding::Missing, "nor is its folder there");
    row.archive(&file).await;
    std::fs::remove_file(&file.path).expect("removed");
    // What proved it when it was sent may count for nothing now, when anybody may have put it there.
    assert!(matches!(row.prove(PATH, &file).await, Finding::Same(_)));
    assert_eq!(row.prove("rituals/42/another.png", &file).await, Finding::Missing);
    for at in ["others/overwritten.png", "others/cut.png"] {
        assert_eq!(row.prove(at, &file).await, Finding::Different);
    }
    let stands = ["others/cut.png", "others/overwritten.png", PATH];
    assert_eq!(row.place.objects(), stands, "looking changes nothing");
}
