//! What an answer shows, and how it is reduced to what Discord accepts.

use std::path::Path;

use strum::VariantArray as _;

use super::embed::{self, EmbedData};
use super::payload::{Address, mentioning, split_mention};
use crate::discord::rest::Upload;
use crate::discord::rest_error::RestError;
use crate::failure::{Class, Failure};
use crate::ritual::{Preview, evolve, preview};
use crate::store::{MotionFile, Posted, RitualView};

/// The largest file that every server takes, in bytes.
pub(crate) const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// The largest request that Discord takes is 25 MiB, whatever a server allows for a file; one is left for the rest.
const MOST_REQUEST: u64 = 24 * 1024 * 1024;

const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const GIF: &str = "image/gif";

/// Stands in for a picture that the server does not take.
pub(crate) const TOO_LARGE: &str = "The picture is larger than may be sent here.";
/// What an answer shows.
pub(crate) struct Draft {
    /// The picture, which is in the embed unless the ritual is shown in motion there.
    picture: Option<Attachment>,
    motion: Option<Attachment>,
    pub(crate) embed: Option<EmbedData>,
    pub(crate) address: Address,
    /// What is said of the files.
    notes: Vec<String>,
    /// What the bot may not send here, as far as that is known.
    lacking: Option<Lacking>,
    /// The embed while it is tried without it.
    left_out: Option<EmbedData>,
    /// For an answer in private: the channel in which the bot may not write.
    instead_of: Option<u64>,
    channel: u64,
    user: u64,
}

/// What of an answer the bot may not send into a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(crate) enum Lacking {
    /// The embed.
    Embeds,
    /// Pictures.
    Files,
    /// Neither.
    Both,
}

impl Lacking {
    /// What stands above the status of a message that lacks it.
    pub(crate) fn note(self, channel: u64) -> String {
        match self {
            Self::Embeds => format!(
                "I may not show this ritual's details in <#{channel}>: that needs the permission “Embed Links”."
            ),
            Self::Files => {
                format!(
                    "I may not show the picture in <#{channel}>: that needs the permission “Attach Files”."
                )
            }
            Self::Both => format!(
                "I may show neither the picture nor its details in <#{channel}>: that needs the permissions “Attach \
                 Files” and “Embed Links”."
            ),
        }
    }
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
    /// The same in private, where the bot may not write in the channel.
    pub(crate) fn in_private(mut self, asked_in: u64) -> Self {
        self.instead_of = Some(asked_in);
        self
    }

    /// Nothing but text.
    pub(crate) fn text_only(address: Address, user: u64, channel: u64) -> Self {
        Self {
            picture: None,
            motion: None,
            embed: None,
            address,
            notes: Vec::new(),
            lacking: None,
            left_out: None,
            instead_of: None,
            channel,
            user,
        }
    }

    /// A draft that is text only, with everything that an answer should show. No file may have more than `most` bytes.
    pub(crate) async fn of(
        view: &RitualView,
        mut draft: Self,
        artifact: Option<&Path>,
        most: u64,
    ) -> Result<Self, Failure> {
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
        let place = self.instead_of.map(not_there);
        let lacking = self.lacking.map(|lacking| lacking.note(self.channel));
        let notes = place.iter().chain(&lacking).chain(&self.notes).map(String::as_str);
        notes.chain([status]).collect::<Vec<_>>().join("\n")
    }

    /// The text of a message of its own in the channel.
    pub(crate) fn channel_text(&self, status: &str) -> String {
        match self.address {
            Address::Reply { .. } => self.text(status),
            Address::Mention { user } => mentioning(user, &self.text(status)),
        }
    }

    /// Leaves out what Discord refused; false if nothing is left that could be.
    pub(crate) async fn degrade(&mut self, view: &RitualView, error: &RestError) -> bool {
        if error.file_is_too_large() && self.files().next().is_some() {
            self.reduce(view).await;
        } else if error.lacks_permission() && self.leave_out() {
            // Said by the note.
        } else if error.reply_is_refused() && matches!(self.address, Address::Reply { .. }) {
            self.address = Address::Mention { user: self.user };
        } else {
            return false;
        }
        tracing::warn!(%error, "an answer is sent with less than it should have");
        true
    }

