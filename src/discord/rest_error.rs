//! Why Discord did not do what was asked, and what that means for a message and for the job queue.

use std::error::Error as _;
use std::time::Duration;

use serde::Deserialize;
use serenity::http::HttpError;

use crate::failure::{Class, Failure};

/// Why Discord did not do what was asked. It never carries an address: those of interactions hold tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RestError {
    /// It said no.
    #[error("Discord answered {status} (code {code}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code, 0 if it gave none.
        code: i64,
        /// Its words.
        message: String,
        /// How long it asked us to wait.
        retry_after: Option<Duration>,
    },
    /// It was not asked: an earlier answer asked for a pause that still lasts this long.
    #[error("Discord asked for a pause, of which {0:?} are left")]
    Paused(Duration),
    /// It said nothing in time. It may have done what was asked.
    #[error("Discord did not answer in time")]
    TimedOut,
    /// It could not be reached, or the connection broke. It may have done what was asked.
    #[error("Discord could not be reached: {0}")]
    Unreachable(String),
    /// It agreed, but in a way that cannot be read.
    #[error("Discord's answer cannot be read: {0}")]
    Unreadable(String),
    /// The request could not be made.
    #[error("the request to Discord could not be made: {0}")]
    Unsendable(String),
}

/// Discord's codes that matter here, from its documentation's table of JSON error codes.
mod code {
    pub(super) const UNKNOWN_CHANNEL: i64 = 10_003;
    pub(super) const UNKNOWN_MESSAGE: i64 = 10_008;
    pub(super) const TOO_LARGE: i64 = 40_005;
    pub(super) const ACKNOWLEDGED_ALREADY: i64 = 40_060;
    pub(super) const MISSING_PERMISSIONS: i64 = 50_013;
    pub(super) const THREAD_IS_ARCHIVED: i64 = 50_083;
    pub(super) const CANNOT_REPLY_WITHOUT_HISTORY: i64 = 160_002;
}

/// The part of Discord's error answers that matters here.
#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    code: i64,
    #[serde(default)]
    message: String,
    retry_after: Option<f64>,
}

impl RestError {
    /// Reads a refusal. `header` is the value of `retry-after`, which counts where the body names no time.
    pub(super) fn refused(status: u16, header: Option<&str>, body: &[u8]) -> Self {
        let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        let seconds = body.retry_after.or_else(|| header?.trim().parse().ok());
        let retry_after = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Self::Refused { status, code: body.code, message: body.message, retry_after }
    }

    /// The HTTP status, if there was an answer.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// How long Discord wants to be left alone, if it does.
    pub(super) fn pause(&self) -> Option<Duration> {
        match self {
            Self::Paused(left) => Some(*left),
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether the same request may be answered otherwise in a while.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 500..),
            Self::Paused(_) | Self::TimedOut | Self::Unreachable(_) | Self::Unreadable(_) => true,
            Self::Unsendable(_) => false,
        }
    }

    fn has_code(&self, wanted: i64) -> bool {
        matches!(self, Self::Refused { code, .. } if *code == wanted)
    }

    /// The message is gone: a person deleted it.
    pub(super) fn message_is_gone(&self) -> bool {
        self.has_code(code::UNKNOWN_MESSAGE)
    }

    /// What was asked for is refused for good, whatever the reason: nothing that passes by itself.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self.status(), Some(400..=499)) && !matches!(self.status(), Some(408 | 425 | 429))
    }

    /// The thread was archived: before anything in it changes it has to be opened again.
    pub(super) fn thread_is_archived(&self) -> bool {
        self.has_code(code::THREAD_IS_ARCHIVED)
    }

    /// The bot may not write into this channel at all, or to this person.
    pub(super) fn writing_is_refused(&self) -> bool {
        self.status() == Some(403) || self.thread_is_archived()
    }

    /// The interaction has its first answer: an earlier try arrived although it seemed lost.
    pub(super) fn acknowledged_already(&self) -> bool {
        self.has_code(code::ACKNOWLEDGED_ALREADY)
    }

    /// This message cannot be edited, though another may be written.
    pub(super) fn edit_is_refused(&self) -> bool {
        matches!(self.status(), Some(400 | 403 | 404)) && !self.has_code(code::UNKNOWN_CHANNEL)
    }

    /// The file is larger than this server allows.
    pub(super) fn file_is_too_large(&self) -> bool {
        self.status() == Some(413) || self.has_code(code::TOO_LARGE)
    }

    /// Something in the message needs a permission that the bot lacks here.
    pub(super) fn lacks_permission(&self) -> bool {
        self.has_code(code::MISSING_PERMISSIONS)
    }

    /// Replies need the permission to read the channel's history.
    pub(super) fn reply_is_refused(&self) -> bool {
        self.has_code(code::CANNOT_REPLY_WITHOUT_HISTORY)
    }

    /// Nothing of this channel can be read.
    pub(super) fn history_is_closed(&self) -> bool {
        matches!(self.status(), Some(403 | 404))
    }
}

