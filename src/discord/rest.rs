//! Discord's REST: one client, shared by the gateway's commands and the poster.
//!
//! Every exchange ends in bounded time, and no error carries an address, since those of interactions hold tokens.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_LENGTH;
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, HttpError, Request};
use tokio::time::timeout;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one exchange may take, an upload of ten megabytes included.
const EXCHANGE: Duration = Duration::from_secs(30);
/// How long a call may take with the rate limiter's waiting. Longer waits are left to the job queue.
const CALL: Duration = Duration::from_mins(1);

/// How to reach Discord.
#[derive(Debug, Clone)]
pub struct DiscordOptions {
    /// The bot's token.
    pub token: SecretString,
    /// Where REST calls go instead of to Discord, such as a rate-limit proxy: `http://127.0.0.1:8080`.
    pub api_url: Option<String>,
}

/// A file that is sent along.
pub(super) struct Upload {
    /// Its name.
    pub(super) name: String,
    /// Its media type.
    pub(super) kind: &'static str,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// Discord's REST, built once; clones share it.
#[derive(Clone)]
pub struct Rest {
    http: Arc<Http>,
    client: reqwest::Client,
}

impl Rest {
    /// Prepares the client. Nothing is sent yet.
    pub fn new(options: &DiscordOptions) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().connect_timeout(CONNECT).timeout(EXCHANGE).build()?;
        let mut builder = HttpBuilder::new(options.token.expose_secret())
            .client(client.clone())
            .default_allowed_mentions(CreateAllowedMentions::new());
        if let Some(url) = &options.api_url {
            // Whoever stands in front of Discord keeps its limits.
            builder = builder.proxy(url).ratelimiter_disabled(true);
        }
        Ok(Self { http: Arc::new(builder.build()), client })
    }

    /// serenity's view of the same client.
    pub(super) fn http(&self) -> Arc<Http> {
        Arc::clone(&self.http)
    }

    /// Sends a request and reads the answer as `T`.
    pub(super) async fn ask<T: DeserializeOwned>(&self, request: Request<'_>) -> Result<T, RestError> {
        read(&self.send(request).await?)
    }

    /// Sends a request with a body and files, to which the body refers by their places, and reads the answer as `T`.
    pub(super) async fn ask_with_files<T: DeserializeOwned>(
        &self,
        request: Request<'_>,
        body: &Value,
        files: Vec<Upload>,
    ) -> Result<T, RestError> {
        if files.is_empty() {
            return self.ask(request.body(Some(body.to_string().into_bytes()))).await;
        }
        let mut form = Form::new().text("payload_json", body.to_string());
        for (place, file) in files.into_iter().enumerate() {
            let part = Part::bytes(file.bytes).file_name(file.name).mime_str(file.kind)?;
            form = form.part(format!("files[{place}]"), part);
        }
        let body = within_time(async { accepted(self.upload(request, form).await?).await }).await?;
        read(&body)
    }

    /// Sends a request; the answer's body if Discord agreed.
    pub(super) async fn send(&self, request: Request<'_>) -> Result<Vec<u8>, RestError> {
        within_time(async { accepted(self.exchange(request).await?).await }).await
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Response, RestError> {
        Ok(match &self.http.ratelimiter {
            Some(limiter) => limiter.perform(request).await?,
            None => self.build(request)?.send().await?,
        })
    }

    /// Sends a form. serenity's own forms call every file `files[0]`, and Discord wants each under its place; so the
    /// form is ours, and serenity's rate limiter is asked before and told after it.
    async fn upload(&self, request: Request<'_>, form: Form) -> Result<Response, RestError> {
        let bucket = match &self.http.ratelimiter {
            Some(limiter) => {
                let bucket = request.route_ref().ratelimiting_bucket();
                Some(Arc::clone(limiter.routes().write().await.entry(bucket).or_default()))
            }
            None => None,
        };
        if let Some(bucket) = &bucket {
            bucket.lock().await.pre_hook(&request, &|_| {}).await;
        }
        let (client, bare) = self.build(request.clone())?.build_split();
        let mut bare = bare?;
        // That of no body.
        bare.headers_mut().remove(CONTENT_LENGTH);
        let answer = reqwest::RequestBuilder::from_parts(client, bare).multipart(form).send().await?;
        // Of a refusal the queue keeps the pause; the limiter would sleep here, and then want it sent again.
        if let Some(bucket) = bucket.filter(|_| answer.status() != StatusCode::TOO_MANY_REQUESTS) {
            // Headers that cannot be read say nothing about the answer.
            let _ = bucket.lock().await.post_hook(&answer, &request, &|_| {}, false).await;
        }
        Ok(answer)
    }

    fn build(&self, request: Request<'_>) -> Result<reqwest::RequestBuilder, RestError> {
        Ok(request.build(&self.client, self.http.token(), self.http.proxy.as_deref())?)
    }
}

/// Bounds a call.
async fn within_time<T>(call: impl Future<Output = Result<T, RestError>>) -> Result<T, RestError> {
    timeout(CALL, call).await.map_err(|_| RestError::TimedOut)?
}

/// The answer's body if Discord agreed.
async fn accepted(answer: Response) -> Result<Vec<u8>, RestError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer.bytes().await?.to_vec());
    }
    let header = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()).and_then(seconds);
    let body = answer.bytes().await?;
    Err(RestError::refused(status.as_u16(), header, &body))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, RestError> {
    serde_json::from_slice(body).map_err(|error| RestError::Unreadable(error.to_string()))
}

