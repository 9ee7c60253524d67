//! Discord's REST: one client, shared by the gateway's commands and the poster.
//!
//! Every exchange ends in bounded time, and no error carries an address, since those of interactions hold tokens.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, LightMethod, Request, Route};
use serenity::model::id::UserId;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep_until, timeout};

use super::limits::{LimitNews, LimitedRoute, Limits, LimitsKeptBy, UNNAMED_PAUSE};
use super::rest_error::RestError;
use crate::metrics::DiscordMetrics;

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long one exchange may take, an upload of ten megabytes included.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a call may take, with its wait for a rate limit.
const CALL_TIMEOUT: Duration = Duration::from_mins(1);
/// The longest wait for a rate limit that a call does itself. Longer ones are told to whoever calls: a job that waits here
/// would hold up those for other channels.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How to reach Discord.
#[derive(Debug, Clone)]
pub struct DiscordOptions {
    /// The bot's token.
    pub token: SecretString,
    /// Where REST calls go instead of to Discord, such as a rate-limit proxy: `http://127.0.0.1:8080`.
    pub api_url: Option<String>,
    /// Who keeps Discord's rate limits.
    pub limits_kept_by: LimitsKeptBy,
}

/// A file that is sent along.
#[derive(Debug, Clone)]
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
    limits: Arc<Limits>,
    me: Arc<OnceCell<UserId>>,
    metrics: DiscordMetrics,
}

/// What Discord says of an account, as far as it matters here.
#[derive(Deserialize)]
struct Account {
    id: UserId,
}

impl Rest {
    /// Prepares the client. Nothing is sent yet.
    pub fn new(options: &DiscordOptions) -> anyhow::Result<Self> {
        let client =
            reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).timeout(EXCHANGE_TIMEOUT).build()?;
        // serenity's own limiter would send everything to Discord's own address, whatever is set here.
        let mut builder = HttpBuilder::new(options.token.expose_secret())
            .client(client.clone())
            .ratelimiter_disabled(true)
            .default_allowed_mentions(CreateAllowedMentions::new());
        if let Some(url) = &options.api_url {
            builder = builder.proxy(url);
        }
        let limits = Arc::new(Limits::new(options.limits_kept_by));
        let metrics = DiscordMetrics::default();
        Ok(Self { http: Arc::new(builder.build()), client, limits, me: Arc::default(), metrics })
    }

    /// The same, whose exchanges are counted there.
    #[must_use]
    pub fn counted_by(self, metrics: DiscordMetrics) -> Self {
        Self { metrics, ..self }
    }

    /// serenity's view of the same client.
    pub(super) fn http(&self) -> Arc<Http> {
        Arc::clone(&self.http)
    }

    /// The bot's own account. It is asked for once: the question has one limit for all channels, so a bot that asked for
    /// each picture would show five in five seconds to all servers together.
    pub(super) async fn me(&self) -> Result<UserId, RestError> {
        let ask = async || Ok(self.ask::<Account>(Request::new(Route::UserMe, LightMethod::Get)).await?.id);
        self.me.get_or_try_init(ask).await.copied()
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
        read(&self.send_with_files(request, body, files).await?)
    }

    /// The same for whoever does not read the answer.
    pub(super) async fn send_with_files(
        &self,
        request: Request<'_>,
        body: &Value,
        files: Vec<Upload>,
    ) -> Result<Vec<u8>, RestError> {
        if files.is_empty() {
            return self.send(request.body(Some(body.to_string().into_bytes()))).await;
        }
        let mut form = Form::new().text("payload_json", body.to_string());
        for (place, file) in files.into_iter().enumerate() {
            let part = Part::bytes(file.bytes).file_name(file.name).mime_str(file.kind)?;
            form = form.part(format!("files[{place}]"), part);
        }
        self.exchange(request, Some(form)).await
    }

    /// Sends a request; the answer's body if Discord agreed.
    pub(super) async fn send(&self, request: Request<'_>) -> Result<Vec<u8>, RestError> {
        self.exchange(request, None).await
    }

    /// How many more requests like this one Discord takes now, as far as it has said so. Nothing is sent.
    pub(super) fn turns_left(&self, request: &Request<'_>) -> Option<u32> {
        self.limits.left(&LimitedRoute::of(request), Instant::now())
    }

    /// Fetches a file that somebody attached, of `most` bytes at most; none if it is larger.
    pub(super) async fn download(&self, address: &str, most: usize) -> Result<Option<Vec<u8>>, RestError> {
        let mut answer = self.client.get(address).send().await?.error_for_status()?;
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await? {
            if bytes.len() + part.len() > most {
                return Ok(None);
            }
            bytes.extend_from_slice(&part);
        }
        Ok(Some(bytes))
    }

    /// Sends a request within its limits, and takes note of what the answer says about them.
    async fn exchange(&self, request: Request<'_>, form: Option<Form>) -> Result<Vec<u8>, RestError> {
        let route = LimitedRoute::of(&request);
        let call = async {
            self.admitted(&route).await?;
            let answer = self.transmit(request, form).await?;
            self.metrics.responded(Some(answer.status().as_u16()));
            let news = LimitNews::read(answer.headers());
            let status = answer.status();
            let body = accepted(answer).await;
            let pause = match &body {
                Err(error) if status == StatusCode::TOO_MANY_REQUESTS => {
                    Some(error.pause().unwrap_or(UNNAMED_PAUSE))
                }
                _ => None,
            };
            self.limits.note(&route, &news, pause, Instant::now());
            body
        };
        let done = timeout(CALL_TIMEOUT, call).await.unwrap_or(Err(RestError::TimedOut));
        if matches!(done, Err(RestError::TimedOut | RestError::Unreachable(_))) {
            self.metrics.responded(None);
        }
        done
    }

    /// Waits until a request may be sent, if that is soon.
    async fn admitted(&self, route: &LimitedRoute) -> Result<(), RestError> {
        let begun = Instant::now();
        let mut waited = false;
        while let Err(until) = self.limits.admit(route, Instant::now()) {
            if until > begun + LONGEST_WAIT {
                self.metrics.paused();
                return Err(RestError::Paused(until.saturating_duration_since(Instant::now())));
            }
            waited = true;
            sleep_until(until).await;
        }
        if waited {
            self.metrics.waited(begun.elapsed());
        }
        Ok(())
    }

    /// Sends a request, with a form where one is given. serenity's own forms name every file `files[0]`, but Discord wants
    /// `files[0]`, `files[1]` and so on.
    async fn transmit(&self, request: Request<'_>, form: Option<Form>) -> Result<Response, RestError> {
        let Some(form) = form else { return Ok(self.build(request)?.send().await?) };
        let (client, bare) = self.build(request)?.build_split();
        let mut bare = bare?;
        // It is 0, for the request without the form.
        bare.headers_mut().remove(CONTENT_LENGTH);
        Ok(reqwest::RequestBuilder::from_parts(client, bare).multipart(form).send().await?)
    }

    fn build(&self, request: Request<'_>) -> Result<reqwest::RequestBuilder, RestError> {
        Ok(request.build(&self.client, self.http.token(), self.http.proxy.as_deref())?)
    }
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
            limits_kept_by: LimitsKeptBy::Bot,
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
