//! What an answer shows, and how it loses what Discord does not take.

use std::path::Path;

use serenity::builder::CreateAttachment;

use super::payload::Address;
use super::refusal;
use crate::discord::embed::{self, EmbedData};
use crate::discord::rest::RestError;
use crate::jobs::PostError;
use crate::jobs::render::PROGRAM;
use crate::ritual::{evolve, preview};
use crate::store::RitualView;

/// The largest file that every server takes, in bytes.
pub(super) const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// The largest request that Discord takes is 25 MiB, whatever a server allows for a file; one is left for the rest.
const MOST_REQUEST: u64 = 24 * 1024 * 1024;

/// Stands in for a picture that the server does not take.
pub(super) const TOO_LARGE: &str = "The picture is larger than may be sent here.";
/// Stands in for a picture that the bot may not send.
pub(super) const NOT_ALLOWED: &str =
    "I may not show the picture here; that needs the permissions “Attach Files” and “Embed Links”.";

/// What an answer shows.
pub(super) struct Draft {
    pub(super) picture: Option<Shown>,
    pub(super) embed: Option<EmbedData>,
    pub(super) address: Address,
    note: Option<String>,
    user: u64,
}

/// A picture as it is sent.
#[derive(Clone)]
pub(super) struct Shown {
    /// The file's name.
    pub(super) name: String,
    bytes: Vec<u8>,
    /// Whether this is the artifact itself and not a smaller picture of it.
    whole: bool,
}

impl Shown {
    /// As an attachment.
    pub(super) fn attachment(&self) -> CreateAttachment {
        CreateAttachment::bytes(self.bytes.clone(), &*self.name)
    }
}

impl Draft {
    /// Nothing but text.
    pub(super) fn text_only(address: Address, user: u64) -> Self {
        Self { picture: None, embed: None, note: None, address, user }
    }

    /// Everything that an answer should show. No file may have more than `most` bytes.
    pub(super) async fn of(
        view: &RitualView,
        address: Address,
        user: u64,
        artifact: Option<&Path>,
        most: u64,
    ) -> Result<Self, PostError> {
        let mut draft = Self::text_only(address, user);
        if view.render_failure.is_some() {
            return Ok(draft);
        }
        let artifact = artifact.ok_or_else(|| refusal::no_picture(None))?;
        let became = evolve(&view.ritual.recipe);
        draft.embed = Some(embed::ritual(view, &became.field, became.stage));
        let bytes = tokio::fs::read(artifact).await.map_err(|error| refusal::no_picture(Some(error)))?;
        draft.show(Shown { name: view.ritual.file.clone(), bytes, whole: true });
        draft.fit(view, most.min(MOST_REQUEST)).await;
        Ok(draft)
    }

    /// The text with what there is to say about the picture.
    pub(super) fn text(&self, status: &str) -> String {
        self.note.as_ref().map_or_else(|| status.to_owned(), |note| format!("{note}\n{status}"))
    }

    /// Gives up what Discord refused; false if there is nothing to give up.
    pub(super) async fn concede(&mut self, view: &RitualView, error: &RestError) -> bool {
        if refusal::too_large(error)
            && let Some(picture) = &self.picture
        {
            // This server takes less than was thought, but not how much.
            let most = (picture.bytes.len() as u64 - 1).min(MOST_BYTES);
            self.fit(view, most).await;
        } else if refusal::lacks_permission(error) && (self.picture.is_some() || self.embed.is_some()) {
            self.drop_picture(NOT_ALLOWED);
            self.embed = None;
        } else if refusal::cannot_reply(error) && matches!(self.address, Address::Reply { .. }) {
            self.address = Address::Mention { user: self.user };
        } else {
            return false;
        }
        tracing::warn!(%error, "an answer is sent with less than it should have");
        true
    }

    /// Shows a smaller picture if this one has more than `most` bytes, and none if that does not help either.
    async fn fit(&mut self, view: &RitualView, most: u64) {
        let Some(picture) = self.picture.take_if(|picture| picture.bytes.len() as u64 > most) else { return };
        match smaller(picture, most).await {
            Some(preview) => {
                self.show(Shown { name: preview_name(&view.ritual.file), bytes: preview, whole: false });
                self.note = Some(shown_smaller(view));
            }
            None => self.drop_picture(TOO_LARGE),
        }
    }

    fn show(&mut self, picture: Shown) {
        if let Some(embed) = &mut self.embed {
            embed.show(&picture.name);
        }
        self.picture = Some(picture);
    }

    fn drop_picture(&mut self, note: &str) {
        self.picture = None;
        self.note = Some(note.to_owned());
        if let Some(embed) = &mut self.embed {
            embed.image = None;
        }
    }
}

/// A preview of at most `most` bytes, made off the event loop. One that was refused is not made smaller again.
async fn smaller(picture: Shown, most: u64) -> Option<Vec<u8>> {
    let most = usize::try_from(most).ok().filter(|_| picture.whole)?;
    let made = tokio::task::spawn_blocking(move || preview::fitting(&picture.bytes, most, PROGRAM)).await;
    match made {
        Ok(Ok(preview)) => Some(preview.png),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a picture too large to be sent has no smaller one");
            None
        }
        Err(error) => {
            tracing::error!(%error, "a smaller picture could not be made");
            None
        }
    }
}

/// The artifact's name belongs to the artifact alone.
fn preview_name(file: &str) -> String {
    format!("{}-small.png", file.strip_suffix(".png").unwrap_or(file))
}

/// What stands above the status of a picture that is shown smaller.
pub(super) fn shown_smaller(view: &RitualView) -> String {
    let size = view.ritual.recipe.size;
    let kept = if view.archives.is_empty() { "kept" } else { "archived" };
    format!("Shown smaller; the original has {}×{} pixels and is {kept} whole.", size.width(), size.height())
}

/// A new status under the note that a message already shows, since a note says what stays true of it.
pub(super) fn with_note_of(view: &RitualView, shown: &str, status: &str) -> String {
    let notes = [TOO_LARGE.to_owned(), NOT_ALLOWED.to_owned(), shown_smaller(view)];
    let note = notes.into_iter().find(|note| shown.starts_with(note.as_str()));
    note.map_or_else(|| status.to_owned(), |note| format!("{note}\n{status}"))
}
