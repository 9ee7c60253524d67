//! From rclone's words to a class and a sentence that an operator understands.
//!
//! rclone answers nearly everything with status 500, so its text decides. The rules are tried in order: the more
//! telling text comes first, as where a full cloud answers `403` with a reason.

use std::borrow::Cow;

use crate::failure::Class;
use crate::sync::rclone::process::environment::type_variable;
use crate::sync::rclone::process::version::MINIMUM;

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

/// What a text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RefusalReason {
    SessionDropped,
    UnknownRemote,
    UnknownType,
    Configuration,
    Setting,
    Incomplete,
    OwnLimit,
    TransferUsedUp,
    Token,
    NoRoom,
    ApiDisabled,
    Full,
    SlowDown,
    Blocked,
    SecondFactor,
    LoginFault,
    Login,
    NoAccess,
    Certificate,
    Corrupted,
    FolderInTheWay,
    FileInTheWay,
    FolderGone,
    Unreachable,
    ServerFault,
    OldProgram,
    Gone,
    Unknown,
}

/// Texts, exactly as they come, and what they tell.
const RULES: &[(RefusalReason, &[&str])] = &[
    (RefusalReason::SessionDropped, &["please relogin"]),
    (RefusalReason::UnknownRemote, &["didn't find section in config file"]),
    (RefusalReason::UnknownType, &["didn't find backend called"]),
    (RefusalReason::Configuration, &["Failed to load config file", "unable to decrypt configuration"]),
    // A daemon does not end for what would end a command; it answers this each time.
    (RefusalReason::Setting, &["panic received: fatal error: "]),
    (RefusalReason::OldProgram, &["couldn't find method"]),
    (RefusalReason::OwnLimit, &["max transfer limit reached"]),
    (RefusalReason::TransferUsedUp, &["Http Status: 509"]),
    // Google says the same reason for this and for an account that is full, and only the sentence differs.
    (RefusalReason::NoRoom, &["Service Accounts do not have storage quota"]),
    (
        RefusalReason::Full,
        &[
            "507 Insufficient Storage",
            "StatusCode: 507",
            "413 Request Entity Too Large",
            "413 Payload Too Large",
            "413 Content Too Large",
            "StatusCode: 413",
            "Request over quota",
            "Not enough quota",
            "storageQuotaExceeded",
            "insufficient_space",
            // FTP's words for a full disk and for too much of it used.
            ": 452 \"",
            ": 552 \"",
            "no space left on device",
            // rclone, before it begins, of a local disk.
            "file too big for remaining disk space",
            "disk quota exceeded",
        ],
    ),
    (
        RefusalReason::SlowDown,
        &[
            "429 Too Many Requests",
            "StatusCode: 429",
            "TooManyRequests",
            "Rate limit reached",
            "ateLimitExceeded",
            "too_many_requests",
            "too_many_write_operations",
            "Try again",
        ],
    ),
    (RefusalReason::Incomplete, &["is it obscured?", "empty token found", "unsupported protocol scheme"]),
    (
        RefusalReason::Token,
        &[
            "token expired",
            "invalid_grant",
            "googleapi: Error 401",
            "expired_access_token",
            "invalid_access_token",
        ],
    ),
    (RefusalReason::Blocked, &["User blocked"]),
    (RefusalReason::SecondFactor, &["Multi-factor authentication required"]),
    // MEGA is out of reach, or answered something else than it should; this says nothing about the password. Its
    // client loses the error of a connection or a status and then finds no JSON.
    (
        RefusalReason::LoginFault,
        &[
            "couldn't login: unexpected end of JSON input",
            "couldn't login: invalid character",
            "couldn't login: json: ",
            "couldn't login: Bad response from server",
            "couldn't login: Internal error occurred",
            "couldn't login: Resource temporarily not available",
            "couldn't login: Post ",
        ],
    ),
    (RefusalReason::ApiDisabled, &["accessNotConfigured"]),
    (
        RefusalReason::Login,
        &[
            "401 Unauthorized",
            "StatusCode: 401",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "couldn't login",
            "unable to authenticate",
            // FTP's word for a login that is not one.
            ": 530 \"",
        ],
    ),
    (
        RefusalReason::NoAccess,
        &[
            "403 Forbidden",
            "StatusCode: 403",
            "insufficientFilePermissions",
            "insufficientPermissions",
            "missing_scope",
            "permission denied",
            "read-only file system",
        ],
    ),
    (RefusalReason::Certificate, &["x509: ", "certificate", "knownhosts: "]),
    (RefusalReason::Corrupted, &["corrupted on transfer"]),
    (RefusalReason::FolderInTheWay, &["is a directory not a file"]),
    (RefusalReason::FileInTheWay, &["is a file not a directory"]),
    (RefusalReason::FolderGone, &["googleapi: Error 404"]),
    (
        RefusalReason::ServerFault,
        &[
            "500 Internal Server Error",
            "502 Bad Gateway",
            "503 Service Unavailable",
            "504 Gateway Timeout",
            "StatusCode: 50",
            "googleapi: Error 50",
            "unexpected end of JSON input",
            // Dropbox's, without the number.
            "Internal Server Error",
            "Service Unavailable",
        ],
    ),
    (
        RefusalReason::Unreachable,
        &[
            "connection refused",
            "connection reset",
            "no such host",
            "network is unreachable",
            "no route to host",
            "i/o timeout",
            "timeout awaiting response headers",
            "deadline exceeded",
            "broken pipe",
            "EOF",
            "use of closed network connection",
            "StatusCode: 0",
        ],
    ),
];

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

