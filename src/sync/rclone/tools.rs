//! What only people ask of rclone: looking around at a destination, links, mounts, passwords, and how its daemon is.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::de::IgnoredAny;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::digest::Digest;
use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::backend::Rclone;
use crate::sync::rclone::daemon_seen::DaemonSeen;
use crate::sync::rclone::entry::{Seen, Space};
use crate::sync::rclone::ops::{listing, mount, verify};
use crate::sync::rclone::rc::session::Responder;
use crate::sync::{Destination, Entry, RemotePath};

impl Rclone {
    /// How the daemon is. Starts none and asks nothing of it.
    pub fn daemon(&self) -> DaemonSeen {
        self.supervisor.seen()
    }

    /// What lies directly in a folder, or in the destination's own; nothing if there is no such folder. Names that
    /// cannot be a [`RemotePath`] are left out, and the log says so.
    pub async fn list(
        &self,
        destination: &Destination,
        folder: Option<&RemotePath>,
    ) -> Result<Vec<Entry>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, folder.map(RemotePath::as_str).unwrap_or_default())?;
        listing::list(&session, &place, folder).await
    }

    /// What is to be seen of the destination's folder.
    pub async fn look(&self, destination: &Destination) -> Result<Seen, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        listing::look(&session, &self.place(destination, "")?).await
    }

    /// Whether each daemon's login to the destination counts: MEGA stops accounts that log in too often.
    pub fn minds_logins(&self, destination: &Destination) -> bool {
        self.is_mega(destination)
    }

    /// What stands at `path`, if anything.
    pub async fn stat(&self, destination: &Destination, path: &RemotePath) -> Result<Option<Entry>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        listing::stat(&session, &place, path, Action::Stat).await
    }

    /// The SHA-256 of the file at `path`, which is read whole for it; none if there is no such file.
    pub async fn digest(
        &self,
        destination: &Destination,
        path: &RemotePath,
    ) -> Result<Option<Digest>, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        verify::digest(&session, &place, path).await
    }

    /// A link under which anybody can read the file; fails as permanent where the destination makes none.
    pub async fn link(&self, destination: &Destination, path: &RemotePath) -> Result<String, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let place = self.place(destination, path.as_str())?;
        listing::link(&session, &place).await
    }

    /// How much room there is; fails as permanent where the destination does not say.
    pub async fn space(&self, destination: &Destination) -> Result<Space, Failure> {
        let session = self.session(destination, &CancellationToken::new()).await?;
        let mut place = self.place(destination, "")?;
        if destination.is_local() {
            // The folder is made by the first copy; its disk can be asked before.
            let there = Path::new(&place.fs).ancestors().find(|folder| folder.is_dir());
            place.fs = there.and_then(Path::to_str).unwrap_or("/").to_owned();
        }
        listing::space(&session, &place).await
    }

    /// Limits all transfers together, at once and until it is changed again: `1M` (bytes per second, in rclone's
    /// units), `1M:2M` for up and down, `off`. A daemon that takes over later keeps the limit. A timetable is
    /// understood at the start only; what it says at its next hour replaces this.
    pub async fn set_bwlimit(&self, rate: &str) -> Result<(), Failure> {
        let local = Destination::local();
        let session = self.session(&local, &CancellationToken::new()).await?;
        let input = json!({"rate": rate});
        match session.try_ask::<IgnoredAny>(Responder::Daemon, Action::Limit, "core/bwlimit", &input).await? {
            Ok(_) => {
                self.supervisor.limit_later_ones(rate);
                Ok(())
            }
            Err(refusal) => {
                let guidance = "that is no bandwidth limit; write for example 1M, 512k, 1M:2M or off";
                Err(Failure::during(Action::Limit, Class::Permanent, guidance).because(refusal))
            }
        }
    }

    /// Has daemons that start from now on keep this limit, in rclone's syntax; nothing is started for it.
    pub fn limit_later_ones(&self, rate: &str) {
        self.supervisor.limit_later_ones(rate);
    }

    /// A password in the form that rclone's settings want. It can be turned back by anybody: it is no encryption.
    pub async fn obscure(&self, password: &SecretString) -> Result<String, Failure> {
        self.supervisor.obscure(password.expose_secret()).await
    }

    /// Shows a destination below `folder`, an empty folder, for reading only: what changes behind the receipts'
    /// back would make them untrue. It stays until [`Rclone::unmount`], or until the daemon ends.
    pub async fn mount(&self, destination: &Destination, folder: &Path) -> Result<(), Failure> {
        mount::check_machine()?;
        let session = self.session(destination, &CancellationToken::new()).await?;
        mount::mount(&session, &self.place(destination, "")?, folder).await
    }

    /// Takes a mount away again. Fails while something in it is open.
    pub async fn unmount(&self, folder: &Path) -> Result<(), Failure> {
        let local = Destination::local();
        let session = self.session(&local, &CancellationToken::new()).await?;
        mount::unmount(&session, folder).await
    }
}
