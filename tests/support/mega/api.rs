//! The commands of MEGA's interface, and the events that tell clients of changes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State as Shared};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::account::HANDLE;
use super::crypto::{base64, random, unbase64};
use super::hashcash::Challenge;
use super::tree::{Kind, Node};
use super::{Fault, Hub, State, transfers};

/// MEGA's numbers for what went wrong.
pub(super) const BAD_ARGUMENTS: i64 = -2;
const NOT_FOUND: i64 = -9;
const CIRCULAR: i64 = -10;
const DENIED: i64 = -11;
const NO_SESSION: i64 = -15;

/// How long an event is waited for before the client has to ask again.
const WAIT: Duration = Duration::from_mins(1);

/// More than any part of an upload, and than any request.
const LARGEST: usize = 64 << 20;

pub(super) fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/cs", post(commands))
        .route("/sc", post(events))
        .route("/wait/{from}", get(wait))
        .route("/ul/{name}/{from}", post(transfers::upload))
        .route("/dl/{name}/{range}", get(transfers::download))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(hub)
}

/// A part of an address's query. MEGA's values need no escapes.
fn asked<'a>(query: &'a RawQuery, name: &str) -> &'a str {
    let parts = query.0.as_deref().unwrap_or_default().split('&');
    parts.filter_map(|part| part.split_once('=')).find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

impl Hub {
    /// Counts a request, and tells what goes wrong with it.
    pub(super) fn note(&self, what: &str) -> Option<Fault> {
        let mut state = self.state();
        *state.commands.entry(what.to_owned()).or_default() += 1;
        state.faults.strike(what)
    }
}

