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

/// Answers with a status and nothing else.
pub(super) async fn refuse(
    mut client: OwnedReadHalf,
    mut answer: OwnedWriteHalf,
    status: u16,
    wait: Option<u32>,
) -> std::io::Result<()> {
    let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let wait = wait.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status} {}\r\n{wait}Content-Length: 0\r\nConnection: close\r\n\r\n",
        reason.unwrap_or("Unknown")
    );
    answer.write_all(head.as_bytes()).await?;
    // What the client still sends is taken, or closing would throw away the answer as well.
    let mut rest = tokio::io::sink();
    copy(&mut client, &mut rest).await.map(drop)
}
