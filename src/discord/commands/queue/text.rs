//! What `queue` says.

use std::time::Duration;

use crate::app::{QUEUE_PAGE, Queue};
use crate::store::{MOST_WAITING, RitualId, Standing, Waiting};
use crate::words::{Language, say};

/// How many digits of a ritual's id are shown. Its last digits are random, and few rituals wait at the same time.
pub(super) const SHORT_ID: usize = 8;
/// Up to where a time is told in seconds.
const SECONDS: u64 = 90;

/// How long a ritual may still take.
pub(super) type Estimate<'e> = &'e dyn Fn(&Waiting) -> Option<Duration>;

/// The end of a ritual's id, by which it can be named.
pub(super) fn short(id: RitualId) -> String {
    let digits = id.0.simple().to_string();
    digits[digits.len() - SHORT_ID..].to_owned()
}

/// What somebody asked for.
pub(super) fn what(waiting: &Waiting, language: Language) -> String {
    let recipe = &waiting.recipe;
    let (steps, style, size) = (recipe.steps.get(), recipe.style.name(), recipe.size.to_string());
    if waiting.motion {
        say!(language, "queue-what-in-motion", steps = steps, style = style, size = size)
    } else {
        say!(language, "queue-what", steps = steps, style = style, size = size)
    }
}

/// A page of a queue, counted from 0; `next` is the command that shows the next one.
pub(super) fn queue(
    queue: &Queue,
    page: u64,
    estimate: Estimate<'_>,
    language: Language,
    in_server: bool,
    next: &str,
) -> String {
    let mut lines = Vec::new();
    if queue.own_count > 0 {
        lines.push(say!(language, "queue-own", count = count(queue.own_count, language)));
        lines.extend(queue.own.iter().map(|waiting| {
            let standing = standing(waiting, estimate, language);
            say!(
                language,
                "queue-line-own",
                id = short(waiting.id),
                what = what(waiting, language),
                standing = standing
            )
        }));
        let more = queue.own_count.saturating_sub(queue.own.len() as u64);
        if more > 0 {
            lines.push(say!(language, "queue-more-own", count = count(more, language)));
        }
        lines.push(say!(language, "queue-hint"));
    }
    // In private all are one's own.
    if in_server && queue.count > 0 {
        lines.push(say!(language, "queue-all", count = count(queue.count, language)));
        lines.extend(queue.page.iter().map(|waiting| {
            let standing = standing(waiting, estimate, language);
            say!(
                language,
                "queue-line",
                id = short(waiting.id),
                user = format!("<@{}>", waiting.user),
                what = what(waiting, language),
                standing = standing
            )
        }));
        let pages = queue.count.min(MOST_WAITING).div_ceil(QUEUE_PAGE);
        if page + 1 < pages {
            lines.push(say!(language, "queue-page", page = page + 1, pages = pages, next = next));
        }
    }
    if lines.is_empty() {
        lines.push(say!(language, "queue-empty"));
    }
    lines.extend(copies(queue.copies, language));
    lines.join("\n")
}

fn copies(copies: u64, language: Language) -> Option<String> {
    match copies {
        0 => None,
        1..=MOST_WAITING => Some(say!(language, "queue-copies", count = copies)),
        _ => Some(say!(language, "queue-copies-many", most = MOST_WAITING)),
    }
}

fn count(count: u64, language: Language) -> String {
    if count > MOST_WAITING {
        say!(language, "queue-more-than", most = MOST_WAITING)
    } else {
        count.to_string()
    }
}

fn standing(waiting: &Waiting, estimate: Estimate<'_>, language: Language) -> String {
    let time = estimate(waiting).map(|time| about(time, language)).unwrap_or_default();
    match waiting.standing {
        Standing::Behind(0) => say!(language, "queue-next", estimate = time),
        Standing::Behind(ahead @ 1..=MOST_WAITING) => {
            say!(language, "queue-behind", ahead = ahead, estimate = time)
        }
        Standing::Behind(_) => say!(language, "queue-behind-many", most = MOST_WAITING),
        Standing::PutOff(at) => {
            say!(language, "queue-put-off", time = format!("<t:{}:R>", at.seconds()))
        }
        Standing::Drawn => say!(language, "queue-drawn", estimate = time),
        Standing::Posted => say!(language, "queue-posted"),
    }
}

fn about(time: Duration, language: Language) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    if seconds < SECONDS {
        say!(language, "queue-seconds", count = seconds)
    } else {
        say!(language, "queue-minutes", count = seconds.div_ceil(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps};

    fn waiting(standing: Standing) -> Waiting {
        let seed = Seed::try_from(5).expect("a seed");
        Waiting {
            id: "0190b6e0-0000-7000-8000-00001234abcd".parse().expect("an id"),
            user: 40,
            recipe: Recipe::new(Steps::default(), seed, Size::default(), Field::default()),
            motion: false,
            standing,
        }
    }

    fn told(told: &Queue) -> String {
        let estimate = |waiting: &Waiting| match waiting.standing {
            Standing::Behind(ahead) => Some(Duration::from_millis(1500) * (ahead as u32 + 1)),
            _ => None,
        };
        queue(told, 0, &estimate, Language::English, true, "`queue 2`")
    }

    #[test]
    fn a_queue_shows_ones_own_first_and_then_a_page_of_the_servers() {
        let own = waiting(Standing::Behind(3));
        let others = Waiting { user: 41, motion: true, ..waiting(Standing::Drawn) };
        let text = told(&Queue {
            own: vec![own.clone()],
            own_count: 7,
            page: vec![others, own],
            count: MOST_WAITING + 1,
            copies: 1,
        });
        assert_eq!(
            text,
            "**Yours** (7)\n\
             `1234abcd` 108 steps, eye, 1024: waits behind 3, about 6 s\n\
             … and 6 more\n\
             `cancel` takes back the last one you asked for.\n\
             **This server** (more than 100)\n\
             `1234abcd` <@41> 108 steps, eye, 1024, in motion: is being drawn\n\
             `1234abcd` <@40> 108 steps, eye, 1024: waits behind 3, about 6 s\n\
             Page 1 of 10; `queue 2` shows the next.\n\
             One copy is on its way to the archive."
        );
    }

    #[test]
    fn an_empty_queue_says_so_and_long_times_are_told_in_minutes() {
        let nothing = Queue { own: vec![], own_count: 0, page: vec![], count: 0, copies: 101 };
        assert_eq!(
            told(&nothing),
            "Nothing waits here.\nMore than 100 copies are on their way to the archive."
        );
        assert_eq!(about(Duration::from_millis(89_500), Language::English), ", about 2 min");
        assert_eq!(about(Duration::from_millis(88_500), Language::English), ", about 89 s");
    }

    #[test]
    fn the_longest_page_fits_into_a_message() {
        let longest = Waiting { user: u64::MAX, motion: true, ..waiting(Standing::Behind(99)) };
        let text = told(&Queue {
            own: vec![longest.clone(); crate::app::QUEUE_OWN as usize],
            own_count: 101,
            page: vec![longest; QUEUE_PAGE as usize],
            count: 101,
            copies: 101,
        });
        assert!(crate::discord::messages::text::length(&text) < 1900, "{}", text.len());
    }
}
