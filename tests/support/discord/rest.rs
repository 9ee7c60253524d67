//! The REST side: takes requests in, judges them, lets planned faults happen, and routes the rest.
//!
//! A handler runs under the lock of the whole state, so requests are carried out one at a time, each entirely or
//! not at all.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, FromRequest, Multipart, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::faults::{self, Breaker, Fault};
use super::message::Upload;
use super::model::Id;
use super::openapi::{Asked, OpenApi};
use super::state::{Exchange, Hub, State};

/// More than any request that Discord takes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A request, taken apart.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) method: String,
    /// Without `/api/v10` and the query.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) authorization: String,
    /// The media type of a body that is there.
    pub(super) media: Option<String>,
    pub(super) body: Value,
    pub(super) uploads: BTreeMap<u64, Upload>,
    /// What was wrong already with the request's form.
    pub(super) malformed: Vec<String>,
}

/// What a request is answered with.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
}

/// A refusal in Discord's form.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) answer: Answer,
    /// What fails the test, where the request should never have been made.
    pub(super) violation: Option<String>,
}

/// An answer or a refusal.
pub(super) type Reply = Result<Answer, Refusal>;

impl Answer {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body: Some(body) }
    }

    pub(super) fn no_content() -> Self {
        Self { status: 204, body: None }
    }

    fn error(status: u16, code: u64, message: &str) -> Self {
        Self { status, body: Some(json!({ "code": code, "message": message })) }
    }
}

impl Refusal {
    /// A refusal that life brings: something is gone, a permission is missing.
    pub(super) fn of_life(status: u16, code: u64, message: &str) -> Self {
        Self { answer: Answer::error(status, code, message), violation: None }
    }

    /// A refusal that only a mistake in the bot brings.
    pub(super) fn of_bot(status: u16, code: u64, message: &str) -> Self {
        let violation = Some(format!("refused with {code}: {message}"));
        Self { answer: Answer::error(status, code, message), violation }
    }

    /// A field that breaks Discord's rules.
    pub(super) fn invalid(field: &str, message: &str) -> Self {
        let mut refusal = Self::of_bot(400, 50035, &format!("Invalid Form Body: {field}: {message}"));
        if let Some(body) = &mut refusal.answer.body {
            body["errors"] = json!({ field: { "_errors": [{ "code": 50035, "message": message }] } });
        }
        refusal
    }

    /// Something that Discord can and the double cannot.
    pub(super) fn unsupported(what: &str) -> Self {
        Self {
            answer: Answer::error(404, 0, "404: Not Found"),
            violation: Some(format!("the double does not support {what}")),
        }
    }

    pub(super) fn unknown_channel() -> Self {
        Self::of_life(404, 10003, "Unknown Channel")
    }

    pub(super) fn unknown_message() -> Self {
        Self::of_life(404, 10008, "Unknown Message")
    }
}

impl Call {
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    async fn take(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = parts.uri.path();
        let mut call = Self {
            method: parts.method.to_string(),
            path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default()),
            authorization: text(header::AUTHORIZATION).to_owned(),
            ..Self::default()
        };
        let media = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_owned();
        match axum::body::to_bytes(body, BODY_LIMIT).await {
            Ok(bytes) if bytes.is_empty() => {}
            Ok(bytes) => {
                call.media = Some(media);
                call.read_body(Request::from_parts(parts, Body::empty()), bytes).await;
            }
            Err(error) => call.malformed.push(format!("the body broke off: {error}")),
        }
        call
    }

    async fn read_body(&mut self, head: Request, bytes: Bytes) {
        if self.media.as_deref() == Some("multipart/form-data") {
            let (parts, _) = head.into_parts();
            let request = Request::from_parts(parts, Body::from(bytes));
            let read = async {
                let mut form =
                    Multipart::from_request(request, &()).await.map_err(|error| error.to_string())?;
                self.read_form(&mut form).await
            };
            if let Err(trouble) = read.await {
                self.malformed.push(trouble);
            }
        } else {
            match serde_json::from_slice(&bytes) {
                Ok(body) => self.body = body,
                Err(error) => self.malformed.push(format!("the body is no JSON: {error}")),
            }
        }
    }

    async fn read_form(&mut self, form: &mut Multipart) -> Result<(), String> {
        while let Some(field) = form.next_field().await.map_err(|error| error.to_string())? {
            let field_name = field.name().unwrap_or_default().to_owned();
            let name = field.file_name().unwrap_or_default().to_owned();
            let content_type = field.content_type().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| error.to_string())?;
            let index = field_name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']'));
            match (field_name.as_str(), index.and_then(|index| index.parse().ok())) {
                ("payload_json", _) => {
                    self.body =
                        serde_json::from_slice(&bytes).map_err(|error| format!("payload_json: {error}"))?;
                }
                (_, Some(index)) if index < 10 && !name.is_empty() => {
                    self.uploads.insert(index, Upload { name, content_type, bytes });
                }
                _ => return Err(format!("the form's field {field_name:?} is none that Discord takes")),
            }
        }
        Ok(())
    }
}

