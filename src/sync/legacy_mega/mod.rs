//! MEGA without rclone: the old, direct way, for hosts where rclone cannot be installed.
//!
//! One account, one transfer at a time, one session for all of them. A login is made when there is none and is spaced
//! from the last; a session that MEGA dropped is noticed, and the next transfer logs in again. Nothing of it is
//! written anywhere. A copy counts only after it was read back whole. Where MEGA keeps several objects of one name, an
//! archive leaves exactly one.
//!
//! `api` asks and bounds, `keys` and `crypto` are what MEGA's clients do, `tree` knows the account's files, `session`
//! works with them, and `error` sorts what goes wrong.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::api::Api;
pub use self::api::MegaTimeouts;
use self::error::MegaError;
use self::session::MegaSession;
use super::login_throttle::LoginThrottle;
use super::{
    CloudSync, Content, Destination, Entry, Finding, LocalFile, Progress, Proof, RemotePath, VerifiedBy,
};
use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};

mod api;
mod crypto;
mod error;
mod hashcash;
mod keys;
mod session;
mod tree;

/// The remote that it serves.
const REMOTE: &str = "mega";

/// [`CloudSync`] to one MEGA account.
pub struct LegacyMega {
    api: Result<Api, String>,
    email: String,
    password: SecretString,
    session: Mutex<Option<MegaSession>>,
    login_throttle: LoginThrottle,
    closed: CancellationToken,
}

impl LegacyMega {
    /// Does nothing yet. `address` stands in for MEGA's own and for that in `X_MEGA_API_URL`.
    pub fn new(
        email: String,
        password: SecretString,
        address: Option<String>,
        timeouts: MegaTimeouts,
    ) -> Self {
        let login_throttle = LoginThrottle::new(timeouts.login);
        let api = Api::new(address, timeouts).map_err(|error| error.guidance.into_owned());
        Self {
            api,
            email,
            password,
            session: Mutex::default(),
            login_throttle,
            closed: CancellationToken::new(),
        }
    }

    /// Spaces its logins together with those of all runs of the program that use this file.
    #[must_use]
    pub fn recording_logins(mut self, file: PathBuf) -> Self {
        self.login_throttle = self.login_throttle.recorded(Some(file));
        self
    }

    fn api(&self) -> Result<&Api, Failure> {
        self.api.as_ref().map_err(|words| Failure::during(Action::Start, Class::Permanent, words.clone()))
    }

    /// A session whose tree is up to date. It belongs to the caller until the guard is dropped.
    async fn session(&self, action: Action) -> Result<MutexGuard<'_, Option<MegaSession>>, Failure> {
        let api = self.api()?;
        let mut session = self.session.lock().await;
        if let Some(there) = session.as_mut() {
            match there.refresh(api, action).await {
                Ok(()) => return Ok(session),
                Err(MegaError { session_lost: true, .. }) => *session = None,
                Err(error) => return Err(error.error),
            }
        }
        self.login_throttle.wait_for_other_runs(REMOTE).await;
        self.login_throttle.begin(REMOTE, Instant::now())?;
        match MegaSession::begin(api, &self.email, &self.password).await {
            Ok(begun) => *session = Some(begun),
            Err(MegaError { error, .. }) => {
                self.login_throttle.failed(REMOTE, error.class, &error.guidance, Instant::now());
                return Err(error);
            }
        }
        Ok(session)
    }

    /// Does something within a session, unless it is called off; forgets a session that turns out to be lost.
    async fn within<T>(
        &self,
        action: Action,
        destination: &Destination,
        cancel: &CancellationToken,
        work: impl AsyncFnOnce(&Api, &mut MegaSession) -> Result<T, MegaError>,
    ) -> Result<T, Failure> {
        if !destination.remote().eq_ignore_ascii_case(REMOTE) {
            let guidance = format!("{destination} needs rclone; without it only mega: can be served");
            return Err(Failure::during(Action::Start, Class::Offline, guidance));
        }
        let done = async {
            let api = self.api()?;
            let mut guard = self.session(action).await?;
            let Some(session) = guard.as_mut() else { return Err(called_off(action)) };
            work(api, session).await.map_err(|error| {
                if error.session_lost {
                    *guard = None;
                }
                error.error
            })
        };
        tokio::select! {
            biased;
            () = self.closed.cancelled() => {
                Err(Failure::during(action, Class::Cancelled, "the program is stopping; it goes on after the next start"))
            }
            () = cancel.cancelled() => Err(called_off(action)),
            done = done => done,
        }
    }
}

fn called_off(action: Action) -> Failure {
    Failure::during(action, Class::Cancelled, "the transfer was called off")
}

fn unproven(guidance: &'static str) -> MegaError {
    Failure::during(Action::Verify, Class::Transient, guidance).into()
}

