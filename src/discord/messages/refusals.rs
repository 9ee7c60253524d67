//! What is said to whoever asked for a ritual that is not accepted.

use super::text::plain;
use crate::app::Refusal;
use crate::store::{Limited, Timestamp};
use crate::words::{Language, say};

/// How much of a reason is shown, in characters.
const REASON: usize = 300;

/// Why, and what can be done about it.
pub(crate) fn words(language: Language, refusal: &Refusal) -> String {
    let (said, reason) = match refusal {
        Refusal::Draining(reason) => (say!(language, "operator-draining"), reason),
        Refusal::ServerBlocked(reason) => (say!(language, "operator-server-blocked"), reason),
        Refusal::PersonBlocked(reason) => (say!(language, "operator-person-blocked"), reason),
        Refusal::Limited(limited) => return limit(language, *limited),
        Refusal::TooLarge { most } => return say!(language, "refused-size", most = most.to_string()),
        Refusal::TooManySteps { most } => return say!(language, "refused-steps", most = most.to_string()),
        Refusal::NoMotion => return say!(language, "refused-motion"),
        Refusal::NoRoom { only_large: true } => return say!(language, "refused-room"),
        Refusal::NoRoom { only_large: false } => return say!(language, "common-disk-full"),
    };
    if reason.is_empty() {
        return said;
    }
    format!("{said} {}", say!(language, "operator-reason", reason = plain(reason, REASON)))
}

/// Which limit it was, and when another ritual may be asked for.
fn limit(language: Language, limited: Limited) -> String {
    match limited {
        Limited::TooSoon { until } => say!(language, "refused-too-soon", again = shown(until)),
        Limited::Quota { most, until } => {
            say!(language, "refused-quota", most = most.to_string(), again = shown(until))
        }
        Limited::ServerQuota { most, until } => {
            say!(language, "refused-server-quota", most = most.to_string(), again = shown(until))
        }
        Limited::AtOnce { most } => say!(language, "refused-at-once", most = most.to_string()),
    }
}

/// As Discord counts it down. It shows whole seconds, and what it names is to be over.
fn shown(until: Timestamp) -> String {
    format!("<t:{}:R>", until.seconds() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_when_it_goes_again() {
        let until = Timestamp(1_700_000_000_500);
        let said = |refused| words(Language::English, &refused);
        insta::assert_snapshot!(said(Refusal::Limited(Limited::TooSoon { until })), @"The field still rings from your last ritual; ask for the next <t:1700000001:R>.");
        insta::assert_snapshot!(said(Refusal::Limited(Limited::Quota { most: 1000, until })), @"You have asked for 1000 rituals today, which is all of a day. A new day begins <t:1700000001:R>.");
        insta::assert_snapshot!(said(Refusal::TooLarge { most: 1024 }), @"Pictures have at most 1024 pixels a side here.");
    }
}
