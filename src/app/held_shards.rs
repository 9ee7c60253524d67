//! Whether this process has its shards at Discord's gateway, as far as it knows.

use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Who could not show for so long that he lives is silent. Below what others wait for by what an answer may take on its way.
const SILENT: Duration = Duration::from_secs(15);

/// Since when this process is known to have its shards; none while it has none.
#[derive(Default)]
pub(super) struct Held(Mutex<Option<Known>>);

/// For how long.
#[derive(Clone, Copy)]
pub(super) enum Known {
    /// No other process can have any.
    ForGood,
    /// It was shown then.
    Since(Instant),
}

impl Held {
    /// Notes what is known.
    pub(super) fn note(&self, known: Option<Known>) {
        *self.0.lock() = known;
    }

    /// Whether no other process can have them.
    pub(super) fn surely(&self, now: Instant) -> bool {
        match *self.0.lock() {
            Some(Known::ForGood) => true,
            Some(Known::Since(shown)) => now.duration_since(shown) < SILENT,
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_surely_held_for_less_time_than_others_wait() {
        let (held, now) = (Held::default(), Instant::now());
        assert!(!held.surely(now));
        held.note(Some(Known::Since(now)));
        assert!(held.surely(now));
        assert!(!held.surely(now + SILENT));
        held.note(Some(Known::ForGood));
        assert!(held.surely(now + SILENT));
    }
}
