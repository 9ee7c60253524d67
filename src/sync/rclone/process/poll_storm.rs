//! Noticing that rclone polls MEGA without pause.
//!
//! When MEGA drops a session or answers the wait for changes with an error, rclone's client asks again at once and
//! without end, thousands of times a second. Nothing but ending the daemon stops it.

use std::time::Duration;

use tokio::time::Instant;

/// So many failed polls for changes within [`STORM_WITHIN`] are a storm. A client that waits between them polls less
/// than half as often.
const STORM: u32 = 20;

/// See [`STORM`].
const STORM_WITHIN: Duration = Duration::from_secs(10);

/// Counts failed polls for changes.
#[derive(Default)]
pub(crate) struct PollStorm {
    since: Option<Instant>,
    count: u32,
}

impl PollStorm {
    /// Whether this line makes it a storm; true once.
    pub(crate) fn sees(&mut self, message: &str, now: Instant) -> bool {
        if !message.contains("pollEvents: Error") {
            return false;
        }
        match self.since {
            Some(since) if now.saturating_duration_since(since) <= STORM_WITHIN => self.count += 1,
            _ => (self.since, self.count) = (Some(now), 1),
        }
        self.count == STORM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_polls_without_pause_are_a_storm_and_spaced_ones_are_not() {
        const LINE: &str =
            "*go-mega*: pollEvents: Error received from server: Invalid or expired user session";
        let storms = |pause: Duration| {
            let (mut storm, mut now) = (PollStorm::default(), Instant::now());
            let seen = (0..100).filter(|_| {
                now += pause;
                storm.sees("photo.png: Copied (new)", now) || storm.sees(LINE, now)
            });
            seen.count()
        };
        assert_eq!(storms(Duration::from_millis(50)), 1);
        assert_eq!(storms(Duration::from_secs(1)), 0);
    }
}
