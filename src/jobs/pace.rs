//! How long a lane takes for one of its jobs, as it was measured lately: what waiting times are estimated from.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;

use crate::store::Lane;

/// How much the latest job counts; the others count for the rest, the older the less.
const LATEST: f64 = 0.2;

/// How long the lanes take. Nothing is known after a start until the first job is done.
#[derive(Default)]
pub struct Pace(Mutex<HashMap<Lane, f64>>);

impl Pace {
    /// Takes note of a job that was done.
    pub(super) fn took(&self, lane: &Lane, time: Duration) {
        let mut lanes = self.0.lock();
        let time = time.as_secs_f64();
        let known = lanes.entry(lane.clone()).or_insert(time);
        *known += (time - *known) * LATEST;
    }

    /// How long a lane takes for a job; none while that is not known.
    pub fn of(&self, lane: &Lane) -> Option<Duration> {
        self.0.lock().get(lane).map(|time| Duration::from_secs_f64(*time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lanes_pace_follows_what_it_took_lately_and_is_not_thrown_off_by_one_job() {
        let pace = Pace::default();
        assert_eq!(pace.of(&Lane::Render), None);
        pace.took(&Lane::Render, Duration::from_secs(2));
        assert_eq!(pace.of(&Lane::Render), Some(Duration::from_secs(2)));
        pace.took(&Lane::Render, Duration::from_secs(12));
        assert_eq!(pace.of(&Lane::Render), Some(Duration::from_secs(4)));
        for _ in 0..40 {
            pace.took(&Lane::Render, Duration::from_secs(12));
        }
        let now = pace.of(&Lane::Render).expect("known");
        assert!((Duration::from_millis(11_900)..=Duration::from_secs(12)).contains(&now), "{now:?}");
        assert_eq!(pace.of(&Lane::LargeRender), None, "each lane has its own");
    }
}
