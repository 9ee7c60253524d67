//! How a refusal is to be treated.

use std::borrow::Cow;

use crate::failure::Class;
use crate::sync::rclone::rc::classify::guidance::guidance;
use crate::sync::rclone::rc::classify::reason::{RefusalReason, WrongSetting, reason};

/// What is to be made of a refusal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Classification {
    pub(crate) class: Class,
    pub(crate) guidance: Cow<'static, str>,
    /// A login was tried and failed, for whatever reason: the next has to wait.
    pub(crate) login_failed: bool,
    pub(crate) calls_for: Option<CallsFor>,
    /// The guidance leaves something open that rclone's own words may tell.
    pub(crate) leaves_open: bool,
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
    /// Asking the server what time it is.
    ServerTime,
    /// Asking for something whose refusal has a reason: that of `HEAD` has none.
    Explanation,
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
        | RefusalReason::Wrong(_)
        | RefusalReason::Blocked
        | RefusalReason::SecondFactor
        | RefusalReason::Token
        | RefusalReason::NoRoom
        | RefusalReason::ApiDisabled
        | RefusalReason::Login
        | RefusalReason::NoAccess
        | RefusalReason::Certificate
        | RefusalReason::CertificateTime
        | RefusalReason::OldProgram => Class::Auth,
        RefusalReason::FolderInTheWay => Class::Permanent,
        RefusalReason::Away => Class::Away,
        RefusalReason::SessionDropped
        | RefusalReason::SlowDown
        | RefusalReason::Clock
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
            RefusalReason::Clock => Some(CallsFor::ServerTime),
            RefusalReason::NoAccess if text.contains("HeadObject") => Some(CallsFor::Explanation),
            _ => None,
        },
        leaves_open: matches!(
            reason,
            RefusalReason::Unknown
                | RefusalReason::Setting
                | RefusalReason::Configuration
                | RefusalReason::Incomplete
                | RefusalReason::Wrong(WrongSetting::UnusableKey)
                | RefusalReason::FileInTheWay
                | RefusalReason::Certificate
                | RefusalReason::CertificateTime
        ),
    }
}

/// Whether a refusal says more than that there is no access.
pub(crate) fn explains_access(status: u16, text: &str) -> bool {
    matches!(
        reason(status, text),
        RefusalReason::Clock | RefusalReason::Login | RefusalReason::Token | RefusalReason::SlowDown
    )
}

/// Whether nobody knows what a refusal means.
pub(crate) fn is_unexplained(status: u16, text: &str) -> bool {
    reason(status, text) == RefusalReason::Unknown
}
