//! Sending and fetching content, at addresses of their own that need no session.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::crypto::{base64, random};
use super::{Fault, Hub, State, api};

/// MEGA's numbers for what went wrong.
const OUT_OF_RANGE: i64 = -7;
const EXPIRED: i64 = -8;
const NOT_FOUND: i64 = -9;
const OVER_QUOTA: i64 = -17;

/// An upload under way.
pub(super) struct Upload {
    content: Vec<u8>,
    /// How much of it came, in order or not.
    received: usize,
}

impl State {
    /// `u`: an address to send so many bytes to.
    pub(super) fn begin_upload(&mut self, hub: &Hub, request: &Value) -> Result<Value, i64> {
        let size = request["s"].as_u64().ok_or(api::BAD_ARGUMENTS)?;
        if self.tree.used().saturating_add(size) > self.quota {
            return Err(OVER_QUOTA);
        }
        let name = base64(&random::<24>());
        self.uploads.insert(name.clone(), Upload { content: vec![0; size as usize], received: 0 });
        Ok(json!({"p": format!("{}/ul/{name}", hub.url)}))
    }

    /// `g`: an address to fetch a file from, by its handle or by its public one.
    pub(super) fn begin_download(&mut self, hub: &Hub, request: &Value) -> Result<Value, i64> {
        let handle = match request["p"].as_str() {
            Some(public) => self.links.get(public).cloned(),
            None => request["n"].as_str().map(str::to_owned),
        };
        let handle = handle.ok_or(NOT_FOUND)?;
        let node = self.tree.nodes.get(&handle).ok_or(NOT_FOUND)?;
        let mut answer = json!({"s": node.content.len(), "at": node.attributes});
        if request["g"] == 1 {
            let name = base64(&random::<24>());
            answer["g"] = format!("{}/dl/{name}", hub.url).into();
            self.downloads.insert(name, handle);
        }
        Ok(answer)
    }

    fn receive(&mut self, name: &str, from: usize, bytes: &[u8]) -> Result<Vec<u8>, i64> {
        let upload = self.uploads.get_mut(name).ok_or(EXPIRED)?;
        let place = upload.content.get_mut(from..from + bytes.len()).ok_or(OUT_OF_RANGE)?;
        place.copy_from_slice(bytes);
        upload.received += bytes.len();
        if upload.received < upload.content.len() {
            return Ok(Vec::new());
        }
        let content = self.uploads.remove(name).map(|upload| upload.content).unwrap_or_default();
        let handle = base64(&random::<27>());
        self.completed.insert(handle.clone(), content);
        Ok(handle.into_bytes())
    }
}

/// A part of an upload. The answer to the one that completes it is the upload's handle.
pub(super) async fn upload(
    Shared(hub): Shared<Arc<Hub>>,
    Path((name, from)): Path<(String, usize)>,
    bytes: Bytes,
) -> Response {
    let fault = hub.note("upload");
    let mut bytes = bytes.to_vec();
    match fault {
        Some(Fault::Damage) => flip(&mut bytes),
        Some(fault) => return api::suffer(&hub, fault).await,
        None => {}
    }
    let received = hub.state().receive(&name, from, &bytes);
    received.map_or_else(|code| code.to_string().into_response(), IntoResponse::into_response)
}

/// A part of a file, by its first and last byte.
pub(super) async fn download(
    Shared(hub): Shared<Arc<Hub>>,
    Path((name, range)): Path<(String, String)>,
) -> Response {
    let fault = hub.note("download");
    let part = {
        let state = hub.state();
        let node = state.downloads.get(&name).and_then(|handle| state.tree.nodes.get(handle));
        let range = range.split_once('-').and_then(|(first, last)| {
            Some(first.parse::<usize>().ok()?..last.parse::<usize>().ok()?.checked_add(1)?)
        });
        node.zip(range).and_then(|(node, range)| node.content.get(range)).map(<[u8]>::to_vec)
    };
    match (part, fault) {
        (Some(mut bytes), Some(Fault::Damage)) => {
            flip(&mut bytes);
            bytes.into_response()
        }
        (_, Some(fault)) => api::suffer(&hub, fault).await,
        (Some(bytes), None) => bytes.into_response(),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
}