/// What a request gets with which something goes wrong.
pub(super) async fn suffer(hub: &Hub, fault: Fault) -> Response {
    match fault {
        Fault::Code(code) => code.to_string().into_response(),
        Fault::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Fault::AskToWait(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Fault::Body(text) => text.into_response(),
        Fault::Silence | Fault::Damage => {
            hub.closed.cancelled().await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A list of commands, answered by a list; or by a number alone if something is wrong with all.
async fn commands(
    Shared(hub): Shared<Arc<Hub>>,
    query: RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response {
    let Ok(commands) = serde_json::from_str::<Vec<Value>>(&body) else {
        return BAD_ARGUMENTS.to_string().into_response();
    };
    let session = asked(&query, "sid");
    if session.is_empty()
        && let Some(challenge) = hub.state().demand(&headers)
    {
        return (StatusCode::PAYMENT_REQUIRED, [("X-Hashcash", challenge)]).into_response();
    }
    let mut answers = Vec::new();
    for command in &commands {
        let name = command["a"].as_str().unwrap_or_default();
        if let Some(fault) = hub.note(name) {
            if name == "us" {
                hub.state().logins.push(tokio::time::Instant::now());
            }
            return suffer(&hub, fault).await;
        }
        let mut state = hub.state();
        match name {
            "us0" => answers.push(hub.account.prelogin()),
            "us" => answers.push(state.log_in(&hub, command)),
            _ if !state.sessions.contains(session) => return NO_SESSION.to_string().into_response(),
            _ => answers.push(state.obey(&hub, name, command).unwrap_or_else(Value::from)),
        }
    }
    hub.changed.notify_waiters();
    Value::from(answers).to_string().into_response()
}

/// What changed since the client last heard, or where to wait for it.
async fn events(Shared(hub): Shared<Arc<Hub>>, query: RawQuery) -> Response {
    if let Some(fault) = hub.note("sc") {
        return suffer(&hub, fault).await;
    }
    let (session, sequence_asked) = (asked(&query, "sid"), asked(&query, "sn"));
    let state = hub.state();
    if !state.sessions.contains(session) {
        return NO_SESSION.to_string().into_response();
    }
    let Some(from) = position(sequence_asked).filter(|from| *from <= state.events.len()) else {
        return BAD_ARGUMENTS.to_string().into_response();
    };
    let answer = if from < state.events.len() {
        json!({"a": state.events[from..], "sn": sequence(state.events.len())})
    } else {
        json!({"w": format!("{}/wait/{from}", hub.url), "sn": sequence_asked})
    };
    answer.to_string().into_response()
}

/// Answers when there is something new, or when it was waited long enough.
async fn wait(Shared(hub): Shared<Arc<Hub>>, Path(from): Path<usize>) -> StatusCode {
    let news = async {
        loop {
            let changed = hub.changed.notified();
            let news = {
                let state = hub.state();
                state.events.len() > from || state.sessions.is_empty()
            };
            if news {
                return;
            }
            changed.await;
        }
    };
    tokio::select! {
        () = news => {}
        () = tokio::time::sleep(WAIT) => {}
        () = hub.closed.cancelled() => {}
    }
    StatusCode::OK
}

/// A place in the events, in the form of MEGA's sequence numbers.
fn sequence(place: usize) -> String {
    base64(&(place as u64).to_be_bytes())
}

fn position(sequence: &str) -> Option<usize> {
    let bytes = unbase64(sequence)?.try_into().ok()?;
    usize::try_from(u64::from_be_bytes(bytes)).ok()
}

/// A part of a command that must be text.
fn text<'a>(command: &'a Value, name: &str) -> Result<&'a str, i64> {
    command[name].as_str().ok_or(BAD_ARGUMENTS)
}

impl State {
    /// The work that has to be done before a request without a session, unless it was.
    fn demand(&mut self, headers: &HeaderMap) -> Option<String> {
        let easiness = self.easiness?;
        if let Some(answer) = headers.get("X-Hashcash").and_then(|header| header.to_str().ok())
            && let Some(at) = self.challenges.iter().position(|challenge| challenge.is_solved_by(answer))
        {
            self.challenges.swap_remove(at);
            self.solved += 1;
            return None;
        }
        let challenge = Challenge::new(easiness);
        let header = challenge.header();
        self.challenges.push(challenge);
        Some(header)
    }

    fn log_in(&mut self, hub: &Hub, command: &Value) -> Value {
        self.logins.push(tokio::time::Instant::now());
        let Some((session, answer)) = hub.account.login(command) else { return NOT_FOUND.into() };
        self.sessions.insert(session);
        answer
    }

    fn obey(&mut self, hub: &Hub, name: &str, command: &Value) -> Result<Value, i64> {
        match name {
            "f" => Ok(self.list()),
            "uq" => Ok(json!({"mstrg": self.quota, "cstrg": self.tree.used(), "cstrgn": {}})),
            "u" => self.begin_upload(hub, command),
            "g" => self.begin_download(hub, command),
            "p" => self.add(command),
            "a" => self.change(command),
            "m" => self.relocate(command),
            "d" => self.delete(command),
            "l" => self.link(command),
            _ => Err(BAD_ARGUMENTS),
        }
    }

    fn list(&self) -> Value {
        // Parents before their children, as clients expect.
        let tops = self.tree.nodes.iter().filter(|(_, node)| node.parent.is_empty());
        let handles = tops.flat_map(|(handle, _)| self.tree.below(handle));
        let nodes: Vec<_> = handles.map(|handle| self.tree.describe(&handle)).collect();
        json!({"f": nodes, "ok": [], "s": [], "u": [{"u": HANDLE, "c": 2}], "sn": sequence(self.events.len())})
    }

    /// `p`: a new folder, or a completed upload under its name.
    fn add(&mut self, command: &Value) -> Result<Value, i64> {
        let parent = self.folder_called(text(command, "t")?)?;
        let new = &command["n"][0];
        let (attributes, key) = (text(new, "a")?.to_owned(), text(new, "k")?.to_owned());
        let key_bytes = unbase64(&key).map(|key| key.len());
        let attribute_bytes = unbase64(&attributes).map_or(0, |attributes| attributes.len());
        if attribute_bytes == 0 || !attribute_bytes.is_multiple_of(16) {
            return Err(BAD_ARGUMENTS);
        }
        let node = match (new["t"].as_u64(), key_bytes) {
            (Some(0), Some(32)) => {
                let content = self.completed.remove(text(new, "h")?).ok_or(NOT_FOUND)?;
                Node::new(parent, Kind::File, attributes, key, content)
            }
            (Some(1), Some(16)) => Node::new(parent, Kind::Folder, attributes, key, Vec::new()),
            _ => return Err(BAD_ARGUMENTS),
        };
        let handle = self.tree.add(node);
        self.tell_added(&handle);
        Ok(json!({"f": [self.tree.describe(&handle)]}))
    }

    /// `a`: another name.
    fn change(&mut self, command: &Value) -> Result<Value, i64> {
        let (handle, attributes) = (text(command, "n")?.to_owned(), text(command, "attr")?.to_owned());
        let node = self.tree.nodes.get_mut(&handle).ok_or(NOT_FOUND)?;
        node.attributes.clone_from(&attributes);
        self.events.push(json!({"a": "u", "n": handle, "u": HANDLE, "at": attributes, "ts": 1_700_000_000}));
        Ok(0.into())
    }

    /// `m`: into another folder, or into the trash.
    fn relocate(&mut self, command: &Value) -> Result<Value, i64> {
        let handle = self.movable(text(command, "n")?)?;
        let parent = self.folder_called(text(command, "t")?)?;
        if self.tree.below(&handle).contains(&parent) {
            return Err(CIRCULAR);
        }
        self.tree.nodes.get_mut(&handle).ok_or(NOT_FOUND)?.parent = parent;
        self.events.push(json!({"a": "d", "n": handle, "m": 1}));
        for handle in self.tree.below(&handle) {
            self.tell_added(&handle);
        }
        Ok(0.into())
    }

    /// `d`: for good.
    fn delete(&mut self, command: &Value) -> Result<Value, i64> {
        let handle = self.movable(text(command, "n")?)?;
        for handle in self.tree.below(&handle) {
            self.tree.nodes.remove(&handle);
        }
        self.events.push(json!({"a": "d", "n": handle}));
        Ok(0.into())
    }

    /// `l`: a handle under which strangers find a node.
    fn link(&mut self, command: &Value) -> Result<Value, i64> {
        let handle = self.movable(text(command, "n")?)?;
        let known = self.links.iter().find(|(_, node)| **node == handle);
        let public = known.map_or_else(|| base64(&random::<6>()), |(public, _)| public.clone());
        self.links.insert(public.clone(), handle);
        Ok(public.into())
    }

    fn folder_called(&self, handle: &str) -> Result<String, i64> {
        let node = self.tree.nodes.get(handle).ok_or(NOT_FOUND)?;
        if node.kind == Kind::File { Err(BAD_ARGUMENTS) } else { Ok(handle.to_owned()) }
    }

    fn movable(&self, handle: &str) -> Result<String, i64> {
        match self.tree.nodes.get(handle).ok_or(NOT_FOUND)?.kind {
            Kind::File | Kind::Folder => Ok(handle.to_owned()),
            _ => Err(DENIED),
        }
    }

    /// An event: a node appeared.
    pub(super) fn tell_added(&mut self, handle: &str) {
        let node = self.tree.describe(handle);
        self.events.push(json!({"a": "t", "t": {"f": [node]}}));
    }
}
