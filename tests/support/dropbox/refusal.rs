//! How Dropbox refuses: 409 with a tagged error that belongs to the call, other statuses for what any call may get.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Which requests are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All, except those for tokens.
    All,
    /// What sends a file's content.
    Upload,
    /// What makes a file of the content that was sent in a session.
    Commit,
    /// The same, for each file of the batch, while the call as such succeeds.
    EachCommit,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// 429, with the seconds to wait.
    TooManyRequests(u64),
    /// 429, with the seconds to wait: others write to the same folder.
    TooManyWrites(u64),
    /// 401: the token's time is over.
    ExpiredToken,
    /// 401: the token is none.
    InvalidToken,
    /// 401: the application was not given this right.
    MissingScope,
    /// 500.
    Fault,
    /// 503.
    Unavailable,
}

impl Refusal {
    /// As the fate of one file of a batch.
    pub(super) fn of_one(self) -> Value {
        let tag = match self {
            Self::TooManyRequests(_) | Self::TooManyWrites(_) => "too_many_write_operations",
            _ => "other",
        };
        json!({".tag": "failure", "failure": {".tag": tag}})
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let limited = |reason: &str, seconds: u64| {
            let error = json!({"reason": {".tag": reason}, "retry_after": seconds});
            let body = json!({"error_summary": format!("{reason}/."), "error": error});
            let headers = [(RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
        };
        let unauthorized = |error: Value| {
            let summary = format!("{}/..", error[".tag"].as_str().unwrap_or_default());
            (StatusCode::UNAUTHORIZED, Json(json!({"error_summary": summary, "error": error})))
                .into_response()
        };
        match self {
            Self::TooManyRequests(seconds) => limited("too_many_requests", seconds),
            Self::TooManyWrites(seconds) => limited("too_many_write_operations", seconds),
            Self::ExpiredToken => unauthorized(json!({".tag": "expired_access_token"})),
            Self::InvalidToken => unauthorized(json!({".tag": "invalid_access_token"})),
            Self::MissingScope => {
                unauthorized(json!({".tag": "missing_scope", "required_scope": "files.content.write"}))
            }
            Self::Fault => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response(),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").into_response(),
        }
    }
}

/// An error of one call. The summary is the way through its tags.
pub(super) fn refuse(summary: &str, error: &Value) -> Response {
    let body = json!({"error_summary": format!("{summary}/.."), "error": error});
    (StatusCode::CONFLICT, Json(body)).into_response()
}

/// Nothing is there.
pub(super) fn not_found(field: &str) -> Response {
    let mut error = json!({".tag": field});
    error[field] = json!({".tag": "not_found"});
    refuse(&format!("{field}/not_found"), &error)
}
