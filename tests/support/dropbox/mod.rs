//! Dropbox, as far as rclone uses its API, behind an HTTPS proxy on loopback.
//!
//! It keeps its files by Dropbox's rules: a path is the same in any case of its letters, folders come into being
//! with the files in them, hashes are its own. It refuses in Dropbox's words, on demand or because a token or the
//! space has run out. A request that it does not know fails the test.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use axum::{Router, middleware};

use self::admission::admit;
use self::content::Sessions;
pub(crate) use self::refusal::{Part, Refusal};
use self::store::Store;
use super::https_proxy::{Complaints, HttpsProxy};
pub(crate) use super::oauth::Token;
use super::oauth::{CLIENT, Tokens};

mod admission;
mod content;
mod files;
mod links;
mod refusal;
mod store;

/// Where questions are asked, and tokens given.
const API: &str = "api.dropboxapi.com";

/// Where files are sent and read.
const CONTENT: &str = "content.dropboxapi.com";

/// A Dropbox with one account. It ends when dropped, and fails the test if it was asked for what it does not know.
pub(crate) struct Dropbox {
    proxy: Arc<HttpsProxy>,
    cloud: Arc<Cloud>,
}

/// What the handlers share.
struct Cloud {
    store: Mutex<Store>,
    sessions: Mutex<Sessions>,
    tokens: Tokens,
    manner: Mutex<Manner>,
    requests: Mutex<Vec<String>>,
    complaints: Complaints,
}

/// How it behaves, beyond the rules.
struct Manner {
    refusals: Vec<(Part, Refusal, usize)>,
    limit: u64,
    damages: bool,
}

impl Dropbox {
    /// Starts one with nothing in it, behind a proxy of its own.
    pub(crate) async fn start() -> Self {
        Self::behind(HttpsProxy::start().await)
    }

    /// Starts one behind a proxy that other clouds may share.
    pub(crate) fn behind(proxy: Arc<HttpsProxy>) -> Self {
        let cloud = Arc::new(Cloud {
            store: Mutex::default(),
            sessions: Mutex::default(),
            tokens: Tokens::new(),
            manner: Mutex::new(Manner { refusals: Vec::new(), limit: 2 << 30, damages: false }),
            requests: Mutex::default(),
            complaints: proxy.complaints(),
        });
        proxy.answer_for(API, api(&cloud));
        proxy.answer_for(CONTENT, content(&cloud));
        Self { proxy, cloud }
    }

    /// The variables that make it the remote `remote`, with a token that lasts.
    pub(crate) fn environment(&self, remote: &str) -> Vec<(String, String)> {
        self.environment_with(remote, Token::Lasting)
    }

    /// The same, with another token.
    pub(crate) fn environment_with(&self, remote: &str, token: Token) -> Vec<(String, String)> {
        let settings = [
            ("TYPE", "dropbox".to_owned()),
            ("CLIENT_ID", CLIENT.0.to_owned()),
            ("CLIENT_SECRET", CLIENT.1.to_owned()),
            ("TOKEN", self.cloud.tokens.json(token)),
        ];
        let variable = |key: &str| format!("RCLONE_CONFIG_{}_{key}", remote.to_uppercase());
        let settings = settings.into_iter().map(|(key, value)| (variable(key), value));
        settings.chain(self.proxy.environment()).collect()
    }

    /// The content of the file with this path.
    pub(crate) fn stored(&self, path: &str) -> Option<Vec<u8>> {
        self.cloud.store().file(&format!("/{path}")).map(|entry| entry.content.clone())
    }

    /// Puts a file there, instead of one that may be there.
    pub(crate) fn put(&self, path: &str, content: impl Into<Vec<u8>>) {
        self.cloud.store().write(&format!("/{path}"), content.into(), None);
    }

    /// The paths of all files.
    pub(crate) fn objects(&self) -> Vec<String> {
        self.cloud.store().files().map(|entry| entry.path.trim_start_matches('/').to_owned()).collect()
    }

    /// All requests so far, as `/2/files/upload`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.cloud.requests.lock().expect("no panic holds it").clone()
    }

    /// How many of them were to this path.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| *request == path).count()
    }

    /// Its tokens.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.cloud.tokens
    }

    /// Refuses a part of the requests from now on.
    pub(crate) fn refuse(&self, part: Part, refusal: Refusal) {
        self.refuse_times(usize::MAX, part, refusal);
    }

    /// Refuses so many of them.
    pub(crate) fn refuse_times(&self, times: usize, part: Part, refusal: Refusal) {
        self.cloud.manner().refusals.push((part, refusal, times));
    }

    /// Refuses nothing more.
    pub(crate) fn relent(&self) {
        self.cloud.manner().refusals.clear();
    }

    /// Has room for so many bytes.
    pub(crate) fn limit(&self, bytes: u64) {
        self.cloud.manner().limit = bytes;
    }

    /// Stores what it receives with one bit flipped, or no longer so.
    pub(crate) fn damage(&self, damages: bool) {
        self.cloud.manner().damages = damages;
    }
}

impl Cloud {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no panic holds it")
    }

    fn manner(&self) -> MutexGuard<'_, Manner> {
        self.manner.lock().expect("no panic holds it")
    }

    /// The refusal that a part has to expect now.
    fn refusal(&self, parts: &[Part]) -> Option<Refusal> {
        let mut manner = self.manner();
        let (_, refusal, times) =
            manner.refusals.iter_mut().find(|(part, _, times)| parts.contains(part) && *times > 0)?;
        *times -= 1;
        Some(*refusal)
    }
}

fn api(cloud: &Arc<Cloud>) -> Router {
    let questions = Router::new()
        .route("/2/files/get_metadata", post(files::get_metadata))
        .route("/2/files/list_folder", post(files::list_folder))
        .route("/2/files/list_folder/continue", post(files::list_folder_continue))
        .route("/2/files/create_folder_v2", post(files::create_folder))
        .route("/2/files/delete_v2", post(files::delete))
        .route("/2/files/move_v2", post(files::r#move))
        .route("/2/files/upload_session/finish_batch_v2", post(content::finish_batch))
        .route("/2/sharing/create_shared_link_with_settings", post(links::create))
        .route("/2/sharing/list_shared_links", post(links::list))
        .route("/2/users/get_space_usage", post(files::space))
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit));
    questions
        .route("/oauth2/token", post(admission::token))
        .fallback(admission::unknown)
        .with_state(Arc::clone(cloud))
}

fn content(cloud: &Arc<Cloud>) -> Router {
    Router::new()
        .route("/2/files/upload", post(content::upload))
        .route("/2/files/upload_session/start", post(content::start))
        .route("/2/files/upload_session/append_v2", post(content::append))
        .route("/2/files/upload_session/finish", post(content::finish))
        .route("/2/files/download", post(content::download))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit))
        .fallback(admission::unknown)
        .with_state(Arc::clone(cloud))
}
