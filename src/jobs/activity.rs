//! Whether the lanes move: what the container's health check asks, so that a program which cannot mend itself is
//! started anew.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::store::{JobId, JobKind, Lane};

/// A lane looks for work each few seconds, and so does whoever works for it. One of which nothing is heard for this long
/// is dead.
const SILENCE: Duration = Duration::from_mins(5);
/// How long making a picture may take: it takes seconds.
const LONGEST_RENDER: Duration = Duration::from_mins(15);
/// How long writing a message may take: Discord may ask for some minutes.
const LONGEST_POST: Duration = Duration::from_hours(1);

/// What is going on in the lanes that are served here.
#[derive(Default)]
pub struct Activity(Mutex<HashMap<Lane, LaneActivity>>);

struct LaneActivity {
    heard: Instant,
    running: HashMap<JobId, Instant>,
}

impl Activity {
    /// A lane is served, or goes on being served.
    pub(super) fn heard(&self, lane: &Lane) {
        self.with(lane, |_| {});
    }

    /// A run of a job begins.
    pub(super) fn begun(&self, lane: &Lane, job: JobId) {
        self.with(lane, |lane| {
            lane.running.insert(job, Instant::now());
        });
    }

    /// A run of a job has ended.
    pub(super) fn ended(&self, lane: &Lane, job: JobId) {
        self.with(lane, |lane| {
            lane.running.remove(&job);
        });
    }

    fn with(&self, lane: &Lane, change: impl FnOnce(&mut LaneActivity)) {
        let mut lanes = self.0.lock();
        let now = Instant::now();
        let activity =
            lanes.entry(lane.clone()).or_insert_with(|| LaneActivity { heard: now, running: HashMap::new() });
        activity.heard = now;
        change(activity);
    }

    /// A lane is not served any more.
    pub(super) fn over(&self, lane: &Lane) {
        self.0.lock().remove(lane);
    }

    /// The lanes that do not move, in words.
    pub fn stuck(&self, now: Instant) -> Vec<String> {
        let lanes = self.0.lock();
        lanes.iter().filter_map(|(lane, activity)| activity.trouble(lane, now)).collect()
    }
}

impl LaneActivity {
    fn trouble(&self, lane: &Lane, now: Instant) -> Option<String> {
        let kind = lane.kind().word();
        let silence = now.saturating_duration_since(self.heard);
        if silence > SILENCE {
            return Some(format!("nothing is heard of the jobs of kind {kind} for {} s", silence.as_secs()));
        }
        let longest = self.running.values().map(|begun| now.saturating_duration_since(*begun)).max()?;
        let may_last = match lane.kind() {
            JobKind::Render => LONGEST_RENDER,
            JobKind::Post => LONGEST_POST,
            // A matter of the bandwidth, and what carries it has limits of its own.
            JobKind::Archive => return None,
        };
        (longest > may_last).then(|| format!("a job of kind {kind} does not end for {} s", longest.as_secs()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const JOB: JobId = JobId(Uuid::nil());

    fn later(time: Duration) -> Instant {
        Instant::now() + time + Duration::from_secs(1)
    }

    #[test]
    fn a_lane_of_which_nothing_is_heard_is_stuck() {
        let activity = Activity::default();
        assert_eq!(activity.stuck(later(SILENCE)), Vec::<String>::new(), "no lane is served");
        activity.heard(&Lane::Post);
        assert_eq!(activity.stuck(Instant::now()), Vec::<String>::new());
        assert_eq!(activity.stuck(later(SILENCE)).len(), 1);
        activity.over(&Lane::Post);
        assert_eq!(activity.stuck(later(SILENCE)), Vec::<String>::new(), "the program stops");
    }

    #[test]
    fn a_picture_that_is_never_done_is_stuck_and_an_upload_takes_its_time() {
        for (lane, stuck) in [(Lane::Render, 1), (Lane::Archive("mega:".parse().expect("a destination")), 0)]
        {
            let activity = Activity::default();
            activity.begun(&lane, JOB);
            let now = later(LONGEST_RENDER);
            activity.0.lock().get_mut(&lane).expect("served").heard = now;
            assert_eq!(activity.stuck(now).len(), stuck, "{lane:?}");
            activity.ended(&lane, JOB);
            assert_eq!(activity.stuck(Instant::now()), Vec::<String>::new(), "{lane:?}");
        }
    }
}
