//! A request, taken apart.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use serde_json::Value;

use super::answer::Refusal;
use super::message::Upload;
use super::model::Id;

/// More than any request that Discord takes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A request, taken apart.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) method: String,
    /// Without `/api/v10` and the query.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) authorization: String,
    /// The media type of a body that is there.
    pub(super) media: Option<String>,
    pub(super) body: Value,
    pub(super) uploads: BTreeMap<u64, Upload>,
    /// What was wrong already with the request's form.
    pub(super) malformed: Vec<String>,
}

impl Call {
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) async fn take(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = parts.uri.path();
        let mut call = Self {
            method: parts.method.to_string(),
            path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default()),
            authorization: text(header::AUTHORIZATION).to_owned(),
            ..Self::default()
        };
        let media = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_owned();
        match axum::body::to_bytes(body, BODY_LIMIT).await {
            Ok(bytes) if bytes.is_empty() => {}
            Ok(bytes) => {
                call.media = Some(media);
                call.read_body(Request::from_parts(parts, Body::empty()), bytes).await;
            }
            Err(error) => call.malformed.push(format!("the body broke off: {error}")),
        }
        call
    }

    async fn read_body(&mut self, head: Request, bytes: Bytes) {
        if self.media.as_deref() == Some("multipart/form-data") {
            let (parts, _) = head.into_parts();
            let request = Request::from_parts(parts, Body::from(bytes));
            let read = async {
                let mut form =
                    Multipart::from_request(request, &()).await.map_err(|error| error.to_string())?;
                self.read_form(&mut form).await
            };
            if let Err(trouble) = read.await {
                self.malformed.push(trouble);
            }
        } else {
            match serde_json::from_slice(&bytes) {
                Ok(body) => self.body = body,
                Err(error) => self.malformed.push(format!("the body is no JSON: {error}")),
            }
        }
    }

    async fn read_form(&mut self, form: &mut Multipart) -> Result<(), String> {
        while let Some(field) = form.next_field().await.map_err(|error| error.to_string())? {
            let field_name = field.name().unwrap_or_default().to_owned();
            let name = field.file_name().unwrap_or_default().to_owned();
            let content_type = field.content_type().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| error.to_string())?;
            let index = field_name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']'));
            match (field_name.as_str(), index.and_then(|index| index.parse().ok())) {
                ("payload_json", _) => {
                    self.body =
                        serde_json::from_slice(&bytes).map_err(|error| format!("payload_json: {error}"))?;
                }
                (_, Some(index)) if index < 10 && !name.is_empty() => {
                    self.uploads.insert(index, Upload { name, content_type, bytes });
                }
                _ => return Err(format!("the form's field {field_name:?} is none that Discord takes")),
            }
        }
        Ok(())
    }
}

/// A request that Discord may know and the double does not.
pub(super) fn unsupported(call: &Call) -> Refusal {
    Refusal::unsupported(&format!("{} {}", call.method, call.path))
}

/// An id in a path.
pub(super) fn id(segment: &str) -> Result<Id, Refusal> {
    segment.parse().map_err(|_| Refusal::of_bot(400, 50035, &format!("{segment:?} is not snowflake.")))
}

/// A query's names and values. What the bot asks needs no percent decoding; the document's judge sees the rest.
fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
