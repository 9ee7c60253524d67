//! What rclone really said. The table `answers.tsv` holds the answers of 1.75.2 to the servers of the test suite,
//! which asks them again each time (`tests/sync/answers.rs`).

use super::reason::{RULES, RefusalReason, WrongSetting, reason};
use super::{CallsFor, is_unexplained, refused};
use crate::failure::Class;

/// Texts that no server of the suite brings about.
const NOT_REPRODUCED: &[(&str, RefusalReason)] = &[
    ("unexpected end of JSON input", RefusalReason::ServerFault),
    // go-mega's names for MEGA's other refusals.
    ("Rate limit reached", RefusalReason::SlowDown),
    ("couldn't login: invalid character '<' looking for beginning of value", RefusalReason::LoginFault),
    ("couldn't login: json: cannot unmarshal", RefusalReason::LoginFault),
    ("couldn't login: Internal error occurred", RefusalReason::LoginFault),
    ("couldn't login: Resource temporarily not available", RefusalReason::LoginFault),
    ("couldn't login: Post \"https://g.api.mega.co.nz/cs\": EOF", RefusalReason::LoginFault),
    ("Try again", RefusalReason::SlowDown),
    // What rclone says of a token that it cannot renew.
    ("token expired and there's no refresh token", RefusalReason::Token),
    // FTP, whose numbers RFC 959 defines.
    ("update stor: 452 \"Insufficient storage space in system\"", RefusalReason::Full),
    ("update stor: 552 \"Exceeded storage allocation\"", RefusalReason::Full),
    // What the kernel says.
    ("write /data/x.partial: disk quota exceeded", RefusalReason::Full),
    ("mkdir /data/archive: permission denied", RefusalReason::NoAccess),
    ("mkdir /data/archive: read-only file system", RefusalReason::NoAccess),
    // Go's words for what happens on a network.
    ("dial tcp: lookup nx.invalid on 10.255.255.53:53: no such host", RefusalReason::Away),
    ("dial tcp: lookup nx.invalid on 10.255.255.53:53: server misbehaving", RefusalReason::Away),
    ("dial tcp: lookup nx.invalid: Temporary failure in name resolution", RefusalReason::Away),
    ("dial tcp 192.0.2.1:443: i/o timeout", RefusalReason::Unreachable),
    ("dial tcp 192.0.2.1:443: connect: no route to host", RefusalReason::Away),
    ("dial tcp 192.0.2.1:443: connect: network is unreachable", RefusalReason::Away),
    ("net/http: timeout awaiting response headers", RefusalReason::Unreachable),
    ("context deadline exceeded", RefusalReason::Unreachable),
    ("write tcp 127.0.0.1:9: write: broken pipe", RefusalReason::Unreachable),
    ("read tcp 127.0.0.1:9: read: connection reset by peer", RefusalReason::Unreachable),
    ("Propfind \"https://127.0.0.1:9/a.png\": EOF", RefusalReason::Unreachable),
    (
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        RefusalReason::Certificate,
    ),
    // rclone's own word for a copy of another size or hash.
    (
        "corrupted on transfer: sizes differ src(webdav root '') 100 vs dst(webdav root '') 50",
        RefusalReason::Corrupted,
    ),
    // An S3 key that the server does not know.
    (
        "https response error StatusCode: 403, RequestID: , HostID: , api error InvalidAccessKeyId: …",
        RefusalReason::Login,
    ),
    // How a connection that is cut is told now and then.
    (
        "unchunked simple update failed: Put \"http://127.0.0.1:9/\": set tcp 127.0.0.1:9: use of closed network connection",
        RefusalReason::Unreachable,
    ),
    // Servers' other words for 413.
    ("unchunked simple update failed: 413 Request Entity Too Large", RefusalReason::Full),
    ("unchunked simple update failed: 413 Payload Too Large", RefusalReason::Full),
    ("unchunked simple update failed: 413 Content Too Large", RefusalReason::Full),
    // An S3 root with a folder, whose login was refused.
    ("is a file not a directory", RefusalReason::FileInTheWay),
    ("Failed to load config file \"/x\": unable to decrypt configuration", RefusalReason::Configuration),
    ("couldn't find method \"no/such\"", RefusalReason::OldProgram),
    ("something nobody has seen", RefusalReason::Unknown),
    // SFTP's word for a folder that may not be written.
    (
        "Put mkParentDir failed: mkdir \"/srv/a\" failed: sftp: \"Permission denied\" (SSH_FX_PERMISSION_DENIED)",
        RefusalReason::NoAccess,
    ),
    // sabre/dav, of which Nextcloud is made, of a user who is not there.
    ("Update mkParentDir failed: Not Found: 404 Not Found", RefusalReason::Wrong(WrongSetting::NoSuchPath)),
    // Buckets that are not there: Google, Azure, Swift.
    (
        "googleapi: Error 404: The specified bucket does not exist., notFound",
        RefusalReason::Wrong(WrongSetting::NoBucket),
    ),
    (
        "RESPONSE 404: 404 The specified container does not exist.\nERROR CODE: ContainerNotFound",
        RefusalReason::Wrong(WrongSetting::NoBucket),
    ),
    ("Container Not Found", RefusalReason::Wrong(WrongSetting::NoBucket)),
    // A clock that is off: Google's service accounts, and Azure.
    (
        "couldn't fetch token: invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
        RefusalReason::Clock,
    ),
    (
        "AuthenticationFailed … Request date header too old: 'Thu, 26 Nov 2026 11:00:00 GMT'",
        RefusalReason::Clock,
    ),
    (
        "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-26T17:00:00Z is after 2026-01-01T00:00:00Z",
        RefusalReason::CertificateTime,
    ),
];

