//! A double of an S3 service with the bucket `bucket`, for rclone's own client.
//!
//! It answers as Amazon's documents say, in what proofs rest on:
//! - an `ETag` is the content's MD5 only where the object is not encrypted with a key of the customer's and was sent in
//!   one request; of an encrypted one it is something else that looks the same, of several parts it ends with their
//!   number (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>);
//! - what is attached to an object as `x-amz-meta-…` is kept unread and handed back;
//! - `Content-MD5` is compared with what arrives;
//! - an object under a key that came with the request can be looked at with that key only.
//!
//! Asked to, it damages every object after that: what it says of one is then said of the damaged bytes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use helix_bot::digest::Md5;
use parking_lot::{Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::Double;
use super::rclone::{S3_SECRET, s3, settings};

mod list;
mod objects;
mod parts;
mod refusal;

/// The header by which Amazon's object is told to be encrypted, and how.
const ENCRYPTION: &str = "x-amz-server-side-encryption";
/// How a customer's key is named that comes with each request.
const CUSTOMER_KEY: &str = "x-amz-server-side-encryption-customer-key-md5";
const CUSTOMER_ALGORITHM: &str = "x-amz-server-side-encryption-customer-algorithm";
/// What comes before the name of an attached value.
const ATTACHED: &str = "x-amz-meta-";

/// A service with one bucket; it ends when dropped.
pub(crate) struct S3 {
    address: SocketAddr,
    service: Arc<Service>,
    _serving: AbortOnDropHandle<()>,
}

/// What the handlers share.
struct Service {
    state: Mutex<State>,
}

struct State {
    objects: BTreeMap<String, Object>,
    /// Uploads in parts that have begun, by their ids.
    uploads: BTreeMap<String, parts::Upload>,
    requests: Vec<String>,
    /// How objects are encrypted about which the request says nothing.
    default_seal: Seal,
    damages: bool,
    reading: Reading,
    room: u64,
}

/// How an object is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seal {
    /// Not, or with the service's own key: both give the content's MD5.
    Plain,
    /// With a key that the service manages for the customer.
    Kms,
    /// With the key of this MD5, which comes with each request.
    Customer(String),
}

/// What becomes of objects that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Works,
    /// It is answered with this status.
    Fails(u16),
    /// The bytes arrive damaged, each time in another place.
    Garbles(usize),
}

/// What is stored under a key.
#[derive(Clone)]
struct Object {
    content: Vec<u8>,
    etag: String,
    /// By name, without what comes before it.
    attached: BTreeMap<String, String>,
    seal: Seal,
}

impl S3 {
    /// Starts one with an empty bucket.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = State {
            objects: BTreeMap::new(),
            uploads: BTreeMap::new(),
            requests: Vec::new(),
            default_seal: Seal::Plain,
            damages: false,
            reading: Reading::Works,
            room: u64::MAX,
        };
        let service = Arc::new(Service { state: Mutex::new(state) });
        let router = Router::new()
            .fallback(objects::answer)
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&service));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves until it is dropped");
        });
        Self { address, service, _serving: AbortOnDropHandle::new(serving) }
    }

    /// The variables that make it the remote `name`.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        self.remote_through(name, |address| address)
    }

    /// The same, reached through a line that is opened to its address.
    pub(crate) fn remote_through(
        &self,
        name: &str,
        line: impl FnOnce(SocketAddr) -> SocketAddr,
    ) -> Vec<(String, String)> {
        settings(name, s3(&format!("http://{}", line(self.address)), S3_SECRET))
    }

    /// Encrypts in this way what comes without a word about it, as a bucket can be told to.
    pub(crate) fn seal_by_default(&self, seal: Seal) {
        self.service.state().default_seal = seal;
    }

    /// What becomes of reading from now on.
    pub(crate) fn reading(&self, reading: Reading) {
        self.service.state().reading = reading;
    }

    /// Attaches a value to an object, as its uploader could have done.
    pub(crate) fn attach(&self, path: &str, name: &str, value: &str) {
        let mut state = self.service.state();
        let object = state.objects.get_mut(key(path)).expect("an object");
        object.attached.insert(name.to_owned(), value.to_owned());
    }

    /// Flips a bit of an object long after it was received: what is said of it stays as it was.
    pub(crate) fn rot(&self, path: &str) {
        let mut state = self.service.state();
        let object = state.objects.get_mut(key(path)).expect("an object");
        *object.content.last_mut().expect("a byte") ^= 1;
    }

    /// Takes an object away.
    pub(crate) fn remove(&self, path: &str) {
        self.service.state().objects.remove(key(path));
    }

    /// The names of what is attached to an object.
    pub(crate) fn attached(&self, path: &str) -> Vec<String> {
        self.service.state().objects[key(path)].attached.keys().cloned().collect()
    }

    /// All requests about objects so far, such as `PUT rituals/x.png` or `POST rituals/x.png?uploads`; since the last
    /// time that they were taken.
    pub(crate) fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut self.service.state().requests)
    }
}

