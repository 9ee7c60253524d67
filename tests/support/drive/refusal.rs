//! How Drive refuses: a status, and an error that names its reason.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// How many seconds its 429 and 503 ask to wait.
const WAIT: u64 = 30;

/// Which requests are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All to the API; those for tokens are not part of it.
    All,
    /// What sends a file's content.
    Upload,
    /// What sends a file's content, but only after it was stored.
    AnswerToUpload,
    /// What reads a file's content.
    Download,
}

/// What is answered. The words are those of Google's documentation of Drive's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// 403 for an account that asks too often.
    UserRateLimit,
    /// 403 for an application that asks too often.
    RateLimit,
    /// 429.
    TooManyRequests,
    /// 403 for an account without room.
    Full,
    /// 403 for a service account that is to own a file.
    NoStorage,
    /// 403 for a folder or file that one may only read.
    ReadOnly,
    /// 403 for a token that was given for less than this.
    MissingScope,
    /// 403 for a client id whose project does not use Drive.
    ApiDisabled,
    /// 401.
    BadToken,
    /// 500.
    Fault,
    /// 503.
    Unavailable,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, domain, reason, message) = match self {
            Self::UserRateLimit => {
                (StatusCode::FORBIDDEN, "usageLimits", "userRateLimitExceeded", "User Rate Limit Exceeded")
            }
            Self::RateLimit => {
                (StatusCode::FORBIDDEN, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded")
            }
            Self::TooManyRequests => {
                (StatusCode::TOO_MANY_REQUESTS, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded")
            }
            Self::Full => (
                StatusCode::FORBIDDEN,
                "usageLimits",
                "storageQuotaExceeded",
                "The user's Drive storage quota has been exceeded.",
            ),
            Self::NoStorage => (
                StatusCode::FORBIDDEN,
                "usageLimits",
                "storageQuotaExceeded",
                "Service Accounts do not have storage quota. Leverage shared drives, or use OAuth delegation instead.",
            ),
            Self::ReadOnly => (
                StatusCode::FORBIDDEN,
                "global",
                "insufficientFilePermissions",
                "The user does not have sufficient permissions for this file.",
            ),
            Self::MissingScope => {
                (StatusCode::FORBIDDEN, "global", "insufficientPermissions", "Insufficient Permission")
            }
            Self::ApiDisabled => (
                StatusCode::FORBIDDEN,
                "usageLimits",
                "accessNotConfigured",
                "Google Drive API has not been used in project 42 before or it is disabled.",
            ),
            Self::BadToken => (StatusCode::UNAUTHORIZED, "global", "authError", "Invalid Credentials"),
            Self::Fault => (StatusCode::INTERNAL_SERVER_ERROR, "global", "internalError", "Internal Error"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "global", "backendError", "Backend Error"),
        };
        let mut answer = error(status, domain, reason, message);
        if matches!(self, Self::TooManyRequests | Self::Unavailable) {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(WAIT));
        }
        answer
    }
}

/// An error as Drive gives it.
pub(super) fn error(status: StatusCode, domain: &str, reason: &str, message: &str) -> Response {
    let errors = json!([{"domain": domain, "reason": reason, "message": message}]);
    let body = json!({"error": {"errors": errors, "code": status.as_u16(), "message": message}});
    (status, axum::Json(body)).into_response()
}

pub(super) fn not_found(id: &str) -> Response {
    error(StatusCode::NOT_FOUND, "global", "notFound", &format!("File not found: {id}."))
}

pub(super) fn invalid(message: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "global", "invalid", message)
}
