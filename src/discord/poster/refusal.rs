//! What Discord's refusals mean for a message, and how the queue is to treat them.

use crate::discord::rest::RestError;
use crate::failure::{Class, Failure};

/// Discord's codes that matter here, from its documentation's table of JSON error codes.
mod code {
    pub(super) const UNKNOWN_CHANNEL: i64 = 10_003;
    pub(super) const UNKNOWN_MESSAGE: i64 = 10_008;
    pub(super) const TOO_LARGE: i64 = 40_005;
    pub(super) const MISSING_PERMISSIONS: i64 = 50_013;
    pub(super) const CANNOT_REPLY_WITHOUT_HISTORY: i64 = 160_002;
}

/// The message is gone: a person deleted it.
pub(super) fn message_is_gone(error: &RestError) -> bool {
    error.code() == Some(code::UNKNOWN_MESSAGE)
}

/// The interaction's token does not serve any more, or never did. What it would have done is refused for good.
pub(super) fn token_is_dead(error: &RestError) -> bool {
    matches!(error.status(), Some(401 | 403 | 404))
}

/// This message cannot be edited, though another may be written.
pub(super) fn edit_is_refused(error: &RestError) -> bool {
    matches!(error.status(), Some(400 | 403 | 404)) && error.code() != Some(code::UNKNOWN_CHANNEL)
}

/// The file is larger than this server allows.
pub(super) fn too_large(error: &RestError) -> bool {
    error.status() == Some(413) || error.code() == Some(code::TOO_LARGE)
}

/// Something in the message needs a permission that the bot lacks here.
pub(super) fn lacks_permission(error: &RestError) -> bool {
    error.code() == Some(code::MISSING_PERMISSIONS)
}

/// Replies need the permission to read the channel's history.
pub(super) fn cannot_reply(error: &RestError) -> bool {
    error.code() == Some(code::CANNOT_REPLY_WITHOUT_HISTORY)
}

/// Nothing of this channel can be read.
pub(super) fn history_is_closed(error: &RestError) -> bool {
    matches!(error.status(), Some(403 | 404))
}

/// A failure as the queue understands it.
///
/// A refused bot token is transient on purpose: nothing about the message is wrong, the operator renews the token
/// and everything goes on by itself, while [`Class::Auth`] would pause a destination, of which a message has none.
pub(super) fn post_error(error: RestError) -> Failure {
    let (class, reason) = match error.status() {
        None => (Class::Transient, "Discord could not be reached"),
        Some(401) => (Class::Transient, "Discord refused the bot's token; the operator has to renew it"),
        Some(403) => (
            Class::Permanent,
            "the bot may not write in that channel; it needs “View Channel”, “Send Messages”, “Attach Files” and “Embed Links” there",
        ),
        Some(404) => (Class::Permanent, "the channel is gone or the bot is no longer there"),
        Some(429) => (Class::Transient, "Discord asked the bot to slow down"),
        Some(500..) => (Class::Transient, "Discord is having trouble"),
        Some(_) => (Class::Permanent, "Discord refused the message"),
    };
    let retry_after = match &error {
        RestError::Refused { retry_after, .. } => *retry_after,
        _ => None,
    };
    Failure::new(class, reason).after(retry_after).because(error)
}

/// The picture cannot be read from the disk. Transient: it is a function of its recipe and comes back.
pub(super) fn no_picture(cause: Option<std::io::Error>) -> Failure {
    let failure = Failure::new(Class::Transient, "the picture cannot be read from the disk");
    Failure { cause: cause.map(Into::into), ..failure }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn refused(status: u16, code: i64) -> RestError {
        RestError::Refused { status, code, message: "no".into(), retry_after: None }
    }

    #[test]
    fn what_may_work_again_is_transient_and_what_a_person_must_mend_is_permanent() {
        let class = |error| post_error(error).class;
        for error in [refused(500, 0), refused(503, 0), refused(429, 0), refused(401, 0), RestError::TimedOut]
        {
            assert_eq!(class(error.clone()), Class::Transient, "{error}");
        }
        for error in [refused(403, 50_013), refused(403, 50_001), refused(404, 10_003), refused(400, 50_035)]
        {
            assert_eq!(class(error.clone()), Class::Permanent, "{error}");
        }
    }

    #[test]
    fn discords_pause_is_kept() {
        let pause = Duration::from_millis(1500);
        let error =
            RestError::Refused { status: 429, code: 0, message: String::new(), retry_after: Some(pause) };
        assert_eq!(post_error(error).retry_after, Some(pause));
    }

    #[test]
    fn a_passing_failure_is_no_refusal() {
        for error in [refused(500, 0), refused(429, 0), RestError::TimedOut] {
            assert!(
                !token_is_dead(&error) && !edit_is_refused(&error) && !message_is_gone(&error),
                "{error}"
            );
        }
        assert!(token_is_dead(&refused(401, 50_027)) && token_is_dead(&refused(404, 10_015)));
        assert!(edit_is_refused(&refused(403, 50_005)) && !edit_is_refused(&refused(404, 10_003)));
    }
}
