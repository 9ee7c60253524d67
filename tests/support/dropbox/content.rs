//! Files with their content: sent in one request, or in a session that a later call makes a file of.
//!
//! What is said of the content stands in a header.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::cloud::content;
use super::files::{malformed, text};
use super::refusal::{not_found, refuse};
use super::store::content_hash;
use super::{Cloud, Part};

const RESULT: HeaderName = HeaderName::from_static("dropbox-api-result");

/// An upload that has begun: what has come so far, and whether that is all.
pub(crate) type Session = (Vec<u8>, bool);

fn argument(headers: &HeaderMap) -> Value {
    let argument = headers.get("dropbox-api-arg").map(axum::http::HeaderValue::as_bytes);
    argument.and_then(|argument| serde_json::from_slice(argument).ok()).unwrap_or_default()
}

pub(super) async fn upload(State(cloud): State<Arc<Cloud>>, headers: HeaderMap, body: Bytes) -> Response {
    let said = argument(&headers);
    if said["content_hash"].as_str().is_some_and(|hash| hash != content_hash(&body)) {
        return refuse("content_hash_mismatch", &json!({".tag": "content_hash_mismatch"}));
    }
    match commit(&cloud, &said, body.to_vec()) {
        Ok(metadata) => Json(metadata).into_response(),
        Err(reason) => {
            refuse(&format!("path/{reason}"), &json!({".tag": "path", "reason": {".tag": reason}}))
        }
    }
}

pub(super) async fn start(State(cloud): State<Arc<Cloud>>, headers: HeaderMap, body: Bytes) -> Response {
    let closed = argument(&headers)["close"] == true;
    let id = cloud.sessions().begin((body.to_vec(), closed));
    Json(json!({"session_id": id})).into_response()
}

pub(super) async fn append(State(cloud): State<Arc<Cloud>>, headers: HeaderMap, body: Bytes) -> Response {
    let said = argument(&headers);
    let mut sessions = cloud.sessions();
    let Some((content, closed)) = sessions.open.get_mut(text(&said["cursor"], "session_id")) else {
        return refuse("not_found", &json!({".tag": "not_found"}));
    };
    if *closed {
        return refuse("closed", &json!({".tag": "closed"}));
    }
    if said["cursor"]["offset"] != content.len() {
        let error = json!({".tag": "incorrect_offset", "correct_offset": content.len()});
        return refuse("incorrect_offset", &error);
    }
    content.extend_from_slice(&body);
    *closed = said["close"] == true;
    Json(Value::Null).into_response()
}

/// Makes a file of one session, which this call may close.
pub(super) async fn finish(State(cloud): State<Arc<Cloud>>, headers: HeaderMap, body: Bytes) -> Response {
    let said = argument(&headers);
    {
        let mut sessions = cloud.sessions();
        if let Some((content, closed)) = sessions.open.get_mut(text(&said["cursor"], "session_id")) {
            content.extend_from_slice(&body);
            *closed = true;
        }
    }
    let finished = finish_one(&cloud, &said);
    if finished[".tag"] == "success" {
        return Json(finished).into_response();
    }
    let error = finished["failure"].clone();
    let summary = format!("{}/{}", text(&error, ".tag"), text(&error["path"], ".tag"));
    refuse(&summary, &error)
}

/// Makes files of sessions that are closed.
pub(super) async fn finish_batch(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let Some(entries) = said["entries"].as_array() else {
        return malformed("files/upload_session/finish_batch_v2", "missing required field 'entries'");
    };
    let finished: Vec<_> = entries
        .iter()
        .map(|entry| match cloud.refusal(&[Part::EachCommit]) {
            Some(refusal) => refusal.of_one(),
            None => finish_one(&cloud, entry),
        })
        .collect();
    Json(json!({"entries": finished})).into_response()
}

/// The fate of one session: the new file's metadata as a success, or a failure.
fn finish_one(cloud: &Cloud, said: &Value) -> Value {
    let failed = |error: Value| json!({".tag": "failure", "failure": error});
    let lookup = |tag: &str| failed(json!({".tag": "lookup_failed", "lookup_failed": {".tag": tag}}));
    let session = text(&said["cursor"], "session_id");
    let content = {
        let sessions = cloud.sessions();
        match sessions.open.get(session) {
            None => return lookup("not_found"),
            Some((_, false)) => return lookup("not_closed"),
            Some((content, true)) if said["cursor"]["offset"] != content.len() => {
                return lookup("incorrect_offset");
            }
            Some((content, true)) => content.clone(),
        }
    };
    match commit(cloud, &said["commit"], content) {
        Ok(mut metadata) => {
            cloud.sessions().open.remove(session);
            metadata[".tag"] = "success".into();
            metadata
        }
        Err(reason) => failed(json!({".tag": "path", "path": {".tag": reason}})),
    }
}

/// Makes a file; the error is the tag that says why not.
fn commit(cloud: &Cloud, said: &Value, content: Vec<u8>) -> Result<Value, &'static str> {
    let path = text(said, "path");
    if !path.starts_with('/') || path.ends_with('/') {
        return Err("malformed_path");
    }
    if said["mode"][".tag"] != "overwrite" && said["mode"] != "overwrite" {
        cloud.complaints.add(format!("Dropbox was asked to write {path} in the mode {}", said["mode"]));
        return Err("other");
    }
    let mut store = cloud.store();
    let old = match store.get(path) {
        Some(entry) if entry.folder => return Err("conflict"),
        Some(entry) => entry.content.len() as u64,
        None => 0,
    };
    if store.used() - old + content.len() as u64 > cloud.manner().limit {
        return Err("insufficient_space");
    }
    let content = cloud.received(content);
    let mut metadata = store.write(path, content, said["client_modified"].as_str()).metadata();
    if let Some(metadata) = metadata.as_object_mut() {
        metadata.remove(".tag");
    }
    Ok(metadata)
}

pub(super) async fn download(State(cloud): State<Arc<Cloud>>, headers: HeaderMap) -> Response {
    let said = argument(&headers);
    let entry = cloud.store().file(text(&said, "path")).cloned();
    let Some(entry) = entry else { return not_found("path") };
    let result = [(RESULT, entry.metadata().to_string())];
    match content(entry.content, &headers) {
        Some(content) => (result, content).into_response(),
        None => StatusCode::RANGE_NOT_SATISFIABLE.into_response(),
    }
}
