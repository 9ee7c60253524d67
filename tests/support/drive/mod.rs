//! Google Drive, as far as rclone uses its API, behind an HTTPS proxy on loopback.
//!
//! It keeps its files by Drive's rules: an object has an id and a folder, two may have the same name, what is
//! deleted goes to the trash, sizes and hashes are its own. It refuses in Drive's words, on demand or because a token or
//! the space has run out. A request that it does not know fails the test.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use self::admission::admit;
pub(crate) use self::refusal::{Part, Refusal};
pub(crate) use self::service_account::ServiceAccount;
use self::store::{FOLDER, ROOT, Store};
pub(crate) use self::store::{Hashes, SHARED_DRIVE};
use self::upload::Sessions;
use super::https_proxy::{Complaints, HttpsProxy};
pub(crate) use super::oauth::Token;
use super::oauth::{CLIENT, Tokens};

mod admission;
mod fields;
mod files;
mod query;
mod refusal;
mod service_account;
mod store;
mod upload;

/// Where Drive's API is.
const API: &str = "www.googleapis.com";

/// Where its tokens come from.
const OAUTH: &str = "oauth2.googleapis.com";

/// A Drive with one account. It ends when dropped, and fails the test if it was asked for what it does not know.
pub(crate) struct Drive {
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
    hashes: Hashes,
    limit: u64,
    damages: bool,
    /// The key of the service account whose Drive it is, if it is one's.
    service_account: Option<Vec<u8>>,
}

impl Drive {
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
            manner: Mutex::new(Manner {
                refusals: Vec::new(),
                hashes: Hashes::All,
                limit: 15 << 30,
                damages: false,
                service_account: None,
            }),
            requests: Mutex::default(),
            complaints: proxy.complaints(),
        });
        proxy.answer_for(API, api(&cloud));
        let grants = Router::new()
            .route("/token", post(admission::token))
            .fallback(admission::unknown)
            .with_state(Arc::clone(&cloud));
        proxy.answer_for(OAUTH, grants);
        Self { proxy, cloud }
    }

    /// The variables that make it the remote `remote`, with a token that lasts.
    pub(crate) fn environment(&self, remote: &str) -> Vec<(String, String)> {
        self.environment_with(remote, Token::Lasting)
    }

    /// The same, with another token.
    pub(crate) fn environment_with(&self, remote: &str, token: Token) -> Vec<(String, String)> {
        let settings = [
            ("TYPE", "drive".to_owned()),
            ("SCOPE", "drive".to_owned()),
            ("CLIENT_ID", CLIENT.0.to_owned()),
            ("CLIENT_SECRET", CLIENT.1.to_owned()),
            ("TOKEN", self.cloud.tokens.json(token)),
            // Google's own limit is not at work here.
            ("PACER_MIN_SLEEP", "0s".to_owned()),
        ];
        let variable = |key: &str| format!("RCLONE_CONFIG_{}_{key}", remote.to_uppercase());
        let settings = settings.into_iter().map(|(key, value)| (variable(key), value));
        settings.chain(self.proxy.environment()).collect()
    }

    /// Is the Drive of a service account from now on.
    pub(crate) fn know(&self, account: &ServiceAccount) {
        self.cloud.manner().service_account = Some(account.public_key().to_vec());
    }

    /// The variables that make it the remote `remote` of a service account.
    pub(crate) fn environment_of(&self, account: &ServiceAccount, remote: &str) -> Vec<(String, String)> {
        let credentials = (
            format!("RCLONE_CONFIG_{}_SERVICE_ACCOUNT_CREDENTIALS", remote.to_uppercase()),
            account.credentials(),
        );
        let others = self.environment(remote).into_iter();
        others
            .filter(|(name, _)| !name.ends_with("_TOKEN") && !name.contains("_CLIENT_"))
            .chain([credentials])
            .collect()
    }

    /// The content of the first file with this path in the account's own Drive.
    pub(crate) fn stored(&self, path: &str) -> Option<Vec<u8>> {
        self.stored_in(ROOT, path)
    }

    /// The content of the first file with this path in a drive.
    pub(crate) fn stored_in(&self, drive: &str, path: &str) -> Option<Vec<u8>> {
        let store = self.cloud.store();
        store
            .files()
            .find(|(found, item)| found == path && store.drive_of(&item.id) == drive)
            .map(|(_, item)| item.content.clone())
    }

    /// Puts another file there, beside those that may have the same path, and returns its id.
    pub(crate) fn put(&self, path: &str, content: impl Into<Vec<u8>>) -> String {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut store = self.cloud.store();
        let folder = store.folder(ROOT, folder);
        store.make(&folder, name, "application/octet-stream", content.into()).id.clone()
    }

    /// The id of a folder of the account's own Drive; made where it is missing.
    pub(crate) fn folder(&self, path: &str) -> String {
        self.cloud.store().folder(ROOT, path)
    }

    /// Removes a folder with all below it, as a person does: into the trash, or for ever.
    pub(crate) fn remove_folder(&self, path: &str, forever: bool) {
        let mut store = self.cloud.store();
        let id = store.folder(ROOT, path);
        if forever {
            store.delete(&id);
        } else if let Some(folder) = store.get_mut(&id) {
            folder.trashed = true;
        }
    }

    /// The paths of all files that are not in the trash; one that is there twice comes twice.
    pub(crate) fn objects(&self) -> Vec<String> {
        self.cloud.store().files().map(|(path, _)| path).collect()
    }

    /// The names of the files and folders in the trash.
    pub(crate) fn trash(&self) -> Vec<String> {
        let store = self.cloud.store();
        store.items().iter().filter(|item| item.trashed).map(|item| item.name.clone()).collect()
    }

    /// The id of the first file with this path that anybody may read who has the link.
    pub(crate) fn shared(&self, path: &str) -> Option<String> {
        let store = self.cloud.store();
        store.files().find(|(found, item)| found == path && item.public).map(|(_, item)| item.id.clone())
    }

    /// All requests so far, as `GET /drive/v3/about`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.cloud.requests.lock().expect("no panic holds it").clone()
    }

    /// How many files were sent, or begun to be sent.
    pub(crate) fn uploads(&self) -> usize {
        let is_upload = |request: &&String| request.contains("/upload/") && !request.contains("upload_id");
        self.requests().iter().filter(is_upload).count()
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

    /// Has only these hashes.
    pub(crate) fn offer(&self, hashes: Hashes) {
        self.cloud.manner().hashes = hashes;
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
    Router::new()
        .route("/drive/v3/about", get(files::about))
        .route("/drive/v3/files", get(files::list).post(files::create))
        .route("/drive/v3/files/{id}", get(files::get).patch(files::update).delete(files::delete))
        .route("/drive/v3/files/{id}/permissions", post(files::permit))
        .route("/drive/v3/drives/{id}", get(files::drive))
        .route("/upload/drive/v3/files", post(upload::create).put(upload::create))
        .route("/upload/drive/v3/files/{id}", axum::routing::patch(upload::update))
        .fallback(admission::unknown)
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit))
        .with_state(Arc::clone(cloud))
}
