//! Requests about one object, and which of them a request is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::{ATTACHED, CUSTOMER_KEY, ENCRYPTION, Object, Reading, Seal, Service, list, md5_in_base64, parts};
use crate::support::cloud;

/// When everything was stored.
pub(super) const STORED: &str = "Thu, 26 Nov 2026 12:00:00 GMT";

type Answered = Result<Response, Refusal>;

/// Answers any request.
pub(super) async fn answer(
    State(service): State<Arc<Service>>,
    method: Method,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = decoded(uri.path().trim_start_matches('/'));
    let Some(key) = path.strip_prefix("bucket/").filter(|key| !key.is_empty()) else {
        return bucket(&service, &method, path.trim_end_matches('/'), &query);
    };
    let asked = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let asked = if asked.starts_with("?x-id=") { String::new() } else { asked };
    service.state().requests.push(format!("{method} {key}{asked}"));
    let body = unframed(&headers, &body);
    let answered = match (method, query.get("uploadId"), query.contains_key("uploads")) {
        (Method::GET, None, false) => get(&service, key, &headers),
        (Method::HEAD, None, false) => head(&service, key, &headers),
        (Method::PUT, None, false) => put(&service, key, &headers, body),
        (Method::DELETE, None, false) => {
            service.state().objects.remove(key);
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        (Method::POST, None, true) => Ok(parts::begin(&service, key, &headers)),
        (Method::PUT, Some(id), _) => parts::add(&service, id, &query, &headers, body),
        (Method::POST, Some(id), _) => parts::complete(&service, id),
        (Method::DELETE, Some(id), _) => Ok(parts::abort(&service, id)),
        _ => Err(Refusal::Unknown),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Requests about the bucket.
fn bucket(service: &Service, method: &Method, bucket: &str, query: &HashMap<String, String>) -> Response {
    match (method, bucket) {
        (&Method::GET, "bucket") => list::list(service, query),
        (&Method::HEAD | &Method::PUT, "bucket") => StatusCode::OK.into_response(),
        _ => Refusal::Unknown.into_response(),
    }
}

fn head(service: &Service, key: &str, headers: &HeaderMap) -> Answered {
    let object = find(service, key, headers)?;
    let mut answer = Response::new(Body::empty());
    answer.headers_mut().insert(CONTENT_LENGTH, object.content.len().into());
    describe(&object, answer.headers_mut());
    Ok(answer)
}

fn get(service: &Service, key: &str, headers: &HeaderMap) -> Answered {
    let mut object = find(service, key, headers)?;
    let reading = service.state().reading;
    match reading {
        Reading::Works => {}
        Reading::Fails(status) => return Err(Refusal::Failure(status)),
        Reading::Garbles(place) => {
            service.state().reading = Reading::Garbles(place + 1);
            object.content[place] ^= 1;
        }
    }
    let mut answer = cloud::content(object.content.clone(), headers).ok_or(Refusal::Unknown)?;
    describe(&object, answer.headers_mut());
    Ok(answer)
}

/// The object, if it is there and the request has its key.
fn find(service: &Service, key: &str, headers: &HeaderMap) -> Result<Object, Refusal> {
    let object = service.state().objects.get(key).cloned().ok_or(Refusal::NoSuchKey)?;
    if let Seal::Customer(md5) = &object.seal {
        let given = headers.get(CUSTOMER_KEY).and_then(|value| value.to_str().ok());
        if given.unwrap_or_default() != md5 {
            return Err(Refusal::WrongKey);
        }
    }
    Ok(object)
}

fn describe(object: &Object, headers: &mut HeaderMap) {
    let value = |text: &str| HeaderValue::from_str(text).expect("a header's value");
    headers.insert(ETAG, value(&format!("\"{}\"", object.etag)));
    headers.insert(LAST_MODIFIED, value(STORED));
    headers.insert(CONTENT_TYPE, value("image/png"));
    if object.seal == Seal::Kms {
        headers.insert(ENCRYPTION, value("aws:kms"));
    }
    for (name, attached) in &object.attached {
        let name = HeaderName::try_from(format!("{ATTACHED}{name}")).expect("a header's name");
        headers.insert(name, value(attached));
    }
}

fn put(service: &Service, key: &str, headers: &HeaderMap, content: Vec<u8>) -> Answered {
    check_md5(headers, &content)?;
    let mut state = service.state();
    if !state.has_room_for(content.len()) {
        return Err(Refusal::Full);
    }
    let (content, seal) = (state.kept(content), state.seal(headers));
    let object = Object::new(content, attached(headers), seal);
    let etag = format!("\"{}\"", object.etag);
    state.objects.insert(key.to_owned(), object);
    Ok([(ETAG, etag)].into_response())
}

/// What the request attaches.
pub(super) fn attached(headers: &HeaderMap) -> BTreeMap<String, String> {
    let attached = headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().strip_prefix(ATTACHED)?.to_owned(), value.to_str().ok()?.to_owned()))
    });
    attached.collect()
}

/// Compares what arrived with what the request says of it.
pub(super) fn check_md5(headers: &HeaderMap, content: &[u8]) -> Result<(), Refusal> {
    match headers.get("content-md5") {
        Some(promised) if *promised != *md5_in_base64(content) => Err(Refusal::BadDigest),
        _ => Ok(()),
    }
}

/// A content without the lengths and signatures that newer clients put between its pieces.
fn unframed(headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let framed =
        headers.get("x-amz-content-sha256").is_some_and(|how| how.as_bytes().starts_with(b"STREAMING"));
    if !framed {
        return body.to_vec();
    }
    let (mut content, mut rest) = (Vec::new(), body);
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        let length = line.split(';').next().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let Some(length @ 1..) = length else { break };
        content.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
    content
}

/// A path without its percent signs.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = (*first == b'%').then(|| std::str::from_utf8(after.get(..2)?).ok()).flatten();
        let escaped = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).expect("text")
}
