//! What the doubles of clouds have in common that are reached through an HTTPS proxy with a token: each request is
//! noted, its token is looked at, and it may be refused, on demand or because a token or the space has run out.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_RANGE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Form, Router};

use super::Double;
use super::https_proxy::{Complaints, HttpsProxy};
use super::oauth::{CLIENT, Token, Tokens};
use super::rclone::settings;

/// No test sends more at once.
const LARGEST: usize = 256 << 20;

/// One kind of cloud.
pub(crate) trait Kind: Sized + 'static {
    const NAME: &'static str;

    /// What rclone is told of it, beside the application and the token.
    const SETTINGS: &'static [(&'static str, &'static str)];

    /// The bytes that there is room for.
    const ROOM: u64;

    /// How a token is refused that is not taken.
    const BAD_TOKEN: Self::Refusal;

    /// What lies there.
    type Store: Default + Send;

    /// An upload that has begun.
    type Session: Send;

    /// Which requests are refused.
    type Part: Copy + PartialEq + Send + Sync;

    /// What is answered then.
    type Refusal: Copy + IntoResponse + Send;

    /// Who answers, by host.
    fn hosts(cloud: &Arc<Cloud<Self>>) -> [(&'static str, Router); 2];

    /// The parts to which a request belongs, such as `GET /drive/v3/about`.
    fn parts(request: &str) -> &'static [Self::Part];

    /// All files that were not thrown away, with their paths.
    fn files(store: &Self::Store) -> Vec<(String, &[u8])>;

    /// Puts a file there.
    fn put(store: &mut Self::Store, path: &str, content: Vec<u8>);

    /// Whether it gives tokens for a service account's assertion.
    fn trusts(_: &Self::Store, _assertion: &str) -> bool {
        false
    }
}

/// A cloud with one account. It ends when dropped, and fails the test if it was asked for what it does not know.
pub(crate) struct Account<K: Kind> {
    proxy: Arc<HttpsProxy>,
    pub(super) cloud: Arc<Cloud<K>>,
}

/// What the handlers share.
pub(crate) struct Cloud<K: Kind> {
    store: Mutex<K::Store>,
    sessions: Mutex<Sessions<K::Session>>,
    manner: Mutex<Manner<K>>,
    requests: Mutex<Vec<String>>,
    tokens: Tokens,
    pub(super) complaints: Complaints,
}

/// How it behaves, beyond its kind's rules.
pub(super) struct Manner<K: Kind> {
    refusals: Vec<(K::Part, K::Refusal, usize)>,
    pub(super) limit: u64,
    damages: bool,
}

/// Uploads that have begun, by their names.
pub(super) struct Sessions<S> {
    pub(super) open: HashMap<String, S>,
    made: usize,
}

impl<K: Kind> Account<K> {
    /// Starts one with nothing in it, behind a proxy of its own.
    pub(crate) async fn start() -> Self {
        Self::behind(HttpsProxy::start().await)
    }

    /// Starts one behind a proxy that other clouds may share.
    pub(crate) fn behind(proxy: Arc<HttpsProxy>) -> Self {
        let cloud = Arc::new(Cloud {
            store: Mutex::default(),
            sessions: Mutex::new(Sessions { open: HashMap::new(), made: 0 }),
            manner: Mutex::new(Manner { refusals: Vec::new(), limit: K::ROOM, damages: false }),
            requests: Mutex::default(),
            tokens: Tokens::new(),
            complaints: proxy.complaints(),
        });
        for (host, router) in K::hosts(&cloud) {
            proxy.answer_for(host, router);
        }
        Self { proxy, cloud }
    }

    /// The variables that make it the remote `remote`, with a token that lasts.
    pub(crate) fn environment(&self, remote: &str) -> Vec<(String, String)> {
        self.environment_with(remote, Token::Lasting)
    }

    /// The same, with another token.
    pub(crate) fn environment_with(&self, remote: &str, token: Token) -> Vec<(String, String)> {
        let application = [("CLIENT_ID", CLIENT.0), ("CLIENT_SECRET", CLIENT.1)];
        let fixed = application.iter().chain(K::SETTINGS).map(|(key, value)| (*key, (*value).to_owned()));
        let values = fixed.chain([("TOKEN", self.cloud.tokens.json(token))]).collect();
        settings(remote, values).into_iter().chain(self.proxy.environment()).collect()
    }

    /// All requests so far, as `GET /drive/v3/about`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.cloud.requests.lock().expect("no panic holds it").clone()
    }

    /// Its tokens.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.cloud.tokens
    }

    /// Refuses a part of the requests from now on.
    pub(crate) fn refuse(&self, part: K::Part, refusal: K::Refusal) {
        self.refuse_times(usize::MAX, part, refusal);
    }

    /// Refuses so many of them.
    pub(crate) fn refuse_times(&self, times: usize, part: K::Part, refusal: K::Refusal) {
        self.cloud.manner().refusals.push((part, refusal, times));
    }

    /// Refuses nothing more.
    pub(crate) fn relent(&self) {
        self.cloud.manner().refusals.clear();
    }
}

