//! Finding rituals in the archive whose record was lost, and taking them over.

use std::collections::HashSet;

use anyhow::Context as _;

use super::services::App;
use crate::jobs::adopt::{self, AdoptionEnd, FoundPicture, ritual_of_picture};
use crate::server::Folder;
use crate::store::MotionFile;
use crate::sync::{Destination, Entry, EntryKind, RemotePath};

/// More folders within each other than any path of copies has.
const DEEPEST: usize = 12;

/// What a look through one folder of a destination gave.
#[derive(Debug, Default)]
pub struct FolderSeen {
    /// Pictures of which not all is known.
    pub pictures: Vec<FoundPicture>,
    /// How many are known.
    pub known: u64,
    /// Pictures that are left where they are, and why.
    pub left: Vec<(RemotePath, &'static str)>,
}

impl App {
    /// Looks through a destination, folder by folder; `see` is handed what each has. Only one folder's list is kept at a time.
    pub async fn look_for_rituals(
        &self,
        at: &Destination,
        mut see: impl AsyncFnMut(FolderSeen) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut open = vec![(self.settings.archive_path.top(), 0)];
        while let Some((folder, depth)) = open.pop() {
            let entries = self.rclone.list(at, folder.as_ref()).await;
            let entries = entries.with_context(|| match &folder {
                Some(folder) => at.full_path(folder),
                None => at.to_string(),
            })?;
            if depth < DEEPEST {
                let below = entries.iter().filter(|entry| entry.kind == EntryKind::Folder);
                open.extend(below.map(|entry| (Some(entry.path.clone()), depth + 1)));
            }
            see(self.seen(at, &entries).await?).await?;
        }
        Ok(())
    }

    async fn seen(&self, at: &Destination, entries: &[Entry]) -> anyhow::Result<FolderSeen> {
        let names: HashSet<_> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let mut seen = FolderSeen::default();
        for Entry { path, kind } in entries {
            let EntryKind::File { bytes } = kind else { continue };
            let Some(id) = ritual_of_picture(path.file_name()) else { continue };
            if adopt::is_known(&self.jobs, at, id).await? {
                seen.known += 1;
                continue;
            }
            let motion = names.contains(MotionFile::beside(path.as_str()).as_str());
            match self.guild_of(path) {
                _ if bytes.is_some_and(|bytes| bytes > adopt::LARGEST) => {
                    seen.left.push((path.clone(), "it is larger than any ritual's picture"));
                }
                Ok(guild) => seen.pictures.push(FoundPicture { id, path: path.clone(), guild, motion }),
                Err(reason) => seen.left.push((path.clone(), reason)),
            }
        }
        Ok(seen)
    }

    /// The guild in whose folder a copy lies.
    fn guild_of(&self, path: &RemotePath) -> Result<Option<u64>, &'static str> {
        let unfilled = self.settings.archive_path.unfill(path);
        let (folder, _) = unfilled.ok_or("it does not lie where HELIX_ARCHIVE_PATH puts copies")?;
        let owner = |folder| Folder::owner(folder).ok_or("its folder is no server's");
        folder.map(owner).transpose()
    }

    /// Takes over a ritual's picture, or says why not. May be called again after any interruption.
    pub async fn adopt_picture(
        &self,
        at: &Destination,
        picture: &FoundPicture,
    ) -> anyhow::Result<AdoptionEnd> {
        Ok(adopt::adopt(&self.jobs, at, picture).await?)
    }
}
