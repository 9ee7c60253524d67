//! What an answer shows, and how it is reduced to what Discord accepts.

use std::path::Path;

use super::embed::{self, EmbedData};
use super::payload::Address;
use crate::discord::rest::Upload;
use crate::discord::rest_error::RestError;
use crate::failure::{Class, Failure};
use crate::ritual::{Preview, evolve, preview};
use crate::store::{MotionFile, RitualView};

/// The largest file that every server takes, in bytes.
pub(crate) const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// The largest request that Discord takes is 25 MiB, whatever a server allows for a file; one is left for the rest.
const MOST_REQUEST: u64 = 24 * 1024 * 1024;

const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const GIF: &str = "image/gif";

/// Stands in for a picture that the server does not take.
pub(crate) const TOO_LARGE: &str = "The picture is larger than may be sent here.";
/// Stands in for a picture that the bot may not send.
pub(crate) const NOT_ALLOWED: &str =
    "I may not show the picture here; that needs the permissions “Attach Files” and “Embed Links”.";

/// What an answer shows.
pub(crate) struct Draft {
    /// The picture, which is in the embed unless the ritual is shown in motion there.
    picture: Option<Attachment>,
    motion: Option<Attachment>,
    pub(crate) embed: Option<EmbedData>,
    pub(crate) address: Address,
    notes: Vec<String>,
    user: u64,
}

/// A picture as it is sent.
#[derive(Clone)]
pub(crate) struct Attachment {
    /// The file's name.
    pub(crate) name: String,
    /// The file's media type.
    kind: &'static str,
    /// The file.
    bytes: Vec<u8>,
    /// Whether this is the artifact itself and not a smaller picture of it.
    whole: bool,
}

impl Attachment {
    /// As it is sent along.
    pub(crate) fn upload(&self) -> Upload {
        Upload { name: self.name.clone(), kind: self.kind, bytes: self.bytes.clone() }
    }
}

impl Draft {
    /// Nothing but text.
    pub(crate) fn text_only(address: Address, user: u64) -> Self {
        Self { picture: None, motion: None, embed: None, address, notes: Vec::new(), user }
    }

    /// Everything that an answer should show. No file may have more than `most` bytes.
    pub(crate) async fn of(
        view: &RitualView,
        address: Address,
        user: u64,
        artifact: Option<&Path>,
        most: u64,
    ) -> Result<Self, Failure> {
        let mut draft = Self::text_only(address, user);
        if view.render_failure.is_some() {
            return Ok(draft);
        }
        let artifact = artifact.ok_or_else(|| no_picture(None))?;
        let became = evolve(&view.ritual.recipe);
        draft.embed = Some(embed::ritual(view, &became.field, became.stage));
        let read = async |path: &Path| tokio::fs::read(path).await.map_err(|error| no_picture(Some(error)));
        let most = most.min(MOST_REQUEST);
        if view.ritual.rendered.as_ref().is_some_and(|rendered| rendered.motion.is_some()) {
            let (name, bytes) =
                (MotionFile::beside(&view.ritual.file), read(&artifact.with_extension("gif")).await?);
            draft.motion = Some(Attachment { name, kind: GIF, bytes, whole: false });
            draft.notes.extend(motion_made_smaller(view));
        }
        draft.picture = Some(Attachment {
            name: view.ritual.file.clone(),
            kind: PNG,
            bytes: read(artifact).await?,
            whole: true,
        });
        draft.fit(view, most).await;
        // Both in one request, if they fit into it.
        let together = draft.files().map(|file| file.bytes.len() as u64).sum::<u64>();
        if draft.motion.is_some() && together > MOST_REQUEST {
            draft.picture = None;
        }
        draft.embed_one();
        Ok(draft)
    }