/// Why Discord did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RestError {
    /// It said no.
    #[error("Discord answered {status} (code {code}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code, 0 if it gave none.
        code: i64,
        /// Its words.
        message: String,
        /// How long it asked us to wait.
        retry_after: Option<Duration>,
    },
    /// It said nothing in time. It may have done what was asked.
    #[error("Discord did not answer in time")]
    TimedOut,
    /// It could not be reached, or the connection broke. It may have done what was asked.
    #[error("Discord could not be reached: {0}")]
    Unreachable(String),
    /// It agreed, but in a way that cannot be read.
    #[error("Discord's answer cannot be read: {0}")]
    Unreadable(String),
    /// The request could not be made.
    #[error("the request to Discord could not be made: {0}")]
    Unsendable(String),
}

/// The part of Discord's error answers that matters here.
#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    code: i64,
    #[serde(default)]
    message: String,
    retry_after: Option<f64>,
}

impl RestError {
    fn refused(status: u16, header: Option<Duration>, body: &[u8]) -> Self {
        let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        let retry_after =
            body.retry_after.and_then(|after| Duration::try_from_secs_f64(after).ok()).or(header);
        Self::Refused { status, code: body.code, message: body.message, retry_after }
    }

    /// The HTTP status, if there was an answer.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Discord's own error code, if there was one.
    pub(super) fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }
}

/// A pause in seconds, whole or not, as the header `retry-after` gives it.
fn seconds(text: &str) -> Option<Duration> {
    text.trim().parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

impl From<serenity::Error> for RestError {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) => Self::Refused {
                status: answer.status_code.as_u16(),
                code: answer.error.code as i64,
                message: answer.error.message,
                retry_after: None,
            },
            serenity::Error::Http(HttpError::Request(error)) => error.into(),
            other => Self::Unsendable(other.to_string()),
        }
    }
}

impl From<reqwest::Error> for RestError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let error = error.without_url();
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(deeper) = source {
            words = format!("{words}: {deeper}");
            source = deeper.source();
        }
        Self::Unreachable(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_discords_code_words_and_pause() {
        let body = br#"{"message": "You are being rate limited.", "retry_after": 0.75, "global": false}"#;
        let error = RestError::refused(429, None, body);
        let RestError::Refused { status: 429, message, retry_after, .. } = error else { panic!("{error}") };
        assert_eq!(message, "You are being rate limited.");
        assert_eq!(retry_after, Some(Duration::from_millis(750)));
    }

    #[test]
    fn a_refusal_without_json_still_has_its_status_and_the_headers_pause() {
        let error = RestError::refused(502, seconds("3"), b"<html>Bad Gateway</html>");
        assert_eq!((error.status(), error.code()), (Some(502), Some(0)));
        assert!(matches!(error, RestError::Refused { retry_after: Some(pause), .. } if pause.as_secs() == 3));
        assert_eq!(seconds("-1"), None);
        assert_eq!(seconds("soon"), None);
    }

    #[tokio::test]
    async fn an_unreachable_discord_is_told_without_the_address() {
        let options = DiscordOptions {
            token: "secret-token".into(),
            // Port 1 on loopback: nothing listens there.
            api_url: Some("http://127.0.0.1:1".to_owned()),
        };
        let rest = Rest::new(&options).expect("a client");
        let error =
            rest.http().get_original_interaction_response("interaction-token").await.expect_err("no server");
        let application_missing = RestError::from(error);
        assert!(!format!("{application_missing:?}").contains("interaction-token"));

        rest.http().set_application_id(1.into());
        let error =
            rest.http().get_original_interaction_response("interaction-token").await.expect_err("no server");
        let error = RestError::from(error);
        assert!(matches!(error, RestError::Unreachable(_)), "{error}");
        assert!(!format!("{error} {error:?}").contains("interaction-token"), "{error:?}");
    }
}
