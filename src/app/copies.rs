//! Where proven copies of a ritual's files stand.

use super::services::App;
use crate::store::{RecordedFile, RitualId, RitualView};
use crate::sync::{Destination, RemotePath};

/// How many rituals are read from the database at a time.
const PAGE: u32 = 200;

/// Where a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Which destination it stands at.
    pub destination: Destination,
    /// Its path below that.
    pub path: RemotePath,
}

impl Source {
    /// As people read it.
    pub fn full_path(&self) -> String {
        self.destination.full_path(&self.path)
    }
}

/// One of a ritual's recorded files, and where proven copies of it stand.
#[derive(Debug, Clone)]
pub struct ArchivedFile {
    /// What it was when it was made.
    pub file: RecordedFile,
    /// In the order of the ritual's archives.
    pub sources: Vec<Source>,
}

impl ArchivedFile {
    /// A ritual's files, the picture first; with `from`, only copies there count. Empty if there is no copy: a receipt
    /// stands for all files of a ritual.
    pub fn all_of(view: &RitualView, from: Option<&Destination>) -> Vec<Self> {
        let Some(rendered) = &view.ritual.rendered else { return Vec::new() };
        let files = rendered.files(&view.ritual.file).map(|file| Self { file, sources: Vec::new() });
        let mut files: Vec<_> = files.collect();
        for (to, path) in view.copies(rendered.digest) {
            if from.is_some_and(|from| from != to) {
                continue;
            }
            for (file, there) in files.iter_mut().zip(rendered.files(path.as_str())) {
                let path = there.path.parse().ok();
                file.sources.extend(path.map(|path| Source { destination: to.clone(), path }));
            }
        }
        files.retain(|file| !file.sources.is_empty());
        files
    }
}

impl App {
    /// The files of one ritual with their proven copies, or words about what is missing.
    pub async fn archived_files(
        &self,
        id: RitualId,
        from: Option<&Destination>,
    ) -> anyhow::Result<Vec<ArchivedFile>> {
        let view = self.ritual(id).await?;
        let view = view.ok_or_else(|| {
            anyhow::anyhow!("no ritual {id} is known here; `helix-bot archive list` lists those that are")
        })?;
        let files = ArchivedFile::all_of(&view, from);
        if files.is_empty() {
            let where_from = from.map(|from| format!(" at {from}")).unwrap_or_default();
            anyhow::bail!(
                "no proven copy of the ritual {id} stands{where_from}; `helix-bot archive list` tells where copies are"
            );
        }
        Ok(files)
    }

    /// Shows every ritual, page by page, in the order in which they were accepted.
    pub async fn each_ritual(
        &self,
        mut see: impl AsyncFnMut(RitualView) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let page = self.jobs.store.rituals(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.ritual.id);
            for view in page {
                see(view).await?;
            }
        }
    }
}
