//! What people are told of a refusal, and what they can do.

use std::borrow::Cow;

use crate::sync::rclone::process::environment::type_variable;
use crate::sync::rclone::process::version::MINIMUM;
use crate::sync::rclone::rc::classify::reason::{RefusalReason, WrongSetting};

/// The sentence for a reason at `remote`.
pub(super) fn guidance(reason: RefusalReason, remote: &str) -> Cow<'static, str> {
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
        RefusalReason::Wrong(setting) => wrong_setting(setting, remote),
        RefusalReason::Clock => clock(remote, None),
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
        RefusalReason::CertificateTime => format!(
            "the certificate of {remote} is out of date, or this machine's clock is wrong; set the clock, or renew \
             the certificate"
        ),
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
        RefusalReason::Away | RefusalReason::Unreachable => format!("{remote} cannot be reached"),
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

/// What is said of a remote without room.
pub(crate) fn full(remote: &str) -> String {
    format!("{remote} is full, or does not take a file of this size")
}

/// The sentence for a setting that cannot work.
fn wrong_setting(setting: WrongSetting, remote: &str) -> String {
    match setting {
        WrongSetting::NoKnownHosts => format!(
            "the file of known hosts of {remote} cannot be read; make it with `ssh-keyscan HOST` and name it in \
             {}",
            variable(remote, "KNOWN_HOSTS_FILE")
        ),
        WrongSetting::BrokenKey => format!(
            "the key of {remote} is broken over several lines; write it on one line, with `\\n` for each line's end, \
             in {}, or put it into a file and name that in {}",
            variable(remote, "KEY_PEM"),
            variable(remote, "KEY_FILE")
        ),
        WrongSetting::UnusableKey => format!(
            "the key of {remote} cannot be used: it must be a whole private key, without a password or with it in \
             {}; in {} its lines end with `\\n`",
            variable(remote, "KEY_FILE_PASS"),
            variable(remote, "KEY_PEM")
        ),
        WrongSetting::NoScheme => format!(
            "the address of {remote} is missing or does not say how it is reached; let {} begin with https:// or \
             http://",
            variable(remote, "URL")
        ),
        WrongSetting::PlainServer => format!(
            "{remote} does not speak HTTPS at its address; check the port, or write http:// if that is meant"
        ),
        WrongSetting::NextcloudAddress => format!(
            "the address of {remote} is not one of Nextcloud's for files; let {} end in \
             /remote.php/dav/files/USER",
            variable(remote, "URL")
        ),
        WrongSetting::NoSuchPath => format!(
            "the path in the address of {remote}, or the folder that its login starts in, does not exist; correct \
             it, or make it there"
        ),
        WrongSetting::NoBucket => no_bucket(remote),
    }
}

/// What is said of a bucket that is not there.
fn no_bucket(remote: &str) -> String {
    format!(
        "the bucket at {remote} does not exist; make it in the provider's console, or with `rclone mkdir \
         {remote}:BUCKET` and a key that may, or correct its name in HELIX_DESTINATIONS"
    )
}

/// What is said where the server took our time for wrong, with both times if the server's is known.
pub(crate) fn clock(remote: &str, times: Option<(&str, &str)>) -> String {
    let times = times
        .map(|(ours, theirs)| format!(": it says {ours}, and {remote} says {theirs}"))
        .unwrap_or_default();
    format!("this machine's clock is wrong{times}; set it, best by NTP")
}

/// A setting of a remote, where it stands.
fn variable(remote: &str, option: &str) -> String {
    match type_variable(remote).strip_suffix("TYPE") {
        Some(start) if is_variable(remote) => format!("{start}{option}"),
        _ => format!("the file of RCLONE_CONFIG ({})", option.to_lowercase()),
    }
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
    let place = variable(remote, "TOKEN");
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
