//! Calls made for one transfer: bounded in time, cancellable, their failures sorted and acted upon.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::failure::{Action, Class, Failure};
use crate::sync::login_throttle::LoginThrottle;
use crate::sync::rclone::options::Timeouts;
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::process::retry_after;
use crate::sync::rclone::rc::classify;
use crate::sync::rclone::rc::classify::CallsFor;
use crate::sync::rclone::rc::client::{CallError, Refusal};
use crate::sync::rclone::rc::daemon::Daemon;
use crate::sync::rclone::rc::server_time;
use crate::sync::rclone::rc::supervisor::{Supervisor, closed};

/// Slower than this, without a limit of our own, a transfer is given up and begun anew: bytes per second.
const SLOWEST: u64 = 32 << 10;

/// How many transfers may share a bandwidth limit.
const SHARERS: u64 = 8;

/// How long the end of a daemon may take to be noticed after its connection broke.
const NOTICE: Duration = Duration::from_millis(500);

/// Who answers a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Responder {
    /// The daemon itself; if it does not, it hangs.
    Daemon,
    /// The remote, through the daemon, within this time.
    Remote(Duration),
}

/// A daemon in use for one remote: the calls of one operation, with their time limits and the caller's cancellation.
pub(crate) struct RemoteSession<'a> {
    pub(crate) supervisor: &'a Supervisor,
    pub(crate) environment: &'a Environment,
    pub(crate) login_throttle: &'a LoginThrottle,
    pub(crate) daemon: Arc<Daemon>,
    pub(crate) timeouts: &'a Timeouts,
    /// The remote's name, for people.
    pub(crate) remote: &'a str,
    pub(crate) cancel: CancellationToken,
}

