//! rclone's own log lines, brought out through tracing at their own level with secrets redacted.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::time::Instant;

use crate::sync::rclone::process::handle::ProcessHandle;
use crate::sync::rclone::process::log_line::LogLine;
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::poll_storm::PollStorm;
use crate::sync::rclone::process::redact::Redactor;

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
        let read = LogLine::read(&String::from_utf8_lossy(&line));
        let message = read.shown(&redactor);
        read.level.emit(&message);
        let now = Instant::now();
        if storm.sees(&message, now) {
            tracing::warn!("rclone asks MEGA for changes without pause, and is ended: the session was lost");
            handle.kill();
        }
        log_tail.record(&message, now);
        line.clear();
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
}
