//! Which archived rituals stay when the others are pruned. Each rule keeps some, and what any of them keeps stays.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::store::Timestamp;

/// A day, in milliseconds; days are those of UTC.
const DAY: i64 = 86_400_000;
/// No rule keeps more rituals or days than this; whoever means more means all.
const MOST: u32 = 1_000_000;
/// The longest age: a hundred years.
const LONGEST: Duration = Duration::from_hours(24 * 36_525);

/// What stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// The latest so many.
    pub last: Option<u32>,
    /// The latest of each of the last so many days on which there is one.
    pub daily: Option<u32>,
    /// Those that are not older than this.
    pub within: Option<Duration>,
}

impl Retention {
    /// Whether nothing is said about what stays.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Judges one ritual after the other, the latest first.
    pub fn judge(self, now: Timestamp) -> Judge {
        let oldest = self.within.map(|age| now.before(age));
        let (last_left, days_left) = (self.last.unwrap_or(0), self.daily.unwrap_or(0));
        Judge { last_left, days_left, oldest, day: None }
    }
}

/// What the rules have still to keep.
#[derive(Debug, Clone)]
pub struct Judge {
    last_left: u32,
    days_left: u32,
    oldest: Option<Timestamp>,
    day: Option<i64>,
}

impl Judge {
    /// Whether the next ritual stays, which was made at this moment.
    pub fn keeps(&mut self, made: Timestamp) -> bool {
        let is_last = self.last_left > 0;
        self.last_left = self.last_left.saturating_sub(1);
        let day = Some(made.0.div_euclid(DAY));
        let is_daily = self.days_left > 0 && self.day != day;
        self.days_left -= u32::from(is_daily);
        self.day = day;
        is_last || is_daily || self.oldest.is_some_and(|oldest| made >= oldest)
    }
}

/// As it stands in a button's id: `l10.d7.w86400`.
impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.last.map(|last| format!("l{last}")),
            self.daily.map(|daily| format!("d{daily}")),
            self.within.map(|within| format!("w{}", within.as_secs())),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join("."))
    }
}

/// Why a text is no rule about what stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRetention {
    /// Not a number of rituals or days.
    #[error("“{0}” is no number from 0 to {MOST}")]
    Number(String),
    /// Not an age.
    #[error("“{0}” is no age; write one such as 30d or 12h, of a hundred years at most")]
    Age(String),
    /// Not as it stands in a button's id.
    #[error("that says nothing about what stays")]
    Malformed,
}

impl FromStr for Retention {
    type Err = BadRetention;

    fn from_str(text: &str) -> Result<Self, BadRetention> {
        let mut read = Self::default();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let rest = part.get(1..).ok_or(BadRetention::Malformed)?;
            match part.as_bytes()[0] {
                b'l' => read.last = Some(count(rest)?),
                b'd' => read.daily = Some(count(rest)?),
                b'w' => read.within = Some(age(&format!("{rest}s"))?),
                _ => return Err(BadRetention::Malformed),
            }
        }
        // It has one spelling, as all that stands in an id.
        if read.to_string() == text { Ok(read) } else { Err(BadRetention::Malformed) }
    }
}

/// How many rituals or days.
pub fn count(text: &str) -> Result<u32, BadRetention> {
    let number = text.trim().parse().ok().filter(|number| *number <= MOST);
    number.ok_or_else(|| BadRetention::Number(text.trim().to_owned()))
}