/// MEGA's API through a double of it. Where MEGA is not there or answers with a status, its client lost the reason.
const MEGA: &[(&str, RefusalReason, Class)] = &[
    ("couldn't login: Object (typically, node or user) not found", RefusalReason::Login, Class::Auth),
    ("Invalid or expired user session, please relogin", RefusalReason::SessionDropped, Class::Transient),
    ("couldn't login: User blocked", RefusalReason::Blocked, Class::Auth),
    ("couldn't login: Multi-factor authentication required", RefusalReason::SecondFactor, Class::Auth),
    ("couldn't login: Rate limit reached", RefusalReason::SlowDown, Class::Transient),
    ("couldn't login: unexpected end of JSON input", RefusalReason::LoginFault, Class::Transient),
    ("couldn't login: Bad response from server", RefusalReason::LoginFault, Class::Transient),
    ("Http Status: 509", RefusalReason::TransferUsedUp, Class::Quota),
    ("Request over quota", RefusalReason::Full, Class::Quota),
    ("Not enough quota", RefusalReason::Full, Class::Quota),
];

/// Google Drive's API through a double of it, which gives the errors that Google documents.
const GOOGLE_DRIVE: &[(&str, RefusalReason, Class)] = &[
    (
        "couldn't find root directory ID: googleapi: Error 403: User Rate Limit Exceeded, userRateLimitExceeded",
        RefusalReason::SlowDown,
        Class::Transient,
    ),
    (
        "googleapi: Error 403: Rate Limit Exceeded, rateLimitExceeded",
        RefusalReason::SlowDown,
        Class::Transient,
    ),
    (
        "googleapi: Error 429: Rate Limit Exceeded, rateLimitExceeded",
        RefusalReason::SlowDown,
        Class::Transient,
    ),
    (
        "googleapi: Error 403: The user's Drive storage quota has been exceeded., storageQuotaExceeded",
        RefusalReason::Full,
        Class::Quota,
    ),
    (
        "googleapi: Error 403: Service Accounts do not have storage quota. Leverage shared drives, or use OAuth delegation instead., storageQuotaExceeded",
        RefusalReason::NoRoom,
        Class::Auth,
    ),
    ("googleapi: Error 401: Invalid Credentials, authError", RefusalReason::Token, Class::Auth),
    (
        "couldn't find root directory ID: Get \"https://www.googleapis.com/drive/v3/files/root?alt=json&fields=id&prettyPrint=false&supportsAllDrives=true\": couldn't fetch token: invalid_grant: maybe token expired? - try refreshing with \"rclone config reconnect cloud{6cLHF}:\"",
        RefusalReason::Token,
        Class::Auth,
    ),
    (
        "googleapi: Error 403: The user does not have sufficient permissions for this file., insufficientFilePermissions",
        RefusalReason::NoAccess,
        Class::Auth,
    ),
    (
        "googleapi: Error 403: Insufficient Permission, insufficientPermissions",
        RefusalReason::NoAccess,
        Class::Auth,
    ),
    (
        "couldn't find root directory ID: googleapi: Error 403: Google Drive API has not been used in project 42 before or it is disabled., accessNotConfigured",
        RefusalReason::ApiDisabled,
        Class::Auth,
    ),
    (
        "couldn't find root directory ID: googleapi: Error 500: Internal Error, internalError",
        RefusalReason::ServerFault,
        Class::Transient,
    ),
    ("googleapi: Error 503: Backend Error, backendError", RefusalReason::ServerFault, Class::Transient),
    (
        "couldn't list directory: googleapi: Error 404: File not found: ., notFound",
        RefusalReason::FolderGone,
        Class::Transient,
    ),
];

