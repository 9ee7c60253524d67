//! How a gallery is narrowed, as people write it and as a button carries it.

use std::time::{Duration, UNIX_EPOCH};

use crate::discord::buttons::CustomId;
use crate::discord::error::UserError;
use crate::discord::messages::text::plain;
use crate::ritual::Style;
use crate::store::{GalleryFilter, PageStart, RitualId, Timestamp};
use crate::words::{Language, say};

/// The word of the buttons that turn pages.
pub(super) const PAGE: &str = "gallery";
/// The word of the menu that opens one of the pictures.
pub(super) const OPEN: &str = "gallery-open";
/// What is not narrowed, in a button's id.
const ALL: &str = "-";
/// How much of what somebody wrote is repeated.
const ECHOED: usize = 60;
/// A day.
const DAY: Duration = Duration::from_hours(24);

/// How a gallery is narrowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Narrowing {
    pub(super) member: Option<u64>,
    pub(super) style: Option<Style>,
    pub(super) since: Option<Timestamp>,
}

impl Narrowing {
    /// What a message's text behind the command says.
    pub(super) fn read(text: &str, now: Timestamp, language: Language) -> Result<Self, UserError> {
        let mut narrowing = Self::default();
        for word in text.split_whitespace() {
            let (name, value) = word.split_once('=').unwrap_or(("", word));
            match name.to_ascii_lowercase().as_str() {
                "" => narrowing.take(value, now, language)?,
                "member" => {
                    set(&mut narrowing.member, member(value), "gallery-no-member", value, language)?;
                }
                "style" => {
                    set(&mut narrowing.style, value.parse().ok(), "gallery-no-style", value, language)?;
                }
                "since" => {
                    set(&mut narrowing.since, Some(since(value, now, language)?), "", value, language)?;
                }
                _ => return Err(unfit("gallery-no-option", word, language)),
            }
        }
        Ok(narrowing)
    }

    /// What stands there without a name: whichever it can be.
    fn take(&mut self, word: &str, now: Timestamp, language: Language) -> Result<(), UserError> {
        if let Some(found) = member(word) {
            return set(&mut self.member, Some(found), "", word, language);
        }
        if let Ok(style) = word.parse() {
            return set(&mut self.style, Some(style), "", word, language);
        }
        match since(word, now, language) {
            Ok(moment) => set(&mut self.since, Some(moment), "", word, language),
            Err(_) => Err(unfit("gallery-no-option", word, language)),
        }
    }

    /// What is looked for: in a server its rituals, in private those of who asks.
    pub(super) fn filter(self, owner: u64) -> GalleryFilter {
        GalleryFilter { owner, member: self.member, style: self.style, since: self.since }
    }

    /// Whether it leaves anything out.
    pub(super) fn is_narrow(self) -> bool {
        self != Self::default()
    }

    /// The id of a button that shows the page from `start` on.
    pub(super) fn id(self, start: PageStart) -> anyhow::Result<CustomId> {
        let start = match start {
            PageStart::Latest => "l".to_owned(),
            PageStart::Before(id) => format!("b{}", id.0.simple()),
            PageStart::After(id) => format!("a{}", id.0.simple()),
        };
        let member = self.member.map_or(ALL.to_owned(), |member| member.to_string());
        let style = self.style.map_or(ALL, Style::name);
        let since = self.since.map_or(ALL.to_owned(), |since| since.seconds().to_string());
        Ok(CustomId::new(PAGE, format_args!("{start}:{member}:{style}:{since}"))?)
    }

    /// What a button says.
    pub(super) fn of_id(argument: &str) -> Option<(Self, PageStart)> {
        let mut parts = argument.split(':');
        let start = parts.next()?;
        let (way, id) = start.split_at_checked(1)?;
        let start = match way {
            "l" if id.is_empty() => PageStart::Latest,
            "b" => PageStart::Before(RitualId(id.parse().ok()?)),
            "a" => PageStart::After(RitualId(id.parse().ok()?)),
            _ => return None,
        };
        let mut next = || parts.next().map(|part| Some(part).filter(|part| *part != ALL));
        let (member, style, since) = (next()?, next()?, next()?);
        let narrowing = Self {
            member: member.map(str::parse).transpose().ok()?,
            style: style.map(str::parse).transpose().ok()?,
            since: match since {
                Some(seconds) => Some(Timestamp(seconds.parse::<i64>().ok()?.checked_mul(1000)?)),
                None => None,
            },
        };
        parts.next().is_none().then_some((narrowing, start))
    }
}

fn set<T>(
    slot: &mut Option<T>,
    found: Option<T>,
    unfound: &'static str,
    word: &str,
    language: Language,
) -> Result<(), UserError> {
    let found = found.ok_or_else(|| unfit(unfound, word, language))?;
    match slot.replace(found) {
        None => Ok(()),
        Some(_) => Err(UserError::new(say!(language, "gallery-twice", text = plain(word, ECHOED)))),
    }
}

