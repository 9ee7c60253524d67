//! Which notices stand: messages of their own that tell, below the message that asked, how long a picture takes.
//!
//! One is noted in the database before it is sent, and forgotten after it was taken away. So a kill leaves none for longer
//! than until the next start, and one that was sent although no answer came is looked for in the channel.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::store::{Notice, RitualId};

/// Between two tries to take one away.
const AGAIN: Duration = Duration::from_secs(10);

/// The notices that stand or may stand.
#[derive(Default)]
pub(super) struct Notices(Mutex<HashMap<RitualId, Kept>>);

struct Kept {
    notice: Notice,
    /// Since when it is to be taken away, or is tried again.
    over: Option<Instant>,
}

impl Notices {
    /// Remembers one.
    pub(super) fn keep(&self, notice: Notice) {
        self.0.lock().insert(notice.ritual, Kept { notice, over: None });
    }

    /// The one of a ritual.
    pub(super) fn of(&self, ritual: RitualId) -> Option<Notice> {
        self.0.lock().get(&ritual).map(|kept| kept.notice)
    }

    /// The one of a ritual has told what it had to, if there is one.
    pub(super) fn over(&self, ritual: RitualId, now: Instant) {
        if let Some(kept) = self.0.lock().get_mut(&ritual) {
            kept.over = kept.over.or(Some(now));
        }
    }

    /// What an earlier run left is to be taken away.
    pub(super) fn take_over(&self, notices: Vec<Notice>, now: Instant) {
        let mut kept = self.0.lock();
        for notice in notices {
            kept.insert(notice.ritual, Kept { notice, over: Some(now) });
        }
    }

    /// Up to `most` that are to be taken away.
    pub(super) fn to_be_taken_away(&self, most: usize, now: Instant) -> Vec<Notice> {
        let mut kept = self.0.lock();
        let due = kept.values_mut().filter(|kept| kept.over.is_some_and(|over| over <= now)).take(most);
        due.map(|kept| {
            kept.over = Some(now + AGAIN);
            kept.notice
        })
        .collect()
    }

    /// The one of a ritual is gone.
    pub(super) fn forget(&self, ritual: RitualId) {
        self.0.lock().remove(&ritual);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_notice_is_taken_away_once_it_is_over_and_tried_again_until_it_is_gone() {
        let (notices, now) = (Notices::default(), Instant::now());
        let notice = Notice { ritual: RitualId::new(), channel: 1, request: 2, message: Some(3) };
        notices.keep(notice);
        assert_eq!(notices.to_be_taken_away(9, now), [], "it stands");
        notices.over(notice.ritual, now);
        assert_eq!(notices.to_be_taken_away(0, now), [], "bounded");
        assert_eq!(notices.to_be_taken_away(9, now), [notice]);
        assert_eq!(notices.to_be_taken_away(9, now), []);
        notices.over(notice.ritual, now);
        assert_eq!(notices.to_be_taken_away(9, now + AGAIN), [notice], "it could not be deleted");
        notices.forget(notice.ritual);
        assert_eq!(notices.to_be_taken_away(9, now + AGAIN * 2), []);
        notices.over(notice.ritual, now);
        assert_eq!(notices.of(notice.ritual), None);
    }
}
