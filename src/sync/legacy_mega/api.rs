//! Asking MEGA: commands, content and events over HTTP, bounded in time and in size.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use super::error::{self, AGAIN, MegaError};
use super::hashcash::Challenge;
use crate::failure::{Action, Class, Failure};

/// MEGA's own address.
const MEGA: &str = "https://g.api.mega.co.nz";

/// Says where another one is, as with rclone.
const ADDRESS: &str = "X_MEGA_API_URL";

/// How often a command is sent when MEGA says to ask again, the first time included; the waits double.
const TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// More than the list of a million files takes.
const LARGEST_LIST: usize = 512 << 20;

/// More than any other answer needs.
const LARGEST: usize = 4 << 20;

/// The time limits.
#[derive(Debug, Clone)]
pub struct MegaTimeouts {
    /// For a connection.
    pub connect: Duration,
    /// For an answer to a command.
    pub answer: Duration,
    /// For a chunk of content, at most a mebibyte.
    pub chunk: Duration,
    /// For the list of all files.
    pub list: Duration,
    /// After a login that was refused or did not last, before the next; it doubles with each further one.
    pub login: Duration,
}

impl Default for MegaTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            chunk: Duration::from_mins(2),
            list: Duration::from_mins(5),
            login: Duration::from_secs(30),
        }
    }
}

/// MEGA, as commands see it.
pub(super) struct Api {
    client: Client,
    url: String,
    id: AtomicU64,
    timeouts: MegaTimeouts,
}

/// MEGA's answers to one command.
enum CommandAnswer {
    Value(Value),
    Code(i64),
}

impl Api {
    /// At the address in the environment, or MEGA's own.
    pub(super) fn new(address: Option<String>, timeouts: MegaTimeouts) -> Result<Self, Failure> {
        let address = address.or_else(|| std::env::var(ADDRESS).ok()).filter(|address| !address.is_empty());
        let url = address.unwrap_or_else(|| MEGA.to_owned()).trim_end_matches('/').to_owned();
        let builder =
            Client::builder().connect_timeout(timeouts.connect).redirect(reqwest::redirect::Policy::none());
        let client = builder.build().map_err(|cause| {
            Failure::during(Action::Start, Class::Permanent, "no HTTP client could be made").because(cause)
        })?;
        let mut start = [0; 4];
        // The ids only have to differ; if there is no randomness, counting from zero will do.
        let _ = getrandom::fill(&mut start);
        Ok(Self { client, url, id: AtomicU64::new(u32::from_be_bytes(start).into()), timeouts })
    }

