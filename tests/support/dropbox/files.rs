//! Files and folders without their content.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Cloud;
use super::refusal::{not_found, refuse};

/// More than this is not listed at once, whatever was asked for.
const PAGE: usize = 50;

/// A text of an argument; Dropbox's are all there, so a missing one is empty.
pub(super) fn text<'a>(said: &'a Value, name: &str) -> &'a str {
    said[name].as_str().unwrap_or_default()
}

pub(super) fn malformed(call: &str, why: &str) -> Response {
    let words = format!("Error in call to API function \"{call}\": request body: {why}");
    (StatusCode::BAD_REQUEST, words).into_response()
}

/// A path is empty for the root, or begins with a slash and does not end with one. Two slashes are one: rclone
/// writes them before a folder of the root.
fn is_path(path: &str) -> bool {
    path.is_empty() || (path.starts_with('/') && !path.ends_with('/'))
}

pub(super) async fn get_metadata(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let path = text(&said, "path");
    if path.is_empty() {
        return malformed("files/get_metadata", "The root folder is unsupported.");
    }
    match cloud.store().get(path) {
        Some(entry) => Json(entry.metadata()).into_response(),
        None => not_found("path"),
    }
}

pub(super) async fn list_folder(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let path = &text(&said, "path").replace("//", "/");
    if !is_path(path) {
        return malformed("files/list_folder", &format!("path: {path:?} did not match pattern"));
    }
    let is_folder = path.is_empty() || cloud.store().get(path).is_some_and(|entry| entry.folder);
    if !is_folder {
        return not_found("path");
    }
    page(&cloud, &json!({"path": path, "recursive": said["recursive"] == true, "start": 0}))
}

pub(super) async fn list_folder_continue(
    State(cloud): State<Arc<Cloud>>,
    Json(said): Json<Value>,
) -> Response {
    match serde_json::from_str(text(&said, "cursor")) {
        Ok(cursor) => page(&cloud, &cursor),
        Err(_) => malformed("files/list_folder/continue", "cursor: Invalid \"cursor\" parameter"),
    }
}

fn page(cloud: &Cloud, cursor: &Value) -> Response {
    let store = cloud.store();
    let start = cursor["start"].as_u64().unwrap_or_default() as usize;
    let mut rest = store.below(text(cursor, "path"), cursor["recursive"] == true).skip(start);
    let entries: Vec<_> = rest.by_ref().take(PAGE).map(super::store::Entry::metadata).collect();
    let mut next = cursor.clone();
    next["start"] = (start + entries.len()).into();
    let has_more = rest.next().is_some();
    Json(json!({"entries": entries, "cursor": next.to_string(), "has_more": has_more})).into_response()
}

pub(super) async fn create_folder(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let path = text(&said, "path");
    if !is_path(path) || path.is_empty() {
        return malformed("files/create_folder_v2", &format!("path: {path:?} did not match pattern"));
    }
    let mut store = cloud.store();
    if let Some(entry) = store.get(path) {
        let kind = if entry.folder { "folder" } else { "file" };
        let conflict = json!({".tag": "conflict", "conflict": {".tag": kind}});
        return refuse(&format!("path/conflict/{kind}"), &json!({".tag": "path", "path": conflict}));
    }
    store.make_folder(path);
    Json(json!({"metadata": store.get(path).map(super::store::Entry::metadata)})).into_response()
}

pub(super) async fn delete(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    match cloud.store().remove(text(&said, "path")) {
        Some(entry) => Json(json!({"metadata": entry.metadata()})).into_response(),
        None => not_found("path_lookup"),
    }
}

pub(super) async fn r#move(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let (from, to) = (text(&said, "from_path"), text(&said, "to_path"));
    let mut store = cloud.store();
    if store.file(from).is_none() {
        return not_found("from_lookup");
    }
    if store.get(to).is_some() {
        let conflict = json!({".tag": "conflict", "conflict": {".tag": "file"}});
        return refuse("to/conflict/file", &json!({".tag": "to", "to": conflict}));
    }
    let moved = store.move_file(from, to).map(super::store::Entry::metadata);
    Json(json!({"metadata": moved})).into_response()
}

/// What of the account's room is used.
pub(super) async fn space(State(cloud): State<Arc<Cloud>>) -> Response {
    let allocation = json!({".tag": "individual", "allocated": cloud.manner().limit});
    Json(json!({"used": cloud.store().used(), "allocation": allocation})).into_response()
}
