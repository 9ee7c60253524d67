//! The remotes that are described by variables: of which type they are, and what that means for destinations.

use std::collections::BTreeMap;

use super::texts::Texts;
use crate::sync::Destination;

/// Types of rclone's remotes that have one root only, so that a folder's leading slash says nothing: each of them trims it
/// (`setRoot`, `parsePath` or `NewFs` in rclone's `backend/`). `local`, `sftp` and `ftp` do not, and `alias`, `crypt` and
/// other wrappers hand it on.
const ONE_ROOT: [&str; 14] = [
    "azureblob",
    "b2",
    "box",
    "drive",
    "dropbox",
    "google cloud storage",
    "mega",
    "onedrive",
    "pcloud",
    "s3",
    "smb",
    "swift",
    "union",
    "webdav",
];

/// The type of each remote, by its name in capitals. Those in a configuration file are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Remotes(BTreeMap<String, String>);

impl Remotes {
    pub(super) fn of(texts: &Texts<'_>) -> Self {
        let types = texts.variables().filter_map(|name| {
            let remote = name.strip_prefix("RCLONE_CONFIG_")?.strip_suffix("_TYPE")?;
            Some((remote.to_owned(), texts.variable(name)?.to_owned()))
        });
        Self(types.collect())
    }

    /// The account of v15.3 becomes a remote too, unless one of that name is described.
    pub(super) fn add_mega(&mut self) {
        self.0.entry("MEGA".to_owned()).or_insert_with(|| "mega".to_owned());
    }

    pub(super) fn type_of(&self, destination: &Destination) -> Option<&str> {
        self.0.get(&destination.remote().to_uppercase()).map(String::as_str)
    }

    /// The destination in its one spelling, so that `s3:/bucket` is `s3:bucket` to the queue and to the receipts as it is to
    /// rclone.
    pub(super) fn spelled(&self, destination: Destination) -> Destination {
        let one_root = self.type_of(&destination).is_some_and(|kind| ONE_ROOT.contains(&kind));
        if one_root { destination.without_leading_slash() } else { destination }
    }
}
