//! rclone's own log lines, brought out through tracing at their own level with secrets masked.
//!
//! The log also shows a poll storm: when MEGA drops a session or answers its wait for changes with an error, rclone's
//! client asks again at once and without end, thousands of times a second. Nothing but ending the daemon stops it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::time::Instant;

use crate::sync::rclone::process::redact::Redactor;
use crate::sync::rclone::process::retry_after;
use crate::sync::rclone::process::spawn::ProcessHandle;

/// A panic's stack, which rclone logs in one line, is cut here.
const LONGEST: usize = 2000;

/// So many failed polls for changes within [`STORM_WITHIN`] are a storm. A client that waits between them polls less
/// than half as often.
const STORM: u32 = 20;

/// See [`STORM`].
const STORM_WITHIN: Duration = Duration::from_secs(10);

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
    fn take(&self, message: &str, now: Instant) {
        let mut words = self.words();
        if let Some(pause) = retry_after::in_words(message) {
            words.pause = now.checked_add(pause);
        }
        // After the reason of a crash come hundreds of lines that tell nothing here.
        if !message.is_empty() && !is_crash(&words.last) {
            message.clone_into(&mut words.last);
        }
    }

    /// Why it ended, if it did: the last line, masked; of a crash the first.
    pub(crate) fn last_words(&self) -> String {
        self.words().last.clone()
    }

    /// How long a remote is still to be left alone. rclone does not say in its log which one, and gives its callers
    /// no answer before that.
    pub(crate) fn pause_left(&self, now: Instant) -> Option<Duration> {
        self.words().pause?.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    fn words(&self) -> MutexGuard<'_, TailState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<&str> for LogTail {
    /// From a log that has ended.
    fn from(log: &str) -> Self {
        let log_tail = Self::default();
        for line in log.lines() {
            log_tail.take(&LogLine::read(line).message, Instant::now());
        }
        log_tail
    }
}

/// Whether a crash begins like this: in Go's own words, past rclone's log.
pub(crate) fn is_crash(line: &str) -> bool {
    ["panic: ", "fatal error: ", "SIG"].iter().any(|start| line.starts_with(start))
}

/// Reads the daemon's log until it ends. It must be read to the end, or the daemon would wait for a reader. In a
/// poll storm the daemon is killed; the next transfer starts another.
pub(crate) async fn forward(
    log: impl AsyncRead + Unpin,
    redactor: Redactor,
    log_tail: LogTail,
    handle: ProcessHandle,
) {
    let mut log = BufReader::new(log);
    let mut line = Vec::new();
    let mut storm = PollStorm::default();
    while log.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
        let entry = LogLine::read(&String::from_utf8_lossy(&line));
        let message = redactor.redact(&entry.message);
        entry.level.emit(&message);
        let now = Instant::now();
        if storm.sees(&message, now) {
            tracing::warn!("rclone asks MEGA for changes without pause, and is ended: the session was lost");
            handle.kill();
        }
        log_tail.take(&message, now);
        line.clear();
    }
}

/// Counts failed polls for changes.
#[derive(Default)]
struct PollStorm {
    since: Option<Instant>,
    count: u32,
}

