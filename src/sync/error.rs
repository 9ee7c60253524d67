//! Why a transfer did not happen, and what the queue does about it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// How a failure is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// May work again soon: 10 s to 30 min between tries.
    Transient,
    /// Full or rate-limited: 1 h to 24 h between tries.
    Quota,
    /// The login was refused: the whole destination pauses and the operator is told.
    Auth,
    /// A person decides: the job is kept as dead and can be retried by hand.
    Permanent,
    /// Somebody, or the program's own stop, called it off.
    Cancelled,
}

impl Class {
    /// The word that the store keeps.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Quota => "quota",
            Self::Auth => "auth",
            Self::Permanent => "permanent",
            Self::Cancelled => "cancelled",
        }
    }

    /// The class that the store's word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Transient, Self::Quota, Self::Auth, Self::Permanent, Self::Cancelled]
            .into_iter()
            .find(|class| class.as_str() == word)
    }
}

/// What was attempted when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Finding or starting the transfer program.
    Start,
    /// Setting the bandwidth limit.
    Limit,
    /// Reading the local file.
    Read,
    /// Looking whether the file is already there.
    Stat,
    /// Listing a folder.
    List,
    /// Copying the file.
    Copy,
    /// Bringing a file back.
    Fetch,
    /// Comparing the copy with the original.
    Verify,
    /// Removing an object.
    Delete,
    /// Making a link for everybody.
    Link,
    /// Asking how much room there is.
    Space,
    /// Showing a destination as a folder of this machine.
    Mount,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "starting rclone",
            Self::Limit => "setting the bandwidth limit",
            Self::Read => "reading the local file",
            Self::Stat => "looking at the destination",
            Self::List => "listing the destination",
            Self::Copy => "copying the file",
            Self::Fetch => "bringing the file back",
            Self::Verify => "verifying the copy",
            Self::Delete => "removing an object",
            Self::Link => "making a link",
            Self::Space => "asking for the room left",
            Self::Mount => "mounting the destination",
        })
    }
}

/// A transfer's failure: its class, what was attempted, what a person can do about it.
#[derive(Debug, thiserror::Error)]
#[error("{action}: {guidance}")]
pub struct SyncError {
    /// How the queue treats it.
    pub class: Class,
    /// What was attempted.
    pub action: Action,
    /// Plain words for members and operators; never a secret, never raw program output.
    pub guidance: Cow<'static, str>,
    /// A pause that the other side asked for, as long as it said, which may be absurd.
    pub retry_after: Option<Duration>,
    /// What the other side said, for the log.
    #[source]
    pub cause: Option<anyhow::Error>,
}

impl SyncError {
    /// A failure without a deeper cause.
    pub fn new(class: Class, action: Action, guidance: impl Into<Cow<'static, str>>) -> Self {
        Self { class, action, guidance: guidance.into(), retry_after: None, cause: None }
    }

    /// Not to be tried again before this has passed, if the other side named a time.
    #[must_use]
    pub fn after(mut self, pause: Option<Duration>) -> Self {
        self.retry_after = pause;
        self
    }

    /// The local file is not there, or is not what was promised.
    pub(crate) fn other_file() -> Self {
        let guidance = "the local file is missing or is not the one that was to be archived";
        Self::new(Class::Transient, Action::Read, guidance)
    }

    /// Keeps what lay beneath, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}