impl RemoteSession<'_> {
    /// Calls the remote, which has the usual time to answer.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        action: Action,
        method: &'static str,
        input: &Value,
    ) -> Result<T, Failure> {
        self.ask_of(Responder::Remote(self.timeouts.answer), action, method, input).await
    }

    /// Calls the daemon for something that it knows by itself.
    pub(crate) async fn ask_daemon<T: DeserializeOwned>(
        &self,
        action: Action,
        method: &'static str,
        input: &Value,
    ) -> Result<T, Failure> {
        self.ask_of(Responder::Daemon, action, method, input).await
    }

    /// Calls, and sorts what goes wrong.
    pub(crate) async fn ask_of<T: DeserializeOwned>(
        &self,
        responder: Responder,
        action: Action,
        method: &'static str,
        input: &Value,
    ) -> Result<T, Failure> {
        match self.try_ask(responder, action, method, input).await? {
            Ok(answer) => Ok(answer),
            Err(refusal) => Err(self.refused(action, refusal).await),
        }
    }

    /// Calls, and leaves it to the caller what to make of a refusal.
    pub(crate) async fn try_ask<T: DeserializeOwned>(
        &self,
        responder: Responder,
        action: Action,
        method: &'static str,
        input: &Value,
    ) -> Result<Result<T, Refusal>, Failure> {
        let call = async {
            match responder {
                Responder::Daemon => self.daemon.call(method, input, self.timeouts.prompt).await,
                Responder::Remote(limit) => self.call_watched(method, input, limit).await,
            }
        };
        let answer = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(self.cancelled(action)),
            answer = call => answer,
        };
        self.sorted(action, responder, answer).await
    }

    /// Acts upon what went wrong with a call, and leaves a refusal to the caller.
    pub(crate) async fn sorted<T>(
        &self,
        action: Action,
        responder: Responder,
        answer: Result<T, CallError>,
    ) -> Result<Result<T, Refusal>, Failure> {
        match answer {
            Ok(answer) => Ok(Ok(answer)),
            Err(CallError::Refused(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(self.failed(action, responder, error).await),
        }
    }

    /// While the remote takes its time, the daemon has to show that it lives.
    async fn call_watched<T: DeserializeOwned>(
        &self,
        method: &'static str,
        input: &Value,
        limit: Duration,
    ) -> Result<T, CallError> {
        let mut call = pin!(self.daemon.call(method, input, limit));
        loop {
            tokio::select! {
                answer = &mut call => return answer,
                () = tokio::time::sleep(self.timeouts.prompt) => {}
            }
            if let Err(CallError::TimedOut { .. }) = self.daemon.ping(self.timeouts.prompt).await {
                return Err(CallError::Hung { method });
            }
        }
    }

    /// What a refusal means, and what it calls for.
    pub(crate) async fn refused(&self, action: Action, refusal: Refusal) -> Failure {
        let mut meaning = classify::refused(self.remote, refusal.status, &refusal.text);
        if meaning.calls_for == Some(CallsFor::Explanation)
            && let Some(explained) = self.explain().await
        {
            meaning = explained;
        }
        if meaning.login_failed {
            self.login_throttle.failed(self.remote, meaning.class, &meaning.guidance, Instant::now());
            self.daemon.not_logged_in(self.remote);
        }
        let mut pause = retry_after::in_words(&refusal.text);
        match meaning.calls_for {
            Some(CallsFor::FreshDaemon) => self.supervisor.retire(&self.daemon).await,
            Some(CallsFor::Forgetting) => self.forget().await,
            // Some answers leave out the pause that the log named.
            Some(CallsFor::Pause) => pause = pause.or_else(|| self.daemon.pause_left()),
            Some(CallsFor::ServerTime) => meaning.guidance = self.clock().await.into(),
            Some(CallsFor::Explanation) | None => {}
        }
        let mut failure = Failure::during(action, meaning.class, meaning.guidance).after(pause);
        if meaning.leaves_open {
            failure = failure.in_words(&refusal.text);
        }
        failure.because(refusal)
    }

    /// The answer to `HEAD` has no body, so S3 does not say why it refuses one; a listing of buckets is refused with
    /// the reason. None if that tells nothing more: a key that is good for one bucket may not list them.
    async fn explain(&self) -> Option<classify::Classification> {
        let input = json!({"fs": format!("{}:", self.remote), "remote": "", "opt": {"dirsOnly": true}});
        let limit = self.timeouts.answer;
        match self.daemon.call::<IgnoredAny>("operations/list", &input, limit).await {
            Err(CallError::Refused(refusal)) => {
                let meaning = classify::refused(self.remote, refusal.status, &refusal.text);
                classify::explains_access(refusal.status, &refusal.text).then_some(meaning)
            }
            _ => None,
        }
    }

    /// What is said of a clock that is off: with both times, if the server tells its own.
    async fn clock(&self) -> String {
        let ours = SystemTime::now();
        let theirs = match self.endpoint().await {
            Some(endpoint) => server_time::ask(&endpoint).await,
            None => None,
        };
        let times = theirs.map(|theirs| (server_time::shown(ours), server_time::shown(theirs)));
        classify::clock(self.remote, times.as_ref().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())))
    }

    /// Where the remote is reached, as far as its settings say.
    async fn endpoint(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Section {
            endpoint: Option<String>,
            r#type: Option<String>,
        }
        let set = |option: &str| self.environment.remote_option(self.remote, option).map(str::to_owned);
        let input = json!({"name": self.remote});
        let section = self.daemon.call::<Section>("config/get", &input, self.timeouts.prompt).await.ok();
        let (endpoint, of_type) = section.map_or((None, None), |section| (section.endpoint, section.r#type));
        let endpoint = set("ENDPOINT").or(endpoint).filter(|endpoint| !endpoint.is_empty());
        endpoint.or_else(|| server_time::usual_endpoint(&set("TYPE").or(of_type)?).map(str::to_owned))
    }

    /// Lets rclone forget what it knows of its remotes, such as the ids of folders that somebody has removed since.
    /// The next call asks anew.
    pub(crate) async fn forget(&self) {
        let forgotten =
            self.daemon.call::<IgnoredAny>("fscache/clear", &json!({}), self.timeouts.prompt).await;
        if let Err(error) = forgotten {
            tracing::warn!(remote = self.remote, %error, "rclone could not be made to forget its folders");
        }
    }

    async fn failed(&self, action: Action, responder: Responder, error: CallError) -> Failure {
        if self.supervisor.is_closed() {
            return closed(action);
        }
        let guidance: Cow<'static, str> = match (&error, responder) {
            (CallError::TimedOut { .. }, Responder::Remote(limit)) => {
                let guidance = format!("{} did not answer within {} s", self.remote, limit.as_secs());
                return self.silent(action, guidance).because(error);
            }
            (CallError::TimedOut { .. }, Responder::Daemon) | (CallError::Hung { .. }, _) => {
                self.supervisor.replace(&self.daemon).await;
                "rclone did not answer any more and is replaced".into()
            }
            (CallError::Broken(_), _) => {
                // Waits until the end was noticed, so that the next caller does not get the dead daemon.
                let _ = tokio::time::timeout(NOTICE, self.daemon.handle().gone()).await;
                if let Some(exit) = self.daemon.handle().exit() {
                    return exit.failed(action);
                }
                // A daemon that was told to end closes its socket at once and waits ten seconds for the calls under way. It must
                // not be given to anybody else meanwhile.
                self.supervisor.retire(&self.daemon).await;
                "rclone ended unexpectedly and is started again".into()
            }
            (CallError::Refused(_) | CallError::Unreadable { .. }, _) => {
                "rclone gave an answer that cannot be read".into()
            }
        };
        Failure::during(action, Class::Transient, guidance).because(error)
    }

    /// The error of a remote of which nothing is heard: perhaps it asked for a pause, which rclone keeps without a
    /// word to its callers.
    pub(crate) fn silent(&self, action: Action, guidance: String) -> Failure {
        let pause = self.daemon.pause_left();
        let guidance = if pause.is_some() { classify::slow_down(self.remote) } else { guidance };
        Failure::during(action, Class::Transient, guidance).after(pause)
    }

    /// The error of a transfer that was called off.
    pub(crate) fn cancelled(&self, action: Action) -> Failure {
        if self.supervisor.is_closed() {
            closed(action)
        } else {
            Failure::during(action, Class::Cancelled, "the transfer was called off")
        }
    }

    /// How long carrying so many bytes may take beyond a first answer, with the bandwidth limit that holds now.
    pub(crate) async fn time_for(&self, bytes: u64) -> Result<Duration, Failure> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Limit {
            bytes_per_second_rx: i64,
            bytes_per_second_tx: i64,
        }
        if !self.supervisor.may_be_limited() {
            return Ok(carrying(bytes, None));
        }
        // Asked each time, because a timetable changes it.
        let limit: Limit = self.ask_daemon(Action::Copy, "core/bwlimit", &json!({})).await?;
        // rclone says -1 where there is no limit.
        let limits = [limit.bytes_per_second_rx, limit.bytes_per_second_tx];
        let slowest = limits.into_iter().filter_map(|limit| u64::try_from(limit).ok()).min();
        Ok(carrying(bytes, slowest))
    }
}

/// The longest that carrying `bytes` may take under a limit in bytes per second, shared with others.
fn carrying(bytes: u64, limit: Option<u64>) -> Duration {
    let rate = limit.map_or(SLOWEST, |limit| SLOWEST.min(limit / SHARERS)).max(1);
    Duration::from_secs(bytes.div_ceil(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_allowed_grows_with_the_bytes_and_with_a_tighter_limit() {
        assert_eq!(carrying(0, None), Duration::ZERO);
        assert_eq!(carrying(SLOWEST * 90, None), Duration::from_secs(90));
        assert_eq!(carrying(SLOWEST * 90, Some(1 << 30)), Duration::from_secs(90));
        assert_eq!(carrying(1 << 20, Some(8 << 10)), Duration::from_secs(1 << 10));
        assert_eq!(carrying(10, Some(0)), Duration::from_secs(10));
    }
}
