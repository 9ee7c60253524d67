//! How a refusal is to be treated.

use std::borrow::Cow;

use crate::failure::Class;
use crate::sync::rclone::rc::classify::guidance::guidance;
use crate::sync::rclone::rc::classify::reason::{RefusalReason, reason};

/// What is to be made of a refusal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Classification {
    pub(crate) class: Class,
    pub(crate) guidance: Cow<'static, str>,
    /// A login was tried and failed, for whatever reason: the next has to wait.
    pub(crate) login_failed: bool,
    pub(crate) calls_for: Option<CallsFor>,
}

/// What a refusal calls for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallsFor {
    /// Only a fresh daemon can help: this one's session was dropped by the server.
    FreshDaemon,
    /// What rclone remembers of the remote's folders is out of date.
    Forgetting,
    /// The remote wants to be left alone for a while.
    Pause,
}

/// Sorts what rclone said about `remote`.
pub(crate) fn refused(remote: &str, status: u16, text: &str) -> Classification {
    let reason = reason(status, text);
    let class = match reason {
        RefusalReason::OwnLimit | RefusalReason::TransferUsedUp | RefusalReason::Full => Class::Quota,
        RefusalReason::UnknownRemote
        | RefusalReason::UnknownType
        | RefusalReason::Configuration
        | RefusalReason::Setting
        | RefusalReason::Incomplete
        | RefusalReason::Blocked
        | RefusalReason::SecondFactor
        | RefusalReason::Token
        | RefusalReason::NoRoom
        | RefusalReason::ApiDisabled
        | RefusalReason::Login
        | RefusalReason::NoAccess
        | RefusalReason::Certificate
        | RefusalReason::OldProgram => Class::Auth,
        RefusalReason::FolderInTheWay => Class::Permanent,
        RefusalReason::SessionDropped
        | RefusalReason::SlowDown
        | RefusalReason::LoginFault
        | RefusalReason::Corrupted
        | RefusalReason::FileInTheWay
        | RefusalReason::FolderGone
        | RefusalReason::ServerFault
        | RefusalReason::Unreachable
        | RefusalReason::Gone
        | RefusalReason::Unknown => Class::Transient,
    };
    Classification {
        class,
        guidance: guidance(reason, remote),
        login_failed: text.contains("couldn't login"),
        calls_for: match reason {
            RefusalReason::SessionDropped => Some(CallsFor::FreshDaemon),
            RefusalReason::FolderGone => Some(CallsFor::Forgetting),
            RefusalReason::SlowDown => Some(CallsFor::Pause),
            _ => None,
        },
    }
}

/// Whether nobody knows what a refusal means.
pub(crate) fn is_unexplained(status: u16, text: &str) -> bool {
    reason(status, text) == RefusalReason::Unknown
}
