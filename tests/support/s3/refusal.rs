//! How requests are refused.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    NoSuchKey,
    NoSuchUpload,
    BadDigest,
    /// The object's key did not come with the request.
    WrongKey,
    /// The account has no more room.
    Full,
    Unknown,
    Failure(u16),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::NoSuchKey => (404, "NoSuchKey"),
            Self::NoSuchUpload => (404, "NoSuchUpload"),
            Self::BadDigest => (400, "BadDigest"),
            Self::WrongKey => (400, "InvalidRequest"),
            Self::Full => (507, "QuotaExceeded"),
            Self::Unknown => (501, "NotImplemented"),
            Self::Failure(status) => (status, "InternalError"),
        };
        let status = StatusCode::from_u16(status).expect("a status");
        let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
        (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
    }
}