fn reason(status: u16, text: &str) -> RefusalReason {
    let told = RULES.iter().find(|(_, needles)| needles.iter().any(|needle| text.contains(needle)));
    match told {
        Some((reason, _)) => *reason,
        None if status == 404 => RefusalReason::Gone,
        None => RefusalReason::Unknown,
    }
}

fn guidance(reason: RefusalReason, remote: &str) -> Cow<'static, str> {
    let sentence = match reason {
        RefusalReason::SessionDropped => format!("{remote} dropped our session; rclone logs in again"),
        RefusalReason::UnknownRemote => return unknown_remote(remote),
        RefusalReason::UnknownType => {
            let variable = type_variable(remote);
            format!("rclone does not know the type that {variable} gives the remote {remote}")
        }
        RefusalReason::Configuration => {
            "rclone cannot read its configuration; check RCLONE_CONFIG and, if the file is encrypted, \
             RCLONE_CONFIG_PASS"
                .to_owned()
        }
        RefusalReason::Setting => {
            "one of the RCLONE_ variables has a value with which rclone cannot work; the log names it"
                .to_owned()
        }
        RefusalReason::Incomplete => format!(
            "the settings of the remote {remote} are incomplete or wrong: passwords must be in rclone's obscured \
             form, and a token must be present and valid"
        ),
        RefusalReason::OwnLimit => {
            "what RCLONE_MAX_TRANSFER allows is used up until rclone is started again".to_owned()
        }
        RefusalReason::TransferUsedUp => format!("what may be transferred from {remote} is used up for now"),
        RefusalReason::Token => return refused_token(remote),
        RefusalReason::NoRoom => format!(
            "the service account of {remote} has no room of its own; let it write to a shared drive that it is a \
             member of, whose id is the setting TEAM_DRIVE"
        ),
        RefusalReason::ApiDisabled => format!(
            "the project of {remote}'s client id has not enabled the cloud's API; enable it where the client id was made"
        ),
        RefusalReason::Full => full(remote),
        RefusalReason::SlowDown => slow_down(remote),
        RefusalReason::Blocked => {
            format!(
                "{remote} has blocked the account; log in with a browser to learn why and to have it opened"
            )
        }
        RefusalReason::SecondFactor => format!(
            "{remote} asks for a second factor at each login, which nobody is there to type; see the documentation \
             for a stored session, or use an account without one"
        ),
        RefusalReason::LoginFault => {
            format!("{remote} cannot be reached, or has a fault on its side, and did not log us in")
        }
        RefusalReason::Login => format!("{remote} refused the login; check its user and password or key"),
        RefusalReason::NoAccess => {
            format!("{remote} denies access; check the rights of the login and of the folder")
        }
        RefusalReason::Certificate => {
            format!(
                "the identity of {remote} could not be proven; check its address and its certificate or host key"
            )
        }
        RefusalReason::Corrupted => format!("the copy on {remote} arrived damaged and was thrown away"),
        RefusalReason::FolderInTheWay => {
            format!("a folder on {remote} has the name that the file should get; move the folder away")
        }
        RefusalReason::FileInTheWay => format!(
            "rclone took the folder of {remote} for a file; either there is a file of this name, or the server \
             refused to tell"
        ),
        RefusalReason::FolderGone => format!(
            "a folder of {remote} is gone, or is not shared with its login; if its setting ROOT_FOLDER_ID names one, \
             check that"
        ),
        RefusalReason::ServerFault => format!("{remote} has a fault on its side"),
        RefusalReason::Unreachable => format!("{remote} cannot be reached"),
        RefusalReason::OldProgram => {
            format!("this rclone lacks a call that is needed; {MINIMUM} is the oldest that will do")
        }
        RefusalReason::Gone => "the local file or the copy vanished meanwhile".to_owned(),
        RefusalReason::Unknown => {
            format!("{remote} failed in a way that is not known; the log has the details")
        }
    };
    sentence.into()
}

/// Whether nobody knows what a refusal means.
pub(crate) fn is_unexplained(status: u16, text: &str) -> bool {
    reason(status, text) == RefusalReason::Unknown
}

/// What is said of a remote without room.
pub(crate) fn full(remote: &str) -> String {
    format!("{remote} is full, or does not take a file of this size")
}

/// What is said of a remote that wants to be left alone for a while.
pub(crate) fn slow_down(remote: &str) -> String {
    format!("{remote} asks us to slow down")
}

fn unknown_remote(remote: &str) -> Cow<'static, str> {
    if is_variable(remote) {
        let variable = type_variable(remote);
        format!("there is no remote called {remote}; set {variable} and its other variables").into()
    } else {
        format!(
            "there is no remote called {remote} in the file of RCLONE_CONFIG; one that is set by variables has \
             only letters, digits and underscores in its name"
        )
        .into()
    }
}

fn refused_token(remote: &str) -> Cow<'static, str> {
    let place = match type_variable(remote).strip_suffix("TYPE") {
        Some(start) if is_variable(remote) => format!("the variable {start}TOKEN"),
        _ => "the file of RCLONE_CONFIG".to_owned(),
    };
    format!(
        "{remote} no longer takes its token; get a new one with rclone on a machine with a browser, and put it into \
         {place}; a service account needs a new key"
    )
    .into()
}

/// Shells and hosts take no other characters in the names of variables.
fn is_variable(remote: &str) -> bool {
    remote.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
