//! Which parts of what rclone is given are secret.
//!
//! Of a remote's options everything is taken for secret but what is listed here: a newer rclone may have options that
//! nobody has judged yet. A test holds the list against what rclone itself calls a password or sensitive.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::redact::in_address;

/// Options of a remote without which no message could tell what it is about, or which say nothing of their own. Of
/// addresses among them, only the scheme and the host are shown.
const SHOWN: [&str; 28] = [
    "ACL",
    "API_URL",
    "AUTH_URL",
    "BUCKET_ACL",
    "CHUNK_SIZE",
    "DRIVE_TYPE",
    "ENCODING",
    "ENDPOINT",
    "ENV_AUTH",
    "HASHES",
    "HOST",
    "LOCATION",
    "LOCATION_CONSTRAINT",
    "NAMENODE",
    "PORT",
    "PROVIDER",
    "REGION",
    "REMOTE",
    "SCOPE",
    "SERVER_SIDE_ENCRYPTION",
    "SHELL_TYPE",
    "STORAGE_CLASS",
    "TOKEN_URL",
    "TYPE",
    "UPLOAD_CUTOFF",
    "UPSTREAMS",
    "URL",
    "VENDOR",
];
/// An address that is a key, whose name ends as one that is shown.
const KEY_ADDRESS: &str = "SAS_URL";
/// Options that name a file of this machine, whose path tells what to mend.
const PATHS: [&str; 2] = ["_FILE", "_PATH"];

/// Words in the names of other variables whose values are secret.
const SECRET_WORDS: [&str; 16] = [
    "AUTHORIZATION",
    "COOKIES",
    "CREDENTIAL",
    "CREDENTIALS",
    "KEY",
    "MNEMONIC",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PASSWORD2",
    "PEM",
    "SAS",
    "SECRET",
    "SIGNATURE",
    "TOKEN",
];
/// The same for variables that only rclone reads.
const RCLONES_WORDS: [&str; 9] =
    ["ACCOUNT", "AUTH", "COMMAND", "EMAIL", "HEADER", "HEADERS", "SESSION", "USER", "USERNAME"];

/// Pieces of a secret that are at least this long are secret by themselves: a command's words, an account key in a
/// connection's description. A password of several words keeps its meaning whole.
const PIECE: usize = 12;
/// The same for a command, among whose words a token may be short.
const WORD: usize = 8;

/// What is secret in the value of an environment variable.
pub(crate) fn in_variable(name: &str, value: &str) -> Vec<String> {
    match name.strip_prefix("RCLONE_CONFIG_") {
        // `RCLONE_CONFIG_PASS` and the like are no options.
        Some(rest) if rest.contains('_') => in_option(rest, value),
        _ if is_secret(name) => all_of(name, value),
        _ => in_address(value),
    }
}