    /// Carries out one command. Its name stands in `a`.
    pub(super) async fn command(
        &self,
        session: Option<&str>,
        action: Action,
        command: &Value,
    ) -> Result<Value, MegaError> {
        let name = command.get("a").and_then(Value::as_str).unwrap_or_default();
        let body = Value::from(vec![command.clone()]).to_string();
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            match self.ask(session, action, name, &body).await? {
                CommandAnswer::Value(value) => return Ok(value),
                CommandAnswer::Code(AGAIN) => tokio::time::sleep(wait).await,
                CommandAnswer::Code(code) => return Err(error::code(action, name, code)),
            }
            wait *= 2;
        }
        match self.ask(session, action, name, &body).await? {
            CommandAnswer::Value(value) => Ok(value),
            CommandAnswer::Code(code) => Err(error::code(action, name, code)),
        }
    }

    /// What changed since `heard`: events and how far they reach, or nothing new.
    pub(super) async fn events(
        &self,
        session: &str,
        heard: &str,
        action: Action,
    ) -> Result<Option<(Vec<Value>, String)>, MegaError> {
        let request = self.client.post(format!("{}/sc", self.url)).query(&[("sn", heard), ("sid", session)]);
        let answer = send(request, self.timeouts.answer, action).await?;
        let answer = read(answer, LARGEST_LIST, action).await?;
        match serde_json::from_slice(&answer) {
            Ok(Value::Number(code)) => Err(error::code(action, "sc", code.as_i64().unwrap_or_default())),
            Ok(Value::Object(answer)) if answer.contains_key("w") => Ok(None),
            Ok(Value::Object(mut answer)) => match (answer.remove("a"), answer.remove("sn")) {
                (Some(Value::Array(events)), Some(Value::String(heard))) => Ok(Some((events, heard))),
                _ => Err(error::unreadable(action, "events without a list or a place")),
            },
            _ => Err(error::unreadable(action, "events")),
        }
    }

    /// Sends a chunk. The last one's answer is the upload's handle; the others' is empty.
    pub(super) async fn send_chunk(
        &self,
        url: &str,
        start: u64,
        chunk: Vec<u8>,
    ) -> Result<String, MegaError> {
        let action = Action::Copy;
        let request = self.client.post(format!("{}/{start}", self.as_safe(url))).body(chunk);
        let answer = send(request, self.timeouts.chunk, action).await?;
        let answer = read(answer, LARGEST, action).await?;
        let answer =
            String::from_utf8(answer).map_err(|_| error::unreadable(action, "an upload's handle"))?;
        match answer.parse::<i64>() {
            Ok(code) if code < 0 => Err(error::code(action, "upload", code)),
            _ => Ok(answer),
        }
    }

    /// Fetches a chunk of exactly this length.
    pub(super) async fn fetch_chunk(
        &self,
        url: &str,
        start: u64,
        length: usize,
        action: Action,
    ) -> Result<Vec<u8>, MegaError> {
        let last = start + length.saturating_sub(1) as u64;
        let request = self.client.get(format!("{}/{start}-{last}", self.as_safe(url)));
        let answer = send(request, self.timeouts.chunk, action).await?;
        let chunk = read(answer, length, action).await?;
        if chunk.len() == length {
            Ok(chunk)
        } else {
            Err(error::unreadable(action, "a chunk that is too short"))
        }
    }

    /// Addresses for content come without encryption of the transport from some servers, which take it all the same.
    fn as_safe(&self, url: &str) -> String {
        match url.strip_prefix("http://") {
            Some(rest) if self.url.starts_with("https://") => format!("https://{rest}"),
            _ => url.to_owned(),
        }
    }

    async fn ask(
        &self,
        session: Option<&str>,
        action: Action,
        name: &str,
        body: &str,
    ) -> Result<CommandAnswer, MegaError> {
        let id = self.id.fetch_add(1, Ordering::Relaxed).to_string();
        let request = || {
            let request = self.client.post(format!("{}/cs", self.url)).query(&[("id", &id)]);
            let request = request.header("Content-Type", "application/json").body(body.to_owned());
            match session {
                Some(session) => request.query(&[("sid", session)]),
                None => request,
            }
        };
        let (limit, largest) = match name {
            "f" => (self.timeouts.list, LARGEST_LIST),
            _ => (self.timeouts.answer, LARGEST),
        };
        let first =
            request().timeout(limit).send().await.map_err(|error| error::connection(action, error))?;
        let answer = if first.status() == StatusCode::PAYMENT_REQUIRED {
            let header = first.headers().get("X-Hashcash").and_then(|header| header.to_str().ok());
            let challenge = header.and_then(Challenge::parse);
            let challenge = challenge.ok_or_else(|| error::unreadable(action, "a challenge"))?;
            let solution = challenge.solve().await.ok_or_else(|| error::status(action, 402, None))?;
            send(request().header("X-Hashcash", solution), limit, action).await?
        } else {
            succeeded(first, action)?
        };
        let answer = read(answer, largest, action).await?;
        match serde_json::from_slice(&answer) {
            Ok(Value::Array(mut answers)) if answers.len() == 1 => Ok(sorted(answers.remove(0))),
            Ok(Value::Number(code)) => Ok(sorted(code.into())),
            _ => Err(error::unreadable(action, "neither a list of one answer nor a number")),
        }
    }
}

/// Sends a request; an answer that is not success is a failure.
async fn send(request: RequestBuilder, limit: Duration, action: Action) -> Result<Response, MegaError> {
    let answer = request.timeout(limit).send().await.map_err(|error| error::connection(action, error))?;
    succeeded(answer, action)
}

/// Reads an answer, up to a length.
async fn read(mut answer: Response, largest: usize, action: Action) -> Result<Vec<u8>, MegaError> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| error::connection(action, error))? {
        if bytes.len() + part.len() > largest {
            return Err(error::unreadable(action, "it is longer than it may be"));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

fn succeeded(answer: Response, action: Action) -> Result<Response, MegaError> {
    if answer.status() == StatusCode::OK {
        Ok(answer)
    } else {
        Err(error::status(action, answer.status().as_u16(), pause(&answer)))
    }
}

/// How long not to ask again, in whole seconds. A date, which the header may have instead, is not read.
fn pause(answer: &Response) -> Option<Duration> {
    let header = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    header.trim().parse().ok().map(Duration::from_secs)
}

/// A number below zero is a failure, also in place of an answer.
fn sorted(answer: Value) -> CommandAnswer {
    match answer.as_i64().filter(|code| *code < 0) {
        Some(code) => CommandAnswer::Code(code),
        None => CommandAnswer::Value(answer),
    }
}
