//! A double of MEGA: one account on a loopback port, for rclone's own client and for any other.
//!
//! It keeps what clients send as MEGA does, encrypted and unread, and hands it out again. Unlike MEGA it was told
//! the account's master key, so that [`Double::stored`] can open an object as its owner's client would and prove that
//! the content is good. Clients find it through `X_MEGA_API_URL`; upload and download addresses come from itself.
//!
//! Facts that surprise, and that it keeps:
//! - two objects may have the same name in the same folder, and an upload never replaces anything;
//! - a deleted object goes to the trash, where it still counts as used space;
//! - a session that the server dropped is refused everywhere (`-15`), and a client must log in anew;
//! - a client learns of changes, its own included, from events that it waits for, not by listing again;
//! - since 2025 a login may be answered with 402 and work to be done first.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

mod account;
mod api;
mod crypto;
mod faults;
mod hashcash;
mod transfers;
mod tree;

pub(crate) use account::Made;
pub(crate) use faults::Fault;

use account::Account;
use crypto::{FileKey, unbase64};
use faults::Faults;
use hashcash::Challenge;
use tree::{Node, Tree};

use super::rclone::{obscure, settings};
use super::{Double, hex};

/// As generous as a free account.
const QUOTA: u64 = 20 << 30;

/// Easy enough to be solved by a few sums.
const EASY: u8 = 255;

/// The double, running; it ends when dropped.
pub(crate) struct Mega {
    hub: Arc<Hub>,
    closed: CancellationToken,
}

/// What requests share.
struct Hub {
    url: String,
    account: Account,
    state: Mutex<State>,
    /// Something changed, for those who wait.
    changed: Notify,
    closed: CancellationToken,
}

struct State {
    tree: Tree,
    sessions: HashSet<String>,
    /// When a login was tried, successful or not.
    logins: Vec<Instant>,
    /// How often each command came.
    commands: BTreeMap<String, usize>,
    events: Vec<Value>,
    /// Uploads by the last part of their address, and what was completed by its handle.
    uploads: HashMap<String, transfers::Upload>,
    completed: HashMap<String, Vec<u8>>,
    /// Nodes by the last part of their download's address.
    downloads: HashMap<String, String>,
    /// Nodes by their public handle.
    links: HashMap<String, String>,
    quota: u64,
    faults: Faults,
    /// How easy the work before a login is, where it is asked for.
    easiness: Option<u8>,
    challenges: Vec<Challenge>,
    solved: usize,
}

impl Mega {
    /// Starts with an empty account.
    pub(crate) async fn start() -> Self {
        Self::start_with(Made::Lately).await
    }