/// An object's key, of its path with the bucket.
fn key(path: &str) -> &str {
    path.strip_prefix("bucket/").unwrap_or(path)
}

impl Double for S3 {
    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        self.service.state().objects.get(key(path)).map(|object| object.content.clone())
    }

    fn put(&self, path: &str, content: &[u8]) {
        let mut state = self.service.state();
        let seal = state.default_seal.clone();
        let object = Object::new(content.to_vec(), BTreeMap::new(), seal);
        state.objects.insert(key(path).to_owned(), object);
    }

    fn objects(&self) -> Vec<String> {
        self.service.state().objects.keys().map(|key| format!("bucket/{key}")).collect()
    }

    fn limit(&self, bytes: u64) {
        self.service.state().room = bytes;
    }

    fn damage(&self, damages: bool) {
        self.service.state().damages = damages;
    }
}

impl Service {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

impl State {
    /// What of a content is kept.
    fn kept(&self, mut content: Vec<u8>) -> Vec<u8> {
        if self.damages
            && let Some(byte) = content.last_mut()
        {
            *byte ^= 1;
        }
        content
    }

    fn has_room_for(&self, bytes: usize) -> bool {
        let used: u64 = self.objects.values().map(|object| object.content.len() as u64).sum();
        used.saturating_add(bytes as u64) <= self.room
    }

    /// How an object is encrypted that comes with these headers.
    fn seal(&self, headers: &axum::http::HeaderMap) -> Seal {
        let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        match (value(CUSTOMER_ALGORITHM), value(ENCRYPTION)) {
            (Some(_), _) => Seal::Customer(value(CUSTOMER_KEY).unwrap_or_default().to_owned()),
            (None, Some("aws:kms")) => Seal::Kms,
            (None, Some(_)) => Seal::Plain,
            (None, None) => self.default_seal.clone(),
        }
    }
}

impl Object {
    /// One that arrived in one request.
    fn new(content: Vec<u8>, attached: BTreeMap<String, String>, seal: Seal) -> Self {
        let etag = seal.etag(&content);
        Self { content, etag, attached, seal }
    }
}

impl Seal {
    /// What names a content, as 32 digits in any case.
    fn etag(&self, content: &[u8]) -> String {
        match self {
            Self::Plain => Md5::of(content).to_string(),
            Self::Kms | Self::Customer(_) => Md5::of(&[b"encrypted", content].concat()).to_string(),
        }
    }
}

/// The MD5 of a content as `Content-MD5` and rclone's attached value have it.
pub(crate) fn md5_in_base64(content: &[u8]) -> String {
    let digits = Md5::of(content).to_string();
    let bytes = (0..16).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("two digits"));
    STANDARD.encode(bytes.collect::<Vec<_>>())
}
