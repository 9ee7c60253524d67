//! Spacing logins. MEGA locks accounts that log in too often, for about a week, and each lock is one for the
//! operator to explain. So a login that did not last, or that was refused, makes the next one wait; until then the
//! last failure is given as the reason, and nothing is sent.
//!
//! Each run of the program has to log in once, and commands in a loop or a container that is started again and again
//! are many runs. They keep their distance through a record that they share.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use crate::blocking::blocking;
use crate::bounded;
use crate::failure::{Action, Class, Failure};
use crate::private;

/// The longest wait.
const CAP: Duration = Duration::from_mins(30);

/// After a session that lasted this long, the count begins anew.
const WELL: Duration = Duration::from_mins(10);

/// Between the first logins of two runs. rclone's documentation of MEGA tells of a block after some ninety in a row,
/// and of none with three seconds between them.
const BETWEEN_RUNS: Duration = Duration::from_secs(3);

/// A reservation further ahead than this comes from a clock that jumped, and is ignored.
const FAR: Duration = Duration::from_mins(1);

/// A longer record is not ours, in bytes; an account takes some 40.
const LONGEST_RECORD: u64 = 64 << 10;

/// When each remote was logged in to, and what came of it.
pub(super) struct LoginThrottle {
    /// The wait after the first login; it doubles with each further one.
    first: Duration,
    /// What the runs of this program share.
    record: Option<PathBuf>,
    last: Mutex<HashMap<String, LastLogin>>,
}

struct LastLogin {
    at: Instant,
    in_a_row: u32,
    failure: Option<(Class, String)>,
}

impl LoginThrottle {
    /// With so long a wait after the first login.
    pub(super) fn new(first: Duration) -> Self {
        Self { first, record: None, last: Mutex::default() }
    }

    /// Spaced together with those of all runs that use this record.
    pub(super) fn recorded(self, record: Option<PathBuf>) -> Self {
        Self { record, ..self }
    }

    /// Before the first login of this run: waits until those of other runs are far enough away.
    pub(super) async fn wait_for_other_runs(&self, remote: &str) {
        let Some(record) = self.record.clone().filter(|_| !self.last().contains_key(remote)) else { return };
        let remote = remote.to_owned();
        match blocking(move || reserve(&record, &remote, SystemTime::now())).await {
            Ok(wait) => tokio::time::sleep(wait).await,
            Err(error) => tracing::warn!(%error, "logins of other runs are not known"),
        }
    }

    /// Somebody is about to log in; an error says why not yet.
    pub(super) fn begin(&self, remote: &str, now: Instant) -> Result<(), Failure> {
        let mut last = self.last();
        let Some(login) = last.get_mut(remote) else {
            last.insert(remote.to_owned(), LastLogin { at: now, in_a_row: 1, failure: None });
            return Ok(());
        };
        let since = now.saturating_duration_since(login.at);
        let delay = self.first.saturating_mul(1 << login.in_a_row.saturating_sub(1).min(16)).min(CAP);
        if let Some(wait) = delay.checked_sub(since).filter(|wait| !wait.is_zero()) {
            return Err(login.not_yet(remote, wait));
        }
        let in_a_row = if since >= WELL.max(delay * 2) { 1 } else { login.in_a_row.saturating_add(1) };
        *login = LastLogin { at: now, in_a_row, failure: None };
        Ok(())
    }

    /// The login that began was refused.
    pub(super) fn failed(&self, remote: &str, class: Class, guidance: &str, now: Instant) {
        let mut last = self.last();
        let login =
            last.entry(remote.to_owned()).or_insert(LastLogin { at: now, in_a_row: 1, failure: None });
        login.failure = Some((class, guidance.to_owned()));
    }

    fn last(&self) -> MutexGuard<'_, HashMap<String, LastLogin>> {
        self.last.lock()
    }
}

impl LastLogin {
    fn not_yet(&self, remote: &str, wait: Duration) -> Failure {
        match &self.failure {
            Some((class, guidance)) => {
                Failure::during(Action::Start, class.when_starting(), guidance.clone())
            }
            None => Failure::during(
                Action::Start,
                Class::Offline,
                format!("the session with {remote} was lost; logging in again in {} s", wait.as_secs() + 1),
            ),
        }
    }
}