impl From<serenity::Error> for RestError {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => Self::Refused {
                status: answer.status_code.as_u16(),
                code: answer.error.code as i64,
                message: answer.error.message,
                retry_after: None,
            },
            serenity::Error::Http(HttpError::Request(error)) => error.into(),
            other => Self::Unsendable(other.to_string()),
        }
    }
}

impl From<reqwest::Error> for RestError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let error = error.without_url();
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(deeper) = source {
            words = format!("{words}: {deeper}");
            source = deeper.source();
        }
        Self::Unreachable(words)
    }
}

const SLOWER: &str = "Discord asked the bot to slow down";

/// A failure as the queue understands it. To be asked to slow down is none: it is waited for, and counts for nothing.
///
/// A refused bot token is transient on purpose: nothing about the message is wrong, the operator renews the token
/// and everything goes on by itself, while [`Class::Auth`] would pause a destination, of which a message has none.
impl From<RestError> for Failure {
    fn from(error: RestError) -> Self {
        let (class, reason) = match error.status() {
            None if matches!(error, RestError::Paused(_)) => (Class::Paused, SLOWER),
            Some(429) => (Class::Paused, SLOWER),
            None => (Class::Transient, "Discord could not be reached"),
            Some(401) => (Class::Transient, "Discord refused the bot's token; the operator has to renew it"),
            Some(403) => (
                Class::Permanent,
                "the bot may not write in that channel; it needs “View Channel”, “Send Messages” (in threads “Send Messages \
                 in Threads”), “Read Message History”, “Embed Links” and “Attach Files” there",
            ),
            Some(404) => (Class::Permanent, "the channel is gone or the bot is no longer there"),
            Some(500..) => (Class::Transient, "Discord is having trouble"),
            Some(_) => (Class::Permanent, "Discord refused the message"),
        };
        let retry_after = error.pause();
        Self::new(class, reason).after(retry_after).because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: i64) -> RestError {
        RestError::Refused { status, code, message: "no".into(), retry_after: None }
    }

    #[test]
    fn a_refusal_keeps_discords_code_words_and_pause() {
        let body = br#"{"message": "You are being rate limited.", "retry_after": 0.75, "global": false}"#;
        let error = RestError::refused(429, None, body);
        let RestError::Refused { status: 429, message, retry_after, .. } = error else { panic!("{error}") };
        assert_eq!(message, "You are being rate limited.");
        assert_eq!(retry_after, Some(Duration::from_millis(750)));
    }

    #[test]
    fn a_refusal_without_json_still_has_its_status_and_the_headers_pause() {
        let pause = |header| match RestError::refused(502, Some(header), b"<html>Bad Gateway</html>") {
            RestError::Refused { status: 502, code: 0, retry_after, .. } => retry_after,
            error => panic!("{error}"),
        };
        assert_eq!(pause("3"), Some(Duration::from_secs(3)));
        assert_eq!((pause("-1"), pause("soon")), (None, None));
    }

    #[test]
    fn what_may_work_again_is_transient_and_what_a_person_must_mend_is_permanent() {
        let class = |error| Failure::from(error).class;
        for error in [refused(500, 0), refused(503, 0), refused(401, 0), RestError::TimedOut] {
            assert_eq!(class(error.clone()), Class::Transient, "{error}");
        }
        for error in [refused(403, 50_013), refused(403, 50_001), refused(404, 10_003), refused(400, 50_035)]
        {
            assert_eq!(class(error.clone()), Class::Permanent, "{error}");
        }
    }

    #[test]
    fn discords_pause_is_kept_and_no_failure() {
        for error in
            [RestError::refused(429, Some("1.5"), b""), RestError::Paused(Duration::from_millis(1500))]
        {
            let failure = Failure::from(error);
            assert_eq!(failure.class, Class::Paused);
            assert_eq!(failure.retry_after, Some(Duration::from_millis(1500)));
        }
    }

    #[test]
    fn a_passing_failure_is_no_refusal() {
        for error in [refused(500, 0), refused(429, 0), RestError::TimedOut] {
            assert!(!error.is_refusal() && !error.edit_is_refused() && !error.message_is_gone(), "{error}");
        }
        assert!(refused(401, 50_027).is_refusal() && refused(400, 50_035).is_refusal());
        assert!(refused(403, 50_005).edit_is_refused() && !refused(404, 10_003).edit_is_refused());
    }
}
