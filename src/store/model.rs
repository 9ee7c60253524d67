//! What the store keeps, as values.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::digest::{Digest, Md5};
use crate::failure::Class;
use crate::ritual::{Lore, Milestone, Recipe};
use crate::sync::VerifiedBy;

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The present moment.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Whole seconds, as Discord's `<t:…:R>` wants them.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The time from `earlier` to this moment; zero if it lies after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// A ritual's id: a UUID of version 7, so ids sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RitualId(pub Uuid);

impl RitualId {
    /// A new id.
    #[expect(clippy::new_without_default, reason = "each one differs")]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for RitualId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RitualId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// Who asked, and where the answer belongs. Discord's ids are its snowflakes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Origin {
    /// The command line; nobody waits in Discord.
    CommandLine,
    /// A message such as `!ritual 108`.
    Message {
        /// None in direct messages.
        guild: Option<u64>,
        /// Where it was written and is answered.
        channel: u64,
        /// The message itself, which the answer replies to.
        message: u64,
        /// Who wrote it.
        user: u64,
    },
    /// A slash command.
    Interaction {
        /// None in direct messages.
        guild: Option<u64>,
        /// Where it was used.
        channel: u64,
        /// The interaction's own id.
        interaction: u64,
        /// Who used it.
        user: u64,
        /// The application that the token belongs to.
        application: u64,
        /// Good for [`InteractionToken::LIFETIME`] from `received`; afterwards the store forgets it and gives an
        /// empty one.
        token: InteractionToken,
        /// When Discord made the interaction.
        received: Timestamp,
        /// The largest file that Discord takes in the answer, in bytes, as it said itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u64>,
    },
}

impl Origin {
    /// The guild, if any.
    pub fn guild(&self) -> Option<u64> {
        match self {
            Self::CommandLine => None,
            Self::Message { guild, .. } | Self::Interaction { guild, .. } => *guild,
        }
    }

    /// What makes the same request recognisable if Discord delivers it twice.
    pub fn request_key(&self) -> Option<String> {
        match self {
            Self::CommandLine => None,
            Self::Message { message, .. } => Some(format!("message:{message}")),
            Self::Interaction { interaction, .. } => Some(format!("interaction:{interaction}")),
        }
    }
}

/// A token that lets its holder answer an interaction. Never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InteractionToken(pub String);

impl InteractionToken {
    /// How long Discord honours a token: 15 minutes.
    pub const LIFETIME: Duration = Duration::from_mins(15);
}

impl fmt::Debug for InteractionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// A ritual to be accepted.
#[derive(Debug, Clone)]
pub struct NewRitual {
    /// Its id.
    pub id: RitualId,
    /// Who asked.
    pub origin: Origin,
    /// What is to be rendered.
    pub recipe: Recipe,
    /// The artifact's file name.
    pub file: String,
    /// Where copies go: the destination as configured, and the path below it.
    pub archives: Vec<(String, String)>,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Whether it is to be shown in motion as well.
    pub motion: bool,
    /// What it leaves to its guild; none where there is no guild.
    pub lore: Option<NewLore>,
}

/// The lore that a ritual leaves to its guild.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLore {
    /// The revision that the ritual started from.
    pub follows: u64,
    /// What the guild keeps from now on.
    pub lore: Lore,
    /// What of its folklore turned.
    pub turns: Vec<Milestone>,
}

/// What a guild keeps between its rituals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GuildLore {
    /// How often it changed.
    pub revision: u64,
    /// The field and the folklore.
    pub lore: Lore,
    /// When it changed last; none if it never did.
    pub changed: Option<Timestamp>,
}

/// An accepted ritual.
#[derive(Debug, Clone, PartialEq)]
pub struct Ritual {
    /// Its id.
    pub id: RitualId,
    /// Who asked.
    pub origin: Origin,
    /// What is rendered.
    pub recipe: Recipe,
    /// The artifact's file name.
    pub file: String,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// Whether it is shown in motion as well.
    pub motion: bool,
    /// What of its guild's folklore turned with it.
    pub turns: Vec<Milestone>,
    /// Once rendered: the artifact's facts.
    pub rendered: Option<Rendered>,
    /// Once posted: where it stands in Discord.
    pub posted: Option<Posted>,
}

/// A ritual with the state of its archives, in the order in which they were configured.
#[derive(Debug, Clone, PartialEq)]
pub struct RitualView {
    /// The ritual.
    pub ritual: Ritual,
    /// One per destination; empty if it is not to be archived.
    pub archives: Vec<Archive>,
    /// Whether rendering was given up, and why.
    pub render_failure: Option<String>,
}

impl RitualView {
    /// Where copies with this content are archived: destinations and paths, in the order of the archives.
    pub fn copies(&self, digest: Digest) -> impl Iterator<Item = (&str, &str)> {
        self.archives.iter().filter_map(move |archive| match &archive.state {
            ArchiveState::Archived(receipt) if receipt.digest == digest => {
                Some((archive.destination.as_str(), archive.path.as_str()))
            }
            _ => None,
        })
    }
}

/// A rendered artifact's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Digest of the pixels: the ritual's identity.
    pub pixels: Digest,
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// The same file's MD5; rituals of before it was recorded have none.
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
    /// Milliseconds spent on the pixels.
    pub render_ms: u64,
    /// Milliseconds spent on the PNG.
    pub encode_ms: u64,
    /// The file that shows the ritual in motion, if that was asked for. It lies beside the artifact, wherever that is,
    /// under the same name with `.gif` behind.
    pub motion: Option<MotionFile>,
}

