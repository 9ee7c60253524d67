//! What an answer shows, and how it is reduced to what Discord accepts.

use std::path::Path;

use super::payload::{Address, mentioning, split_mention};
use super::spoiler::attached_name;
use super::{caption, status_line};
use crate::discord::file_limit::EVERYWHERE;
use crate::discord::rest::Upload;
use crate::discord::rest_error::RestError;
use crate::failure::{Class, Failure};
use crate::ritual::{Preview, preview};
use crate::store::{MotionFile, RitualView};
use crate::words::{Language, say};

/// The largest request that Discord takes is 25 MiB, whatever a server allows for a file; one is left for the rest.
const MOST_REQUEST: u64 = 24 * 1024 * 1024;

const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const GIF: &str = "image/gif";

/// What an answer shows.
pub(crate) struct Draft {
    picture: Option<Attachment>,
    motion: Option<Attachment>,
    pub(crate) address: Address,
    /// The line that mentions somebody, where an edit has to keep it.
    mention: String,
    /// What the ritual is, which stands above the picture.
    caption: Vec<String>,
    /// What is said of the files.
    notes: Vec<String>,
    /// For an answer in private: the channel in which the bot may not write.
    instead_of: Option<u64>,
    language: Language,
    channel: u64,
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
    /// The same in private, where the bot may not write in the channel.
    pub(crate) fn in_private(mut self, asked_in: u64) -> Self {
        self.instead_of = Some(asked_in);
        self
    }

    /// The same below the line of a message that mentions somebody, where that is to be kept.
    pub(crate) fn below(mut self, mention: &str) -> Self {
        mention.clone_into(&mut self.mention);
        self
    }

    /// Nothing but text.
    pub(crate) fn text_only(view: &RitualView, address: Address, user: u64, channel: u64) -> Self {
        Self {
            picture: None,
            motion: None,
            address,
            mention: String::new(),
            caption: if view.render_failure.is_some() { Vec::new() } else { caption::lines(view) },
            notes: Vec::new(),
            instead_of: None,
            language: view.ritual.language,
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
        let read = async |path: &Path| tokio::fs::read(path).await.map_err(|error| no_picture(Some(error)));
        let most = most.min(MOST_REQUEST);
        if view.ritual.rendered.as_ref().is_some_and(|rendered| rendered.motion.is_some()) {
            let name = attached_name(&view.ritual, &MotionFile::beside(&view.ritual.file));
            let bytes = read(&artifact.with_extension("gif")).await?;
            draft.motion = Some(Attachment { name, kind: GIF, bytes, whole: false });
            draft.notes.extend(motion_made_smaller(view));
        }
        draft.picture = Some(Attachment {
            name: attached_name(&view.ritual, &view.ritual.file),
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
        Ok(draft)
    }

    /// What is sent along, in its order.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Attachment> {
        self.motion.iter().chain(&self.picture)
    }

    /// The text: what the ritual is, what there is to say about the picture, and the status as the last line.
    pub(crate) fn text(&self, status: &str) -> String {
        let place = self.instead_of.map(|channel| not_there(self.language, channel));
        let above = place.iter().chain(&self.caption).chain(&self.notes).map(String::as_str);
        self.mention.clone() + &above.chain([status]).collect::<Vec<_>>().join("\n")
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
        } else if error.lacks_permission() && self.files().next().is_some() {
            self.drop_pictures(say!(
                self.language,
                "ritual-no-files",
                channel = format!("<#{}>", self.channel)
            ));
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
            (true, None) => self.drop_too_large(),
            (false, Some(picture)) => {
                let most = (picture.bytes.len() as u64 - 1).min(EVERYWHERE);
                self.fit(view, most).await;
            }
            (false, None) => {}
        }
    }

    /// Shows a smaller file if this one has more than `most` bytes, and none if that does not help either.
    async fn fit(&mut self, view: &RitualView, most: u64) {
        let Some(picture) = self.picture.take_if(|picture| picture.bytes.len() as u64 > most) else { return };
        match smaller(picture, most).await {
            Some(preview) => {
                self.notes.push(if preview.reduced {
                    shown_smaller(view)
                } else {
                    shown_as_jpeg(self.language)
                });
                let name = attached_name(&view.ritual, &preview_name(&view.ritual.file));
                self.picture = Some(Attachment { name, kind: JPEG, bytes: preview.jpeg, whole: false });
            }
            // The animation may still be shown.
            None if self.motion.is_some() => self.notes.push(too_large(self.language)),
            None => self.drop_too_large(),
        }
    }

    fn drop_too_large(&mut self) {
        self.drop_pictures(too_large(self.language));
    }

    fn drop_pictures(&mut self, note: String) {
        (self.picture, self.motion) = (None, None);
        self.notes = vec![note];
    }
}

/// A preview of at most `most` bytes, made off the event loop. One that was refused is not made smaller again.
async fn smaller(picture: Attachment, most: u64) -> Option<Preview> {
    let most = usize::try_from(most).ok().filter(|_| picture.whole)?;
    let made = tokio::task::spawn_blocking(move || preview::fitting(picture.bytes, most)).await;
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
    say!(view.ritual.language, "ritual-shown-smaller", width = size.width(), height = size.height())
}

/// What stands above the status of a picture that is shown with all its pixels, though not bit for bit.
pub(crate) fn shown_as_jpeg(language: Language) -> String {
    say!(language, "ritual-shown-as-jpeg")
}

/// Stands in for a picture that the server does not take.
pub(crate) fn too_large(language: Language) -> String {
    say!(language, "ritual-too-large")
}

/// What stands above the status of a motion that had to be made smaller.
fn motion_made_smaller(view: &RitualView) -> Option<String> {
    let motion = view.ritual.rendered.as_ref()?.motion.as_ref().filter(|motion| motion.reduced)?;
    let MotionFile { width, height, frames, .. } = motion;
    let language = view.ritual.language;
    Some(say!(language, "ritual-motion-smaller", frames = *frames, width = *width, height = *height))
}

/// A new status below what a message shows already, since that stays true of it. Of a message that an earlier version
/// posted the mention stays; what else it said is in its embed.
pub(crate) fn with_new_status(shown: &str, status: &str) -> String {
    status_line::with_status(shown, status).unwrap_or_else(|| split_mention(shown).0.to_owned() + status)
}

/// What stands above an answer that is given in private instead of in a channel.
pub(crate) fn not_there(language: Language, channel: u64) -> String {
    say!(language, "ritual-elsewhere", channel = format!("<#{channel}>"))
}

/// The picture cannot be read from the disk. Transient: it is a function of its recipe and comes back.
fn no_picture(cause: Option<std::io::Error>) -> Failure {
    let failure = Failure::new(Class::Transient, "the picture cannot be read from the disk");
    match cause {
        Some(cause) => failure.because(cause),
        None => failure,
    }
}
