//! Files and folders without their content, except that a file can be read.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::cloud::content;
use super::fields::only;
use super::query::Query;
use super::refusal::{error, invalid, not_found};
use super::store::Item;
use super::{Cloud, FOLDER, ROOT, SHARED_DRIVE};

/// More than this is not listed at once. Drive may list less than it was asked for, and does.
const PAGE: usize = 50;

type Asked = Parameters<HashMap<String, String>>;

impl Cloud {
    /// An item as the request wants to see it.
    pub(super) fn shown(&self, item: &Item, asked: &Asked) -> Response {
        let hashes = self.store().hashes;
        Json(only(item.resource(hashes), field(asked, "fields"))).into_response()
    }

    /// Makes or changes an item by what a request says of it. `Err` is the answer to a request that is wrong.
    pub(super) fn apply(
        &self,
        id: Option<&str>,
        said: &Value,
        asked: &Asked,
        content: Option<Vec<u8>>,
    ) -> Result<Item, Box<Response>> {
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        let mut store = self.store();
        let id = match id {
            Some(id) if store.get(id).is_some() => id.to_owned(),
            Some(id) => return Err(Box::new(not_found(id))),
            None => {
                let parent = said["parents"][0].as_str().map_or(ROOT, real);
                if !store.is_folder(parent) {
                    return Err(Box::new(not_found(parent)));
                }
                let kind = text("mimeType").unwrap_or("application/octet-stream");
                store.make(parent, text("name").unwrap_or("Untitled"), kind, Vec::new()).id.clone()
            }
        };
        if let Some(parent) = field(asked, "addParents").map(real)
            && !store.is_folder(parent)
        {
            return Err(Box::new(not_found(parent)));
        }
        let item = store.get_mut(&id).expect("it was found or made");
        if let Some(content) = content {
            item.content = content;
        }
        if let Some(name) = text("name") {
            name.clone_into(&mut item.name);
        }
        if let Some(modified) = text("modifiedTime") {
            modified.clone_into(&mut item.modified);
        }
        if let Some(parent) = field(asked, "addParents").map(real) {
            parent.clone_into(&mut item.parent);
        }
        item.trashed = said.get("trashed").and_then(Value::as_bool).unwrap_or(item.trashed);
        Ok(item.clone())
    }
}

/// The id behind Drive's word for the account's own Drive.
fn real(id: &str) -> &str {
    if id == "root" { ROOT } else { id }
}

pub(super) fn field<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked.get(name).map(String::as_str)
}

pub(super) async fn list(State(cloud): State<Arc<Cloud>>, asked: Asked) -> Response {
    let text = field(&asked, "q").unwrap_or_default();
    let Some(query) = Query::parse(text) else {
        cloud.complaints.add(format!("Drive was asked to search for {text:?}"));
        return invalid("Invalid Value");
    };
    let drive = match field(&asked, "corpora") {
        Some("drive") => field(&asked, "driveId").map(str::to_owned),
        _ => None,
    };
    let store = cloud.store();
    if query.folders().into_iter().any(|folder| !store.is_folder(folder)) {
        return not_found("");
    }
    let found: Vec<_> = store
        .items()
        .iter()
        .filter(|item| query.finds(item, store.in_trash(item)))
        .filter(|item| drive.as_ref().is_none_or(|drive| store.drive_of(&item.id) == *drive))
        .collect();
    let start: usize = field(&asked, "pageToken").map_or(Some(0), |token| token.parse().ok()).unwrap_or(0);
    let size = field(&asked, "pageSize").and_then(|size| size.parse().ok()).unwrap_or(100).min(PAGE);
    let hashes = store.hashes;
    let page: Vec<_> = found.iter().skip(start).take(size).map(|item| item.resource(hashes)).collect();
    let mut answer = json!({"kind": "drive#fileList", "incompleteSearch": false, "files": page});
    if start + size < found.len() {
        answer["nextPageToken"] = (start + size).to_string().into();
    }
    Json(only(answer, field(&asked, "fields"))).into_response()
}

