//! What the tests of this room share: a ritual to show, and a server that answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use serde_json::{Value, json};

use super::limits::LimitsKeptBy;
use super::rest::{DiscordOptions, Rest};
use crate::digest::Digest;
use crate::language::Language;
use crate::ritual::{Field, Recipe, Seed, Size, Steps};
use crate::store::{
    Archive, ArchiveState, Origin, Receipt, Rendered, Ritual, RitualId, RitualView, Timestamp,
};
use crate::sync::VerifiedBy;

/// A rendered ritual of 108 steps with seed 5, asked for by message 30 of user 40 in channel 20.
pub(super) fn view() -> RitualView {
    let id = RitualId::new();
    let seed = Seed::try_from(5).expect("a seed");
    RitualView {
        ritual: Ritual {
            id,
            origin: Origin::Message { guild: Some(10), channel: 20, message: 30, user: 40 },
            recipe: Recipe::new(Steps::default(), seed, Size::default(), Field::default()),
            file: format!("ritual-{id}.png"),
            accepted: Timestamp::now(),
            motion: false,
            language: Language::English,
            spoiler: false,
            seed_words: None,
            turns: Vec::new(),
            rendered: Some(Rendered {
                pixels: Digest::of(b"pixels"),
                digest: Digest::of(b"file"),
                md5: None,
                bytes: 4,
                render_ms: 1,
                encode_ms: 1,
                motion: None,
            }),
            posted: None,
            deleted: None,
        },
        archives: vec![Archive {
            destination: "mega:".parse().expect("a destination"),
            path: format!("rituals/10/ritual-{id}.png").parse().expect("a path"),
            state: ArchiveState::Pending,
        }],
        unreadable: Vec::new(),
        render_failure: None,
        render_delay: None,
        cancelled: None,
    }
}

/// A copy that was proven.
pub(super) fn archived(verified_by: VerifiedBy) -> ArchiveState {
    let at = Timestamp(1_700_000_001_000);
    ArchiveState::Archived(Receipt::new(Digest::of(b"file"), 4, verified_by, 5, at))
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(super) struct SeenRequest {
    /// `POST /api/v10/…`, with the query.
    pub(super) line: String,
    /// The whole body, multipart borders and all.
    pub(super) body: String,
}

impl SeenRequest {
    /// The JSON of the body, or of its part `payload_json`.
    pub(super) fn json(&self) -> Value {
        let text = match self.body.split_once("name=\"payload_json\"\r\n\r\n") {
            Some((_, rest)) => rest.split("\r\n--").next().unwrap_or_default(),
            None => &self.body,
        };
        serde_json::from_str(text).expect("a JSON body")
    }

    /// Whether a file was sent along.
    pub(super) fn has_file(&self) -> bool {
        self.body.contains("name=\"files[0]\"")
    }
}

type Script = Arc<Mutex<(VecDeque<(u16, Value)>, Vec<SeenRequest>)>>;

/// A server on loopback that gives scripted answers in their order and remembers what it was asked.
pub(super) struct ScriptedDiscord {
    script: Script,
    url: String,
}

impl ScriptedDiscord {
    /// Starts it; it ends with the test's runtime.
    pub(super) async fn answering(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let script: Script = Arc::new(Mutex::new((answers.into_iter().collect(), Vec::new())));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = axum::Router::new()
            .fallback(answer)
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { script, url }
    }

    /// A client of this server.
    pub(super) fn rest(&self) -> Rest {
        let api_url = Some(self.url.clone());
        let options = DiscordOptions { token: "token".into(), api_url, limits_kept_by: LimitsKeptBy::Bot };
        Rest::new(&options).expect("a client")
    }

    /// What it was asked so far. Fails the test if answers are left over.
    pub(super) fn seen(&self) -> Vec<SeenRequest> {
        let script = self.script.lock().expect("no panic while locked");
        assert!(script.0.is_empty(), "answers nobody asked for: {:?}", script.0);
        script.1.clone()
    }
}

async fn answer(
    State(script): State<Script>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> (StatusCode, axum::Json<Value>) {
    let mut script = script.lock().expect("no panic while locked");
    script.1.push(SeenRequest {
        line: format!("{method} {uri}"),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let (status, body) = script.0.pop_front().unwrap_or((418, json!({ "message": "nothing left to say" })));
    (StatusCode::from_u16(status).expect("a status"), axum::Json(body))
}

/// Discord's answer that holds a message of the bot (user 1).
pub(super) fn message(id: u64, content: &str, file: Option<&str>) -> Value {
    message_of(1, id, content, file)
}

/// The same by any user.
pub(super) fn message_of(user: u64, id: u64, content: &str, file: Option<&str>) -> Value {
    let attachments: Vec<Value> =
        file.map(|file| json!({ "id": "7", "filename": file })).into_iter().collect();
    json!({
        "id": id.to_string(), "channel_id": "20", "content": content,
        "author": { "id": user.to_string() }, "attachments": attachments,
    })
}

/// One of Discord's error answers.
pub(super) fn refusal(code: i64) -> Value {
    json!({ "code": code, "message": "refused" })
}
