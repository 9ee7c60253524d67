//! One call to the daemon: JSON over HTTP over its unix socket, a connection for each call.
//!
//! What is sent is never logged, and neither is the daemon's echo of it in errors. Dropping a call closes its
//! connection, which makes rclone give it up; only jobs started with `_async` go on.

use std::path::Path;
use std::time::Duration;

use reqwest::{Client, StatusCode, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::redact::Redactor;
use crate::sync::rclone::rc::credentials::Credentials;

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
    /// rclone's words, redacted.
    pub(crate) text: String,
}

/// Where calls go. The name means nothing: the socket decides.
const ADDRESS: &str = "http://localhost";

/// How much of a refusal in plain text is kept, in characters.
const LONGEST_PLAIN: usize = 500;

/// Knows the way to one daemon.
pub(crate) struct RcClient {
    http: Client,
    credentials: Credentials,
    redactor: Redactor,
}

impl RcClient {
    /// Calls the daemon behind `socket` with these credentials. What it says is redacted before anybody sees it.
    pub(crate) fn new(socket: &Path, credentials: Credentials, redactor: Redactor) -> reqwest::Result<Self> {
        let http = Client::builder()
            .unix_socket(socket)
            .no_proxy()
            .pool_max_idle_per_host(0)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { http, credentials, redactor })
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
            return Err(refusal(method, status, &body, &self.redactor).into());
        }
        serde_json::from_slice(&body).map_err(|cause| CallError::Unreadable { method, cause: cause.into() })
    }

    async fn exchange(
        &self,
        method: &'static str,
        input: &Value,
    ) -> Result<(StatusCode, Vec<u8>), CallError> {
        let broken = |cause: reqwest::Error| CallError::Broken(cause.into());
        let request = self
            .http
            .post(format!("{ADDRESS}/{method}"))
            .basic_auth(&self.credentials.user, Some(&self.credentials.password))
            .header("Content-Type", "application/json")
            .body(input.to_string());
        let mut answer = request.send().await.map_err(broken)?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(broken)? {
            if body.len() + part.len() > LARGEST_ANSWER {
                let cause = anyhow::anyhow!("it is longer than {LARGEST_ANSWER} bytes");
                return Err(CallError::Unreadable { method, cause });
            }
            body.extend_from_slice(&part);
        }
        Ok((status, body))
    }
}

/// Reads `{"error": …, "status": …}`, or takes the text as it is: a refused login is answered in plain text. Secrets go
/// before anything is cut, so that none is cut in two and shows its beginning.
fn refusal(method: &'static str, status: StatusCode, body: &[u8], redactor: &Redactor) -> Refusal {
    #[derive(Deserialize)]
    struct Body {
        error: String,
        status: Option<u16>,
    }
    if let Ok(Body { error, status: named }) = serde_json::from_slice(body) {
        let status = named.unwrap_or(status.as_u16());
        return Refusal { method, status, text: redactor.redact(&error) };
    }
    let text = redactor.redact(String::from_utf8_lossy(body).trim());
    Refusal { method, status: status.as_u16(), text: text.chars().take(LONGEST_PLAIN).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: StatusCode, body: &[u8]) -> String {
        let redactor = Redactor::new(["hunter22-and-more".to_owned()]);
        refusal("operations/copyfile", status, body, &redactor).to_string()
    }

    #[test]
    fn the_echo_of_what_was_sent_is_left_out_of_refusals() {
        let body = br#"{"error":"object not found","input":{"secret":"x"},"path":"p","status":404}"#;
        let said = read(StatusCode::INTERNAL_SERVER_ERROR, body);
        assert_eq!(said, "operations/copyfile answered 404: object not found");
    }

    #[test]
    fn a_refusal_in_plain_text_is_read_too() {
        let said = read(StatusCode::UNAUTHORIZED, b"401 Unauthorized\n");
        assert_eq!(said, "operations/copyfile answered 401: 401 Unauthorized");
    }

    #[test]
    fn a_secret_in_a_refusal_is_hidden_and_across_the_cut_does_not_show_its_beginning() {
        let json = read(StatusCode::OK, br#"{"error":"no hunter22-and-more","status":500}"#);
        assert_eq!(json, "operations/copyfile answered 500: no (hidden)");
        let long = format!("{}hunter22-and-more", "x".repeat(LONGEST_PLAIN - 8));
        let plain = read(StatusCode::BAD_GATEWAY, long.as_bytes());
        assert!(!plain.contains("hunter"), "{plain}");
    }
}
