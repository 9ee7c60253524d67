//! Keeps one daemon running: started at first use, started again when it is gone, never too soon.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::daemon_seen::DaemonSeen;
use crate::sync::rclone::options::Recycling;
use crate::sync::rclone::rc::daemon::Daemon;
use crate::sync::rclone::rc::startup::Startup;

/// Owns the daemon.
pub(crate) struct Supervisor {
    shared: Arc<Shared>,
}

struct Shared {
    startup: Startup,
    recycling: Recycling,
    starts: Starts,
    state: Mutex<State>,
    closed: CancellationToken,
}

/// How often a daemon was started, and how often that failed. Read while one is being started.
#[derive(Default)]
struct Starts {
    tried: AtomicU64,
    failed: AtomicU64,
}

#[derive(Default)]
struct State {
    daemon: Option<Arc<Daemon>>,
    spacing: Spacing,
    /// When it was asked for or seen at work last.
    used: Option<Instant>,
    /// Why the last start failed.
    failure: Option<(Class, String)>,
}

impl Supervisor {
    /// Starts nothing yet.
    pub(crate) fn new(startup: Startup, recycling: Recycling) -> Self {
        let (state, closed) = (Mutex::default(), CancellationToken::new());
        let shared = Shared { startup, recycling, starts: Starts::default(), state, closed };
        Self { shared: Arc::new(shared) }
    }

    /// The running daemon, started if there is none.
    pub(crate) async fn current(&self) -> Result<Arc<Daemon>, Failure> {
        if self.shared.closed.is_cancelled() {
            return Err(closed(Action::Start));
        }
        if let Some(daemon) = self.shared.state.lock().await.living() {
            return Ok(daemon);
        }
        // In a task of its own: when one caller stops waiting, the start must go on for the others.
        let shared = Arc::clone(&self.shared);
        let start = tokio::spawn(async move {
            tokio::select! {
                () = shared.closed.cancelled() => Err(closed(Action::Start)),
                daemon = shared.start() => daemon,
            }
        });
        start.await.unwrap_or_else(|_| Err(closed(Action::Start)))
    }

    /// How the daemon is. Starts none, and waits for none that is being started.
    pub(crate) fn seen(&self) -> DaemonSeen {
        let state = self.shared.state.try_lock().ok();
        let daemon = state.as_ref().and_then(|state| state.daemon.as_ref());
        let daemon = daemon.filter(|daemon| !daemon.handle().is_gone());
        DaemonSeen {
            starts: self.shared.starts.tried.load(Ordering::Relaxed),
            failed_starts: self.shared.starts.failed.load(Ordering::Relaxed),
            running: daemon.is_some(),
            resident: daemon.and_then(|daemon| daemon.resident()).unwrap_or_default(),
        }
    }

    /// Whether there is an rclone that will do. Starts no daemon.
    #[cfg(feature = "legacy-mega")]
    pub(crate) async fn find(&self) -> Result<(), Failure> {
        if self.shared.state.lock().await.living().is_some() {
            return Ok(());
        }
        self.shared.startup.program.check_version().await
    }

    /// Lets those who use this daemon finish, and gives everybody else another.
    pub(crate) async fn retire(&self, daemon: &Arc<Daemon>) {
        let mut state = self.shared.state.lock().await;
        if state.daemon.as_ref().is_some_and(|current| Arc::ptr_eq(current, daemon)) {
            tracing::info!("the rclone daemon is replaced by a fresh one");
            state.daemon = None;
        }
    }

    /// Kills a daemon that does not answer.
    pub(crate) async fn replace(&self, daemon: &Arc<Daemon>) {
        tracing::warn!("the rclone daemon does not answer and is killed; the next transfer starts another");
        daemon.handle().kill();
        daemon.handle().gone().await;
    }

    /// A password as rclone wants it. Needs no daemon.
    pub(crate) async fn obscure(&self, password: &str) -> Result<String, Failure> {
        self.shared.startup.program.obscure(password).await
    }

    /// Whether there may be a bandwidth limit.
    pub(crate) fn may_be_limited(&self) -> bool {
        self.shared.startup.may_be_limited()
    }

    /// Gives daemons that start from now on this bandwidth limit, in rclone's syntax.
    pub(crate) fn limit_later_ones(&self, rate: &str) {
        *self.shared.startup.bwlimit.lock() = Some(rate.to_owned());
    }

    /// Whether [`Supervisor::shutdown`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.shared.closed.is_cancelled()
    }

    /// Ends the daemon, and starts no other.
    pub(crate) async fn shutdown(&self) {
        self.shared.closed.cancel();
        let daemon = self.shared.state.lock().await.daemon.take();
        if let Some(daemon) = daemon {
            daemon.handle().stop();
            daemon.handle().gone().await;
        }
    }
}

/// The error of calls after the end.
pub(crate) fn closed(action: Action) -> Failure {
    Failure::during(action, Class::Cancelled, "the program is stopping; it goes on after the next start")
}