/// Dropbox's API through a double of it.
const DROPBOX: &[(&str, RefusalReason, Class)] = &[
    ("too_many_requests/.: trying again in 1s", RefusalReason::SlowDown, Class::Transient),
    (
        "upload failed: batch commit failed: too_many_write_operations/.",
        RefusalReason::SlowDown,
        Class::Transient,
    ),
    (
        "upload failed: batch upload failed: upload failed: too_many_write_operations",
        RefusalReason::SlowDown,
        Class::Transient,
    ),
    (
        "upload failed: batch upload failed: upload failed: path/insufficient_space",
        RefusalReason::Full,
        Class::Quota,
    ),
    ("upload failed: path/insufficient_space/..", RefusalReason::Full, Class::Quota),
    ("expired_access_token/..", RefusalReason::Token, Class::Auth),
    ("upload failed: invalid_access_token/..", RefusalReason::Token, Class::Auth),
    (
        "Post \"https://api.dropboxapi.com/2/files/get_metadata\": couldn't fetch token: invalid_grant: maybe token expired? - try refreshing with \"rclone config reconnect cloud{Kv5p3}:\"",
        RefusalReason::Token,
        Class::Auth,
    ),
    ("upload failed: missing_scope/..", RefusalReason::NoAccess, Class::Auth),
    ("upload failed: Internal Server Error", RefusalReason::ServerFault, Class::Transient),
    ("Service Unavailable", RefusalReason::ServerFault, Class::Transient),
];

/// The clouds that only a double can stand for.
const DOUBLES: [&[(&str, RefusalReason, Class)]; 3] = [MEGA, GOOGLE_DRIVE, DROPBOX];

#[test]
fn what_clouds_answer_through_their_doubles_is_sorted() {
    for (text, expected, class) in DOUBLES.into_iter().flatten() {
        assert_eq!((reason(500, text), refused("cloud", 500, text).class), (*expected, *class), "{text}");
    }
}

#[test]
fn real_answers_are_sorted() {
    for line in include_str!("answers.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<_> = line.split('\t').collect();
        let [server, situation, class, looks_for, status, text] = columns[..] else {
            panic!("six columns: {line}")
        };
        let status = status.parse().unwrap_or_else(|_| panic!("a status: {line}"));
        let verdict = refused("cloud", status, text);
        if looks_for == "?" {
            // The answer tells nothing, and how much room there is tells the class.
            assert!(is_unexplained(status, text), "{server}, {situation}: {text}");
            continue;
        }
        assert_eq!(Ok(verdict.class), class.parse(), "{server}, {situation}: {text}");
        // What the row looks for is what the rules found.
        let found = RULES.iter().find_map(|(_, needles)| needles.iter().find(|it| text.contains(**it)));
        assert_eq!(found.copied().unwrap_or("-"), looks_for, "{server}, {situation}: {text}");
    }
}

#[test]
fn answers_that_cannot_be_brought_about_are_sorted_too() {
    for (text, expected) in NOT_REPRODUCED {
        assert_eq!(reason(500, text), *expected, "{text}");
    }
    assert_eq!(reason(404, "object not found"), RefusalReason::Gone);
}

#[test]
fn no_rule_is_without_an_example() {
    let examples: Vec<_> = include_str!("answers.tsv")
        .lines()
        .filter_map(|line| line.rsplit('\t').next())
        .chain(NOT_REPRODUCED.iter().map(|(text, _)| *text))
        .chain(DOUBLES.into_iter().flatten().map(|(text, ..)| *text))
        .collect();
    for needle in RULES.iter().flat_map(|(_, needles)| *needles) {
        assert!(examples.iter().any(|text| text.contains(needle)), "{needle}");
    }
}

#[test]
fn a_refused_token_is_told_with_the_place_where_a_new_one_goes() {
    let text = "expired_access_token/..";
    assert!(refused("dropbox", 500, text).guidance.contains("RCLONE_CONFIG_DROPBOX_TOKEN"));
    assert!(refused("my-box", 500, text).guidance.contains("the file of RCLONE_CONFIG"));
}

#[test]
fn a_missing_remote_is_named_with_the_variable_that_makes_it() {
    let text = "didn't find section in config file (\"nix\")";
    assert_eq!(
        refused("nix", 500, text).guidance,
        "there is no remote called nix; set RCLONE_CONFIG_NIX_TYPE and its other variables"
    );
    assert!(refused("my-drive", 500, text).guidance.contains("RCLONE_CONFIG"));
}

#[test]
fn a_dropped_session_asks_for_a_fresh_daemon_and_nothing_else_does() {
    let calls_for = |text| refused("mega", 500, text).calls_for;
    assert_eq!(calls_for("Invalid or expired user session, please relogin"), Some(CallsFor::FreshDaemon));
    assert_eq!(calls_for("Request over quota"), None);
}
