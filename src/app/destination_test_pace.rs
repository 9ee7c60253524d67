//! How often destinations are tried because somebody asks for it: one at a time, and seldom.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::store::Timestamp;
use crate::sync::Destination;

/// How often a destination is tried at most, whoever asks: each try may be a login.
const AT_MOST_EACH: Duration = Duration::from_mins(1);
/// Patience with one destination: a first login may take its time.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// When each destination was tried last; at most one try runs at a time, as it began within its patience.
#[derive(Default)]
pub(super) struct DestinationTests(Mutex<HashMap<Destination, Run>>);

/// A try of a destination.
struct Run {
    begun: Instant,
    over: bool,
}

/// Why a destination was not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTested {
    /// Somebody is trying it.
    Running,
    /// It was tried a moment ago; it can be tried again then.
    TooSoon(Timestamp),
    /// It refused the login and is left alone until then, or the account might be locked.
    Paused(Timestamp),
}

impl DestinationTests {
    pub(super) fn begin(&self, destination: &Destination) -> Result<(), NotTested> {
        let mut runs = self.0.lock();
        if let Some(run) = runs.get(destination) {
            let passed = run.begun.elapsed();
            if !run.over && passed < PATIENCE {
                return Err(NotTested::Running);
            }
            if passed < AT_MOST_EACH {
                return Err(NotTested::TooSoon(Timestamp::now() + (AT_MOST_EACH.saturating_sub(passed))));
            }
        }
        runs.insert(destination.clone(), Run { begun: Instant::now(), over: false });
        Ok(())
    }

    pub(super) fn end(&self, destination: &Destination) {
        if let Some(run) = self.0.lock().get_mut(destination) {
            run.over = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_tried_by_one_at_a_time_and_seldom() {
        let (tests, local) = (DestinationTests::default(), Destination::local());
        let mega: Destination = "mega:".parse().expect("a destination");
        assert_eq!(tests.begin(&local), Ok(()));
        assert_eq!(tests.begin(&local), Err(NotTested::Running));
        assert_eq!(tests.begin(&mega), Ok(()), "another one is nobody's business");
        tests.end(&local);
        assert!(matches!(tests.begin(&local), Err(NotTested::TooSoon(_))));
    }
}
