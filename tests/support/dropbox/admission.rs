//! What every request passes: it is noted, its token is looked at, and it may be refused.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Cloud, Part, Refusal};

/// No test sends more at once.
const LARGEST: usize = 256 << 20;

pub(super) async fn admit(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let parts: &[Part] = match path.as_str() {
        "/2/files/upload" | "/2/files/upload_session/start" | "/2/files/upload_session/append_v2" => {
            &[Part::All, Part::Upload]
        }
        "/2/files/upload_session/finish" | "/2/files/upload_session/finish_batch_v2" => {
            &[Part::All, Part::Commit]
        }
        _ => &[Part::All],
    };
    cloud.requests.lock().expect("no panic holds it").push(path);
    // All of it is taken before the answer, or a client that still sends would miss that.
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::BAD_REQUEST.into_response() };
    if !cloud.tokens.accepts(&head.headers) {
        return Refusal::ExpiredToken.into_response();
    }
    match cloud.refusal(parts) {
        Some(refusal) => refusal.into_response(),
        None => next.run(Request::from_parts(head, Body::from(body))).await,
    }
}

/// Gives a token.
pub(super) async fn token(
    State(cloud): State<Arc<Cloud>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    cloud.tokens.grant(&headers, &form, |_| false)
}

pub(super) async fn unknown(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    cloud.complaints.add(format!("Dropbox was asked for {} {}", request.method(), request.uri()));
    StatusCode::NOT_FOUND.into_response()
}
