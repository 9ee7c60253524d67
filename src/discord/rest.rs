//! Discord's REST: one client, shared by the gateway's commands and the poster.
//!
//! Every exchange ends in bounded time, and no error carries an address, since those of interactions hold tokens.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, Request};
use tokio::time::timeout;

use super::rest_error::RestError;

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long one exchange may take, an upload of ten megabytes included.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a call may take with the rate limiter's waiting. Longer waits are left to the job queue.
const CALL_TIMEOUT: Duration = Duration::from_mins(1);

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
        let client =
            reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).timeout(EXCHANGE_TIMEOUT).build()?;
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

    /// Sends a form. serenity's own forms name every file `files[0]`, but Discord wants `files[0]`, `files[1]` and so on.
    /// So the form is made here, and serenity's rate limiter is asked before and told afterwards.
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
        // It is 0, for the request without the form.
        bare.headers_mut().remove(CONTENT_LENGTH);
        let answer = reqwest::RequestBuilder::from_parts(client, bare).multipart(form).send().await?;
        // The queue keeps the pause that a refusal asks for. The limiter would sleep here instead.
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
    timeout(CALL_TIMEOUT, call).await.map_err(|_| RestError::TimedOut)?
}

/// The answer's body if Discord agreed.
async fn accepted(answer: Response) -> Result<Vec<u8>, RestError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer.bytes().await?.to_vec());
    }
    let header = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = answer.bytes().await?;
    Err(RestError::refused(status.as_u16(), header.as_deref(), &body))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, RestError> {
    serde_json::from_slice(body).map_err(|error| RestError::Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