/// How old.
pub fn age(text: &str) -> Result<Duration, BadRetention> {
    let age = humantime::parse_duration(text.trim()).ok().filter(|age| *age <= LONGEST);
    age.ok_or_else(|| BadRetention::Age(text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn hours_ago(hours: &[u64]) -> Vec<Timestamp> {
        hours.iter().map(|hours| NOW.before(Duration::from_hours(*hours))).collect()
    }

    fn keeps(retention: Retention, made: &[Timestamp]) -> Vec<bool> {
        let mut judge = retention.judge(NOW);
        made.iter().map(|at| judge.keeps(*at)).collect()
    }

    fn kept(retention: Retention, hours: &[u64]) -> Vec<u64> {
        let keeps = keeps(retention, &hours_ago(hours));
        hours.iter().zip(keeps).filter_map(|(hours, keep)| keep.then_some(*hours)).collect()
    }

    #[test]
    fn each_rule_keeps_what_it_says_and_together_they_keep_all_of_that() {
        // It is 22:13 UTC.
        let made = [1, 2, 3, 25, 26, 49, 100, 800];
        let last = Retention { last: Some(2), ..Retention::default() };
        assert_eq!(kept(last, &made), [1, 2]);
        let daily = Retention { daily: Some(3), ..Retention::default() };
        assert_eq!(kept(daily, &made), [1, 25, 49], "the latest of each day");
        let sparse = Retention { daily: Some(5), ..Retention::default() };
        assert_eq!(kept(sparse, &made), [1, 25, 49, 100, 800], "days without any do not count");
        let within = Retention { within: Some(Duration::from_hours(26)), ..Retention::default() };
        assert_eq!(kept(within, &made), [1, 2, 3, 25, 26]);
        let all = Retention { last: Some(1), daily: Some(2), within: Some(Duration::from_hours(2)) };
        assert_eq!(kept(all, &made), [1, 2, 25]);
        assert_eq!(kept(Retention { last: Some(0), ..Retention::default() }, &made), [0; 0]);
    }

    #[test]
    fn what_is_no_number_and_no_age_is_refused_in_words() {
        assert_eq!(count(" 7 "), Ok(7));
        assert_eq!(age("30d"), Ok(Duration::from_hours(30 * 24)));
        for text in ["", "-1", "1.5", "1000001", "many"] {
            assert!(count(text).expect_err(text).to_string().contains("no number from 0 to 1000000"));
        }
        for text in ["", "30", "soon", "101years", "99999999999999y"] {
            assert!(age(text).expect_err(text).to_string().contains("such as 30d"), "{text}");
        }
    }

    fn retentions() -> impl Strategy<Value = Retention> {
        let count = || prop::option::of(0..=MOST);
        let within = prop::option::of((0..=LONGEST.as_secs()).prop_map(Duration::from_secs));
        (count(), count(), within).prop_map(|(last, daily, within)| Retention { last, daily, within })
    }

    fn small() -> impl Strategy<Value = Retention> {
        let hours = (0..2000_u64).prop_map(Duration::from_hours);
        (prop::option::of(0..20_u32), prop::option::of(0..20_u32), prop::option::of(hours))
            .prop_map(|(last, daily, within)| Retention { last, daily, within })
    }

    fn moments() -> impl Strategy<Value = Vec<Timestamp>> {
        let hours = prop::collection::vec(0..3000_u64, 0..80);
        hours.prop_map(|mut hours| {
            hours.sort_unstable();
            hours_ago(&hours)
        })
    }

    proptest! {
        #[test]
        fn every_rule_reads_back_from_a_buttons_id(retention in retentions()) {
            let text = retention.to_string();
            prop_assert!(text.len() <= 30, "{}", text);
            prop_assert_eq!(text.parse(), Ok(retention));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}") {
            if let Ok(retention) = text.parse::<Retention>() {
                prop_assert_eq!(retention.to_string(), text);
            }
        }

        #[test]
        fn together_they_keep_exactly_what_each_keeps_alone(rules in small(), made in moments()) {
            let alone = [
                Retention { last: rules.last, ..Retention::default() },
                Retention { daily: rules.daily, ..Retention::default() },
                Retention { within: rules.within, ..Retention::default() },
            ].map(|rule| keeps(rule, &made));
            let union: Vec<_> = (0..made.len()).map(|place| alone.iter().any(|kept| kept[place])).collect();
            prop_assert_eq!(keeps(rules, &made), union);
        }

        #[test]
        fn pruning_again_takes_nothing_more(rules in small(), made in moments()) {
            let kept: Vec<_> = made.iter().zip(keeps(rules, &made)).filter(|(_, keep)| *keep).map(|(at, _)| *at).collect();
            prop_assert!(keeps(rules, &kept).iter().all(|keep| *keep));
        }

        #[test]
        fn the_number_that_is_kept_is_bounded_and_the_latest_goes_last(last in 0..20_u32, daily in 0..20_u32, made in moments()) {
            let rules = Retention { last: Some(last), daily: Some(daily), within: None };
            let kept = keeps(rules, &made);
            let count = kept.iter().filter(|keep| **keep).count();
            prop_assert!(count <= (last + daily) as usize && count >= (last as usize).min(made.len()));
            prop_assert!(made.is_empty() || last + daily == 0 || kept[0]);
        }
    }
}
