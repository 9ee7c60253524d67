//! What an operator does with copies: bring them back, ask for more, link to them, take over foreign ones.

use std::path::Path;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::copies::Source;
use super::services::App;
use crate::digest::Digest;
use crate::store::{Adopted, Timestamp};
use crate::sync::{Destination, Entry, EntryKind, LocalFile, Progress, RemotePath};

impl App {
    /// How many files may be brought back at the same time: as many as the most sensitive destination bears.
    pub fn downloads_at_once(&self, most: usize) -> usize {
        let jobs = &self.jobs;
        let limits = jobs.destinations.iter().map(|destination| jobs.sync.concurrency(destination));
        limits.min().unwrap_or(most).min(most)
    }

    /// Brings a file back from the first source that gives it. What the others said is told at the end.
    pub async fn fetch_from_any(
        &self,
        sources: &[Source],
        to: &Path,
        digest: Digest,
        seen: &(dyn Fn(&Source, Progress) + Send + Sync),
    ) -> anyhow::Result<(LocalFile, Source)> {
        let mut refusals = Vec::new();
        let never = CancellationToken::new();
        for source in sources {
            let progress = |progress| seen(source, progress);
            let (from, path) = (&source.destination, &source.path);
            match self.jobs.sync.fetch(from, path, to, Some(digest), &progress, &never).await {
                Ok(file) => return Ok((file, source.clone())),
                Err(error) => {
                    tracing::debug!(source = source.full_path(), cause = ?error.cause, "not fetched");
                    refusals.push(format!("{}: {}", source.full_path(), error.guidance));
                }
            }
        }
        anyhow::bail!("no destination gave it: {}", refusals.join("; "))
    }

    /// A link for everybody, from the first source that makes one.
    pub async fn link_to_any(&self, sources: &[Source]) -> anyhow::Result<String> {
        let mut refusals = Vec::new();
        for source in sources {
            match self.rclone.link(&source.destination, &source.path).await {
                Ok(link) => return Ok(link),
                Err(error) => refusals.push(error.guidance.into_owned()),
            }
        }
        anyhow::bail!("there is no link: {}", refusals.join("; "))
    }

    /// Asks for a copy of each ritual that is to be archived somewhere and is not asked for here yet; returns how many
    /// those were. Rituals that were to be kept in the spool only stay there.
    pub async fn backfill(&self, to: &Destination) -> anyhow::Result<u64> {
        let mut asked = 0;
        self.each_ritual(async |view| {
            // The same place below every destination.
            let Some(known) = view.archives.first() else { return Ok(()) };
            let id = view.ritual.id;
            let added = self.jobs.store.add_archive(id, to, &known.path, Timestamp::now()).await;
            if added.with_context(|| format!("the copy of {id} could not be asked for"))? {
                asked += 1;
            }
            Ok(())
        })
        .await?;
        Ok(asked)
    }

    /// What lies directly in a folder of a destination.
    pub async fn list_folder(
        &self,
        destination: &Destination,
        folder: &RemotePath,
    ) -> anyhow::Result<Vec<Entry>> {
        let entries = self.rclone.list(destination, Some(folder)).await;
        entries.with_context(|| destination.full_path(folder))
    }

    /// Reads an object that another program had put there, once, and records its digest.
    pub async fn adopt(&self, from: &Destination, path: &RemotePath) -> anyhow::Result<()> {
        let (rclone, full) = (&self.rclone, from.full_path(path));
        let digest = rclone.digest(from, path).await.with_context(|| format!("{full} was not read"))?;
        let digest = digest.with_context(|| format!("{full} went away meanwhile"))?;
        let stood = rclone.stat(from, path).await.with_context(|| format!("{full} was not looked at"))?;
        let Some(Entry { kind: EntryKind::File { bytes: Some(bytes) }, .. }) = stood else {
            anyhow::bail!("{from} does not tell how long {path} is");
        };
        let at = Timestamp::now();
        let object = Adopted { destination: from.clone(), path: path.clone(), digest, bytes, at };
        Ok(self.jobs.store.adopt(&object).await?)
    }

    /// All objects that were taken over from other programs, by destination and path.
    pub async fn adopted(&self) -> anyhow::Result<Vec<Adopted>> {
        Ok(self.jobs.store.adopted().await?)
    }
}