/// What is secret in the value of a remote's option; the option's name may have the remote's before it.
pub(crate) fn in_option(name: &str, value: &str) -> Vec<String> {
    let name = name.to_uppercase();
    let shown = SHOWN
        .iter()
        .any(|it| name.strip_suffix(it).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')));
    let shown = shown && !name.ends_with(KEY_ADDRESS);
    let path = PATHS.iter().any(|end| name.ends_with(end)) && !value.contains("://");
    if shown || path { in_address(value) } else { all_of(&name, value) }
}

fn is_secret(name: &str) -> bool {
    let rclones = name.starts_with("RCLONE_");
    let path = PATHS.iter().any(|end| name.ends_with(end));
    !path
        && name
            .split('_')
            .any(|word| SECRET_WORDS.contains(&word) || (rclones && RCLONES_WORDS.contains(&word)))
}

/// The value, and what of it may turn up alone.
fn all_of(name: &str, value: &str) -> Vec<String> {
    let mut all = if value.trim_start().starts_with('{') { in_json(value) } else { pieces(name, value) };
    all.push(value.to_owned());
    all.extend(in_address(value));
    all
}

/// The pieces of a list, a command or a description that are long enough to be secret by themselves.
fn pieces(name: &str, value: &str) -> Vec<String> {
    let words = ["COMMAND", "HEADER", "HEADERS", "SSH", "COOKIES"].iter().any(|end| name.ends_with(end));
    let least = if words { WORD } else { PIECE };
    let pieces = value.split(|c: char| c.is_whitespace() || ",;&\"'".contains(c));
    let pieces = pieces.flat_map(|piece| [Some(piece), piece.split_once('=').map(|(_, value)| value)]);
    let pieces = pieces.flatten().map(|piece| piece.trim_end_matches('='));
    pieces.filter(|piece| piece.len() >= least).map(str::to_owned).collect()
}

/// A token or a service account's key is a JSON object, and only parts of it would turn up in a text.
fn in_json(value: &str) -> Vec<String> {
    let fields = serde_json::from_str::<BTreeMap<String, Value>>(value).unwrap_or_default();
    let secret =
        |name: &str| ["token", "_key", "_key_id", "secret", "password"].iter().any(|end| name.ends_with(end));
    let secrets = fields.into_iter().filter(|(name, _)| secret(name));
    secrets.filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;

    fn shown(name: &str, value: &str, said: &str) -> String {
        Redactor::new(in_variable(name, value)).redact_known(said)
    }

    #[test]
    fn of_a_remotes_options_everything_is_secret_but_what_tells_what_it_is() {
        for (name, value) in [
            ("RCLONE_CONFIG_NEW_SOME_FUTURE_OPTION", "a-marker"),
            ("RCLONE_CONFIG_S3_ACCESS_KEY_ID", "a-marker"),
            ("RCLONE_CONFIG_PASS", "a-marker"),
            ("RCLONE_CONFIG_NAS_USER", "a-marker"),
            ("RCLONE_FTP_PASS", "a-marker"),
            ("RCLONE_HEADER", "Authorization: Bearer a-marker"),
            ("AWS_SECRET_ACCESS_KEY", "a-marker"),
            ("RCLONE_CONFIG_DAV_BEARER_TOKEN_COMMAND", "echo a-marker"),
            ("RCLONE_CONFIG_BLOB_CONNECTION_STRING", "AccountName=x;AccountKey=a-longer-marker==;Y=z"),
            ("RCLONE_CONFIG_BLOB_SAS_URL", "https://x.example/c?sv=1&sig=a-marker"),
            ("RCLONE_CONFIG_D_TOKEN", r#"{"access_token":"a-marker","token_type":"bearer"}"#),
        ] {
            for marker in ["a-marker", "a-longer-marker"].into_iter().filter(|it| value.contains(it)) {
                let said = shown(name, value, &format!("with {marker}."));
                assert!(!said.contains("marker"), "{name}: {said}");
            }
        }
        for (name, value) in [
            ("RCLONE_CONFIG_S3_TYPE", "google cloud storage"),
            ("RCLONE_CONFIG_S3_REGION", "eu-central-1"),
            ("RCLONE_CONFIG_NAS_KEY_FILE", "/home/helix/.ssh/id"),
            ("RCLONE_CONFIG_NAS_HOST", "nas.example.org"),
            ("RCLONE_CONFIG_ALIAS_REMOTE", "nas:/srv/rituals"),
            ("RCLONE_CA_CERT", "/etc/ssl/ca.pem"),
            ("HOME", "/home/helix"),
        ] {
            assert_eq!(shown(name, value, &format!("with {value}.")), format!("with {value}."), "{name}");
        }
    }

    #[test]
    fn of_an_address_the_scheme_and_the_host_are_shown() {
        let url =
            "https://ann:p%2Fw-marker@dav.example/remote.php/dav/token-in-the-path?access=token-in-the-query";
        let said = "to https://dav.example:443/remote.php/dav/token-in-the-path/x.png as p/w-marker, token-in-the-query";
        assert_eq!(
            shown("RCLONE_CONFIG_DAV_URL", url, said),
            "to https://dav.example:443/(hidden)/x.png as (hidden), (hidden)"
        );
        assert_eq!(shown("HTTPS_PROXY", "http://ann:p-marker@proxy:8080", "with p-marker"), "with (hidden)");
    }
}
