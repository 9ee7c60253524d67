//! What rclone's texts tell.

/// What a text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefusalReason {
    SessionDropped,
    UnknownRemote,
    UnknownType,
    Configuration,
    Setting,
    Incomplete,
    Wrong(WrongSetting),
    Clock,
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
    CertificateTime,
    Corrupted,
    FolderInTheWay,
    FileInTheWay,
    FolderGone,
    Away,
    Unreachable,
    ServerFault,
    OldProgram,
    Gone,
    Unknown,
}

/// A setting of the remote that cannot work, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongSetting {
    NoKnownHosts,
    BrokenKey,
    UnusableKey,
    NoScheme,
    PlainServer,
    NextcloudAddress,
    NoSuchPath,
    NoBucket,
}

/// Texts, exactly as they come, and what they tell. The first that fits decides, so the more telling text comes
/// first, as where a full cloud answers `403` with a reason.
pub(super) const RULES: &[(RefusalReason, &[&str])] = &[
    (RefusalReason::SessionDropped, &["please relogin"]),
    (RefusalReason::UnknownRemote, &["didn't find section in config file"]),
    (RefusalReason::UnknownType, &["didn't find backend called"]),
    (RefusalReason::Configuration, &["Failed to load config file", "unable to decrypt configuration"]),
    // A daemon does not end for what would end a command; it answers this each time.
    (RefusalReason::Setting, &["panic received: fatal error: "]),
    (RefusalReason::OldProgram, &["couldn't find method"]),
    (RefusalReason::Wrong(WrongSetting::NoKnownHosts), &["couldn't parse known_hosts_file"]),
    (RefusalReason::Wrong(WrongSetting::BrokenKey), &["pem key not formatted properly"]),
    (
        RefusalReason::Wrong(WrongSetting::UnusableKey),
        &["failed to parse private key file", "failed to read private key file"],
    ),
    (
        RefusalReason::Wrong(WrongSetting::NoScheme),
        &["unsupported protocol scheme", "first path segment in URL cannot contain colon"],
    ),
    (RefusalReason::Wrong(WrongSetting::PlainServer), &["server gave HTTP response to HTTPS client"]),
    (RefusalReason::Wrong(WrongSetting::NextcloudAddress), &["the remote url looks incorrect"]),
    // WebDAV makes all folders below the remote's own address; where one has no parent, the address itself is not there.
    (
        RefusalReason::Wrong(WrongSetting::NoSuchPath),
        &[
            "mkParentDir failed: 409 Conflict",
            "mkParentDir failed: Conflict: 409 Conflict",
            "mkParentDir failed: Not Found: 404 Not Found",
            "Update Create failed: file does not exist",
        ],
    ),
    (
        RefusalReason::Wrong(WrongSetting::NoBucket),
        &["NoSuchBucket", "The specified bucket does not exist", "ContainerNotFound", "Container Not Found"],
    ),
    // S3, Google's service accounts, Azure.
    (RefusalReason::Clock, &["RequestTimeTooSkewed", "reasonable timeframe", "date header too old"]),
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
    (RefusalReason::Incomplete, &["is it obscured?", "empty token found"]),
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
            // SFTP's.
            "Permission denied",
            "read-only file system",
        ],
    ),
    (RefusalReason::CertificateTime, &["certificate has expired or is not yet valid"]),
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
    // Nothing was sent: no connection came about.
    (
        RefusalReason::Away,
        &[
            "connection refused",
            "no such host",
            // Of a resolver that is in trouble.
            "server misbehaving",
            "Temporary failure in name resolution",
            "network is unreachable",
            "no route to host",
        ],
    ),
    (
        RefusalReason::Unreachable,
        &[
            "connection reset",
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

/// What an answer tells.
pub(super) fn reason(status: u16, text: &str) -> RefusalReason {
    let told = RULES.iter().find(|(_, needles)| needles.iter().any(|needle| text.contains(needle)));
    match told {
        Some((reason, _)) => *reason,
        None if status == 404 => RefusalReason::Gone,
        None => RefusalReason::Unknown,
    }
}
