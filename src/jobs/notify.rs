//! Telling the operator, once, that a destination is paused, once that it works again, once of copies that are lost, and the
//! same of snapshots of the database that reach a destination no more.
//!
//! The store raises an alarm in the transaction that makes it true, so none is lost and none is raised per job. It is
//! taken, logged, told and then recorded as told; after a crash in between it is told again, under the same id.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::wake::{Wake, Work};
use crate::failure::{Class, Failure, for_operators};
use crate::store::{Alarm, LostCopies, News, NoSnapshot, Store, StoreError, Timestamp};

/// How long whoever took an alarm has for telling it. After a failure it is told again then.
const HOLD: Duration = Duration::from_mins(1);
/// How often is looked for alarms that another process raised.
const LOOK: Duration = Duration::from_secs(10);

/// Tells the operator something outside the log. Implemented by the Discord room.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Tells `alarm`. May be called again for the same id, which then is told once all the same.
    async fn tell(&self, alarm: &Alarm) -> Result<(), Failure>;
}

/// Tells alarms as they are raised, until `stop`.
pub async fn serve(store: &Store, wake: &Wake, notifier: Option<&dyn Notifier>, stop: &CancellationToken) {
    let mut logged = None;
    while !stop.is_cancelled() {
        // Registered before looking, so that no wake-up falls between the look and the wait.
        let woken = wake.notified(Work::Alarm);
        tokio::pin!(woken);
        woken.as_mut().enable();
        match tell_next(store, notifier, &mut logged, Timestamp::now()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) if error.trouble().is_some() => {}
            Err(error) => tracing::warn!(%error, "the operator's alarms cannot be read"),
        }
        let _ = stop.run_until_cancelled(timeout(LOOK, woken)).await;
    }
}

/// Tells the oldest alarm, if there is one. `logged` remembers which one the log has already.
async fn tell_next(
    store: &Store,
    notifier: Option<&dyn Notifier>,
    logged: &mut Option<Uuid>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(alarm) = store.take_alarm(now, now + HOLD).await? else { return Ok(false) };
    if *logged != Some(alarm.id) {
        log(&alarm);
        *logged = Some(alarm.id);
    }
    let told = match notifier {
        Some(notifier) => notifier.tell(&alarm).await,
        None => Ok(()),
    };
    match told {
        Ok(()) => {}
        Err(error) if error.class == Class::Permanent => {
            let cause = error.cause.map(|cause| format!("{cause:#}"));
            tracing::error!(
                reason = %error.guidance,
                cause,
                "the operator's channel cannot be written to; see HELIX_OPERATOR_CHANNEL"
            );
        }
        Err(error) => {
            tracing::warn!(reason = %error.guidance, "the operator was not told; trying again in a minute");
            return Ok(true);
        }
    }
    store.alarm_told(alarm.id, now).await?;
    Ok(true)
}

