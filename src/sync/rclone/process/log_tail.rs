//! The end of a daemon's log, for when that is all that is left of it.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::redact::Redactor;
use crate::sync::rclone::process::log_line::{LogLine, is_crash};
use crate::sync::rclone::process::retry_after;

/// What a daemon logged last, and the pause that a remote asked for.
#[derive(Clone, Default)]
pub(crate) struct LogTail(Arc<Mutex<TailState>>);

#[derive(Default)]
struct TailState {
    last: String,
    /// Until when a remote asked to be left alone.
    pause: Option<Instant>,
}

impl LogTail {
    /// Of a log that has ended.
    pub(crate) fn of(log: &str, redactor: &Redactor) -> Self {
        let tail = Self::default();
        for line in log.lines() {
            tail.record(&LogLine::read(line).shown(redactor), Instant::now());
        }
        tail
    }

    /// Takes note of a message, which must not hold secrets any more.
    pub(crate) fn record(&self, message: &str, now: Instant) {
        let mut state = self.0.lock();
        if let Some(pause) = retry_after::in_words(message) {
            state.pause = now.checked_add(pause);
        }
        // A crash's first line is its reason; the hundreds of lines of stack after it are not kept.
        if !message.is_empty() && !is_crash(&state.last) {
            message.clone_into(&mut state.last);
        }
    }

    /// Why it ended, if it did: the last message, of a crash the first.
    pub(crate) fn last_message(&self) -> String {
        self.0.lock().last.clone()
    }

    /// How long a remote is still to be left alone. rclone does not say in its log which one, and gives its callers
    /// no answer before that.
    pub(crate) fn pause_left(&self, now: Instant) -> Option<Duration> {
        self.0.lock().pause?.checked_duration_since(now).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_crash_the_reason_is_remembered() {
        let log_tail = LogTail::of(
            "all is well\npanic: too much\n\ngoroutine 1 [running]:\nmain.main()\n",
            &Redactor::default(),
        );
        assert_eq!(log_tail.last_message(), "panic: too much");
    }

    #[test]
    fn a_pause_that_a_remote_asked_for_is_remembered_until_it_is_over() {
        // As logged by 1.75.2 for a Dropbox that answered 429 and `Retry-After: 300`.
        const LINE: &str = r#"{"time":"2026-11-25T16:38:45.892417807Z","level":"notice","msg":"Error too_many_requests/.. Too many requests or write operations. Trying again in 300 seconds.","source":"dropbox/dropbox.go:481"}"#;
        let (log_tail, now) = (LogTail::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(log_tail.pause_left(now), None);
        log_tail.record(&LogLine::read(LINE).shown(&Redactor::default()), now);
        assert_eq!(log_tail.pause_left(after(100)), Some(Duration::from_secs(200)));
        assert_eq!(log_tail.pause_left(after(300)), None);
    }
}