impl<K: Kind> Double for Account<K> {
    /// Of the first file with this path.
    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        let store = self.cloud.store();
        let found = K::files(&store).into_iter().find(|(found, _)| found == path);
        found.map(|(_, content)| content.to_vec())
    }

    fn put(&self, path: &str, content: &[u8]) {
        K::put(&mut self.cloud.store(), path, content.to_vec());
    }

    fn objects(&self) -> Vec<String> {
        let store = self.cloud.store();
        let mut paths: Vec<_> = K::files(&store).into_iter().map(|(path, _)| path).collect();
        paths.sort();
        paths
    }

    fn limit(&self, bytes: u64) {
        self.cloud.manner().limit = bytes;
    }

    fn damage(&self, damages: bool) {
        self.cloud.manner().damages = damages;
    }
}

impl<K: Kind> Cloud<K> {
    pub(super) fn store(&self) -> MutexGuard<'_, K::Store> {
        self.store.lock().expect("no panic holds it")
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions<K::Session>> {
        self.sessions.lock().expect("no panic holds it")
    }

    pub(super) fn manner(&self) -> MutexGuard<'_, Manner<K>> {
        self.manner.lock().expect("no panic holds it")
    }

    /// The refusal that a part has to expect now.
    pub(super) fn refusal(&self, parts: &[K::Part]) -> Option<K::Refusal> {
        let mut manner = self.manner();
        let (_, refusal, times) =
            manner.refusals.iter_mut().find(|(part, _, times)| parts.contains(part) && *times > 0)?;
        *times -= 1;
        Some(*refusal)
    }

    /// What of a file arrives.
    pub(super) fn received(&self, mut content: Vec<u8>) -> Vec<u8> {
        if self.manner().damages
            && let Some(byte) = content.last_mut()
        {
            *byte ^= 1;
        }
        content
    }
}

impl<S> Sessions<S> {
    /// Begins an upload, and names it.
    pub(super) fn begin(&mut self, session: S) -> String {
        self.made += 1;
        let name = format!("session-{}", self.made);
        self.open.insert(name.clone(), session);
        name
    }
}

/// What every request passes that needs a token.
pub(super) async fn admit<K: Kind>(
    State(cloud): State<Arc<Cloud<K>>>,
    request: Request,
    next: Next,
) -> Response {
    let note = format!("{} {}", request.method(), request.uri());
    let parts = K::parts(&note);
    cloud.requests.lock().expect("no panic holds it").push(note);
    // All of it is taken before the answer, or a client that still sends would miss that.
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::BAD_REQUEST.into_response() };
    if !cloud.tokens.accepts(&head.headers) {
        return K::BAD_TOKEN.into_response();
    }
    match cloud.refusal(parts) {
        Some(refusal) => refusal.into_response(),
        None => next.run(Request::from_parts(head, Body::from(body))).await,
    }
}

/// Gives a token.
pub(super) async fn token<K: Kind>(
    State(cloud): State<Arc<Cloud<K>>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    cloud.tokens.grant(&headers, &form, |assertion| K::trusts(&cloud.store(), assertion))
}

pub(super) async fn unknown<K: Kind>(State(cloud): State<Arc<Cloud<K>>>, request: Request) -> Response {
    cloud.complaints.add(format!("{} was asked for {} {}", K::NAME, request.method(), request.uri()));
    StatusCode::NOT_FOUND.into_response()
}

/// A file's content, or the range of it that is wanted; `None` if there is no such range.
pub(super) fn content(mut content: Vec<u8>, headers: &HeaderMap) -> Option<Response> {
    let wanted = headers.get(RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes="));
    let Some(wanted) = wanted else { return Some(content.into_response()) };
    let total = content.len();
    let range = range(wanted, total).filter(|range| !range.is_empty())?;
    let told = [(CONTENT_RANGE, format!("bytes {}-{}/{total}", range.start(), range.end()))];
    content.truncate(range.end() + 1);
    content.drain(..*range.start());
    Some((StatusCode::PARTIAL_CONTENT, told, content).into_response())
}

/// `5-9`, `5-` or `-5` of so many bytes.
fn range(wanted: &str, total: usize) -> Option<RangeInclusive<usize>> {
    let end = total.checked_sub(1)?;
    let (first, last) = wanted.split_once('-')?;
    Some(match (first, last) {
        ("", last) => total.checked_sub(last.parse().ok()?)?..=end,
        (first, "") => first.parse().ok()?..=end,
        (first, last) => first.parse().ok()?..=last.parse::<usize>().ok()?.min(end),
    })
}