fn log(alarm: &Alarm) {
    let destination = &alarm.destination;
    match &alarm.news {
        News::Paused(reason) => {
            let reason = for_operators(reason);
            tracing::error!(%destination, reason, "the destination is paused: it does not let us in");
        }
        News::WorksAgain => tracing::info!(%destination, "the destination works again"),
        News::Lost(LostCopies { copies, path, reason }) => {
            tracing::error!(
                %destination, copies, path, reason = for_operators(reason),
                "archived copies are lost or damaged; they are being made good"
            );
        }
        News::Unmendable(LostCopies { copies, path, reason }) => {
            tracing::error!(
                %destination, copies, path, reason = for_operators(reason),
                "lost copies CANNOT be made good"
            );
        }
        News::NoSnapshot(NoSnapshot { reason, last }) => {
            let reason = for_operators(reason);
            tracing::error!(%destination, reason, last, "no snapshot of the database reaches the destination");
        }
        News::SnapshotsAgain => {
            tracing::info!(%destination, "snapshots of the database reach the destination again");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::digest::Digest;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps};
    use crate::store::{Lane, NewRitual, Origin, Outcome, Receipt, Rendered, RitualId, Store};
    use crate::sync::{Destination, VerifiedBy};

    const START: Timestamp = Timestamp(1_700_000_000_000);

    /// Remembers what it was told; fails as it is told to.
    #[derive(Default)]
    struct RecordingNotifier {
        told: Mutex<Vec<Alarm>>,
        fails: Mutex<Option<Class>>,
    }

    #[async_trait]
    impl Notifier for RecordingNotifier {
        async fn tell(&self, alarm: &Alarm) -> Result<(), Failure> {
            if let Some(class) = *self.fails.lock().expect("no panic") {
                return Err(Failure::new(class, "no"));
            }
            self.told.lock().expect("no panic").push(alarm.clone());
            Ok(())
        }
    }

    /// A store where `mega:` refused the login for two rituals.
    async fn paused() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("x")).await.expect("a database");
        for seed in [1, 2] {
            let recipe =
                Recipe::new(Steps::default(), Seed::from_bits(seed), Size::default(), Field::default());
            let ritual = NewRitual {
                id: RitualId::new(),
                origin: Origin::CommandLine,
                recipe,
                file: format!("{seed}.png"),
                archives: vec![(mega(), format!("{seed}.png").parse().expect("a path"))],
                accepted: START,
                motion: false,
                language: crate::language::Language::English,
                spoiler: false,
                seed_words: None,
                redraws: None,
                limits: None,
                lore: None,
                edited: None,
            };
            store.accept(&ritual).await.expect("accepted");
            let digest = Digest::of(b"x");
            let rendered = Rendered {
                pixels: digest,
                digest,
                md5: None,
                bytes: 1,
                render_ms: 1,
                encode_ms: 1,
                motion: None,
            };
            end(&store, &Lane::Render, START, Outcome::Rendered(rendered)).await;
        }
        let refused =
            |at| Outcome::Retry { at, class: Class::Auth, reason: "wrong".to_owned(), counts: true };
        end(&store, &uploads(), START, refused(START)).await;
        end(&store, &uploads(), START, refused(START)).await;
        (folder, store)
    }

    fn mega() -> Destination {
        "mega:".parse().expect("a destination")
    }

    fn uploads() -> Lane {
        Lane::Archive(mega())
    }

    async fn end(store: &Store, lane: &Lane, now: Timestamp, outcome: Outcome) {
        let job = store.claim(lane, None, now, now + HOLD).await.expect("answered").expect("a job");
        assert!(store.finish(&job.lease, &outcome, now).await.expect("written"));
    }

    async fn tell_all(store: &Store, notifier: &RecordingNotifier, now: Timestamp) -> usize {
        let (mut logged, mut taken) = (None, 0);
        while tell_next(store, Some(notifier), &mut logged, now).await.expect("the store answers") {
            taken += 1;
        }
        taken
    }

    #[tokio::test]
    async fn a_pause_and_its_end_are_told_once_each() {
        let (_folder, store) = paused().await;
        let notifier = RecordingNotifier::default();
        assert_eq!(tell_all(&store, &notifier, START).await, 1);
        assert_eq!(tell_all(&store, &notifier, START + HOLD * 9).await, 0);
        let receipt = Receipt::new(Digest::of(b"x"), 1, VerifiedBy::ReadBack, 1, START);
        end(&store, &uploads(), START + HOLD, Outcome::Archived(receipt)).await;
        assert_eq!(tell_all(&store, &notifier, START + HOLD).await, 1);
        let told = notifier.told.into_inner().expect("no panic");
        let told: Vec<_> = told.into_iter().map(|alarm| (alarm.destination, alarm.news)).collect();
        assert_eq!(told, [(mega(), News::Paused("wrong".to_owned())), (mega(), News::WorksAgain)]);
    }

    #[tokio::test]
    async fn what_could_not_be_told_is_told_later_and_what_never_can_is_not_tried_for_ever() {
        let (_folder, store) = paused().await;
        let notifier = RecordingNotifier::default();
        *notifier.fails.lock().expect("no panic") = Some(Class::Transient);
        assert_eq!(tell_all(&store, &notifier, START).await, 1);
        assert_eq!(tell_all(&store, &notifier, START + HOLD / 2).await, 0, "it waits");
        assert_eq!(tell_all(&store, &notifier, START + HOLD).await, 1, "it is tried again");
        *notifier.fails.lock().expect("no panic") = Some(Class::Permanent);
        assert_eq!(tell_all(&store, &notifier, START + HOLD * 2).await, 1);
        assert_eq!(tell_all(&store, &notifier, START + HOLD * 9).await, 0, "it is given up");
        assert_eq!(*notifier.told.lock().expect("no panic"), []);
    }
}