    /// Starts with an account of this age.
    pub(crate) async fn start_with(made: Made) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
        let closed = CancellationToken::new();
        let state = State {
            tree: Tree::new(),
            sessions: HashSet::new(),
            logins: Vec::new(),
            commands: BTreeMap::new(),
            events: Vec::new(),
            uploads: HashMap::new(),
            completed: HashMap::new(),
            downloads: HashMap::new(),
            links: HashMap::new(),
            quota: QUOTA,
            faults: Faults::default(),
            easiness: None,
            challenges: Vec::new(),
            solved: 0,
        };
        let hub = Arc::new(Hub {
            url,
            account: Account::new(made),
            state: Mutex::new(state),
            changed: Notify::new(),
            closed: closed.clone(),
        });
        let server = axum::serve(listener, api::router(Arc::clone(&hub)))
            .with_graceful_shutdown(closed.clone().cancelled_owned());
        tokio::spawn(server.into_future());
        Self { hub, closed }
    }

    /// The address and password of the account.
    pub(crate) fn login() -> (&'static str, &'static str) {
        (account::EMAIL, account::PASSWORD)
    }

    /// The variable by which clients find it.
    pub(crate) fn address(&self) -> (String, String) {
        ("X_MEGA_API_URL".to_owned(), self.hub.url.clone())
    }

    /// The variables that make it rclone's remote `remote`.
    pub(crate) fn environment(&self, remote: &str) -> Vec<(String, String)> {
        self.environment_with(remote, account::PASSWORD)
    }

    /// The same with another password.
    pub(crate) fn environment_with(&self, remote: &str, password: &str) -> Vec<(String, String)> {
        let (user, password) = (account::EMAIL.to_owned(), obscure(password));
        let values = vec![("TYPE", "mega".to_owned()), ("USER", user), ("PASS", password)];
        settings(remote, values).into_iter().chain([self.address()]).collect()
    }

    /// The names in the trash.
    pub(crate) fn trash(&self) -> Vec<String> {
        let state = self.hub.state();
        let files = state.tree.files(&self.hub.account.master, &state.tree.trash);
        files.into_iter().map(|(path, _)| path).collect()
    }

    /// What a stranger reads who was given a public link, with its key, and nothing else.
    pub(crate) fn follow(&self, link: &str) -> Option<Vec<u8>> {
        let (handle, key) = match link.split_once("/#!") {
            Some((_, rest)) => rest.split_once('!')?,
            None => link.split_once("/file/")?.1.split_once('#')?,
        };
        let state = self.hub.state();
        let node = state.tree.nodes.get(state.links.get(handle)?)?;
        Some(node.open(&FileKey::unpack(unbase64(key)?.try_into().ok()?)))
    }

    /// How often somebody tried to log in, with success or without.
    pub(crate) fn logins(&self) -> usize {
        self.hub.state().logins.len()
    }

    /// The times between one login and the next.
    pub(crate) fn login_gaps(&self) -> Vec<Duration> {
        self.hub.state().logins.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    /// How often a command came, or a request called `upload`, `download` or `sc`.
    pub(crate) fn seen(&self, command: &str) -> usize {
        self.hub.state().commands.get(command).copied().unwrap_or_default()
    }

    /// From now on this goes wrong with a command, with `upload`, `download` or `sc`, or with everything (`*`).
    pub(crate) fn fail(&self, on: &'static str, fault: Fault) {
        self.hub.state().faults.plan(on, fault, None);
    }

    /// The same, so many times.
    pub(crate) fn fail_times(&self, times: usize, on: &'static str, fault: Fault) {
        self.hub.state().faults.plan(on, fault, Some(times));
    }

    /// Nothing goes wrong any more.
    pub(crate) fn mend(&self) {
        self.hub.state().faults.clear();
    }

    /// Forgets all sessions: every client must log in anew.
    pub(crate) fn drop_sessions(&self) {
        self.hub.state().sessions.clear();
        self.hub.changed.notify_waiters();
    }

    /// From now on there is work to be done before each request without a session.
    pub(crate) fn ask_for_work(&self) {
        self.hub.state().easiness = Some(EASY);
    }

    /// How much of that work was done and found right.
    pub(crate) fn work_done(&self) -> usize {
        self.hub.state().solved
    }

    /// What only the account's owner and MEGA know and nobody may write down: the sessions that were opened and the
    /// master key, in the forms that programs write.
    pub(crate) fn secrets(&self) -> Vec<String> {
        use base64::Engine as _;
        let master = &self.hub.account.master;
        let standard = base64::engine::general_purpose::STANDARD.encode(master);
        let state = self.hub.state();
        let fixed = [crypto::base64(master), standard, hex(master), account::PASSWORD.to_owned()];
        fixed.into_iter().chain(state.sessions.iter().cloned()).collect()
    }
}

impl Double for Mega {
    /// Opened with the account's master key. Fails the test if there are several of the path, or if what is stored is
    /// damaged.
    fn stored(&self, path: &str) -> Option<Vec<u8>> {
        let (state, master) = (self.hub.state(), &self.hub.account.master);
        let mut files = state.tree.files(master, &state.tree.root);
        files.retain(|(name, _)| name == path);
        assert!(files.len() < 2, "{} objects are called {path}", files.len());
        files.first().map(|(_, node)| node.open(&node.file_key(master)))
    }

    /// Waiting clients are told.
    fn put(&self, path: &str, content: &[u8]) {
        let (mut state, master) = (self.hub.state(), &self.hub.account.master);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (folder, mut made) = state.tree.folder(master, folder);
        made.push(state.tree.add(Node::file(&folder, name, master, content)));
        for handle in made {
            state.tell_added(&handle);
        }
        self.hub.changed.notify_waiters();
    }

    fn objects(&self) -> Vec<String> {
        let state = self.hub.state();
        let files = state.tree.files(&self.hub.account.master, &state.tree.root);
        files.into_iter().map(|(path, _)| path).collect()
    }

    fn limit(&self, bytes: u64) {
        self.hub.state().quota = bytes;
    }

    fn damage(&self, damages: bool) {
        if damages { self.fail("upload", Fault::Damage) } else { self.mend() }
    }
}

impl Drop for Mega {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}