pub(super) async fn get(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let id = real(&id);
    if id == ROOT {
        let root = json!({"kind": "drive#file", "id": ROOT, "name": "My Drive", "mimeType": FOLDER});
        return Json(only(root, field(&asked, "fields"))).into_response();
    }
    let Some(item) = cloud.store().get(id).cloned() else { return not_found(id) };
    if field(&asked, "alt") != Some("media") {
        return cloud.shown(&item, &asked);
    }
    if item.kind == FOLDER {
        let message = "Only files with binary content can be downloaded. Use Export with Docs Editors files.";
        return error(StatusCode::FORBIDDEN, "global", "fileNotDownloadable", message);
    }
    match content(item.content, &headers) {
        Some(content) => ([(CONTENT_TYPE, item.kind)], content).into_response(),
        None => error(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "global",
            "requestedRangeNotSatisfiable",
            "Request range not satisfiable",
        ),
    }
}

/// Makes a folder; files come with their content.
pub(super) async fn create(
    State(cloud): State<Arc<Cloud>>,
    asked: Asked,
    Json(said): Json<Value>,
) -> Response {
    match cloud.apply(None, &said, &asked, None) {
        Ok(item) => cloud.shown(&item, &asked),
        Err(answer) => *answer,
    }
}

/// Renames, moves, or throws into the trash.
pub(super) async fn update(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    asked: Asked,
    Json(said): Json<Value>,
) -> Response {
    match cloud.apply(Some(&id), &said, &asked, None) {
        Ok(item) => cloud.shown(&item, &asked),
        Err(answer) => *answer,
    }
}

/// Deletes for good, past the trash.
pub(super) async fn delete(State(cloud): State<Arc<Cloud>>, Path(id): Path<String>) -> Response {
    let mut store = cloud.store();
    if store.get(&id).is_none() {
        return not_found(&id);
    }
    store.delete(&id);
    StatusCode::NO_CONTENT.into_response()
}

/// Lets others at a file. Only "anybody who has the link may read" is asked for.
pub(super) async fn permit(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    asked: Asked,
    Json(said): Json<Value>,
) -> Response {
    if said["type"] != "anyone" || said["role"] != "reader" {
        cloud.complaints.add(format!("Drive was asked for the permission {said}"));
        return invalid("The specified permission is not one of this double's.");
    }
    match cloud.store().get_mut(&id) {
        Some(item) => item.public = true,
        None => return not_found(&id),
    }
    let permission =
        json!({"kind": "drive#permission", "id": "anyoneWithLink", "type": "anyone", "role": "reader"});
    Json(only(permission, field(&asked, "fields"))).into_response()
}

/// What of the account's room is used.
pub(super) async fn about(State(cloud): State<Arc<Cloud>>, asked: Asked) -> Response {
    let (live, trashed) = cloud.store().used();
    let used = live + trashed;
    let about = json!({"kind": "drive#about", "storageQuota": {
        "limit": cloud.manner().limit.to_string(),
        "usage": used.to_string(),
        "usageInDrive": used.to_string(),
        "usageInDriveTrash": trashed.to_string(),
    }});
    Json(only(about, field(&asked, "fields"))).into_response()
}

/// The shared drive.
pub(super) async fn drive(State(_): State<Arc<Cloud>>, Path(id): Path<String>, asked: Asked) -> Response {
    if id != SHARED_DRIVE {
        let message = format!("Shared drive not found: {id}");
        return error(StatusCode::NOT_FOUND, "global", "notFound", &message);
    }
    let drive = json!({
        "kind": "drive#drive", "id": id, "name": "Helix", "createdTime": "2026-01-01T00:00:00.000Z",
        "capabilities": {"canAddChildren": true, "canDeleteChildren": true},
        "restrictions": {"driveMembersOnly": false},
    });
    Json(only(drive, field(&asked, "fields"))).into_response()
}