impl Rendered {
    /// The ritual's files, given where its picture lies: the picture, and what lies beside it.
    pub fn files(&self, picture: &str) -> impl Iterator<Item = RecordedFile> {
        let moving = self.motion.as_ref().map(|motion| RecordedFile {
            path: MotionFile::beside(picture),
            digest: motion.digest,
            md5: motion.md5,
            bytes: motion.bytes,
        });
        let Self { digest, md5, bytes, .. } = *self;
        let picture = RecordedFile { path: picture.to_owned(), digest, md5, bytes };
        [picture].into_iter().chain(moving)
    }
}

/// One of a ritual's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFile {
    /// Its name or path.
    pub path: String,
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// Its MD5, if it was recorded.
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
}

/// The facts of a file that shows a ritual in motion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotionFile {
    /// Digest of the file: what archives are checked against.
    pub digest: Digest,
    /// Its MD5, if it was recorded.
    #[serde(default)]
    pub md5: Option<Md5>,
    /// The file's length.
    pub bytes: u64,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How many frames it has.
    pub frames: u16,
    /// Whether it was made smaller, or with fewer frames, to stay small enough.
    pub reduced: bool,
    /// Milliseconds spent on it.
    pub ms: u64,
}

impl MotionFile {
    /// The name or path of the file that lies beside an artifact.
    pub fn beside(artifact: &str) -> String {
        format!("{}.gif", artifact.strip_suffix(".png").unwrap_or(artifact))
    }
}

/// Where a ritual stands in Discord, and the status line it shows there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The channel.
    pub channel: u64,
    /// The message with the picture.
    pub message: u64,
    /// The status line as last shown.
    pub status: String,
}

/// One destination's copy of a ritual's artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The destination as configured.
    pub destination: String,
    /// The path below it.
    pub path: String,
    /// How far it is.
    pub state: ArchiveState,
}

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveState {
    /// Waiting for its turn for the first time, or being sent for the first time.
    Pending,
    /// Failed, and tried again at `at`. Stays so, with the time at which it fell due, while it is being tried
    /// again. A copy that was never tried because its destination is paused shows the pause's time and reason.
    Retrying {
        /// When.
        at: Timestamp,
        /// Why it failed, in plain words.
        reason: String,
    },
    /// Given up until a person asks for another try.
    Dead {
        /// Why, in plain words.
        reason: String,
    },
    /// There, and proven.
    Archived(Receipt),
}

/// Proof of an archived copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// SHA-256 of the file that the copy was compared with.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// What proved it.
    pub verified_by: VerifiedBy,
    /// Milliseconds that sending and proving took.
    pub took_ms: u64,
    /// When it was proven.
    pub at: Timestamp,
}

/// An object at a destination that another program had put there and that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The destination.
    pub destination: String,
    /// The path below it.
    pub path: String,
    /// SHA-256 of what stood there when it was adopted.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
    /// When it was adopted.
    pub at: Timestamp,
}

/// Something that the operator is to be told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its id, the same however often it is taken.
    pub id: Uuid,
    /// The destination, by its configured text.
    pub destination: String,
    /// Why it is paused; none when it works again.
    pub reason: Option<String>,
}

/// A queue of jobs that one group of workers serves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Renders.
    Render,
    /// Discord messages.
    Post,
    /// Uploads to one destination, by its configured text.
    Archive(String),
}

impl Lane {
    /// The job kind's word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Render => "render",
            Self::Post => "post",
            Self::Archive(_) => "archive",
        }
    }

    /// The destination, for uploads.
    pub fn destination(&self) -> Option<&str> {
        match self {
            Self::Archive(destination) => Some(destination),
            Self::Render | Self::Post => None,
        }
    }
}

/// A job's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(pub Uuid);

/// The right to work on a job, until it runs out. Each claim makes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// This claim's own id.
    pub id: Uuid,
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The right to work on it.
    pub lease: Lease,
    /// Where it came from.
    pub lane: Lane,
    /// The ritual it serves.
    pub ritual: RitualId,
    /// For uploads: the path below the destination.
    pub path: Option<String>,
    /// How many times it has been claimed, this time included.
    pub attempt: u32,
}

/// What came of one run of a job; committed with the job's new state. To bring the message up to date means that
/// `post` runs once more, also where it is just running or waits to be retried; a dead one waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A render is done. The message and the copies may begin.
    Rendered(Rendered),
    /// The message stands in Discord as recorded.
    Posted(Posted),
    /// Nothing is left to do and nothing to record.
    Done,
    /// A copy is archived; its destination's pause, if any, is lifted and the message is brought up to date.
    Archived(Receipt),
    /// To be run again at `at`. For an upload the message is brought up to date; a refused login
    /// ([`Class::Auth`]) pauses the whole destination until then.
    Retry {
        /// When.
        at: Timestamp,
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
        /// Whether the attempt counts. One that found nothing to try with does not.
        counts: bool,
    },
    /// Given up; kept and shown until a person revives it. For an upload the message is brought up to date; for a
    /// render the message tells it, and the uploads are given up with it.
    Dead {
        /// The failure's class.
        class: Class,
        /// Why, in plain words.
        reason: String,
    },
    /// Handed back untouched because the program stops; the attempt does not count.
    Released,
}
