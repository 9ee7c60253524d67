//! Why something did not happen, in words for people and in a class for the queue. One type for all rooms, made where
//! the failure arises: whoever is above hands it on and asks nothing of it but its class.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How a failure is to be treated.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Class {
    /// May work again soon: 10 s to 30 min between tries.
    Transient,
    /// Nobody was there, so that nothing was spent, no login either: again after 2 s and 5 s, then as `Transient`.
    Away,
    /// The bot's own disk is full or fails: again in 10 s, for as long as it takes, and no attempt is counted.
    Disk,
    /// Full or rate-limited: 1 h to 24 h between tries.
    Quota,
    /// A login or a setting was refused: the whole destination pauses and the operator is told.
    Auth,
    /// A person decides: the job is kept as dead and can be retried by hand.
    Permanent,
    /// Nothing was tried, because nothing carries files now: again in a minute, and no attempt is counted.
    Offline,
    /// Nothing was tried, because the other side asked to be left alone: again when that is over, and no attempt is
    /// counted.
    Paused,
    /// Somebody, or the program's own stop, called it off.
    Cancelled,
}

impl Class {
    /// The word that the store keeps.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The class of a failure after which nothing could be tried: what would pass by itself is being offline.
    #[must_use]
    pub fn when_starting(self) -> Self {
        if matches!(self, Self::Transient | Self::Away) { Self::Offline } else { self }
    }

    /// Whether an attempt that ends so counts. One that found nothing to try with does not.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Offline | Self::Paused | Self::Disk)
    }
}

/// What was attempted when a file was carried.
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

/// How much of the transfer program's own words is kept, in characters.
pub const LONGEST_WORDS: usize = 400;

/// A failure: how it is to be treated, what was attempted, and what a person can do about it.
#[derive(Debug)]
pub struct Failure {
    /// How the queue treats it.
    pub class: Class,
    /// What was attempted, where a file was to be carried.
    pub action: Option<Action>,
    /// Plain words for members and operators; never a secret, never raw program output.
    pub guidance: Cow<'static, str>,
    /// What the transfer program itself said, secrets masked, where the guidance does not tell it all. For operators.
    pub words: Option<String>,
    /// A pause that the other side asked for, as long as it said, which may be absurd.
    pub retry_after: Option<Duration>,
    /// What lay beneath, for the log.
    pub cause: Option<anyhow::Error>,
}

impl Failure {
    /// A failure without a deeper cause.
    pub fn new(class: Class, guidance: impl Into<Cow<'static, str>>) -> Self {
        Self { class, action: None, guidance: guidance.into(), words: None, retry_after: None, cause: None }
    }

    /// A failure of carrying a file.
    pub fn during(action: Action, class: Class, guidance: impl Into<Cow<'static, str>>) -> Self {
        Self { action: Some(action), ..Self::new(class, guidance) }
    }

    /// Not to be tried again before this has passed, if the other side named a time.
    #[must_use]
    pub fn after(mut self, pause: Option<Duration>) -> Self {
        self.retry_after = pause;
        self
    }

    /// With the transfer program's own words, which must not hold secrets any more. Their first
    /// [`LONGEST_WORDS`] characters are kept.
    #[must_use]
    pub fn in_words(mut self, words: &str) -> Self {
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.words =
            Some(words.chars().take(LONGEST_WORDS).collect()).filter(|words: &String| !words.is_empty());
        self
    }

    /// The whole reason, as it is kept: the guidance on the first line and, where there are any, the transfer
    /// program's own words on the second. See [`for_everybody`] and [`for_operators`].
    pub fn reason(&self) -> String {
        match &self.words {
            Some(words) => format!("{}\n(rclone: {words})", self.guidance),
            None => self.guidance.clone().into_owned(),
        }
    }

    /// Keeps what lay beneath, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}

/// What of a [`Failure::reason`] everybody may read.
pub fn for_everybody(reason: &str) -> &str {
    reason.lines().next().unwrap_or_default()
}

/// The whole of a [`Failure::reason`] on one line.
pub fn for_operators(reason: &str) -> String {
    reason.replace('\n', " ")
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.action {
            Some(action) => write!(f, "{action}: {}", self.guidance),
            None => f.write_str(&self.guidance),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray as _;

    use super::*;

    #[test]
    fn classes_are_read_back_from_the_words_that_are_stored() {
        for class in Class::VARIANTS {
            assert_eq!(class.as_str().parse(), Ok(*class));
        }
        assert_eq!(Class::Transient.as_str(), "transient");
        assert!("unheard of".parse::<Class>().is_err());
    }

    #[test]
    fn a_failure_says_what_was_attempted_and_keeps_what_lay_beneath() {
        let failure =
            Failure::during(Action::Copy, Class::Quota, "mega is full").because(anyhow::anyhow!("507"));
        assert_eq!(format!("{:#}", anyhow::Error::from(failure)), "copying the file: mega is full: 507");
        assert_eq!(Failure::new(Class::Transient, "Discord is away").to_string(), "Discord is away");
    }

    #[test]
    fn what_the_transfer_program_said_is_for_operators_only() {
        let failure = Failure::new(Class::Transient, "it failed").in_words("boom\n at\thost");
        assert_eq!(for_everybody(&failure.reason()), "it failed");
        assert_eq!(for_operators(&failure.reason()), "it failed (rclone: boom at host)");
        assert_eq!(Failure::new(Class::Transient, "it failed").in_words(" ").reason(), "it failed");
        let long = Failure::new(Class::Transient, "x").in_words(&"y".repeat(LONGEST_WORDS * 2));
        assert_eq!(long.words.map(|words| words.len()), Some(LONGEST_WORDS));
    }
}
