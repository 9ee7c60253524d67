//! Whether the database can be written, and since when not: said in the log once when it changes, not for each
//! statement.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::error::{Result, StoreError};
use super::trouble::Trouble;

/// How often the log is told of one trouble at most: a disk that is nearly full takes one write and refuses the next.
const TOLD_AGAIN: Duration = Duration::from_mins(1);

/// What is known from the last writes.
#[derive(Default)]
pub(super) struct Watch(Mutex<Known>);

#[derive(Default)]
struct Known {
    failing: Option<Failing>,
    /// What the log was told last, and when.
    told: Option<(Trouble, Instant)>,
}

/// Writes that fail, without one in between that did not.
struct Failing {
    since: Instant,
    trouble: Option<Trouble>,
    /// Whether the log knows.
    told: bool,
}

/// A database that cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwritable {
    /// For how long.
    pub time: Duration,
    /// What keeps it from being written, if that is known.
    pub trouble: Option<Trouble>,
}

impl Watch {
    /// Notes what came of a write. True if the connection that it went through should not be used again.
    pub(super) fn note<T>(&self, result: &Result<T>) -> bool {
        match result {
            Ok(_) => {
                self.succeeded();
                false
            }
            Err(StoreError::Sql(error)) => self.failed(Trouble::of(error), error),
            Err(StoreError::Gone) => self.failed(Some(Trouble::Gone), &StoreError::Gone),
            // The database answered.
            Err(_) => false,
        }
    }

    /// Notes that a write did not end within its time.
    pub(super) fn hangs(&self) {
        self.failed(None, &"it did not end in time");
    }

    /// Since when it cannot be written, and why.
    pub(super) fn unwritable(&self) -> Option<Unwritable> {
        let known = self.0.lock();
        let Failing { since, trouble, .. } = known.failing.as_ref()?;
        Some(Unwritable { time: since.elapsed(), trouble: *trouble })
    }

    fn succeeded(&self) {
        let Some(Failing { since, told, .. }) = self.0.lock().failing.take() else { return };
        if told {
            tracing::info!(seconds = since.elapsed().as_secs(), "the database can be written again");
        }
    }

    fn failed(&self, trouble: Option<Trouble>, error: &dyn std::fmt::Display) -> bool {
        let mut known = self.0.lock();
        let Known { failing, told } = &mut *known;
        let failing =
            failing.get_or_insert_with(|| Failing { since: Instant::now(), trouble: None, told: false });
        let Some(trouble) = trouble else { return false };
        failing.trouble = Some(trouble);
        if told.is_none_or(|(last, at)| last != trouble || at.elapsed() > TOLD_AGAIN && !failing.told) {
            tracing::error!(%error, "THE DATABASE CANNOT BE WRITTEN: {}", trouble.sentence());
            *told = Some((trouble, Instant::now()));
            failing.told = true;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_full_now_and_then_is_told_once() {
        let (watch, told) = (Watch::default(), || StoreError::Gone);
        assert_eq!(watch.unwritable(), None);
        assert!(watch.note::<()>(&Err(told())));
        assert_eq!(watch.unwritable().and_then(|it| it.trouble), Some(Trouble::Gone));
        assert!(watch.0.lock().failing.as_ref().expect("failing").told);
        assert!(!watch.note(&Ok(())));
        assert_eq!(watch.unwritable(), None);
        assert!(watch.note::<()>(&Err(told())));
        assert!(!watch.0.lock().failing.as_ref().expect("failing").told, "the log knows it from just before");
    }

    #[test]
    fn a_database_that_answers_is_well_whatever_it_says() {
        let watch = Watch::default();
        assert!(!watch.note::<()>(&Err(StoreError::StaleLore)));
        assert_eq!(watch.unwritable(), None);
        watch.hangs();
        assert_eq!(watch.unwritable().map(|it| it.trouble), Some(None));
    }
}
