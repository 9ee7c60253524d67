//! Answering an HTTP request in the server's place.

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Reads until the head of the request is complete; returns its length.
pub(super) async fn read_head(client: &mut OwnedReadHalf, head: &mut Vec<u8>) -> std::io::Result<usize> {
    loop {
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            return Ok(end + 4);
        }
        if client.read_buf(head).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Has the next request come on a connection of its own, so that its head is seen as well.
pub(super) fn ask_to_close(request: &mut Vec<u8>, head: usize) {
    let line = request.windows(2).position(|pair| pair == b"\r\n").map_or(head, |at| at + 2);
    request.splice(line..line, *b"Connection: close\r\n");
}

/// An answer in the server's place.
#[derive(Default)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// The seconds to wait.
    pub(super) wait: Option<u32>,
    pub(super) date: Option<&'static str>,
    pub(super) body: &'static str,
}

/// Answers, and reads no more.
pub(super) async fn refuse(
    mut client: OwnedReadHalf,
    mut answer: OwnedWriteHalf,
    refusal: Refusal,
) -> std::io::Result<()> {
    let Refusal { status, wait, date, body } = refusal;
    let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let wait = wait.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    let date = date.map(|date| format!("Date: {date}\r\n")).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} {}\r\n{wait}{date}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        reason.unwrap_or("Unknown"),
        body.len()
    );
    answer.write_all(head.as_bytes()).await?;
    // What the client still sends is taken, or closing would throw away the answer as well.
    let mut rest = tokio::io::sink();
    copy(&mut client, &mut rest).await.map(drop)
}