impl Shared {
    async fn start(self: &Arc<Self>) -> Result<Arc<Daemon>, Failure> {
        let mut state = self.state.lock().await;
        if let Some(daemon) = state.living() {
            return Ok(daemon);
        }
        let now = Instant::now();
        if let Some(wait) = state.spacing.wait(now) {
            return Err(state.not_yet(wait));
        }
        state.daemon = None;
        state.spacing.started(now);
        self.starts.tried.fetch_add(1, Ordering::Relaxed);
        match self.startup.start().await {
            Ok(daemon) => {
                tracing::info!(
                    version = daemon.version().map(ToString::to_string),
                    "the rclone daemon is ready"
                );
                state.failure = None;
                let daemon = state.daemon.insert(Arc::new(daemon));
                let (shared, watched) = (Arc::downgrade(self), Arc::downgrade(daemon));
                tokio::spawn(watch(shared, watched, self.recycling.every));
                Ok(Arc::clone(daemon))
            }
            Err(error) => {
                self.starts.failed.fetch_add(1, Ordering::Relaxed);
                state.failure = Some((error.class, error.guidance.clone().into_owned()));
                Err(error)
            }
        }
    }
}

/// Looks at a daemon until it is replaced, by this or otherwise. Its next user starts another.
async fn watch(shared: Weak<Shared>, watched: Weak<Daemon>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        let Some(shared) = shared.upgrade() else { return };
        let mut state = shared.state.lock().await;
        if state.daemon.as_ref().is_none_or(|daemon| Arc::as_ptr(daemon) != watched.as_ptr()) {
            return;
        }
        let Some(why) = state.useless(shared.recycling, Instant::now()) else { continue };
        let Some(daemon) = state.daemon.take() else { return };
        drop(state);
        tracing::info!("the rclone daemon {why} and is ended; the next transfer starts another");
        daemon.handle().stop();
        daemon.handle().gone().await;
        return;
    }
}

impl State {
    fn living(&mut self) -> Option<Arc<Daemon>> {
        self.used = Some(Instant::now());
        self.daemon.as_ref().filter(|daemon| !daemon.handle().is_gone()).map(Arc::clone)
    }

    /// Why the daemon is better ended, if it is.
    fn useless(&mut self, recycling: Recycling, now: Instant) -> Option<&'static str> {
        let daemon = self.daemon.as_ref()?;
        // Every user of the daemon holds a reference to it and gets that through this state, so one reference means idle.
        if Arc::strong_count(daemon) > 1 {
            self.used = Some(now);
            return None;
        }
        if daemon.resident().is_some_and(|bytes| bytes > recycling.above) {
            return Some("has grown");
        }
        let unused = self.used.map(|used| now.saturating_duration_since(used));
        let is_idle = recycling.idle.zip(unused).is_some_and(|(idle, unused)| unused >= idle);
        is_idle.then_some("has nothing to do")
    }

    /// While the next start has to wait, the last failure is given as the reason.
    fn not_yet(&self, wait: Duration) -> Failure {
        if let Some((class, guidance)) = &self.failure {
            return Failure::during(Action::Start, *class, guidance.clone());
        }
        let guidance = format!("rclone ended and is started again in {} s", wait.as_secs() + 1);
        let error = Failure::during(Action::Start, Class::Offline, guidance);
        match self.daemon.as_ref().and_then(|daemon| daemon.handle().exit()) {
            Some(exit) => error.because(exit),
            None => error,
        }
    }
}

/// Spaces the starts: the daemon logs in anew each time, and accounts are locked for logging in too often.
#[derive(Default)]
struct Spacing {
    last: Option<Instant>,
    in_a_row: u32,
}

impl Spacing {
    const CAP: Duration = Duration::from_mins(1);

    /// After a daemon that ran this long, the count begins anew.
    const WELL: Duration = Duration::from_mins(5);

    /// How long the next start has to wait: 1 s after the first, then 2 s, 4 s and so on up to a minute.
    fn wait(&self, now: Instant) -> Option<Duration> {
        let since = now.saturating_duration_since(self.last?);
        let delay = Duration::from_secs(1 << self.in_a_row.saturating_sub(1).min(6)).min(Self::CAP);
        delay.checked_sub(since).filter(|wait| !wait.is_zero())
    }

    fn started(&mut self, now: Instant) {
        let well = self.last.is_some_and(|last| now.saturating_duration_since(last) >= Self::WELL);
        self.in_a_row = if well { 1 } else { self.in_a_row.saturating_add(1) };
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_spaced_more_and_more_up_to_a_minute() {
        let mut spacing = Spacing::default();
        let mut now = Instant::now();
        assert_eq!(spacing.wait(now), None);
        let mut waits = Vec::new();
        for _ in 0..8 {
            spacing.started(now);
            let wait = spacing.wait(now).expect("a wait");
            waits.push(wait.as_secs());
            now += wait;
            assert_eq!(spacing.wait(now), None);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn a_daemon_that_lived_long_is_followed_at_once_and_resets_the_count() {
        let mut spacing = Spacing::default();
        let start = Instant::now();
        spacing.started(start);
        spacing.started(start + Duration::from_secs(1));
        let much_later = start + Duration::from_hours(1);
        assert_eq!(spacing.wait(much_later), None);
        spacing.started(much_later);
        assert_eq!(spacing.wait(much_later), Some(Duration::from_secs(1)));
    }
}
