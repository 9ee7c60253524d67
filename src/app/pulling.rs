//! Bringing one ritual's picture back from a destination, for whoever owns it.

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::copies::ArchivedFile;
use super::services::App;
use crate::failure::Failure;
use crate::store::{AskedIn, Ritual, RitualId};
use crate::sync::Destination;

/// What came of bringing a picture back.
#[derive(Debug)]
pub enum Pulled {
    /// The owner has no such ritual.
    Unknown,
    /// No proven copy of it stands, or none where it was asked for.
    NoCopy,
    /// It has so many bytes, which is more than may be brought back.
    TooLarge(u64),
    /// The picture, compared with what was archived.
    Picture {
        /// Whose picture it is.
        ritual: Box<Ritual>,
        /// Its content.
        bytes: Vec<u8>,
        /// Which destination gave it.
        from: Destination,
    },
    /// No destination gave it: what each said.
    Refused(Vec<(Destination, Failure)>),
}

impl App {
    /// Brings the picture of an owner's ritual back, from this destination or the first that gives it, of `most` bytes.
    pub async fn pull(
        &self,
        owner: u64,
        id: RitualId,
        from: Option<&Destination>,
        most: u64,
    ) -> anyhow::Result<Pulled> {
        let Some(view) = self.ritual_of(owner, id).await? else { return Ok(Pulled::Unknown) };
        let Some(archived) = ArchivedFile::all_of(&view, from).into_iter().next() else {
            return Ok(Pulled::NoCopy);
        };
        if archived.file.bytes > most {
            return Ok(Pulled::TooLarge(archived.file.bytes));
        }
        let folder = tempfile::Builder::new().prefix(".pull-").tempdir_in(self.settings.spool_dir())?;
        let (to, never) = (folder.path().join("picture.png"), CancellationToken::new());
        let mut refusals = Vec::new();
        for source in archived.sources {
            let (from, digest) = (source.destination, Some(archived.file.digest));
            match self.jobs.sync.fetch(&from, &source.path, &to, digest, &|_| {}, &never).await {
                Ok(_) => {
                    let bytes = tokio::fs::read(&to).await.context("what was brought back cannot be read")?;
                    return Ok(Pulled::Picture { ritual: Box::new(view.ritual), bytes, from });
                }
                Err(failure) => refusals.push((from, failure)),
            }
        }
        Ok(Pulled::Refused(refusals))
    }

    /// An owner's latest rituals whose ids begin with a text.
    pub async fn known_rituals(&self, owner: u64, text: &str, most: u32) -> anyhow::Result<Vec<Ritual>> {
        Ok(self.jobs.store.known_ids(owner, &AskedIn::Anywhere, text, most).await?)
    }
}