/// Serves one request.
pub(super) async fn handle(
    Shared(hub): Shared<Arc<Hub>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: Request,
) -> Response {
    let call = Call::take(request).await;
    let (number, fault) = hub.change(|state| state.admit(&call));
    let answer = match &fault {
        Some(Fault::Timeout) => return pending().await,
        Some(Fault::DropSocket) => {
            breaker.cut();
            return StatusCode::IM_A_TEAPOT.into_response();
        }
        Some(Fault::Status(status)) => {
            hub.change(|state| state.requests[number].status = Some(*status));
            let status = StatusCode::from_u16(*status).expect("a fault has a real status");
            return (status, "upstream connect error").into_response();
        }
        Some(Fault::RateLimit { retry_after, global }) => rate_limited(*retry_after, *global),
        Some(Fault::Refuse { status, code }) => Answer::error(*status, *code, "Refused by the test"),
        Some(Fault::SwallowResponse | Fault::HoldResponse) | None => {
            hub.change(|state| state.carry_out(&call))
        }
    };
    hub.change(|state| state.record(number, &call, &answer));
    match fault {
        Some(Fault::SwallowResponse) => breaker.cut(),
        Some(Fault::HoldResponse) => return pending().await,
        _ => {}
    }
    write(answer)
}

fn write(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("the double answers with real statuses");
    let Some(body) = answer.body else { return status.into_response() };
    let pause = body["retry_after"].as_f64();
    let global = body["global"] == true;
    let mut response = (status, Json(body)).into_response();
    if let Some(pause) = pause {
        let headers = response.headers_mut();
        let scope = if global { "global" } else { "user" };
        headers.insert("x-ratelimit-scope", header::HeaderValue::from_static(scope));
        headers.insert(header::RETRY_AFTER, header::HeaderValue::from(pause.ceil() as u64));
        if global {
            headers.insert("x-ratelimit-global", header::HeaderValue::from_static("true"));
        }
    }
    response
}

fn rate_limited(retry_after: f64, global: bool) -> Answer {
    let body = json!({
        "code": 0, "message": "You are being rate limited.", "retry_after": retry_after, "global": global,
    });
    Answer { status: 429, body: Some(body) }
}

impl State {
    /// Enters a request into the books and judges its form.
    fn admit(&mut self, call: &Call) -> (usize, Option<Fault>) {
        let fault = faults::take(&mut self.faults, &call.method, &call.path);
        self.requests.push(Exchange {
            method: call.method.clone(),
            path: call.path.clone(),
            body: call.body.clone(),
            status: None,
            fault: fault.clone(),
        });
        self.violations
            .extend(call.malformed.iter().map(|what| format!("{} {}: {what}", call.method, call.path)));
        if let Some(document) = OpenApi::get() {
            self.violations.extend(document.judge_request(&Asked {
                method: &call.method,
                path: &call.path,
                query: &call.query,
                media: call.media.as_deref(),
                body: &call.body,
            }));
        }
        (self.requests.len() - 1, fault)
    }

    fn carry_out(&mut self, call: &Call) -> Answer {
        match self.route(call) {
            Ok(answer) => answer,
            Err(refusal) => {
                let violation =
                    refusal.violation.map(|what| format!("{} {}: {what}", call.method, call.path));
                self.violations.extend(violation);
                refusal.answer
            }
        }
    }

