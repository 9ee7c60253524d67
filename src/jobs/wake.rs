//! Waking up whoever waits for something to do: in this process at once, and in others on the same database. What there
//! is to do is named, so that nobody looks in vain.

use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use strum::{EnumCount as _, IntoEnumIterator as _};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::store::{Lane, Store, Waking};

/// What others are told within this is told them once.
const TOGETHER: Duration = Duration::from_millis(50);
/// Between two tries to listen to others.
const AGAIN: Duration = Duration::from_secs(10);
/// How often whoever waits looks by himself: another process may have added something and not have told it.
const LOOK: Duration = Duration::from_secs(1);
/// The same where whatever is written is heard: only clocks that jump remain.
const LOOK_WHERE_ALL_IS_HEARD: Duration = Duration::from_secs(10);

/// What there may be to do, and so who is to look. Its word is what other processes are told.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    strum::EnumCount,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Work {
    /// Pictures.
    Render,
    /// Large pictures, and those in motion.
    LargeRender,
    /// Messages.
    Post,
    /// Copies, at any destination.
    Archive,
    /// Copies that are to go.
    Removal,
    /// What the operator is to be told.
    Alarm,
    /// What servers are to be told of their copies.
    ServerNews,
    /// What is announced to all servers.
    Announcement,
}

impl From<&Lane> for Work {
    fn from(lane: &Lane) -> Self {
        match lane {
            Lane::Render => Self::Render,
            Lane::LargeRender => Self::LargeRender,
            Lane::Post => Self::Post,
            Lane::Archive(_) => Self::Archive,
        }
    }
}

/// Wakes idle workers when there may be something to do.
#[derive(Debug)]
pub struct Wake {
    here: [Notify; Work::COUNT],
    anything: Notify,
    /// What others are to be told, each once.
    untold: Mutex<Vec<Work>>,
    elsewhere: Notify,
    /// By which this process knows what it told itself.
    id: Uuid,
    hears_all: AtomicBool,
}

impl Default for Wake {
    fn default() -> Self {
        Self {
            here: Default::default(),
            anything: Notify::new(),
            untold: Mutex::default(),
            elsewhere: Notify::new(),
            id: Uuid::now_v7(),
            hears_all: AtomicBool::new(false),
        }
    }
}

impl Wake {
    /// Waits for the next call that names this work. Registered before looking, so that none falls between the look and
    /// the wait.
    pub fn notified(&self, work: Work) -> Notified<'_> {
        self.here[work as usize].notified()
    }

    /// Waits for the next call, whatever it names.
    pub fn anything_notified(&self) -> Notified<'_> {
        self.anything.notified()
    }

    /// For how long whoever waits does so at most before looking again.
    pub(super) fn longest_wait(&self) -> Duration {
        if self.hears_all.load(Ordering::Relaxed) { LOOK_WHERE_ALL_IS_HEARD } else { LOOK }
    }

    /// There may be something to do, for whoever waits in this process.
    pub(super) fn notify_here(&self, works: &[Work]) {
        for work in works {
            self.here[*work as usize].notify_waiters();
        }
        self.anything.notify_waiters();
    }

    /// There may be something to do, for whoever waits anywhere.
    pub fn notify(&self, works: &[Work]) {
        self.notify_here(works);
        let mut untold = self.untold.lock();
        for work in works {
            if !untold.contains(work) {
                untold.push(*work);
            }
        }
        self.elsewhere.notify_one();
    }

    /// There may be anything to do, for whoever waits anywhere.
    pub fn notify_all(&self) {
        self.notify(&Work::iter().collect::<Vec<_>>());
    }

    /// What others are to be told: who says it, and then the words of what there is to do.
    fn message(&self) -> String {
        let works = std::mem::take(&mut *self.untold.lock());
        let words = works.into_iter().map(<&str>::from);
        words.fold(self.id.to_string(), |message, word| format!("{message} {word}"))
    }

    /// Takes what somebody told. What this version does not know may be anything, as when nothing is said.
    fn hear(&self, message: &str) {
        let (from, words) = message.split_once(' ').unwrap_or((message, ""));
        if from == self.id.to_string() {
            return;
        }
        let works: Result<Vec<_>, _> = words.split(' ').map(Work::from_str).collect();
        self.notify_here(&works.unwrap_or_else(|_| Work::iter().collect()));
    }
}

/// Tells other processes on a database what is to be told them, and hears them, until `stop`. Where that fails, everybody
/// looks once a second all the same.
pub async fn with_others(store: &Store, wake: &Wake, stop: &CancellationToken) {
    // On the heap: connecting takes much room, and this is held by a task for as long as the program runs.
    stop.run_until_cancelled(Box::pin(async { tokio::join!(tell(store, wake), hear(store, wake)) })).await;
    wake.hears_all.store(false, Ordering::Relaxed);
}

async fn tell(store: &Store, wake: &Wake) {
    while store.is_shared() {
        wake.elsewhere.notified().await;
        if let Err(error) = store.wake_others(&wake.message()).await {
            tracing::debug!(%error, "other processes were not told; they look by themselves");
        }
        sleep(TOGETHER).await;
    }
}

async fn hear(store: &Store, wake: &Wake) {
    loop {
        match store.hear_others().await {
            Ok(None) => return,
            Ok(Some(waking)) => listen(waking, wake).await,
            Err(error) => tracing::debug!(%error, "other processes cannot be heard"),
        }
        sleep(AGAIN).await;
    }
}

async fn listen(mut waking: Waking, wake: &Wake) {
    wake.hears_all.store(waking.misses_nothing(), Ordering::Relaxed);
    // What came before nobody heard.
    wake.notify_here(&Work::iter().collect::<Vec<_>>());
    loop {
        match waking.heard().await {
            Ok(message) => wake.hear(&message),
            Err(error) => {
                tracing::debug!(%error, "other processes cannot be heard any more");
                return wake.hears_all.store(false, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What wakes up when `wake` hears a message.
    fn woken(wake: &Wake, message: &str) -> Vec<Work> {
        let mut waiting: Vec<_> = Work::iter().map(|work| (work, Box::pin(wake.notified(work)))).collect();
        for (_, notified) in &mut waiting {
            assert!(!notified.as_mut().enable(), "nothing is told yet");
        }
        wake.hear(message);
        waiting.retain_mut(|(_, notified)| notified.as_mut().enable());
        waiting.into_iter().map(|(work, _)| work).collect()
    }

    #[test]
    fn who_is_meant_hears_what_another_process_tells_once() {
        let (one, other) = (Wake::default(), Wake::default());
        one.notify(&[Work::Post, Work::Archive]);
        one.notify(&[Work::Archive]);
        let message = one.message();
        assert_eq!(message.split(' ').count(), 3, "{message}");
        assert_eq!(woken(&other, &message), [Work::Post, Work::Archive]);
        assert_eq!(woken(&one, &message), [], "its own words");
    }

    #[test]
    fn everybody_looks_where_it_is_not_understood_what_there_is_to_do() {
        let (wake, other) = (Wake::default(), Uuid::now_v7());
        let all: Vec<_> = Work::iter().collect();
        for message in [String::new(), other.to_string(), format!("{other} post dance")] {
            assert_eq!(woken(&wake, &message), all, "{message}");
        }
    }
}
