//! rclone's own log lines, brought out through tracing at their own level with secrets redacted.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::time::Instant;

use crate::redact::Redactor;
use crate::sync::rclone::process::handle::ProcessHandle;
use crate::sync::rclone::process::log_line::{LogLevel, LogLine};
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::poll_storm::PollStorm;

/// How much of a line is kept, in bytes. A panic's stack, which rclone logs in one line, has some 100 KiB.
const LONGEST: u64 = 1 << 20;

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
    let (mut storm, mut usage) = (PollStorm::default(), UsageText::default());
    while read_line(&mut log, &mut line).await.is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line);
        let read = LogLine::read(&text);
        let message = read.shown(&redactor);
        if usage.has(text.trim_end()) { LogLevel::Debug } else { read.level }.emit(&message);
        let now = Instant::now();
        if storm.sees(&message, now) {
            tracing::warn!("rclone asks MEGA for changes without pause, and is ended: the session was lost");
            handle.kill();
        }
        log_tail.record(&message, now);
        line.clear();
    }
}

/// Reads a line, whose part past [`LONGEST`] bytes is passed over; how many bytes were read, which is none at the end.
async fn read_line(log: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> io::Result<usize> {
    let mut read = (&mut *log).take(LONGEST).read_until(b'\n', line).await?;
    let mut passed = Vec::new();
    while read > 0 && !line.ends_with(b"\n") && !passed.ends_with(b"\n") {
        passed.clear();
        match (&mut *log).take(LONGEST).read_until(b'\n', &mut passed).await? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// The help that rclone prints between refusing an argument and ending: some forty lines that explain nothing.
#[derive(Default)]
struct UsageText {
    begun: bool,
}

impl UsageText {
    /// Whether a line belongs to it. What rclone logs after it begins with a date or is JSON.
    fn has(&mut self, line: &str) -> bool {
        let logged = line.starts_with(|first: char| first.is_ascii_digit() || first == '{');
        self.begun = line == "Usage:" || (self.begun && !logged);
        self.begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn secrets_are_hidden_and_the_last_line_is_remembered() {
        let log = (0..20).map(|n| format!("line {n} with hunter22\n")).collect::<Vec<_>>().join("\n");
        let log_tail = LogTail::default();
        let redactor = Redactor::new(["hunter22".to_owned()]);
        forward(log.as_bytes(), redactor, log_tail.clone(), ProcessHandle::default()).await;
        assert_eq!(log_tail.last_message(), "line 19 with (hidden)");
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut_and_what_follows_it_is_read() {
        let endless = "x".repeat(usize::try_from(LONGEST).expect("a length") * 2 + 7);
        let mut log = BufReader::new(std::io::Cursor::new(format!("{endless}\nnext\nlast")));
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            if read_line(&mut log, &mut line).await.expect("read") == 0 {
                break;
            }
            lines.push(line);
        }
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [1 << 20, 5, 4]);
    }

    #[test]
    fn the_help_after_a_refused_argument_is_told_from_what_is_said() {
        // As printed by 1.75.2 for --bwlimit wurst, shortened.
        let lines = [
            (r#"Error: invalid argument "wurst" for "--bwlimit" flag"#, false),
            ("Usage:", true),
            ("  rclone rcd <path to files to serve>* [flags]", true),
            ("", true),
            ("Flags to control the Remote Control API (flag group RC):", true),
            ("      --rc-no-auth         Don't require auth for certain methods", true),
            (r#"Use "rclone help backends" for a list of supported services."#, true),
            (r#"2026/11/26 17:38:09 NOTICE: Fatal error: invalid argument "wurst""#, false),
            ("after it", false),
        ];
        let mut usage = UsageText::default();
        for (line, expected) in lines {
            assert_eq!(usage.has(line), expected, "{line}");
        }
    }
}
