//! What is said to somebody whose picture takes long: in the answer to a slash command, below a message that asked.

use std::time::Duration;

use crate::store::{MOST_WAITING, Standing, Timestamp};
use crate::words::{Language, say};

/// By how many seconds the time of a picture has to move to be worth an edit by itself.
const WORTH_AN_EDIT: u64 = 15;

/// Who waits no longer than this from now on is told so by no message of its own.
const NOTICEABLE: Duration = Duration::from_secs(5);

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    standing: Standing,
    /// When the picture may come.
    at: Option<Timestamp>,
}

impl Said {
    /// What there is to say; none where the picture is about to come.
    pub(super) fn now(standing: Standing, estimate: Option<Duration>, now: Timestamp) -> Option<Self> {
        match standing {
            Standing::Posted => None,
            Standing::Drawn => Some(Self { standing, at: None }),
            _ => Some(Self { standing, at: estimate.map(|time| now + time) }),
        }
    }

    /// Whether a message of its own is to say it: the picture does not come within the next seconds.
    pub(super) fn is_worth_a_message(standing: Standing, estimate: Option<Duration>, now: Timestamp) -> bool {
        match standing {
            Standing::Posted => false,
            Standing::PutOff(at) => at.since(now) >= NOTICEABLE,
            // Not begun, and nobody knows when it will be.
            Standing::Behind(_) => estimate.is_none_or(|time| time >= NOTICEABLE),
            Standing::Drawn => estimate.is_some_and(|time| time >= NOTICEABLE),
        }
    }

    /// Whether it says the same as `other`, apart from a time that moved a little.
    pub(super) fn is_as_good_as(&self, other: &Self) -> bool {
        let moved = |one: Timestamp, other: Timestamp| one.seconds().abs_diff(other.seconds());
        self.standing == other.standing
            && match (self.at, other.at) {
                (Some(one), Some(other)) => moved(one, other) < WORTH_AN_EDIT,
                (one, other) => one == other,
            }
    }

    /// In words.
    pub(super) fn text(&self, language: Language) -> String {
        let at = self.at.map(relative);
        match (self.standing, at) {
            (Standing::Behind(0), Some(time)) => say!(language, "waiting-next", time = time),
            (Standing::Behind(0), None) => say!(language, "waiting-next-unknown"),
            (Standing::Behind(ahead @ 1..=MOST_WAITING), Some(time)) => {
                say!(language, "waiting-behind", ahead = ahead, time = time)
            }
            (Standing::Behind(ahead @ 1..=MOST_WAITING), None) => {
                say!(language, "waiting-behind-unknown", ahead = ahead)
            }
            (Standing::Behind(_), _) => say!(language, "waiting-behind-many", most = MOST_WAITING),
            (Standing::PutOff(at), _) => say!(language, "waiting-put-off", time = relative(at)),
            (Standing::Drawn | Standing::Posted, _) => say!(language, "waiting-drawn"),
        }
    }
}

fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn said(standing: Standing, seconds: Option<u64>) -> Said {
        Said::now(standing, seconds.map(Duration::from_secs), NOW).expect("something to say")
    }

    #[test]
    fn place_and_time_are_told_in_discords_own_form() {
        let text = |standing, seconds| said(standing, seconds).text(Language::English);
        assert_eq!(
            text(Standing::Behind(0), Some(5)),
            "Your ritual comes next; its picture should be here <t:1700000005:R>."
        );
        assert_eq!(
            text(Standing::Behind(3), Some(60)),
            "3 rituals go before yours; its picture should be here <t:1700000060:R>."
        );
        assert_eq!(text(Standing::Behind(1), None), "One ritual goes before yours.");
        assert_eq!(
            text(Standing::Behind(101), None),
            "More than 100 rituals go before yours; `/queue` shows it."
        );
        assert_eq!(text(Standing::Drawn, Some(5)), "Your picture is being drawn.");
        assert_eq!(Said::now(Standing::Posted, None, NOW), None);
    }

    #[test]
    fn a_message_is_worth_it_where_the_picture_takes_some_seconds_more() {
        let is_worth = |standing, seconds: Option<u64>| {
            Said::is_worth_a_message(standing, seconds.map(Duration::from_secs), NOW)
        };
        assert!(is_worth(Standing::Behind(2), Some(5)) && !is_worth(Standing::Behind(2), Some(4)));
        assert!(is_worth(Standing::Behind(0), None), "held back, perhaps for long");
        assert!(is_worth(Standing::Drawn, Some(30)) && !is_worth(Standing::Drawn, None));
        assert!(!is_worth(Standing::Posted, Some(30)));
        let put_off = |seconds| Standing::PutOff(NOW + Duration::from_secs(seconds));
        assert!(is_worth(put_off(10), None) && !is_worth(put_off(2), None));
    }

    #[test]
    fn an_edit_is_made_for_another_place_or_a_time_that_moved_far() {
        let before = said(Standing::Behind(3), Some(60));
        assert!(before.is_as_good_as(&said(Standing::Behind(3), Some(70))));
        assert!(!before.is_as_good_as(&said(Standing::Behind(3), Some(80))));
        assert!(!before.is_as_good_as(&said(Standing::Behind(3), None)));
        assert!(!before.is_as_good_as(&said(Standing::Behind(2), Some(60))));
    }
}
