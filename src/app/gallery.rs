//! Galleries: what a server's rituals left, in private one's own, as pages of pictures.

use super::services::App;
use crate::ritual::sheet::Plate;
use crate::store::{AskedIn, GalleryFilter, GalleryPage, PageStart, Ritual, RitualId, RitualView};

/// A picture as a file: its name's end, its media type and its bytes.
#[derive(Debug, Clone)]
pub struct ShownPicture {
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl App {
    /// One page of a gallery: as many pictures as a sheet has.
    pub async fn gallery(
        &self,
        filter: &GalleryFilter,
        asked_in: &AskedIn,
        start: PageStart,
    ) -> anyhow::Result<GalleryPage> {
        let most = crate::ritual::sheet::PLATES as u32;
        Ok(self.jobs.store.gallery(filter, asked_in, start, most).await?)
    }

    /// The contact sheet of a page as a JPEG file; none where it could not be drawn, which the log says. A picture that
    /// cannot be had in time leaves an empty place on it, and so does one that is hidden: a sheet shows it to everybody.
    pub async fn contact_sheet(&self, page: &GalleryPage) -> Option<Vec<u8>> {
        let open = page.rituals.iter().filter(|view| !view.ritual.spoiler);
        let open: Vec<_> = open.map(|view| (&view.ritual, self.picture_of(view))).collect();
        let mut pictures = self.jobs.thumbnails(&open).await.into_iter();
        let plates = page.rituals.iter().map(|RitualView { ritual, .. }| {
            let picture = if ritual.spoiler { None } else { pictures.next().flatten() };
            Plate { picture, steps: ritual.recipe.steps, style: ritual.recipe.style }
        });
        let drawn = self.jobs.renderer.sheet(plates.collect()).await;
        drawn.inspect_err(|error| tracing::error!(%error, "a contact sheet could not be drawn")).ok()
    }

    /// A ritual's picture to be shown once more, of `most` bytes at most: the file itself where it is at hand and fits, else
    /// as it is rendered from its recipe, a little smaller where it was large.
    pub async fn picture_again(&self, view: &RitualView, most: u64) -> Option<ShownPicture> {
        let file = self.picture_of(view);
        if let Ok(metadata) = tokio::fs::metadata(&file).await
            && metadata.len() <= most
            && let Ok(bytes) = tokio::fs::read(&file).await
        {
            return Some(ShownPicture { name: view.ritual.file.clone(), kind: "image/png", bytes });
        }
        let drawn = self.jobs.renderer.smaller(view.ritual.recipe.clone()).await;
        let drawn = drawn.inspect_err(|error| tracing::error!(%error, "a picture could not be drawn again"));
        let name = view.ritual.file.replace(".png", ".jpg");
        drawn.ok().map(|bytes| ShownPicture { name, kind: "image/jpeg", bytes })
    }

    /// A ritual, as far as it may be shown to `owner` ([`Origin::owner`](crate::store::Origin::owner)): their own, unless it
    /// was deleted or asked for elsewhere.
    pub async fn shown_ritual(
        &self,
        owner: u64,
        asked_in: &AskedIn,
        id: RitualId,
    ) -> anyhow::Result<Option<RitualView>> {
        let view = self.ritual_of(owner, id).await?;
        let is_shown = |ritual: &Ritual| ritual.deleted.is_none() && asked_in.holds(&ritual.origin);
        Ok(view.filter(|view| is_shown(&view.ritual)))
    }

    /// How many rituals an owner has had, up to [`Overview::MOST`](crate::store::Overview::MOST).
    pub async fn rituals_of(&self, owner: u64) -> anyhow::Result<u64> {
        Ok(self.jobs.store.overview_of(owner, &[]).await?.rituals)
    }

    /// The latest of an owner's rituals whose ids begin with a text, the latest first, `most` of them.
    pub async fn known_ids(
        &self,
        owner: u64,
        asked_in: &AskedIn,
        text: &str,
        most: u32,
    ) -> anyhow::Result<Vec<Ritual>> {
        Ok(self.jobs.store.known_ids(owner, asked_in, text, most).await?)
    }
}
