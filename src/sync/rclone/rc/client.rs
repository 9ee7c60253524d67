//! One call to the daemon: JSON over HTTP over its unix socket, a connection for each call.
//!
//! What is sent is never logged, and neither is the daemon's echo of it in errors. Dropping a call closes its
//! connection, which makes rclone give it up; only jobs started with `_async` go on.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::UnixStream;

/// More than any answer needs: a listing of some 50,000 entries.
const LARGEST_ANSWER: usize = 16 << 20;

/// What went wrong with a call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// The daemon answered that it failed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No answer in time.
    #[error("{method} was not answered within {limit:?}")]
    TimedOut {
        /// What was called.
        method: &'static str,
        /// How long was waited.
        limit: Duration,
    },
    /// The daemon is not there, or went away.
    #[error("the connection to rclone broke")]
    Broken(#[source] anyhow::Error),
    /// The daemon showed no sign of life while a remote was waited for.
    #[error("{method} was waited for, and rclone showed no sign of life")]
    Hung {
        /// What was called.
        method: &'static str,
    },
    /// The answer is not what this call answers.
    #[error("{method} gave an answer that cannot be read")]
    Unreadable {
        /// What was called.
        method: &'static str,
        /// Why it cannot be read.
        #[source]
        cause: anyhow::Error,
    },
}

/// The daemon's word that a call failed.
#[derive(Debug, thiserror::Error)]
#[error("{method} answered {status}: {text}")]
pub(crate) struct Refusal {
    /// What was called.
    pub(crate) method: &'static str,
    /// rclone's status; nearly always 500.
    pub(crate) status: u16,
    /// rclone's words, which may hold secrets until they are masked.
    pub(crate) text: String,
}

/// Knows the way to one daemon.
pub(crate) struct RcClient {
    socket: PathBuf,
    authorization: HeaderValue,
}

impl RcClient {
    /// Calls the daemon behind `socket` with this login; `None` if the login cannot stand in a header.
    pub(crate) fn new(socket: PathBuf, user: &str, password: &str) -> Option<Self> {
        let login = STANDARD.encode(format!("{user}:{password}"));
        let mut authorization = HeaderValue::try_from(format!("Basic {login}")).ok()?;
        authorization.set_sensitive(true);
        Some(Self { socket, authorization })
    }

    /// Calls `method` with `input` and waits `limit` at most.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        input: &Value,
        limit: Duration,
    ) -> Result<T, CallError> {
        let exchange = tokio::time::timeout(limit, self.exchange(method, input));
        let (status, body) = exchange.await.map_err(|_| CallError::TimedOut { method, limit })??;
        if status != StatusCode::OK {
            return Err(refusal(method, status, &body).into());
        }
        serde_json::from_slice(&body).map_err(|cause| CallError::Unreadable { method, cause: cause.into() })
    }

    async fn exchange(&self, method: &'static str, input: &Value) -> Result<(StatusCode, Bytes), CallError> {
        let request = Request::post(format!("/{method}"))
            .header(HOST, "localhost")
            .header(CONTENT_TYPE, "application/json")
            .header(AUTHORIZATION, self.authorization.clone())
            .body(Full::new(Bytes::from(input.to_string())))
            .map_err(|cause| CallError::Broken(cause.into()))?;
        let stream =
            UnixStream::connect(&self.socket).await.map_err(|cause| CallError::Broken(cause.into()))?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|cause| CallError::Broken(cause.into()))?;
        let answer = async move {
            let response =
                sender.send_request(request).await.map_err(|cause| CallError::Broken(cause.into()))?;
            let status = response.status();
            let body =
                Limited::new(response.into_body(), LARGEST_ANSWER).collect().await.map_err(|cause| {
                    match cause.downcast::<LengthLimitError>() {
                        Ok(cause) => CallError::Unreadable { method, cause: (*cause).into() },
                        Err(cause) => CallError::Broken(anyhow::Error::from_boxed(cause)),
                    }
                })?;
            Ok((status, body.to_bytes()))
        };
        // The connection has to be driven for the answer to come; it ends once the answer let go of it.
        let (answer, _) = tokio::join!(answer, connection);
        answer
    }
}

/// Reads `{"error": …, "status": …}`, or takes the text as it is: a refused login is answered in plain text.
fn refusal(method: &'static str, status: StatusCode, body: &[u8]) -> Refusal {
    #[derive(Deserialize)]
    struct Body {
        error: String,
        status: Option<u16>,
    }
    if let Ok(Body { error, status: named }) = serde_json::from_slice(body) {
        return Refusal { method, status: named.unwrap_or(status.as_u16()), text: error };
    }
    let text = String::from_utf8_lossy(body).trim().chars().take(500).collect();
    Refusal { method, status: status.as_u16(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_echo_of_what_was_sent_is_left_out_of_refusals() {
        let body = br#"{"error":"object not found","input":{"secret":"x"},"path":"p","status":404}"#;
        let refusal = refusal("operations/copyfile", StatusCode::INTERNAL_SERVER_ERROR, body);
        assert_eq!(refusal.to_string(), "operations/copyfile answered 404: object not found");
    }

    #[test]
    fn a_refusal_in_plain_text_is_read_too() {
        let refusal = refusal("core/pid", StatusCode::UNAUTHORIZED, b"401 Unauthorized\n");
        assert_eq!(refusal.to_string(), "core/pid answered 401: 401 Unauthorized");
    }
}