    fn record(&mut self, number: usize, call: &Call, answer: &Answer) {
        self.requests[number].status = Some(answer.status);
        if let Some(document) = OpenApi::get() {
            let body = answer.body.as_ref();
            self.violations.extend(document.judge_answer(&call.method, &call.path, answer.status, body));
        }
    }

    fn route(&mut self, call: &Call) -> Reply {
        let segments: Vec<&str> = call.path.split('/').skip(1).collect();
        let by_token = matches!(segments.first(), Some(&("webhooks" | "interactions")));
        if !by_token && call.authorization.strip_prefix("Bot ") != Some(self.token.as_str()) {
            return Err(Refusal::of_life(401, 0, "401: Unauthorized"));
        }
        match (call.method.as_str(), segments.as_slice()) {
            ("GET", ["gateway", "bot"]) => Ok(Answer::ok(json!({
                "url": self.gateway_url(), "shards": 1,
                "session_start_limit": {
                    "total": 1000, "remaining": 1000_usize.saturating_sub(self.gateway.identifies.len()),
                    "reset_after": 86_400_000, "max_concurrency": 1,
                },
            }))),
            ("GET", ["users", "@me"]) => Ok(Answer::ok(self.world.self_json())),
            ("POST", ["users", "@me", "channels"]) => self.open_direct(call),
            ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
                Ok(Answer::ok(self.world.application_json()))
            }
            ("GET", ["applications", application, "commands"]) => self.list_commands(id(application)?),
            ("PUT", ["applications", application, "commands"]) => self.set_commands(id(application)?, call),
            ("GET", ["guilds", guild, rest @ ..]) => self.read_guild(id(guild)?, rest),
            ("POST", ["interactions", interaction, token, "callback"]) => {
                self.call_back(id(interaction)?, token, call)
            }
            (method, ["webhooks", application, token, rest @ ..]) => {
                self.webhook(method, id(application)?, token, rest, call)
            }
            (method, ["channels", channel, rest @ ..]) => {
                let channel = self.channel(id(channel)?).ok_or_else(Refusal::unknown_channel)?;
                self.in_a_channel(method, channel, rest, call)
            }
            _ => Err(unsupported(call)),
        }
    }

    fn open_direct(&mut self, call: &Call) -> Reply {
        let user = super::model::id_of(&call.body["recipient_id"]);
        let known = user.filter(|user| self.world.users.contains_key(user));
        let user = known.ok_or_else(|| Refusal::of_life(400, 50033, "Invalid Recipient(s)"))?;
        let channel = self.world.direct(user);
        self.world.channel_json(channel).map(Answer::ok).ok_or_else(Refusal::unknown_channel)
    }

    fn read_guild(&self, guild: Id, rest: &[&str]) -> Reply {
        let unknown = || Refusal::of_life(404, 10004, "Unknown Guild");
        let found = self.world.guild_json(guild).ok_or_else(unknown)?;
        match rest {
            [] => Ok(Answer::ok(found)),
            ["roles"] => Ok(Answer::ok(self.world.roles_json(guild))),
            ["channels"] => Ok(Answer::ok(self.world.channels_json(guild))),
            ["members", user] => {
                let unknown = || Refusal::of_life(404, 10007, "Unknown Member");
                self.world.member_json(guild, id(user)?).map(Answer::ok).ok_or_else(unknown)
            }
            _ => Err(Refusal::unsupported(&format!("GET /guilds/…/{}", rest.join("/")))),
        }
    }
}

/// A request that Discord may know and the double does not.
pub(super) fn unsupported(call: &Call) -> Refusal {
    Refusal::unsupported(&format!("{} {}", call.method, call.path))
}

/// An id in a path.
pub(super) fn id(segment: &str) -> Result<Id, Refusal> {
    segment.parse().map_err(|_| Refusal::of_bot(400, 50035, &format!("{segment:?} is not snowflake.")))
}

/// A query's names and values. What the bot asks needs no percent decoding; the document's judge sees the rest.
fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
