//! Links that anybody may open. A file has at most one; asking for it again is refused, and the old one is listed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Cloud;
use super::files::text;
use super::refusal::{not_found, refuse};
use super::store::Entry;

fn shown(entry: &Entry) -> Value {
    let mut link = entry.metadata();
    link["url"] = entry.link.clone().into();
    link["link_permissions"] = json!({
        "can_revoke": true,
        "resolved_visibility": {".tag": "public"},
        "visibility_policies": [],
        "can_set_expiry": false, "can_remove_expiry": false, "allow_download": true,
        "can_allow_download": true, "can_disallow_download": false, "allow_comments": true,
        "team_restricts_comments": false,
    });
    link
}

pub(super) async fn create(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let mut store = cloud.store();
    let Some(entry) = store.get_mut(text(&said, "path")) else { return not_found("path") };
    if entry.link.is_some() {
        return refuse("shared_link_already_exists", &json!({".tag": "shared_link_already_exists"}));
    }
    let name = entry.path.rsplit('/').next().unwrap_or_default().replace(' ', "-");
    let key = entry.id.trim_start_matches("id:");
    entry.link = Some(format!("https://www.dropbox.com/scl/fi/{key}/{name}?rlkey={key}&dl=0"));
    Json(shown(entry)).into_response()
}

pub(super) async fn list(State(cloud): State<Arc<Cloud>>, Json(said): Json<Value>) -> Response {
    let store = cloud.store();
    let Some(entry) = store.get(text(&said, "path")) else { return not_found("path") };
    let links: Vec<_> = entry.link.iter().map(|_| shown(entry)).collect();
    Json(json!({"links": links, "has_more": false})).into_response()
}