fn unfit(key: &'static str, word: &str, language: Language) -> UserError {
    let (text, styles) = (plain(word, ECHOED), Style::ALL.map(Style::name).join(", "));
    UserError::new(match key {
        "gallery-no-member" => say!(language, "gallery-no-member", text = text),
        "gallery-no-style" => say!(language, "gallery-no-style", text = text, styles = styles),
        _ => say!(language, "gallery-no-option", text = text, styles = styles),
    })
}

/// A mention, or an id of Discord's.
fn member(word: &str) -> Option<u64> {
    let mention = word.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
    let digits = mention.map_or(word, |inside| inside.trim_start_matches('!'));
    // The shortest that Discord has given has 17 digits; a shorter number is something else.
    let is_id = mention.is_some() || digits.len() >= 15;
    digits.parse().ok().filter(|_| is_id && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// A moment that has passed: a day, an age, or a word for one.
pub(super) fn since(text: &str, now: Timestamp, language: Language) -> Result<Timestamp, UserError> {
    let word = text.trim().to_lowercase();
    let midnight = Timestamp(now.0 - now.0.rem_euclid(DAY.as_millis() as i64));
    let moment = match word.as_str() {
        "today" | "heute" | "आज" => Some(midnight),
        "yesterday" | "gestern" => Some(midnight.before(DAY)),
        _ => age(&word).map(|age| now.before(age)).or_else(|| day(&word)),
    };
    let moment = moment.filter(|moment| *moment <= now && moment.0 >= 0);
    moment.ok_or_else(|| UserError::new(say!(language, "gallery-no-since", text = plain(text, ECHOED))))
}

fn age(word: &str) -> Option<Duration> {
    humantime::parse_duration(word).ok()
}

fn day(word: &str) -> Option<Timestamp> {
    let moment = humantime::parse_rfc3339_weak(&format!("{word}T00:00:00Z")).ok()?;
    Some(Timestamp(0) + moment.duration_since(UNIX_EPOCH).ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn read(text: &str) -> Result<Narrowing, String> {
        Narrowing::read(text, NOW, Language::English).map_err(|error| error.to_string())
    }

    #[test]
    fn a_gallery_is_narrowed_as_people_write_it() {
        let (member, style) = (Some(175_928_847_299_117_063), Some(Style::Flame));
        let since = Some(NOW.before(Duration::from_hours(24 * 7)));
        let all = Narrowing { member, style, since };
        assert_eq!(read(""), Ok(Narrowing::default()));
        for text in [
            "<@175928847299117063> flame 7d",
            "since=7d style=Flame member=<@!175928847299117063>",
            "  175928847299117063   STYLE=flame   1w ",
        ] {
            assert_eq!(read(text), Ok(all), "{text}");
        }
        assert_eq!(read("<@7>"), Ok(Narrowing { member: Some(7), ..Narrowing::default() }));
        let day = |text: &str| read(text).expect(text).since.expect("a moment").0;
        assert_eq!(day("2023-11-14"), 1_699_920_000_000);
        assert_eq!(day("today"), 1_699_920_000_000);
        assert_eq!(day("since=yesterday"), 1_699_833_600_000);
    }

    #[test]
    fn what_does_not_narrow_a_gallery_is_answered_with_what_does() {
        for (text, said) in [
            ("style=oil", "“oil” is none of the styles"),
            ("member=me", "“me” is no member"),
            ("since=soon", "“soon” is no time"),
            ("since=2999-01-01", "“2999-01-01” is no time"),
            ("since=99999999999y", "is no time"),
            ("size=512", "“size=512” is nothing"),
            ("lotus", "“lotus” is nothing"),
            ("[x](https://evil.example)", r"“\[x\](https\://evil.example)” is nothing"),
            ("eye flame", "“flame” is one too many"),
        ] {
            let told = read(text).expect_err(text);
            assert!(told.contains(said), "{text}: {told}");
        }
    }

    proptest! {
        #[test]
        fn every_page_has_a_button_that_reads_back(
            member: Option<u64>, style in proptest::option::of(proptest::sample::select(&Style::ALL[..])),
            since in proptest::option::of(0_i64..99_999_999_999), bits: u128, way in 0_usize..3,
        ) {
            let id = RitualId(Uuid::from_u128(bits));
            let start = [PageStart::Latest, PageStart::Before(id), PageStart::After(id)][way];
            let narrowing = Narrowing { member, style, since: since.map(|since| Timestamp(since * 1000)) };
            let button = narrowing.id(start).expect("it fits into a button");
            prop_assert_eq!(Narrowing::of_id(button.argument()), Some((narrowing, start)));
        }

        #[test]
        fn no_forged_id_makes_it_panic(text in "[abl]?[0-9a-f]{0,33}:?[-0-9]{0,21}:?[a-z-]{0,9}:?[-0-9]{0,21}:?") {
            let _ = Narrowing::of_id(&text);
        }
    }
}
