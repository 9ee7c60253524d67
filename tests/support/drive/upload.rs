//! Files with their content: in one request of two parts, or in a session of chunks.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::header::{CONTENT_RANGE, CONTENT_TYPE, LOCATION, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::files::field;
use super::refusal::invalid;
use super::{API, Cloud, Part, ROOT, Refusal};

type Asked = Parameters<HashMap<String, String>>;

/// Chunks except the last have a multiple of this length.
const GRAIN: usize = 256 << 10;

/// An upload that has begun: the file that is to be replaced, what is said of it, and what has come so far.
pub(crate) struct Session {
    id: Option<String>,
    said: Value,
    content: Vec<u8>,
}

pub(super) async fn create(
    State(cloud): State<Arc<Cloud>>,
    asked: Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match field(&asked, "upload_id") {
        Some(session) => chunk(&cloud, session, &asked, &headers, &body),
        None => begin(&cloud, None, &asked, &headers, &body),
    }
}

pub(super) async fn update(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    asked: Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    begin(&cloud, Some(&id), &asked, &headers, &body)
}

fn begin(cloud: &Cloud, id: Option<&str>, asked: &Asked, headers: &HeaderMap, body: &[u8]) -> Response {
    match field(asked, "uploadType") {
        Some("multipart") => {
            let Some((said, content)) = parts(headers, body) else {
                return invalid("Malformed multipart body.");
            };
            store(cloud, id, &said, asked, content)
        }
        Some("resumable") => {
            let Ok(said) = serde_json::from_slice(body) else { return invalid("Parse Error") };
            let session = Session { id: id.map(str::to_owned), said, content: Vec::new() };
            let name = cloud.sessions().begin(session);
            let fields = field(asked, "fields").unwrap_or("*");
            let location = format!(
                "https://{API}/upload/drive/v3/files?uploadType=resumable&upload_id={name}&fields={fields}"
            );
            [(LOCATION, location)].into_response()
        }
        other => {
            cloud.complaints.add(format!("Drive was asked for an upload of the type {other:?}"));
            invalid("Invalid upload type")
        }
    }
}

/// The two parts of a multipart body: what is said of the file, and its content.
fn parts(headers: &HeaderMap, body: &[u8]) -> Option<(Value, Vec<u8>)> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let boundary = kind.strip_prefix("multipart/related; boundary=")?.trim_matches('"');
    let (opening, closing) = (format!("--{boundary}\r\n"), format!("\r\n--{boundary}"));
    let rest = body.strip_prefix(opening.as_bytes())?;
    let (said, rest) = split(rest, closing.as_bytes())?;
    let (content, end) = split(rest.strip_prefix(b"\r\n")?, closing.as_bytes())?;
    end.starts_with(b"--").then_some(())?;
    let said = serde_json::from_slice(split(said, b"\r\n\r\n")?.1).ok()?;
    Some((said, split(content, b"\r\n\r\n")?.1.to_vec()))
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let found = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..found], &bytes[found + at.len()..]))
}

/// Takes a chunk, which says where it belongs: `bytes 0-9/20`, or `bytes */20` to ask how much has come.
fn chunk(cloud: &Cloud, name: &str, asked: &Asked, headers: &HeaderMap, body: &[u8]) -> Response {
    let mut sessions = cloud.sessions();
    let Some(session) = sessions.open.get_mut(name) else { return StatusCode::NOT_FOUND.into_response() };
    let range = headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes "));
    let Some((place, total)) = range.and_then(|range| range.split_once('/')) else {
        return invalid("Failed to parse Content-Range header.");
    };
    let first = place.split_once('-').and_then(|(first, _)| first.parse::<usize>().ok());
    if first.is_some_and(|first| first != session.content.len()) {
        return invalid("Invalid request. The chunk is not the one that is due.");
    }
    session.content.extend_from_slice(body);
    if total.parse() != Ok(session.content.len()) {
        if !body.len().is_multiple_of(GRAIN) {
            return invalid("Invalid request. The number of bytes uploaded must be a multiple of 262144.");
        }
        let range = [(RANGE, format!("bytes=0-{}", session.content.len().saturating_sub(1)))];
        return (StatusCode::PERMANENT_REDIRECT, range).into_response();
    }
    let session = sessions.open.remove(name).expect("it is open");
    drop(sessions);
    store(cloud, session.id.as_deref(), &session.said, asked, session.content)
}

fn store(cloud: &Cloud, id: Option<&str>, said: &Value, asked: &Asked, content: Vec<u8>) -> Response {
    let place = id.map_or_else(|| said["parents"][0].as_str().unwrap_or(ROOT).to_owned(), str::to_owned);
    let (drive, (live, trashed), of_service_account) = {
        let store = cloud.store();
        (store.drive_of(&place), store.used(), store.service_account.is_some())
    };
    if drive == ROOT && of_service_account {
        return Refusal::NoStorage.into_response();
    }
    if drive == ROOT && live + trashed + content.len() as u64 > cloud.manner().limit {
        return Refusal::Full.into_response();
    }
    match cloud.apply(id, said, asked, Some(cloud.received(content))) {
        Ok(item) => match cloud.refusal(&[Part::AnswerToUpload]) {
            Some(refusal) => refusal.into_response(),
            None => cloud.shown(&item, asked),
        },
        Err(answer) => *answer,
    }
}
