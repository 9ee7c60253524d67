//! What lies in the Dropbox: files and folders by their paths, whatever the case of their letters.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::hex;

/// Dropbox hashes a file block by block.
const BLOCK: usize = 4 << 20;

/// A file or folder.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: String,
    /// As it was written: `/rituals/The Ritual.png`.
    pub(super) path: String,
    pub(super) folder: bool,
    pub(super) content: Vec<u8>,
    pub(super) modified: String,
    pub(super) revision: usize,
    /// Its link, once it has one.
    pub(super) link: Option<String>,
}

impl Entry {
    /// Its metadata, with the tag that tells files from folders.
    pub(super) fn metadata(&self) -> Value {
        let mut metadata = json!({
            ".tag": if self.folder { "folder" } else { "file" },
            "name": self.path.rsplit('/').next(),
            "id": self.id,
            "path_lower": self.path.to_lowercase(),
            "path_display": self.path,
        });
        if !self.folder {
            metadata["client_modified"] = self.modified.clone().into();
            metadata["server_modified"] = self.modified.clone().into();
            metadata["rev"] = format!("{:015x}", self.revision).into();
            metadata["size"] = self.content.len().into();
            metadata["is_downloadable"] = true.into();
            metadata["content_hash"] = content_hash(&self.content).into();
        }
        metadata
    }
}

/// Dropbox's hash: SHA-256 over the SHA-256 of each block.
pub(super) fn content_hash(content: &[u8]) -> String {
    let mut all = Sha256::new();
    for block in content.chunks(BLOCK) {
        all.update(Sha256::digest(block));
    }
    hex(&all.finalize())
}

/// All entries by their paths in lower case.
#[derive(Default)]
pub(crate) struct Store {
    entries: BTreeMap<String, Entry>,
    made: usize,
}

impl Store {
    /// By path, or by id as `id:…`.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        if path.starts_with("id:") {
            return self.entries.values().find(|entry| entry.id == path);
        }
        self.entries.get(&path.to_lowercase())
    }

    pub(super) fn get_mut(&mut self, path: &str) -> Option<&mut Entry> {
        self.entries.get_mut(&path.to_lowercase())
    }

    pub(super) fn file(&self, path: &str) -> Option<&Entry> {
        self.get(path).filter(|entry| !entry.folder)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| !entry.folder)
    }

    /// What is directly below a folder, or anywhere below it.
    pub(super) fn below(&self, folder: &str, anywhere: bool) -> impl Iterator<Item = &Entry> {
        let start = format!("{}/", folder.to_lowercase());
        self.entries.iter().filter_map(move |(path, entry)| {
            let rest = path.strip_prefix(&start)?;
            (anywhere || !rest.contains('/')).then_some(entry)
        })
    }

    pub(super) fn used(&self) -> u64 {
        self.files().map(|entry| entry.content.len() as u64).sum()
    }

    /// Writes a file, and the folders above it.
    pub(super) fn write(&mut self, path: &str, content: Vec<u8>, modified: Option<&str>) -> &Entry {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folder(folder);
        }
        let entry = self.entry(path, false);
        entry.content = content;
        if let Some(modified) = modified {
            modified.clone_into(&mut entry.modified);
        }
        entry
    }

    /// Makes a folder and those above it.
    pub(super) fn make_folder(&mut self, path: &str) {
        if let Some((above, _)) = path.rsplit_once('/') {
            self.make_folder(above);
            self.entry(path, true);
        }
    }

    fn entry(&mut self, path: &str, folder: bool) -> &mut Entry {
        self.made += 1;
        let made = self.made;
        let entry = self.entries.entry(path.to_lowercase()).or_insert_with(|| Entry {
            id: format!("id:helix{made:017}"),
            path: path.to_owned(),
            folder,
            content: Vec::new(),
            modified: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            revision: made,
            link: None,
        });
        entry.revision = made;
        entry
    }

    /// Removes an entry with all below it.
    pub(super) fn remove(&mut self, path: &str) -> Option<Entry> {
        let below = format!("{}/", path.to_lowercase());
        let removed = self.entries.remove(&path.to_lowercase())?;
        self.entries.retain(|path, _| !path.starts_with(&below));
        Some(removed)
    }

    /// Moves a file; the caller has looked that it is one and that the new place is free.
    pub(super) fn move_file(&mut self, from: &str, to: &str) -> Option<&Entry> {
        let moved = self.remove(from)?;
        self.write(to, moved.content, Some(&moved.modified));
        let entry = self.get_mut(to)?;
        entry.id = moved.id;
        Some(entry)
    }
}
