//! What rclone really said. The table `answers.tsv` holds the answers of 1.75.2 to the servers of the test suite,
//! which asks them again each time (`tests/sync/answers.rs`).

use super::*;

/// Texts that no server of the suite brings about: MEGA's own, and what others document.
const NOT_REPRODUCED: &[(&str, Reason)] = &[
    // MEGA, from its API through an emulator.
    ("couldn't login: Object (typically, node or user) not found", Reason::Login),
    ("Invalid or expired user session, please relogin", Reason::SessionDropped),
    ("Request over quota", Reason::Full),
    ("unexpected end of JSON input", Reason::ServerFault),
    // go-mega's names for MEGA's other refusals.
    ("Multi-factor authentication required", Reason::Login),
    ("User blocked", Reason::Login),
    ("Rate limit reached", Reason::SlowDown),
    ("Try again", Reason::SlowDown),
    // Google Drive's documented reasons, which come with 403.
    ("googleapi: Error 403: …, userRateLimitExceeded", Reason::SlowDown),
    ("googleapi: Error 403: …, storageQuotaExceeded", Reason::Full),
    // Dropbox's documented reason.
    ("upload failed: path/insufficient_space/...", Reason::Full),
    // What OAuth's servers say of a token that was withdrawn, and rclone of one that it cannot renew.
    ("couldn't fetch token: invalid_grant: maybe token expired?", Reason::Incomplete),
    ("token expired and there's no refresh token", Reason::Incomplete),
    // FTP, whose numbers RFC 959 defines.
    ("update stor: 452 \"Insufficient storage space in system\"", Reason::Full),
    ("update stor: 552 \"Exceeded storage allocation\"", Reason::Full),
    // What the kernel says.
    ("write /data/x.partial: no space left on device", Reason::Full),
    ("write /data/x.partial: disk quota exceeded", Reason::Full),
    ("mkdir /data/archive: permission denied", Reason::NoAccess),
    ("mkdir /data/archive: read-only file system", Reason::NoAccess),
    // Go's words for what happens on a network.
    ("dial tcp: lookup nx.invalid on 10.255.255.53:53: no such host", Reason::Unreachable),
    ("dial tcp 192.0.2.1:443: i/o timeout", Reason::Unreachable),
    ("dial tcp 192.0.2.1:443: connect: no route to host", Reason::Unreachable),
    ("dial tcp 192.0.2.1:443: connect: network is unreachable", Reason::Unreachable),
    ("net/http: timeout awaiting response headers", Reason::Unreachable),
    ("context deadline exceeded", Reason::Unreachable),
    ("write tcp 127.0.0.1:9: write: broken pipe", Reason::Unreachable),
    ("read tcp 127.0.0.1:9: read: connection reset by peer", Reason::Unreachable),
    ("Propfind \"https://127.0.0.1:9/a.png\": EOF", Reason::Unreachable),
    ("tls: failed to verify certificate: x509: certificate signed by unknown authority", Reason::Certificate),
    // rclone's own word for a copy of another size or hash.
    (
        "corrupted on transfer: sizes differ src(webdav root '') 100 vs dst(webdav root '') 50",
        Reason::Corrupted,
    ),
    // An S3 key that the server does not know.
    (
        "https response error StatusCode: 403, RequestID: , HostID: , api error InvalidAccessKeyId: …",
        Reason::Login,
    ),
    // Servers' other words for 413.
    ("unchunked simple update failed: 413 Request Entity Too Large", Reason::Full),
    ("unchunked simple update failed: 413 Payload Too Large", Reason::Full),
    ("unchunked simple update failed: 413 Content Too Large", Reason::Full),
    // An S3 root with a folder, whose login was refused.
    ("is a file not a directory", Reason::FileInTheWay),
    ("Failed to load config file \"/x\": unable to decrypt configuration", Reason::Configuration),
    ("couldn't find method \"no/such\"", Reason::OldProgram),
    ("something nobody has seen", Reason::Unknown),
];

#[test]
fn real_answers_are_sorted() {
    for line in include_str!("answers.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<_> = line.split('\t').collect();
        let [server, situation, class, looks_for, status, text] = columns[..] else {
            panic!("six columns: {line}")
        };
        let status = status.parse().unwrap_or_else(|_| panic!("a status: {line}"));
        let verdict = refused("cloud", status, text);
        assert_eq!(Some(verdict.class), Class::from_word(class), "{server}, {situation}: {text}");
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
    assert_eq!(reason(404, "object not found"), Reason::Gone);
}

#[test]
fn no_rule_is_without_an_example() {
    let examples: Vec<_> = include_str!("answers.tsv")
        .lines()
        .filter_map(|line| line.rsplit('\t').next())
        .chain(NOT_REPRODUCED.iter().map(|(text, _)| *text))
        .collect();
    for needle in RULES.iter().flat_map(|(_, needles)| *needles) {
        assert!(examples.iter().any(|text| text.contains(needle)), "{needle}");
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
