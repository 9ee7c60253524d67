//! Dropbox, as far as rclone uses its API, behind an HTTPS proxy on loopback.
//!
//! It keeps its files by Dropbox's rules: a path is the same in any case of its letters, folders come into being
//! with the files in them, hashes are its own. It refuses in Dropbox's words, on demand or because a token or the
//! space has run out. A request that it does not know fails the test.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use axum::{Router, middleware};

pub(crate) use self::refusal::{Part, Refusal};
use self::store::Store;
use super::cloud::{Account, Kind, admit, token, unknown};

mod content;
mod files;
mod links;
mod refusal;
mod store;

/// Where questions are asked, and tokens given.
const API: &str = "api.dropboxapi.com";

/// Where files are sent and read.
const CONTENT: &str = "content.dropboxapi.com";

/// What makes a cloud a Dropbox.
pub(crate) struct Rules;

/// A Dropbox with one account.
pub(crate) type Dropbox = Account<Rules>;

type Cloud = super::cloud::Cloud<Rules>;

impl Kind for Rules {
    const NAME: &'static str = "Dropbox";
    const SETTINGS: &'static [(&'static str, &'static str)] = &[("TYPE", "dropbox")];
    const ROOM: u64 = 2 << 30;
    const BAD_TOKEN: Refusal = Refusal::ExpiredToken;

    type Store = Store;
    type Session = content::Session;
    type Part = Part;
    type Refusal = Refusal;

    fn hosts(cloud: &Arc<Cloud>) -> [(&'static str, Router); 2] {
        [(API, api(cloud)), (CONTENT, content(cloud))]
    }

    fn parts(request: &str) -> &'static [Part] {
        match request.trim_start_matches("POST /2/files/") {
            "upload" | "upload_session/start" | "upload_session/append_v2" => &[Part::All, Part::Upload],
            "upload_session/finish" | "upload_session/finish_batch_v2" => &[Part::All, Part::Commit],
            _ => &[Part::All],
        }
    }

    fn files(store: &Store) -> Vec<(String, &[u8])> {
        let files =
            store.files().map(|entry| (entry.path.trim_start_matches('/').to_owned(), &*entry.content));
        files.collect()
    }

    /// Instead of one that may be there.
    fn put(store: &mut Store, path: &str, content: Vec<u8>) {
        store.write(&format!("/{path}"), content, None);
    }
}

impl Dropbox {
    /// How many requests were to this path.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.strip_prefix("POST ") == Some(path)).count()
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
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit::<Rules>));
    questions
        .route("/oauth2/token", post(token::<Rules>))
        .fallback(unknown::<Rules>)
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
        .layer(middleware::from_fn_with_state(Arc::clone(cloud), admit::<Rules>))
        .fallback(unknown::<Rules>)
        .with_state(Arc::clone(cloud))
}