/// A path's folder, with the destination's before it, and its last part.
fn split(destination: &Destination, path: &str) -> (String, String) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    (format!("{}/{folder}", destination.folder()), name.to_owned())
}

#[async_trait]
impl CloudSync for LegacyMega {
    async fn available(&self) -> Result<String, Failure> {
        if self.closed.is_cancelled() {
            return Err(called_off(Action::Start));
        }
        self.api().map(|_| "MEGA directly, without rclone".to_owned())
    }

    /// MEGA treats several transfers at once as an attack.
    fn concurrency(&self, _destination: &Destination) -> usize {
        1
    }

    async fn archive(
        &self,
        to: &Destination,
        path: &RemotePath,
        file: &LocalFile,
        progress: &(dyn Fn(Progress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Proof, Failure> {
        let (folder, name) = split(to, path.as_str());
        let (verified_by, bytes, digest) = (VerifiedBy::ReadBack, file.bytes, file.digest);
        let work = async |api: &Api, session: &mut MegaSession| {
            if session.is_folder(&folder, &name) {
                let guidance = "a folder on mega has the name that the file should get; move the folder away";
                return Err(Failure::during(Action::Copy, Class::Permanent, guidance).into());
            }
            let mut same = None;
            for copy in session.files(&folder, &name) {
                if same.is_none() && session.has(api, &copy, bytes, digest, Action::Stat).await? {
                    same = Some(copy);
                } else {
                    session.delete(api, &copy).await?;
                }
            }
            if same.is_some() {
                return Ok(Proof { verified_by, already_there: true });
            }
            session.upload(api, &folder, &name, file, progress).await?;
            match session.files(&folder, &name).as_slice() {
                [copy] if session.has(api, copy, bytes, digest, Action::Verify).await? => {
                    Ok(Proof { verified_by, already_there: false })
                }
                [copy] => {
                    session.delete(api, copy).await?;
                    Err(unproven("the copy differs from the original and was removed"))
                }
                [] => Err(unproven("MEGA took the copy, but there is none")),
                _ => Err(unproven("somebody else put a file of the same name there")),
            }
        };
        self.within(Action::Copy, to, cancel, work).await
    }

    async fn prove(
        &self,
        at: &Destination,
        path: &RemotePath,
        content: &Content,
        cancel: &CancellationToken,
    ) -> Result<Finding, Failure> {
        let (folder, name) = split(at, path.as_str());
        let work = async |api: &Api, session: &mut MegaSession| {
            let copies = session.files(&folder, &name);
            // What comes back may have been damaged on its way: a loss is only what two readings show.
            for copy in copies.iter().chain(&copies) {
                if session.has(api, copy, content.bytes, content.digest, Action::Verify).await? {
                    return Ok(Finding::Same(VerifiedBy::ReadBack));
                }
            }
            Ok(if copies.is_empty() { Finding::Missing } else { Finding::Different })
        };
        self.within(Action::Verify, at, cancel, work).await
    }

    async fn fetch(
        &self,
        _from: &Destination,
        _path: &RemotePath,
        _to: &Path,
        _expected: Option<Digest>,
        _progress: &(dyn Fn(Progress) + Send + Sync),
        _cancel: &CancellationToken,
    ) -> Result<LocalFile, Failure> {
        let guidance = "this needs rclone; install it, or name one in HELIX_RCLONE";
        Err(Failure::during(Action::Fetch, Class::Permanent, guidance))
    }

    async fn list(&self, at: &Destination, folder: &RemotePath) -> Result<Vec<Entry>, Failure> {
        let place = format!("{}/{folder}", at.folder());
        let work = async |_: &Api, session: &mut MegaSession| {
            let entries = session.entries(&place).into_iter().filter_map(|(name, kind)| {
                let path = format!("{folder}/{name}").parse().ok();
                if path.is_none() {
                    tracing::warn!(name, "left out: its name is not a usable path");
                }
                path.map(|path| Entry { path, kind })
            });
            Ok(entries.collect())
        };
        self.within(Action::List, at, &CancellationToken::new(), work).await
    }

    async fn reach(&self, destination: &Destination) -> Result<(), Failure> {
        let cancel = CancellationToken::new();
        self.within(Action::List, destination, &cancel, async |_: &Api, _: &mut MegaSession| Ok(())).await
    }

    async fn remove(&self, from: &Destination, path: &RemotePath) -> Result<(), Failure> {
        let (folder, name) = split(from, path.as_str());
        let work = async |api: &Api, session: &mut MegaSession| {
            for copy in session.files(&folder, &name) {
                session.delete(api, &copy).await?;
            }
            Ok(())
        };
        self.within(Action::Delete, from, &CancellationToken::new(), work).await
    }

    async fn shutdown(&self) {
        self.closed.cancel();
    }
}
