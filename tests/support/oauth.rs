//! A cloud's tokens: which it takes, and how it gives new ones (RFC 6749, and RFC 7523 for service accounts).

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// The application that asks on behalf of the account.
pub(crate) const CLIENT: (&str, &str) = ("helix-client.example", "helix-client-secret");

/// The token that a remote starts with.
const FIRST: &str = "first-access-token";

/// What new ones are got with.
const REFRESH: &str = "the-refresh-token";

/// The tokens of one account.
pub(crate) struct Tokens(Mutex<Inner>);

struct Inner {
    accepted: HashSet<String>,
    given: usize,
    refused: bool,
}

/// Which token a remote is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// One that is taken for ever.
    Lasting,
    /// One whose time is over, with which to get another.
    Expired,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Inner { accepted: HashSet::from([FIRST.to_owned()]), given: 0, refused: false }))
    }

    /// The token as rclone keeps it.
    pub(crate) fn json(&self, token: Token) -> String {
        let expiry = match token {
            Token::Lasting => "2099-01-01T00:00:00Z",
            Token::Expired => {
                self.expire();
                "2020-01-01T00:00:00Z"
            }
        };
        json!({"access_token": FIRST, "token_type": "bearer", "refresh_token": REFRESH, "expiry": expiry})
            .to_string()
    }

    /// Takes none of the access tokens that are out.
    pub(crate) fn expire(&self) {
        self.inner().accepted.clear();
    }

    /// Gives no more tokens: the account's owner took the permission back.
    pub(crate) fn refuse(&self) {
        self.inner().refused = true;
        self.expire();
    }

    /// How many new ones were given.
    pub(crate) fn given(&self) -> usize {
        self.inner().given
    }

    /// Whether the request shows a token that is taken.
    pub(crate) fn accepts(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        shown
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|token| self.inner().accepted.contains(token))
    }

    /// Answers a request for a new token. `trusts` judges a service account's assertion.
    pub(crate) fn grant(
        &self,
        headers: &HeaderMap,
        form: &HashMap<String, String>,
        trusts: impl FnOnce(&str) -> bool,
    ) -> Response {
        let field = |name: &str| form.get(name).map(String::as_str);
        let refused = match field("grant_type") {
            Some("refresh_token") if !is_client(headers, form) => {
                Some((StatusCode::UNAUTHORIZED, "invalid_client", "The OAuth client was not found."))
            }
            Some("refresh_token") if self.inner().refused || field("refresh_token") != Some(REFRESH) => {
                Some((StatusCode::BAD_REQUEST, "invalid_grant", "Token has been expired or revoked."))
            }
            Some("refresh_token") => None,
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => {
                let trusted = field("assertion").is_some_and(trusts);
                let refused = !trusted || self.inner().refused;
                refused.then_some((StatusCode::BAD_REQUEST, "invalid_grant", "Invalid JWT Signature."))
            }
            _ => Some((StatusCode::BAD_REQUEST, "unsupported_grant_type", "Invalid grant_type")),
        };
        if let Some((status, error, description)) = refused {
            let body = json!({"error": error, "error_description": description});
            return (status, axum::Json(body)).into_response();
        }
        let mut inner = self.inner();
        inner.given += 1;
        let token = format!("access-token-{}", inner.given);
        inner.accepted.insert(token.clone());
        axum::Json(json!({"access_token": token, "token_type": "Bearer", "expires_in": 14_400}))
            .into_response()
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().expect("no panic holds it")
    }
}

/// Whether the application names itself rightly, in either of the two ways.
fn is_client(headers: &HeaderMap, form: &HashMap<String, String>) -> bool {
    let in_header = STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_form = ["client_id", "client_secret"].map(|name| form.get(name).map(String::as_str));
    shown.and_then(|value| value.strip_prefix("Basic ")).is_some_and(|login| login == in_header)
        || in_form == [Some(CLIENT.0), Some(CLIENT.1)]
}
