//! What every request passes: it is noted, its token is looked at, and it may be refused.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Cloud, Part, Refusal, service_account};

/// No test sends more at once.
const LARGEST: usize = 256 << 20;

pub(super) async fn admit(State(cloud): State<Arc<Cloud>>, request: Request, next: Next) -> Response {
    let note = format!("{} {}", request.method(), request.uri());
    let parts: &[Part] = match request.uri().query() {
        _ if note.contains(" /upload/") => &[Part::All, Part::Upload],
        Some(query) if query.contains("alt=media") => &[Part::All, Part::Download],
        _ => &[Part::All],
    };
    cloud.requests.lock().expect("no panic holds it").push(note);
    // All of it is taken before the answer, or a client that still sends would miss that.
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::BAD_REQUEST.into_response() };
    if !cloud.tokens.accepts(&head.headers) {
        return Refusal::BadToken.into_response();
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
    let key = cloud.manner().service_account.clone();
    cloud.tokens.grant(&headers, &form, |assertion| {
        key.is_some_and(|key| service_account::is_signed(assertion, &key))
    })
}

pub(super) async fn unknown(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    cloud.complaints.add(format!("Drive was asked for {} {}", request.method(), request.uri()));
    StatusCode::NOT_FOUND.into_response()
}
