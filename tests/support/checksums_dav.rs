//! A double of a `WebDAV` service that keeps the checksum an uploader sends (`OC-Checksum`) and hands it back as the
//! file's own, as Nextcloud does and ownCloud's clients are told. Asked to, it damages every file after that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::rclone::{DAV_PASSWORD, settings, webdav};

/// Where Nextcloud's clients find a user's files. Chunks are sent elsewhere, and only of larger files than tests have.
const ROOT: &str = "/remote.php/dav/files/helix";

/// A service with nothing in it; it ends when dropped.
pub(crate) struct ChecksumsDav {
    address: SocketAddr,
    state: Arc<Mutex<Store>>,
    _serving: AbortOnDropHandle<()>,
}

#[derive(Default)]
struct Store {
    files: BTreeMap<String, File>,
    folders: BTreeSet<String>,
    requests: Vec<String>,
    damages: bool,
}

struct File {
    content: Vec<u8>,
    /// The uploader's word.
    checksum: String,
}

impl ChecksumsDav {
    pub(crate) async fn start(damages: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(Store { damages, ..Store::default() }));
        let router =
            Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&state));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves until it is dropped");
        });
        Self { address, state, _serving: AbortOnDropHandle::new(serving) }
    }

    /// The variables that make it the remote `name` of this vendor's.
    pub(crate) fn remote(&self, name: &str, vendor: &str) -> Vec<(String, String)> {
        settings(name, webdav(&format!("http://{}{ROOT}", self.address), vendor, DAV_PASSWORD))
    }

    /// The content of a file, and what its uploader said of it.
    pub(crate) fn stored(&self, path: &str) -> Option<(Vec<u8>, String)> {
        let state = self.state.lock();
        let file = state.files.get(&format!("{ROOT}/{path}"))?;
        Some((file.content.clone(), file.checksum.clone()))
    }

    /// How many requests with this method there were.
    pub(crate) fn asked(&self, method: &str) -> usize {
        self.state.lock().requests.iter().filter(|asked| *asked == method).count()
    }
}

async fn answer(
    State(state): State<Arc<Mutex<Store>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // The only sign in the tests' paths that has to be escaped.
    let path = uri.path().trim_end_matches('/').replace("%20", " ");
    let mut state = state.lock();
    state.requests.push(method.to_string());
    match method.as_str() {
        "PROPFIND" => state.describe(&path),
        "MKCOL" => {
            state.folders.insert(path);
            StatusCode::CREATED.into_response()
        }
        "PUT" => state.put(path, &headers, body.to_vec()),
        "GET" => match state.files.get(&path) {
            Some(file) => file.content.clone().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        "DELETE" if state.files.remove(&path).is_some() => StatusCode::NO_CONTENT.into_response(),
        "DELETE" => StatusCode::NOT_FOUND.into_response(),
        _ => StatusCode::NOT_IMPLEMENTED.into_response(),
    }
}

impl Store {
    fn put(&mut self, path: String, headers: &HeaderMap, mut content: Vec<u8>) -> Response {
        if self.damages
            && let Some(byte) = content.last_mut()
        {
            *byte ^= 1;
        }
        let checksum = headers.get("oc-checksum").and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.files.insert(path, File { content, checksum: checksum.to_owned() });
        (StatusCode::CREATED, [("x-oc-mtime", "accepted")]).into_response()
    }

    /// What is known of a file or a folder itself; the tests list none.
    fn describe(&self, path: &str) -> Response {
        let mut properties = String::new();
        if let Some(file) = self.files.get(path) {
            _ = write!(
                properties,
                "<d:resourcetype/><d:getcontentlength>{}</d:getcontentlength>\
                 <oc:checksums><oc:checksum>{}</oc:checksum></oc:checksums>",
                file.content.len(),
                file.checksum
            );
        } else if path == ROOT || self.folders.contains(path) {
            properties.push_str("<d:resourcetype><d:collection/></d:resourcetype>");
        } else {
            return StatusCode::NOT_FOUND.into_response();
        }
        let body = format!(
            "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:response>\
             <d:href>{}</d:href><d:propstat><d:prop>{properties}\
             <d:getlastmodified>Thu, 26 Nov 2026 12:00:00 GMT</d:getlastmodified></d:prop>\
             <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>",
            path.replace(' ', "%20")
        );
        (StatusCode::MULTI_STATUS, [("content-type", "application/xml")], body).into_response()
    }
}