    /// Leaves out what may need a permission, one thing after the other, since Discord does not say which one is missing;
    /// false if nothing is left that could be.
    fn leave_out(&mut self) -> bool {
        let has_files = self.files().next().is_some();
        let lacking = match self.lacking {
            None if self.embed.is_some() => {
                self.left_out = self.embed.take().filter(|_| has_files);
                Lacking::Embeds
            }
            None if has_files => Lacking::Both,
            Some(Lacking::Embeds) if has_files => {
                self.embed = self.left_out.take();
                Lacking::Files
            }
            Some(Lacking::Files) if self.embed.take().is_some() => Lacking::Both,
            _ => return false,
        };
        if lacking != Lacking::Embeds {
            self.drop_pictures();
        }
        self.lacking = Some(lacking);
        true
    }

    /// Sends less: the animation without the picture, a smaller picture, and in the end no file. The server accepts less
    /// than was expected, and does not say how much.
    async fn reduce(&mut self, view: &RitualView) {
        match (self.motion.is_some(), &self.picture) {
            (true, Some(_)) => self.picture = None,
            (true, None) => self.drop_too_large(),
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
                self.notes.push(if preview.reduced { shown_smaller(view) } else { SHOWN_AS_JPEG.to_owned() });
                let name = preview_name(&view.ritual.file);
                self.picture = Some(Attachment { name, kind: JPEG, bytes: preview.jpeg, whole: false });
            }
            // The animation may still be shown.
            None if self.motion.is_some() => self.notes.push(TOO_LARGE.to_owned()),
            None => self.drop_too_large(),
        }
    }

    /// Has the embed show the animation, or the picture where there is none.
    fn embed_one(&mut self) {
        let shown = self.files().next().map(|file| file.name.clone());
        if let (Some(embed), Some(name)) = (&mut self.embed, shown) {
            embed.show(&name);
        }
    }

    fn drop_too_large(&mut self) {
        self.drop_pictures();
        self.notes = vec![TOO_LARGE.to_owned()];
    }

    fn drop_pictures(&mut self) {
        (self.picture, self.motion) = (None, None);
        self.notes.clear();
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
    format!(
        "Shown smaller; the original, whose status follows, has {}×{} pixels.",
        size.width(),
        size.height()
    )
}

/// What stands above the status of a picture that is shown with all its pixels, though not bit for bit.
pub(crate) const SHOWN_AS_JPEG: &str =
    "Shown as a JPEG; the original, whose status follows, is a PNG with every pixel as the recipe says.";

/// What stands above the status of a motion that had to be made smaller.
fn motion_made_smaller(view: &RitualView) -> Option<String> {
    let motion = view.ritual.rendered.as_ref()?.motion.as_ref().filter(|motion| motion.reduced)?;
    let MotionFile { width, height, frames, .. } = motion;
    Some(format!("The motion is made smaller to be shown here: {frames} frames of {width}×{height} pixels."))
}

/// A new status under the mention and the notes that a message already shows, since a note says what stays true of it.
pub(crate) fn with_notes_of(view: &RitualView, posted: &Posted, status: &str) -> String {
    let (mention, shown) = split_mention(&posted.status);
    // A message in private speaks of the channel where it was not allowed.
    let asked_in = view.ritual.origin.channel().unwrap_or_default();
    let mut notes =
        vec![TOO_LARGE.to_owned(), shown_smaller(view), SHOWN_AS_JPEG.to_owned(), not_there(asked_in)];
    notes.extend(Lacking::VARIANTS.iter().map(|lacking| lacking.note(posted.channel)));
    notes.extend(motion_made_smaller(view));
    let kept = shown.lines().take_while(|line| notes.iter().any(|note| note == line));
    mention.to_owned() + &kept.chain([status]).collect::<Vec<_>>().join("\n")
}

/// What stands above an answer that is given in private instead of in a channel.
pub(crate) fn not_there(channel: u64) -> String {
    format!("I may not write in <#{channel}>, so I answer here.")
}

/// The picture cannot be read from the disk. Transient: it is a function of its recipe and comes back.
fn no_picture(cause: Option<std::io::Error>) -> Failure {
    let failure = Failure::new(Class::Transient, "the picture cannot be read from the disk");
    match cause {
        Some(cause) => failure.because(cause),
        None => failure,
    }
}
