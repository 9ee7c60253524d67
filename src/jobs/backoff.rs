//! How long a failed job waits, by the class of its failure.

use std::time::Duration;

use crate::failure::Class;

/// A job claimed more often than this is given up: with the waits below that is more than a day of trying, and it
/// bounds a job that takes the whole process down each time it runs.
pub const MAX_ATTEMPTS: u32 = 60;

/// A pause that the other side asks for is kept, but for a day at most: after that it is asked whether it means it.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);

/// A pause whose length was not told.
const UNNAMED_PAUSE: Duration = Duration::from_secs(5);

/// How long a copy waits while nothing carries files.
const OFFLINE: Duration = Duration::from_mins(1);

/// How long a job waits for the bot's own disk. A try costs little, and there may be room again any moment.
const DISK: Duration = Duration::from_secs(10);

/// The first waits where nobody was there, in seconds: a server that is started again is back within half a minute,
/// and asking whether it is costs nothing. After these it is left alone as after any other passing fault.
const AWAY: [u64; 5] = [2, 5, 5, 5, 5];

/// No wait is longer than this, whatever it is for: a job that would wait longer got its time from a clock that was
/// wrong.
pub const LONGEST: Duration = Duration::from_hours(27);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The wait before the next try, or `None` if there is to be none. It is never shorter than the pause that was
/// `asked` for, up to a day.
///
/// `attempt` counts from 1. `jitter` lies in 0..1 and spreads the wait by a tenth either way, so that jobs which
/// failed together do not come back together.
pub fn delay(class: Class, attempt: u32, jitter: f64, asked: Option<Duration>) -> Option<Duration> {
    let (base, cap, before) = match class {
        // Nothing was tried, so there is nothing to back off from: the copies are made up for soon after something
        // that carries them appears.
        Class::Offline => return Some(OFFLINE),
        // It ends when it ends, which is no reason to wait longer.
        Class::Paused => return Some(asked.unwrap_or(UNNAMED_PAUSE).min(LONGEST_PAUSE)),
        Class::Disk => return Some(DISK),
        Class::Permanent => return None,
        _ if attempt >= MAX_ATTEMPTS => return None,
        Class::Transient => (10, 30 * MINUTE, [].as_slice()),
        Class::Away => (10, 30 * MINUTE, AWAY.as_slice()),
        Class::Quota | Class::Auth => (HOUR, 24 * HOUR, [].as_slice()),
        // Called off by somebody else than the program's own stop: nothing stands in the way of a new try.
        Class::Cancelled => (10, 10, [].as_slice()),
    };
    let failed_before = attempt.saturating_sub(1) as usize;
    let wait = before.get(failed_before).copied().unwrap_or_else(|| {
        let doubled: u64 = base << (failed_before - before.len()).min(20);
        doubled.min(cap)
    });
    let seconds = wait as f64 * (0.9 + 0.2 * jitter);
    Some(Duration::from_secs_f64(seconds).max(asked.unwrap_or_default().min(LONGEST_PAUSE)))
}

#[cfg(test)]
mod tests {
    use strum::VariantArray as _;

    use super::*;

    fn seconds(class: Class, attempt: u32) -> Option<u64> {
        delay(class, attempt, 0.5, None).map(|wait| wait.as_secs_f64().round() as u64)
    }

    #[test]
    fn a_passing_fault_is_tried_again_after_ten_seconds_and_at_least_every_half_hour() {
        assert_eq!(seconds(Class::Transient, 1), Some(10));
        assert_eq!(seconds(Class::Transient, 2), Some(20));
        assert_eq!(seconds(Class::Transient, 9), Some(30 * MINUTE));
        assert_eq!(seconds(Class::Transient, 59), Some(30 * MINUTE));
    }

    #[test]
    fn a_full_destination_is_left_alone_for_hours() {
        assert_eq!(seconds(Class::Quota, 1), Some(HOUR));
        assert_eq!(seconds(Class::Quota, 8), Some(24 * HOUR));
    }

    #[test]
    fn what_cannot_work_and_what_was_tried_too_often_is_given_up() {
        assert_eq!(seconds(Class::Permanent, 1), None);
        assert_eq!(seconds(Class::Transient, MAX_ATTEMPTS), None);
    }

    #[test]
    fn while_nothing_carries_files_it_is_tried_each_minute_for_as_long_as_that_lasts() {
        assert_eq!(seconds(Class::Offline, 1), Some(MINUTE));
        assert_eq!(seconds(Class::Offline, MAX_ATTEMPTS), Some(MINUTE));
    }

    #[test]
    fn where_nobody_was_there_it_is_asked_again_soon_and_then_as_seldom_as_after_any_fault() {
        let waits: Vec<_> = (1..=8).map(|attempt| seconds(Class::Away, attempt).expect("a wait")).collect();
        assert_eq!(waits, [2, 5, 5, 5, 5, 10, 20, 40]);
        assert_eq!(seconds(Class::Away, 59), Some(30 * MINUTE));
        assert_eq!(seconds(Class::Away, MAX_ATTEMPTS), None);
    }

    #[test]
    fn for_the_disk_it_waits_as_long_as_it_takes() {
        assert_eq!(seconds(Class::Disk, 1), Some(10));
        assert_eq!(seconds(Class::Disk, MAX_ATTEMPTS), Some(10));
        assert!(!Class::Disk.counts());
    }

    #[test]
    fn no_wait_is_longer_than_the_longest() {
        for class in Class::VARIANTS {
            for attempt in 1..=MAX_ATTEMPTS {
                let wait = delay(*class, attempt, 1.0, Some(Duration::MAX));
                assert!(wait <= Some(LONGEST), "{class:?} {attempt} {wait:?}");
            }
        }
    }

    #[test]
    fn a_pause_that_was_asked_for_is_kept_but_not_for_ever() {
        let wait = |class, attempt, pause| delay(class, attempt, 0.5, Some(pause)).map(|wait| wait.as_secs());
        let pause = Duration::from_secs;
        assert_eq!(wait(Class::Transient, 1, pause(300)), Some(300));
        assert_eq!(wait(Class::Transient, 9, pause(300)), Some(30 * MINUTE));
        assert_eq!(wait(Class::Quota, 1, pause(2 * HOUR)), Some(2 * HOUR));
        assert_eq!(wait(Class::Transient, 1, Duration::MAX), Some(24 * HOUR));
        assert_eq!(wait(Class::Permanent, 1, pause(300)), None);
        assert_eq!(wait(Class::Transient, MAX_ATTEMPTS, pause(300)), None);
    }

    #[test]
    fn a_pause_lasts_as_long_as_it_was_asked_for_however_often() {
        let wait = |attempt, pause| delay(Class::Paused, attempt, 0.5, pause);
        assert_eq!(wait(1, Some(Duration::from_millis(300))), Some(Duration::from_millis(300)));
        assert_eq!(wait(MAX_ATTEMPTS, Some(Duration::from_secs(12))), Some(Duration::from_secs(12)));
        assert_eq!(wait(1, None), Some(UNNAMED_PAUSE));
        assert_eq!(wait(1, Some(Duration::MAX)), Some(LONGEST_PAUSE));
    }

    #[test]
    fn jitter_spreads_the_wait_by_a_tenth() {
        let wait = |jitter| delay(Class::Transient, 1, jitter, None).expect("a wait").as_secs_f64();
        assert!((wait(0.0) - 9.0).abs() < 1e-9);
        assert!((wait(1.0) - 11.0).abs() < 1e-9);
    }
}
