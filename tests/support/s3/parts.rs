//! Uploads in parts.

use std::collections::{BTreeMap, HashMap};

use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use helix_bot::digest::Md5;

use super::objects::{attached, check_md5};
use super::refusal::Refusal;
use super::{Object, Seal, Service};

/// An upload that has begun.
pub(super) struct Upload {
    key: String,
    attached: BTreeMap<String, String>,
    seal: Seal,
    /// By their numbers.
    parts: BTreeMap<u32, Vec<u8>>,
}

type Answered = Result<Response, Refusal>;

pub(super) fn begin(service: &Service, key: &str, headers: &HeaderMap) -> Response {
    let mut state = service.state();
    let id = format!("upload-{}", state.requests.len());
    let seal = state.seal(headers);
    let upload = Upload { key: key.to_owned(), attached: attached(headers), seal, parts: BTreeMap::new() };
    state.uploads.insert(id.clone(), upload);
    format!(
        "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><UploadId>{id}</UploadId>\
         </InitiateMultipartUploadResult>"
    )
    .into_response()
}

pub(super) fn add(
    service: &Service,
    id: &str,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
    content: Vec<u8>,
) -> Answered {
    check_md5(headers, &content)?;
    let number = query.get("partNumber").and_then(|number| number.parse().ok()).ok_or(Refusal::Unknown)?;
    let mut state = service.state();
    let content = state.kept(content);
    let upload = state.uploads.get_mut(id).ok_or(Refusal::NoSuchUpload)?;
    let etag = format!("\"{}\"", upload.seal.etag(&content));
    upload.parts.insert(number, content);
    Ok([(ETAG, etag)].into_response())
}

pub(super) fn complete(service: &Service, id: &str) -> Answered {
    let mut state = service.state();
    let Upload { key, attached, seal, parts } = state.uploads.remove(id).ok_or(Refusal::NoSuchUpload)?;
    // The MD5 of the parts' ones, and how many these are.
    let of_parts: Vec<u8> = parts.values().flat_map(|part| digits_to_bytes(&seal.etag(part))).collect();
    let etag = format!("{}-{}", Md5::of(&of_parts), parts.len());
    let content = parts.into_values().collect::<Vec<_>>().concat();
    let answer = format!(
        "<CompleteMultipartUploadResult><Bucket>bucket</Bucket><ETag>\"{etag}\"</ETag>\
         </CompleteMultipartUploadResult>"
    );
    state.objects.insert(key, Object { content, etag, attached, seal });
    Ok(answer.into_response())
}

pub(super) fn abort(service: &Service, id: &str) -> Response {
    service.state().uploads.remove(id);
    StatusCode::NO_CONTENT.into_response()
}

fn digits_to_bytes(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
}
