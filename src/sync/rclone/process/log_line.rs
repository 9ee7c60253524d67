//! One line of rclone's log.

use serde::Deserialize;

use crate::redact::Redactor;

/// A message is cut after so many characters: a panic's stack, which rclone logs in one line, has many more.
const LONGEST: usize = 2000;

/// What rclone logs as an error when a folder is listed that does not exist.
const NO_FOLDER: &str = "error listing: directory not found";

/// Whether a crash begins like this: in Go's own words, past rclone's log.
pub(crate) fn is_crash(message: &str) -> bool {
    ["panic: ", "fatal error: ", "SIG"].iter().any(|start| message.starts_with(start))
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogLevel {
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

    /// Hands a message on to our log, at this level.
    pub(crate) fn emit(self, message: &str) {
        match self {
            Self::Error => tracing::error!(target: "rclone", "{message}"),
            Self::Warn => tracing::warn!(target: "rclone", "{message}"),
            Self::Info => tracing::info!(target: "rclone", "{message}"),
            Self::Debug => tracing::debug!(target: "rclone", "{message}"),
        }
    }
}

/// A line taken apart. Its message may hold secrets.
pub(crate) struct LogLine {
    pub(crate) level: LogLevel,
    message: String,
}

impl LogLine {
    /// Takes a line apart.
    pub(crate) fn read(line: &str) -> Self {
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
            // So is that of a folder that is not there yet; the first copy makes it.
            Ok(Json { msg, object, .. }) if msg == NO_FOLDER => (LogLevel::Debug, format!("{object}: {msg}")),
            Ok(Json { level, msg, object }) if object.is_empty() => (LogLevel::named(&level), msg),
            Ok(Json { level, msg, object }) => (LogLevel::named(&level), format!("{object}: {msg}")),
            // Before its log is set up, rclone complains in plain text.
            Err(_) => (LogLevel::Warn, line.to_owned()),
        };
        Self { level, message }
    }

    /// Its message as it may be shown. Secrets go first and the cut comes after, so that none is cut in two and shows
    /// its beginning.
    pub(crate) fn shown(&self, redactor: &Redactor) -> String {
        redactor.redact(&self.message).chars().take(LONGEST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_level() {
        // As logged by 1.75.2 with --use-json-log, or after its pattern; the last by 1.75.2 refusing RCLONE_BWLIMIT=foo.
        for (line, level, message) in [
            (
                r#"{"time":"2026-11-24T04:39:27.95Z","level":"notice","msg":"Bandwidth limit set to {1Mi 2Mi}","source":"accounting/token_bucket.go:195"}"#,
                LogLevel::Info,
                "Bandwidth limit set to {1Mi 2Mi}",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.97Z","level":"error","msg":"error listing: directory not found","object":"nx","objectType":"string","source":"walk/walk.go:175"}"#,
                LogLevel::Debug,
                "nx: error listing: directory not found",
            ),
            (
                r#"{"time":"2026-11-24T04:39:27.97Z","level":"error","msg":"error listing: permission denied","object":"nx","objectType":"string","source":"walk/walk.go:175"}"#,
                LogLevel::Error,
                "nx: error listing: permission denied",
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

    #[test]
    fn a_secret_across_the_cut_does_not_show_its_beginning() {
        let redactor = Redactor::new(["hunter22-and-more".to_owned()]);
        let line = LogLine::read(&format!("{}hunter22-and-more", "x".repeat(LONGEST - 8)));
        let shown = line.shown(&redactor);
        assert!(!shown.contains("hunter"), "{}", &shown[LONGEST - 20..]);
        assert_eq!(shown.chars().count(), LONGEST);
    }
}
