//! The REST side: takes requests in, judges them, lets planned faults happen, and routes the rest.
//!
//! A handler runs under the lock of the whole state, so requests are carried out one at a time, each entirely or
//! not at all.

use std::future::pending;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::{Answer, Refusal, Reply};
use super::faults::{self, Breaker, Fault, Rain};
use super::limits::Spent;
use super::model::Id;
use super::openapi::{Asked, OpenApi};
use super::request::{Call, id, unsupported};
use super::state::{Exchange, Hub, State};

/// Serves one request.
pub(super) async fn handle(
    Shared(hub): Shared<Arc<Hub>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: Request,
) -> Response {
    let call = Call::take(request).await;
    let (number, fault, spent) = hub.change(|state| state.admit(&call));
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
        Some(Fault::RateLimit { retry_after, global }) => {
            hub.change(|state| state.limits.pause(&call, *retry_after, *global, Instant::now()));
            rate_limited(*retry_after, *global)
        }
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
    let mut response = write(answer);
    if let Some(spent) = spent {
        spent.write(response.headers_mut());
    }
    response
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
    fn admit(&mut self, call: &Call) -> (usize, Option<Fault>, Option<Spent>) {
        let now = Instant::now();
        let planned = faults::take(&mut self.faults, &call.method, &call.path);
        let rain = || self.rain.as_mut().filter(|_| call.path != "/gateway/bot").and_then(Rain::next);
        let mut fault = planned.or_else(rain);
        let early = self.limits.broken_by(call, now);
        if fault.is_none()
            && let Some(retry_after) = self.limits.spend_over_all(call, now)
        {
            fault = Some(Fault::RateLimit { retry_after, global: true });
        }
        let spent = if fault.is_none() { self.limits.spend(call, now) } else { None };
        if let Some(retry_after) = spent.as_ref().and_then(|spent| spent.refused) {
            fault = Some(Fault::RateLimit { retry_after, global: false });
        }
        self.requests.push(Exchange {
            at: now,
            method: call.method.clone(),
            path: call.path.clone(),
            body: if self.is_thrifty { Value::Null } else { call.body.clone() },
            status: None,
            fault: fault.clone(),
        });
        let wrong = call.malformed.iter().cloned().chain(early);
        self.violations.extend(wrong.map(|what| format!("{} {}: {what}", call.method, call.path)));
        self.violations.extend(OpenApi::get().judge_request(&Asked {
            method: &call.method,
            path: &call.path,
            query: &call.query,
            media: call.media.as_deref(),
            body: &call.body,
        }));
        (self.requests.len() - 1, fault, spent)
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
        let body = answer.body.as_ref();
        self.violations.extend(OpenApi::get().judge_answer(&call.method, &call.path, answer.status, body));
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
            ("PUT", ["applications", application, "commands"]) => {
                self.set_commands(id(application)?, None, call)
            }
            ("PUT", ["applications", application, "guilds", guild, "commands"]) => {
                self.set_commands(id(application)?, Some(id(guild)?), call)
            }
            ("GET", ["users", "@me", "guilds"]) => Ok(self.list_guilds(call)),
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

    fn list_guilds(&self, call: &Call) -> Answer {
        let number =
            |name, otherwise| call.query(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
        let (after, limit): (Id, u64) = (number("after", 0), number("limit", 200));
        let bot = self.world.application;
        let own =
            self.world.guilds.values().filter(|guild| guild.members.contains_key(&bot) && guild.id > after);
        let listed = own.take(limit as usize).map(|guild| {
            json!({
                "id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null, "owner": false,
                "permissions": self.world.permissions(guild.id, bot).to_string(), "features": [],
            })
        });
        Answer::ok(listed.collect())
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
