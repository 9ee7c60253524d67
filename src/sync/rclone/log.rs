//! rclone's own log lines, brought out through tracing at their own level with secrets masked.
//!
//! The log also tells of a frenzy: when MEGA drops a session or answers its wait for changes with an error, rclone's
//! client asks again at once and without end, thousands of times a second. Nothing but ending the daemon stops it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::time::Instant;

use super::mask::Mask;
use super::pause;
use super::process::Switch;

/// A panic's stack, which rclone logs in one line, is cut here.
const LONGEST: usize = 2000;

/// So many failed questions for changes within [`FRENZY_WITHIN`] are a frenzy. A client that waits between them
/// asks less than half as often.
const FRENZY: u32 = 20;

/// See [`FRENZY`].
const FRENZY_WITHIN: Duration = Duration::from_secs(10);

/// What was heard from a daemon and may still be of use.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Mutex<Words>>);

#[derive(Default)]
struct Words {
    last: String,
    /// Until when a remote asked to be left alone.
    pause: Option<Instant>,
}

impl Heard {
    fn take(&self, message: &str, now: Instant) {
        let mut words = self.words();
        if let Some(pause) = pause::in_words(message) {
            words.pause = now.checked_add(pause);
        }
        // After the reason of a crash come hundreds of lines that tell nothing here.
        if !message.is_empty() && !is_crash(&words.last) {
            message.clone_into(&mut words.last);
        }
    }

    /// Why it ended, if it did: the last line, masked; of a crash the first.
    pub(super) fn last_words(&self) -> String {
        self.words().last.clone()
    }

    /// How long a remote is still to be left alone. rclone does not say in its log which one, and gives its callers
    /// no answer before that.
    pub(super) fn pause_left(&self, now: Instant) -> Option<Duration> {
        self.words().pause?.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    fn words(&self) -> MutexGuard<'_, Words> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<&str> for Heard {
    /// From a log that has ended.
    fn from(log: &str) -> Self {
        let heard = Self::default();
        for line in log.lines() {
            heard.take(&Entry::read(line).message, Instant::now());
        }
        heard
    }
}

/// Whether a crash begins like this: in Go's own words, past rclone's log.
pub(super) fn is_crash(line: &str) -> bool {
    ["panic: ", "fatal error: ", "SIG"].iter().any(|start| line.starts_with(start))
}

/// Reads the daemon's log until it ends. It must be read to the end, or the daemon would wait for a reader. In a
/// frenzy the daemon is killed; the next transfer starts another.
pub(super) async fn forward(log: impl AsyncRead + Unpin, mask: Mask, heard: Heard, switch: Switch) {
    let mut log = BufReader::new(log);
    let mut line = Vec::new();
    let mut frenzy = Frenzy::default();
    while log.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
        let entry = Entry::read(&String::from_utf8_lossy(&line));
        let message = mask.hide(&entry.message);
        entry.level.emit(&message);
        let now = Instant::now();
        if frenzy.sees(&message, now) {
            tracing::warn!("rclone asks MEGA for changes without pause, and is ended: the session was lost");
            switch.kill();
        }
        heard.take(&message, now);
        line.clear();
    }
}

/// Counts failed questions for changes.
#[derive(Default)]
struct Frenzy {
    since: Option<Instant>,
    count: u32,
}

impl Frenzy {
    /// Whether this line makes it a frenzy; true once.
    fn sees(&mut self, message: &str, now: Instant) -> bool {
        if !message.contains("pollEvents: Error") {
            return false;
        }
        match self.since {
            Some(since) if now.saturating_duration_since(since) <= FRENZY_WITHIN => self.count += 1,
            _ => (self.since, self.count) = (Some(now), 1),
        }
        self.count == FRENZY
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

impl Level {
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

struct Entry {
    level: Level,
    message: String,
}

impl Entry {
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
            Ok(Json { msg, .. }) if msg.starts_with("rc: ") => (Level::Debug, msg),
            Ok(Json { level, msg, object }) if object.is_empty() => (Level::named(&level), msg),
            Ok(Json { level, msg, object }) => (Level::named(&level), format!("{object}: {msg}")),
            // Before its log is set up, rclone complains in plain text.
            Err(_) => (Level::Warn, line.to_owned()),
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
                Level::Info,
                "Bandwidth limit set to {1Mi 2Mi}",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.97Z","level":"error","msg":"error listing: directory not found","object":"nx","objectType":"string","source":"walk/walk.go:175"}"#,
                Level::Error,
                "nx: error listing: directory not found",
            ),
            (
                r#"{"time":"2026-11-24T04:43:29.14Z","level":"critical","msg":"Failed to load config file","source":"config/config.go:378"}"#,
                Level::Error,
                "Failed to load config file",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.94Z","level":"error","msg":"rc: \"operations/hashsumfile\": error: object not found","source":"rcserver/rcserver.go:187"}"#,
                Level::Debug,
                "rc: \"operations/hashsumfile\": error: object not found",
            ),
            (
                "2026/11/24 04:43:32 ERROR+4 Failed to load \"main\" default values",
                Level::Warn,
                "2026/11/24 04:43:32 ERROR+4 Failed to load \"main\" default values",
            ),
        ] {
            let entry = Entry::read(line);
            assert_eq!((entry.level, entry.message.as_str()), (level, message));
        }
    }

    #[tokio::test]
    async fn secrets_are_hidden_and_the_last_line_is_remembered() {
        let log = (0..20).map(|n| format!("line {n} with hunter22\n")).collect::<Vec<_>>().join("\n");
        let heard = Heard::default();
        let mask = Mask::new(["hunter22".to_owned()]);
        forward(log.as_bytes(), mask, heard.clone(), Switch::default()).await;
        assert_eq!(heard.last_words(), "line 19 with (hidden)");
    }

    #[test]
    fn of_a_crash_the_reason_is_remembered() {
        let heard = Heard::from("all is well\npanic: too much\n\ngoroutine 1 [running]:\nmain.main()\n");
        assert_eq!(heard.last_words(), "panic: too much");
    }

    #[test]
    fn a_pause_that_a_remote_asked_for_is_remembered_until_it_is_over() {
        // As logged by 1.75.2 for a Dropbox that answered 429 and `Retry-After: 300`.
        const LINE: &str = r#"{"time":"2026-11-25T16:38:45.892417807Z","level":"notice","msg":"Error too_many_requests/.. Too many requests or write operations. Trying again in 300 seconds.","source":"dropbox/dropbox.go:481"}"#;
        let (heard, now) = (Heard::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(heard.pause_left(now), None);
        heard.take(&Entry::read(LINE).message, now);
        assert_eq!(heard.pause_left(after(100)), Some(Duration::from_secs(200)));
        assert_eq!(heard.pause_left(after(300)), None);
    }

    #[test]
    fn questions_for_changes_that_fail_without_pause_are_a_frenzy_and_spaced_ones_are_not() {
        const LINE: &str =
            "*go-mega*: pollEvents: Error received from server: Invalid or expired user session";
        let frenzied = |pause: Duration| {
            let (mut frenzy, mut now) = (Frenzy::default(), Instant::now());
            let seen = (0..100).filter(|_| {
                now += pause;
                frenzy.sees("photo.png: Copied (new)", now) || frenzy.sees(LINE, now)
            });
            seen.count()
        };
        assert_eq!(frenzied(Duration::from_millis(50)), 1);
        assert_eq!(frenzied(Duration::from_secs(1)), 0);
    }
}
