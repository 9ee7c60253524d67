//! What rclone really said. Where nothing else is noted: answers of 1.75.2's rc, `operations/stat` and
//! `operations/copyfile`, against loopback servers that answered with the status in question.

use super::*;

fn judge(status: u16, text: &str) -> (Reason, Class) {
    (reason(status, text), refused("cloud", status, text).class)
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn real_answers_are_sorted() {
    const S3: &str = "operation error S3: HeadObject, ";
    for (status, text, expected) in [
        // `rclone serve webdav`, wrong password.
        (500, "read metadata failed: 401 Unauthorized: 401 Unauthorized", (Reason::Login, Class::Auth)),
        (
            500,
            "error in ListJSON: couldn't list files: 401 Unauthorized: 401 Unauthorized",
            (Reason::Login, Class::Auth),
        ),
        // WebDAV, the status for PUT alone.
        (500, "unchunked simple update failed: 401 Unauthorized", (Reason::Login, Class::Auth)),
        (500, "unchunked simple update failed: 403 Forbidden", (Reason::NoAccess, Class::Auth)),
        (500, "unchunked simple update failed: 413 Request Entity Too Large", (Reason::Full, Class::Quota)),
        (500, "unchunked simple update failed: 429 Too Many Requests", (Reason::SlowDown, Class::Transient)),
        (
            500,
            "unchunked simple update failed: 500 Internal Server Error",
            (Reason::ServerFault, Class::Transient),
        ),
        (500, "unchunked simple update failed: 502 Bad Gateway", (Reason::ServerFault, Class::Transient)),
        (
            500,
            "unchunked simple update failed: 503 Service Unavailable",
            (Reason::ServerFault, Class::Transient),
        ),
        (500, "unchunked simple update failed: 504 Gateway Timeout", (Reason::ServerFault, Class::Transient)),
        (500, "unchunked simple update failed: 507 Insufficient Storage", (Reason::Full, Class::Quota)),
        (500, "read metadata failed: 409 Conflict", (Reason::Unknown, Class::Transient)),
        // `rclone serve s3`, unknown key and wrong secret, listing.
        (
            500,
            "error in ListJSON: operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: , \
             HostID: , api error InvalidAccessKeyId: The Access Key Id you provided does not exist in our records.",
            (Reason::Login, Class::Auth),
        ),
        (
            500,
            "error in ListJSON: operation error S3: ListObjectsV2, https response error StatusCode: 403, RequestID: , \
             HostID: , api error SignatureDoesNotMatch: The request signature we calculated does not match the \
             signature you provided. Check your key and signing method.",
            (Reason::Login, Class::Auth),
        ),
        // The same, a single object: S3 gives no reason there.
        (
            500,
            &format!(
                "{S3}https response error StatusCode: 403, RequestID: , HostID: , api error Forbidden: Forbidden"
            ),
            (Reason::NoAccess, Class::Auth),
        ),
        (
            500,
            &format!(
                "{S3}https response error StatusCode: 429, RequestID: , HostID: , api error TooManyRequests: Too Many Requests"
            ),
            (Reason::SlowDown, Class::Transient),
        ),
        (
            500,
            &format!(
                "{S3}https response error StatusCode: 507, RequestID: , HostID: , api error InsufficientStorage: Insufficient Storage"
            ),
            (Reason::Full, Class::Quota),
        ),
        (
            500,
            &format!(
                "{S3}exceeded maximum number of attempts, 2, https response error StatusCode: 503, RequestID: , HostID: , api error ServiceUnavailable: Service Unavailable"
            ),
            (Reason::ServerFault, Class::Transient),
        ),
        (
            500,
            &format!(
                "{S3}exceeded maximum number of attempts, 2, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Head \"http://127.0.0.1:9/b/a.png\": dial tcp 127.0.0.1:9: connect: connection refused"
            ),
            (Reason::Unreachable, Class::Transient),
        ),
        // A login with an S3 folder as root instead of the remote's root.
        (500, "is a file not a directory", (Reason::FileInTheWay, Class::Transient)),
        // Servers that are not there.
        (
            500,
            "read metadata failed: Propfind \"http://127.0.0.1:9/a.png\": dial tcp 127.0.0.1:9: connect: connection refused",
            (Reason::Unreachable, Class::Transient),
        ),
        (
            500,
            "read metadata failed: Propfind \"http://nx.invalid/a.png\": dial tcp: lookup nx.invalid on 10.255.255.53:53: no such host",
            (Reason::Unreachable, Class::Transient),
        ),
        (
            500,
            "read metadata failed: Propfind \"https://127.0.0.1:18999/a.png\": EOF",
            (Reason::Unreachable, Class::Transient),
        ),
        // Settings.
        (500, "didn't find section in config file (\"nix\")", (Reason::UnknownRemote, Class::Auth)),
        (500, "didn't find backend called \"bogus\"", (Reason::UnknownType, Class::Auth)),
        (
            500,
            "read metadata failed: Propfind \"/a.png\": unsupported protocol scheme \"\"",
            (Reason::Incomplete, Class::Auth),
        ),
        (
            500,
            "couldn't decrypt password: input too short when revealing password - is it obscured?",
            (Reason::Incomplete, Class::Auth),
        ),
        (
            500,
            "failed to configure dropbox: empty token found - please run \"rclone config reconnect db:\"",
            (Reason::Incomplete, Class::Auth),
        ),
        // The local backend: a folder with the file's name, and a source that is gone.
        (500, "is a directory not a file", (Reason::FolderInTheWay, Class::Permanent)),
        (404, "object not found", (Reason::Gone, Class::Transient)),
        (404, "couldn't find method \"no/such\"", (Reason::OldProgram, Class::Auth)),
        // MEGA, from its API through an emulator.
        (500, "couldn't login: Object (typically, node or user) not found", (Reason::Login, Class::Auth)),
        (500, "Invalid or expired user session, please relogin", (Reason::SessionDropped, Class::Transient)),
        (500, "couldn't login: User blocked", (Reason::Blocked, Class::Auth)),
        (500, "couldn't login: Multi-factor authentication required", (Reason::SecondFactor, Class::Auth)),
        (500, "couldn't login: Rate limit reached", (Reason::SlowDown, Class::Transient)),
        // MEGA not there, or answering with a status: its client lost the reason.
        (500, "couldn't login: unexpected end of JSON input", (Reason::LoginFault, Class::Transient)),
        (500, "couldn't login: Bad response from server", (Reason::LoginFault, Class::Transient)),
        (500, "Request over quota", (Reason::Full, Class::Quota)),
        (500, "Not enough quota", (Reason::Full, Class::Quota)),
        // What the kernel says of a full disk.
        (500, "write /data/x.partial: no space left on device", (Reason::Full, Class::Quota)),
        // Google Drive's documented reasons, which come with 403.
        (500, "googleapi: Error 403: …, userRateLimitExceeded", (Reason::SlowDown, Class::Transient)),
        (500, "googleapi: Error 403: …, storageQuotaExceeded", (Reason::Full, Class::Quota)),
        (500, "something nobody has seen", (Reason::Unknown, Class::Transient)),
    ] {
        assert_eq!(judge(status, text), expected, "{text}");
    }
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
    assert!(refused("mega", 500, "Invalid or expired user session, please relogin").fresh_daemon);
    assert!(!refused("mega", 500, "Request over quota").fresh_daemon);
}

#[test]
fn what_stops_the_daemon_from_starting_is_told_in_plain_words() {
    for (text, class, word) in [
        // 1.75.2 with --bwlimit 12q, with a wrong and without any RCLONE_CONFIG_PASS, with RCLONE_TIMEOUT=xyz.
        (
            "NOTICE: Fatal error: invalid argument \"12q\" for \"--bwlimit\" flag: parsing \"12q\" as fs.BwTimetable failed: bad suffix 'q'",
            Class::Auth,
            "HELIX_BWLIMIT",
        ),
        (
            "panic received: fatal error: Failed to load config file \"/x\": using RCLONE_CONFIG_PASS env password, unable to decrypt configuration",
            Class::Auth,
            "RCLONE_CONFIG_PASS",
        ),
        (
            "panic received: fatal error: Failed to load config file \"/x\": unable to decrypt configuration and not allowed to ask for password - set RCLONE_CONFIG_PASS to your configuration password",
            Class::Auth,
            "RCLONE_CONFIG_PASS",
        ),
        (
            "ERROR+4 Failed to load \"main\" default values: failed to initialise \"main\" options: couldn't parse config item \"timeout\" = \"xyz\" as fs.Duration",
            Class::Auth,
            "RCLONE_ variables",
        ),
        (
            "Failed to start remote control: failed to init server: listen unix /nonexist/s1: bind: no such file or directory",
            Class::Transient,
            "tried again",
        ),
    ] {
        let error = failed_start(text);
        assert_eq!(error.class, class, "{text}");
        assert!(error.guidance.contains(word), "{}", error.guidance);
    }
}
