//! What MEGA's numbers and an HTTP status mean, in the classes that the queue knows.

use crate::failure::{Action, Class, Failure};
use std::time::Duration;

/// MEGA's number for "ask again".
pub(super) const AGAIN: i64 = -3;
const NOT_FOUND: i64 = -9;
const NO_SESSION: i64 = -15;

/// A failure, and whether the session is lost with it.
#[derive(Debug)]
pub(super) struct MegaError {
    pub(super) error: Failure,
    pub(super) session_lost: bool,
}

impl From<Failure> for MegaError {
    fn from(error: Failure) -> Self {
        Self { error, session_lost: false }
    }
}

/// One of MEGA's numbers, in answer to `command`.
pub(super) fn code(action: Action, command: &str, code: i64) -> MegaError {
    let (class, guidance) = match code {
        NOT_FOUND if command == "us" => {
            (Class::Auth, "MEGA refused the login; check MEGA_EMAIL and MEGA_PASS")
        }
        AGAIN | -4 | -6 | -19 => (Class::Transient, "MEGA asks us to slow down"),
        -18 | -1 => (Class::Transient, "MEGA has a fault on its side"),
        -5 | -7 | -8 => (Class::Transient, "MEGA did not take the upload; it begins anew"),
        NOT_FOUND => (Class::Transient, "the copy or its folder vanished meanwhile"),
        -11 => (Class::Auth, "MEGA denies access; check the rights of the account"),
        NO_SESSION => (Class::Transient, "MEGA dropped our session; we log in again"),
        -16 => (
            Class::Auth,
            "MEGA has blocked the account; log in with a browser to learn why and to have it opened",
        ),
        -17 | -24 => (Class::Quota, "MEGA is full, or what may be transferred is used up for now"),
        -26 => (
            Class::Auth,
            "MEGA asks for a second factor at each login, which nobody is there to type; use rclone with a stored \
             session, or an account without one",
        ),
        _ => (Class::Transient, "MEGA failed in a way that is not known; the log has the details"),
    };
    let error = Failure::during(action, class, guidance).because(anyhow::anyhow!("{command} gave {code}"));
    MegaError { error, session_lost: code == NO_SESSION }
}

/// A status that is not success, with the pause that came with it.
pub(super) fn status(action: Action, status: u16, pause: Option<Duration>) -> MegaError {
    let (class, guidance) = match status {
        402 => (Class::Transient, "MEGA asked for more work than could be done in time"),
        429 => (Class::Transient, "MEGA asks us to slow down"),
        509 => (Class::Quota, "what may be transferred from MEGA is used up for now"),
        _ => (Class::Transient, "MEGA has a fault on its side"),
    };
    Failure::during(action, class, guidance).after(pause).because(anyhow::anyhow!("status {status}")).into()
}

/// A connection that was not made, broke or took too long. The address, which names the session, is left out.
pub(super) fn connection(action: Action, error: reqwest::Error) -> MegaError {
    let guidance = if error.is_timeout() { "MEGA did not answer in time" } else { "MEGA cannot be reached" };
    Failure::during(action, Class::Transient, guidance).because(error.without_url()).into()
}

/// An answer that cannot be read.
pub(super) fn unreadable(action: Action, what: &'static str) -> MegaError {
    Failure::during(action, Class::Transient, "MEGA gave an answer that cannot be read")
        .because(anyhow::anyhow!("{what}"))
        .into()
}
