//! Google Drive, as far as rclone uses its API, behind an HTTPS proxy on loopback.
//!
//! It keeps its files by Drive's rules: an object has an id and a folder, two may have the same name, what is
//! deleted goes to the trash, sizes and hashes are its own. It refuses in Drive's words, on demand or because a token or
//! the space has run out. A request that it does not know fails the test.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

pub(crate) use self::refusal::{Part, Refusal};
pub(crate) use self::service_account::ServiceAccount;
use self::store::{FOLDER, ROOT, Store};
pub(crate) use self::store::{Hashes, SHARED_DRIVE};
use super::cloud::{Account, Kind, admit, token, unknown};
use super::rclone::settings;

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

/// What makes a cloud a Drive.
pub(crate) struct Rules;

/// A Drive with one account.
pub(crate) type Drive = Account<Rules>;

type Cloud = super::cloud::Cloud<Rules>;

impl Kind for Rules {
    const NAME: &'static str = "Drive";
    // Google's own limit is not at work here.
    const SETTINGS: &'static [(&'static str, &'static str)] =
        &[("TYPE", "drive"), ("SCOPE", "drive"), ("PACER_MIN_SLEEP", "0s")];
    const ROOM: u64 = 15 << 30;
    const BAD_TOKEN: Refusal = Refusal::BadToken;

    type Store = Store;
    type Session = upload::Session;
    type Part = Part;
    type Refusal = Refusal;

    fn hosts(cloud: &Arc<Cloud>) -> [(&'static str, Router); 2] {
        let grants = Router::new().route("/token", post(token::<Self>)).fallback(unknown::<Self>);
        [(API, api(cloud)), (OAUTH, grants.with_state(Arc::clone(cloud)))]
    }

    fn parts(request: &str) -> &'static [Part] {
        match request.split_once('?') {
            _ if request.contains(" /upload/") => &[Part::All, Part::Upload],
            Some((_, query)) if query.contains("alt=media") => &[Part::All, Part::Download],
            _ => &[Part::All],
        }
    }

    fn files(store: &Store) -> Vec<(String, &[u8])> {
        store.files().map(|(path, item)| (path, &*item.content)).collect()
    }

    /// In the account's own Drive, beside those that may have the same path.
    fn put(store: &mut Store, path: &str, content: Vec<u8>) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = store.folder(ROOT, folder);
        store.make(&folder, name, "application/octet-stream", content);
    }

    fn trusts(store: &Store, assertion: &str) -> bool {
        store.service_account.as_ref().is_some_and(|key| service_account::is_signed(assertion, key))
    }
}

impl Drive {
    /// Is the Drive of a service account from now on.
    pub(crate) fn know(&self, account: &ServiceAccount) {
        self.cloud.store().service_account = Some(account.public_key().to_vec());
    }

    /// The variables that make it the remote `remote` of a service account.
    pub(crate) fn environment_of(&self, account: &ServiceAccount, remote: &str) -> Vec<(String, String)> {
        let credentials = settings(remote, vec![("SERVICE_ACCOUNT_CREDENTIALS", account.credentials())]);
        let others = self.environment(remote).into_iter();
        others
            .filter(|(name, _)| !name.ends_with("_TOKEN") && !name.contains("_CLIENT_"))
            .chain(credentials)
            .collect()
    }

    /// The content of the first file with this path in a drive.
    pub(crate) fn stored_in(&self, drive: &str, path: &str) -> Option<Vec<u8>> {
        let store = self.cloud.store();
        store
            .files()
            .find(|(found, item)| found == path && store.drive_of(&item.id) == drive)
            .map(|(_, item)| item.content.clone())
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

    /// Has only these hashes.
    pub(crate) fn offer(&self, hashes: Hashes) {
        self.cloud.store().hashes = hashes;
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
        .fallback(unknown::<Rules>)
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit::<Rules>))
        .with_state(Arc::clone(cloud))
}
