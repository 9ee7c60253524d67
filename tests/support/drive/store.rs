//! What lies in the Drive: items with ids, each in one folder, several of one name if somebody makes them.

use std::time::SystemTime;

use md5::Md5;
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::support::hex;

pub(super) const FOLDER: &str = "application/vnd.google-apps.folder";

/// The id of the account's own Drive.
pub(super) const ROOT: &str = "0AHelixOwnDriveUk9PVA";

/// The id of the shared drive that the account is a member of.
pub(crate) const SHARED_DRIVE: &str = "0AHelixSharedDriveUk9PVA";

/// A file or folder.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) parent: String,
    pub(super) trashed: bool,
    pub(super) content: Vec<u8>,
    pub(super) created: String,
    pub(super) modified: String,
    /// Whether anybody who has the link may read it.
    pub(super) public: bool,
}

impl Item {
    /// The resource with all the fields that are known here. Sizes are texts, as 64-bit numbers are in Google's JSON.
    pub(super) fn resource(&self, hashes: Hashes) -> Value {
        let mut resource = json!({
            "kind": "drive#file",
            "id": self.id,
            "name": self.name,
            "mimeType": self.kind,
            "parents": [self.parent],
            "trashed": self.trashed,
            "explicitlyTrashed": self.trashed,
            "createdTime": self.created,
            "modifiedTime": self.modified,
            "webViewLink": format!("https://drive.google.com/file/d/{}/view?usp=drivesdk", self.id),
        });
        if self.kind != FOLDER {
            resource["size"] = self.content.len().to_string().into();
            resource["md5Checksum"] = hex(&Md5::digest(&self.content)).into();
            if hashes == Hashes::All {
                resource["sha1Checksum"] = hex(&Sha1::digest(&self.content)).into();
                resource["sha256Checksum"] = hex(&Sha256::digest(&self.content)).into();
            }
        }
        resource
    }
}

/// Which hashes Drive has for its files. It computes them itself; they cannot be set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Hashes {
    #[default]
    All,
    /// Files that lie there since before Drive had the others.
    OnlyMd5,
}

/// All items, in the order in which they were made.
#[derive(Default)]
pub(crate) struct Store {
    items: Vec<Item>,
    made: usize,
    pub(super) hashes: Hashes,
    /// The key of the service account whose Drive it is, if it is one's.
    pub(super) service_account: Option<Vec<u8>>,
}

impl Store {
    /// Adds an item below a folder.
    pub(super) fn make(&mut self, parent: &str, name: &str, kind: &str, content: Vec<u8>) -> &mut Item {
        self.made += 1;
        let now = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
        self.items.push(Item {
            id: format!("1Helix{:027}", self.made),
            name: name.to_owned(),
            kind: kind.to_owned(),
            parent: parent.to_owned(),
            trashed: false,
            content,
            created: now.clone(),
            modified: now,
            public: false,
        });
        self.items.last_mut().expect("it was just added")
    }

    pub(super) fn get(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// Removes an item for good, with all below it.
    pub(super) fn delete(&mut self, id: &str) {
        self.items.retain(|item| item.id != id);
        let below: Vec<_> =
            self.items.iter().filter(|item| item.parent == id).map(|item| item.id.clone()).collect();
        for id in below {
            self.delete(&id);
        }
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    pub(super) fn is_folder(&self, id: &str) -> bool {
        id == ROOT || id == SHARED_DRIVE || self.get(id).is_some_and(|item| item.kind == FOLDER)
    }

    /// The drive in which an item or folder lies.
    pub(super) fn drive_of(&self, id: &str) -> String {
        let mut id = id.to_owned();
        while let Some(item) = self.get(&id) {
            id.clone_from(&item.parent);
        }
        id
    }

    /// The id of the folder with this path below `root`; made where it is missing.
    pub(super) fn folder(&mut self, root: &str, path: &str) -> String {
        path.split('/').filter(|part| !part.is_empty()).fold(root.to_owned(), |parent, part| {
            let found = |item: &&Item| {
                item.parent == parent && item.name == part && item.kind == FOLDER && !item.trashed
            };
            match self.items.iter().find(found).map(|item| item.id.clone()) {
                Some(id) => id,
                None => self.make(&parent, part, FOLDER, Vec::new()).id.clone(),
            }
        })
    }

    /// Whether an item or a folder above it was thrown away.
    pub(super) fn in_trash(&self, item: &Item) -> bool {
        item.trashed || self.get(&item.parent).is_some_and(|parent| self.in_trash(parent))
    }

    /// The path of an item below its drive; `None` if it or a folder above it lies in the trash.
    pub(super) fn path(&self, item: &Item) -> Option<String> {
        if item.trashed {
            return None;
        }
        match self.get(&item.parent) {
            Some(parent) => Some(format!("{}/{}", self.path(parent)?, item.name)),
            None => Some(item.name.clone()),
        }
    }

    /// The files that are not in the trash, with their paths.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, &Item)> {
        let files = self.items.iter().filter(|item| item.kind != FOLDER);
        files.filter_map(|item| Some((self.path(item)?, item)))
    }

    /// The bytes that count against the account's own quota.
    pub(super) fn used(&self) -> (u64, u64) {
        let sum = |trashed: bool| {
            let own = self.items.iter().filter(|item| item.trashed == trashed);
            own.filter(|item| self.drive_of(&item.id) == ROOT).map(|item| item.content.len() as u64).sum()
        };
        (sum(false), sum(true))
    }
}