impl PollStorm {
    /// Whether this line makes it a storm; true once.
    fn sees(&mut self, message: &str, now: Instant) -> bool {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

impl LogLevel {
    /// From rclone's names. Its `notice` is what it shows by default, our `info`.
    fn named(name: &str) -> Self {
        match name {
            // It is told to say `info`, for what it says of MEGA; nobody needs a line for each file.
            "debug" | "info" => Self::Debug,
            "notice" => Self::Info,
            "warning" => Self::Warn,
            _ => Self::Error,
        }
    }

    fn emit(self, message: &str) {
        match self {
            Self::Error => tracing::error!(target: "rclone", "{message}"),
            Self::Warn => tracing::warn!(target: "rclone", "{message}"),
            Self::Info => tracing::info!(target: "rclone", "{message}"),
            Self::Debug => tracing::debug!(target: "rclone", "{message}"),
        }
    }
}

struct LogLine {
    level: LogLevel,
    message: String,
}

impl LogLine {
    fn read(line: &str) -> Self {
        #[derive(Deserialize)]
        struct Json {
            level: String,
            msg: String,
            #[serde(default)]
            object: String,
        }
        let line = line.trim_end();
        let (level, message) = match serde_json::from_str(line) {
            // A failed call is answered to its caller, who knows whether it matters; here it is only an echo.
            Ok(Json { msg, .. }) if msg.starts_with("rc: ") => (LogLevel::Debug, msg),
            Ok(Json { level, msg, object }) if object.is_empty() => (LogLevel::named(&level), msg),
            Ok(Json { level, msg, object }) => (LogLevel::named(&level), format!("{object}: {msg}")),
            // Before its log is set up, rclone complains in plain text.
            Err(_) => (LogLevel::Warn, line.to_owned()),
        };
        Self { level, message: message.chars().take(LONGEST).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_level() {
        // As logged by 1.75.2 with --use-json-log; the last by 1.75.2 refusing RCLONE_BWLIMIT=foo.
        for (line, level, message) in [
            (
                r#"{"time":"2026-11-24T04:39:27.95Z","level":"notice","msg":"Bandwidth limit set to {1Mi 2Mi}","source":"accounting/token_bucket.go:195"}"#,
                LogLevel::Info,
                "Bandwidth limit set to {1Mi 2Mi}",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.97Z","level":"error","msg":"error listing: directory not found","object":"nx","objectType":"string","source":"walk/walk.go:175"}"#,
                LogLevel::Error,
                "nx: error listing: directory not found",
            ),
            (
                r#"{"time":"2026-11-24T04:43:29.14Z","level":"critical","msg":"Failed to load config file","source":"config/config.go:378"}"#,
                LogLevel::Error,
                "Failed to load config file",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.94Z","level":"error","msg":"rc: \"operations/hashsumfile\": error: object not found","source":"rcserver/rcserver.go:187"}"#,
                LogLevel::Debug,
                "rc: \"operations/hashsumfile\": error: object not found",
            ),
            (
                "2026/11/24 04:43:32 ERROR+4 Failed to load \"main\" default values",
                LogLevel::Warn,
                "2026/11/24 04:43:32 ERROR+4 Failed to load \"main\" default values",
            ),
        ] {
            let entry = LogLine::read(line);
            assert_eq!((entry.level, entry.message.as_str()), (level, message));
        }
    }

    #[tokio::test]
    async fn secrets_are_hidden_and_the_last_line_is_remembered() {
        let log = (0..20).map(|n| format!("line {n} with hunter22\n")).collect::<Vec<_>>().join("\n");
        let log_tail = LogTail::default();
        let redactor = Redactor::new(["hunter22".to_owned()]);
        forward(log.as_bytes(), redactor, log_tail.clone(), ProcessHandle::default()).await;
        assert_eq!(log_tail.last_words(), "line 19 with (hidden)");
    }

    #[test]
    fn of_a_crash_the_reason_is_remembered() {
        let log_tail = LogTail::from("all is well\npanic: too much\n\ngoroutine 1 [running]:\nmain.main()\n");
        assert_eq!(log_tail.last_words(), "panic: too much");
    }

    #[test]
    fn a_pause_that_a_remote_asked_for_is_remembered_until_it_is_over() {
        // As logged by 1.75.2 for a Dropbox that answered 429 and `Retry-After: 300`.
        const LINE: &str = r#"{"time":"2026-11-25T16:38:45.892417807Z","level":"notice","msg":"Error too_many_requests/.. Too many requests or write operations. Trying again in 300 seconds.","source":"dropbox/dropbox.go:481"}"#;
        let (log_tail, now) = (LogTail::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(log_tail.pause_left(now), None);
        log_tail.take(&LogLine::read(LINE).message, now);
        assert_eq!(log_tail.pause_left(after(100)), Some(Duration::from_secs(200)));
        assert_eq!(log_tail.pause_left(after(300)), None);
    }

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