/// Notes that somebody logs in to `remote` as soon as is right; tells how long that is from `now`.
fn reserve(record: &Path, remote: &str, now: SystemTime) -> io::Result<Duration> {
    let mut file = private::open(record)?;
    // Held until the file is closed.
    file.lock()?;
    let text = match bounded::read(&mut file, LONGEST_RECORD) {
        Err(error) if error.kind() != io::ErrorKind::FileTooLarge => return Err(error),
        read => read.unwrap_or_default(),
    };
    // A record that cannot be read is treated as empty, and is replaced.
    let mut next: BTreeMap<String, u64> = serde_json::from_slice(&text).unwrap_or_default();
    let earliest = next.get(remote).map(|millis| UNIX_EPOCH + Duration::from_millis(*millis));
    let wait = earliest.and_then(|earliest| earliest.duration_since(now).ok()).unwrap_or_default();
    let wait = if wait > FAR { Duration::ZERO } else { wait };
    let after = (now + wait + BETWEEN_RUNS).duration_since(UNIX_EPOCH).unwrap_or_default();
    next.insert(remote.to_owned(), u64::try_from(after.as_millis()).unwrap_or_default());
    let text = serde_json::to_string(&next)?;
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(text.as_bytes())?;
    Ok(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(30);

    /// Seconds from each login to the first moment that another is let through.
    fn waits(throttle: &LoginThrottle, now: &mut Instant, count: usize) -> Vec<u64> {
        let mut waits = Vec::new();
        for _ in 0..count {
            let before = *now;
            while throttle.begin("mega", *now).is_err() {
                *now += Duration::from_secs(1);
            }
            waits.push((*now - before).as_secs());
        }
        waits
    }

    #[test]
    fn logins_are_spaced_more_and_more_up_to_half_an_hour() {
        let (throttle, mut now) = (LoginThrottle::new(FIRST), Instant::now());
        assert_eq!(waits(&throttle, &mut now, 9), [0, 30, 60, 120, 240, 480, 960, 1800, 1800]);
    }

    #[test]
    fn a_session_that_lasted_is_followed_at_once_and_resets_the_count() {
        let (throttle, mut now) = (LoginThrottle::new(FIRST), Instant::now());
        waits(&throttle, &mut now, 3);
        now += Duration::from_hours(1);
        assert_eq!(waits(&throttle, &mut now, 2), [0, 30]);
    }

    #[test]
    fn while_waiting_the_last_failure_holds_and_other_remotes_are_free() {
        let (throttle, now) = (LoginThrottle::new(FIRST), Instant::now());
        throttle.begin("mega", now).expect("the first");
        let lost = throttle.begin("mega", now).expect_err("too soon");
        assert_eq!(lost.class, Class::Offline);
        assert_eq!(lost.guidance, "the session with mega was lost; logging in again in 31 s");
        throttle.failed("mega", Class::Auth, "the login was refused", now);
        let refused = throttle.begin("mega", now).expect_err("too soon");
        assert_eq!((refused.class, &*refused.guidance), (Class::Auth, "the login was refused"));
        throttle.begin("attic", now).expect("another remote");
    }

    #[test]
    fn runs_keep_their_distance_at_each_remote() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("logins.json");
        let now = SystemTime::now();
        let wait = |remote: &str, after: u64| {
            let wait = reserve(&record, remote, now + Duration::from_secs(after)).expect("a place to write");
            wait.as_secs_f64().round() as u64
        };
        assert_eq!([wait("mega", 0), wait("mega", 0), wait("mega", 1), wait("attic", 1)], [0, 3, 5, 0]);
        assert_eq!([wait("mega", 60), wait("mega", 60)], [0, 3]);
    }

    #[test]
    fn a_record_that_makes_no_sense_holds_nobody_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let record = folder.path().join("logins.json");
        for nonsense in ["", "{", "[]", r#"{"mega":9000000000000}"#] {
            std::fs::write(&record, nonsense).expect("written");
            let now = SystemTime::now();
            assert_eq!(reserve(&record, "mega", now).expect("reserved"), Duration::ZERO, "{nonsense}");
            assert!(reserve(&record, "mega", now).expect("reserved") > Duration::from_secs(2), "{nonsense}");
        }
    }
}
