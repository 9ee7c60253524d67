//! What is said to whoever asked for a ritual that is not accepted.

use super::text::plain;
use crate::app::Refusal;

/// How much of a reason is shown, in characters.
const REASON: usize = 300;

/// Why, and what can be done about it.
pub(crate) fn words(refusal: &Refusal) -> String {
    let (said, reason) = match refusal {
        Refusal::Draining(reason) => (
            "I take no new rituals for now; those that I have taken are finished. Please ask again later.",
            reason,
        ),
        Refusal::ServerBlocked(reason) => {
            ("I perform no rituals for this server. Whoever manages it can ask whoever runs me.", reason)
        }
        Refusal::PersonBlocked(reason) => {
            ("I perform no rituals for you. Whoever runs me can say more.", reason)
        }
    };
    if reason.is_empty() { said.to_owned() } else { format!("{said} The reason: {}.", plain(reason, REASON)) }
}
