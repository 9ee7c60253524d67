//! Spacing logins. MEGA locks accounts that log in too often, for about a week, and each lock is one for the
//! operator to explain. So a login that did not last, or that was refused, makes the next one wait; until then the
//! reason of the last failure goes on to hold, and nothing is sent.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Action, Class, SyncError};

/// The longest wait.
const CAP: Duration = Duration::from_mins(30);

/// A session that lasted so long was well; the count begins anew.
const WELL: Duration = Duration::from_mins(10);

/// When each remote was logged in to, and what came of it.
pub(super) struct Logins {
    /// The wait after the first login; it doubles with each further one.
    first: Duration,
    last: Mutex<HashMap<String, Login>>,
}

struct Login {
    at: Instant,
    in_a_row: u32,
    failure: Option<(Class, Cow<'static, str>)>,
}

impl Logins {
    /// With so long a wait after the first login.
    pub(super) fn new(first: Duration) -> Self {
        Self { first, last: Mutex::default() }
    }

    /// Somebody is about to log in; an error says why not yet.
    pub(super) fn begin(&self, remote: &str, now: Instant) -> Result<(), SyncError> {
        let mut last = self.last();
        let Some(login) = last.get_mut(remote) else {
            last.insert(remote.to_owned(), Login { at: now, in_a_row: 1, failure: None });
            return Ok(());
        };
        let since = now.saturating_duration_since(login.at);
        let delay = self.first.saturating_mul(1 << login.in_a_row.saturating_sub(1).min(16)).min(CAP);
        if let Some(wait) = delay.checked_sub(since).filter(|wait| !wait.is_zero()) {
            return Err(login.not_yet(remote, wait));
        }
        let in_a_row = if since >= WELL.max(delay * 2) { 1 } else { login.in_a_row.saturating_add(1) };
        *login = Login { at: now, in_a_row, failure: None };
        Ok(())
    }

    /// The login that began was refused.
    pub(super) fn failed(&self, remote: &str, class: Class, guidance: &Cow<'static, str>, now: Instant) {
        let mut last = self.last();
        let login = last.entry(remote.to_owned()).or_insert(Login { at: now, in_a_row: 1, failure: None });
        login.failure = Some((class, guidance.clone()));
    }

    fn last(&self) -> MutexGuard<'_, HashMap<String, Login>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Login {
    fn not_yet(&self, remote: &str, wait: Duration) -> SyncError {
        match &self.failure {
            Some((class, guidance)) => SyncError::new(*class, Action::Start, guidance.clone()),
            None => SyncError::new(
                Class::Transient,
                Action::Start,
                format!("the session with {remote} was lost; logging in again in {} s", wait.as_secs() + 1),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(30);

    /// Seconds from each login to the first moment that another is let through.
    fn waits(logins: &Logins, now: &mut Instant, count: usize) -> Vec<u64> {
        let mut waits = Vec::new();
        for _ in 0..count {
            let before = *now;
            while logins.begin("mega", *now).is_err() {
                *now += Duration::from_secs(1);
            }
            waits.push((*now - before).as_secs());
        }
        waits
    }

    #[test]
    fn logins_are_spaced_more_and_more_up_to_half_an_hour() {
        let (logins, mut now) = (Logins::new(FIRST), Instant::now());
        assert_eq!(waits(&logins, &mut now, 9), [0, 30, 60, 120, 240, 480, 960, 1800, 1800]);
    }

    #[test]
    fn a_session_that_lasted_is_followed_at_once_and_resets_the_count() {
        let (logins, mut now) = (Logins::new(FIRST), Instant::now());
        waits(&logins, &mut now, 3);
        now += Duration::from_hours(1);
        assert_eq!(waits(&logins, &mut now, 2), [0, 30]);
    }

    #[test]
    fn while_waiting_the_last_failure_holds_and_other_remotes_are_free() {
        let (logins, now) = (Logins::new(FIRST), Instant::now());
        logins.begin("mega", now).expect("the first");
        let lost = logins.begin("mega", now).expect_err("too soon");
        assert_eq!(lost.class, Class::Transient);
        assert_eq!(lost.guidance, "the session with mega was lost; logging in again in 31 s");
        logins.failed("mega", Class::Auth, &"the login was refused".into(), now);
        let refused = logins.begin("mega", now).expect_err("too soon");
        assert_eq!((refused.class, &*refused.guidance), (Class::Auth, "the login was refused"));
        logins.begin("attic", now).expect("another remote");
    }
}