    /// What is sent along, in its order.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Attachment> {
        self.motion.iter().chain(&self.picture)
    }

    /// The text with what there is to say about the picture.
    pub(crate) fn text(&self, status: &str) -> String {
        self.notes.iter().map(String::as_str).chain([status]).collect::<Vec<_>>().join("\n")
    }

    /// Leaves out what Discord refused; false if nothing is left that could be.
    pub(crate) async fn degrade(&mut self, view: &RitualView, error: &RestError) -> bool {
        if error.file_is_too_large() && self.files().next().is_some() {
            self.reduce(view).await;
        } else if error.lacks_permission() && (self.files().next().is_some() || self.embed.is_some()) {
            self.drop_pictures(NOT_ALLOWED);
            self.embed = None;
        } else if error.reply_is_refused() && matches!(self.address, Address::Reply { .. }) {
            self.address = Address::Mention { user: self.user };
        } else {
            return false;
        }
        tracing::warn!(%error, "an answer is sent with less than it should have");
        true
    }

    /// Sends less: the animation without the picture, a smaller picture, and in the end no file. The server accepts less
    /// than was expected, and does not say how much.
    async fn reduce(&mut self, view: &RitualView) {
        match (self.motion.is_some(), &self.picture) {
            (true, Some(_)) => self.picture = None,
            (true, None) => self.drop_pictures(TOO_LARGE),
            (false, Some(picture)) => {
                let most = (picture.bytes.len() as u64 - 1).min(MOST_BYTES);
                self.fit(view, most).await;
            }
            (false, None) => {}
        }
        self.embed_one();
    }

    /// Shows a smaller file if this one has more than `most` bytes, and none if that does not help either.
    async fn fit(&mut self, view: &RitualView, most: u64) {
        let Some(picture) = self.picture.take_if(|picture| picture.bytes.len() as u64 > most) else { return };
        match smaller(picture, most).await {
            Some(preview) => {
                self.notes.push(if preview.reduced { shown_smaller(view) } else { shown_as_jpeg(view) });
                let name = preview_name(&view.ritual.file);
                self.picture = Some(Attachment { name, kind: JPEG, bytes: preview.jpeg, whole: false });
            }
            // The animation may still be shown.
            None if self.motion.is_some() => self.notes.push(TOO_LARGE.to_owned()),
            None => self.drop_pictures(TOO_LARGE),
        }
    }

    /// Has the embed show the animation, or the picture where there is none.
    fn embed_one(&mut self) {
        let shown = self.files().next().map(|file| file.name.clone());
        if let (Some(embed), Some(name)) = (&mut self.embed, shown) {
            embed.show(&name);
        }
    }

    fn drop_pictures(&mut self, note: &str) {
        (self.picture, self.motion) = (None, None);
        self.notes = vec![note.to_owned()];
        if let Some(embed) = &mut self.embed {
            embed.image = None;
        }
    }
}

/// A preview of at most `most` bytes, made off the event loop. One that was refused is not made smaller again.
async fn smaller(picture: Attachment, most: u64) -> Option<Preview> {
    let most = usize::try_from(most).ok().filter(|_| picture.whole)?;
    let made = tokio::task::spawn_blocking(move || preview::fitting(&picture.bytes, most)).await;
    match made {
        Ok(Ok(preview)) => Some(preview),
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
    format!("{}-preview.jpg", file.strip_suffix(".png").unwrap_or(file))
}

/// What stands above the status of a picture that is shown with fewer pixels.
pub(crate) fn shown_smaller(view: &RitualView) -> String {
    let size = view.ritual.recipe.size;
    let kept = kept(view);
    format!("Shown smaller; the original has {}×{} pixels and is {kept} whole.", size.width(), size.height())
}

/// What stands above the status of a picture that is shown with all its pixels, though not bit for bit.
pub(crate) fn shown_as_jpeg(view: &RitualView) -> String {
    format!("Shown as a JPEG; the original PNG is {}, every pixel as the recipe says.", kept(view))
}

fn kept(view: &RitualView) -> &'static str {
    if view.archives.is_empty() { "kept" } else { "archived" }
}

/// What stands above the status of a motion that had to be made smaller.
fn motion_made_smaller(view: &RitualView) -> Option<String> {
    let motion = view.ritual.rendered.as_ref()?.motion.as_ref().filter(|motion| motion.reduced)?;
    let MotionFile { width, height, frames, .. } = motion;
    Some(format!("The motion is made smaller to be shown here: {frames} frames of {width}×{height} pixels."))
}

/// A new status under the notes that a message already shows, since a note says what stays true of it.
pub(crate) fn with_notes_of(view: &RitualView, shown: &str, status: &str) -> String {
    let mut notes =
        vec![TOO_LARGE.to_owned(), NOT_ALLOWED.to_owned(), shown_smaller(view), shown_as_jpeg(view)];
    notes.extend(motion_made_smaller(view));
    let kept = shown.lines().take_while(|line| notes.iter().any(|note| note == line));
    kept.chain([status]).collect::<Vec<_>>().join("\n")
}

/// The picture cannot be read from the disk. Transient: it is a function of its recipe and comes back.
fn no_picture(cause: Option<std::io::Error>) -> Failure {
    let failure = Failure::new(Class::Transient, "the picture cannot be read from the disk");
    match cause {
        Some(cause) => failure.because(cause),
        None => failure,
    }
}
