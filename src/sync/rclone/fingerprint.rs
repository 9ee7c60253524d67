//! A mark of the settings under which a destination is reached: another mark says that they changed.
//!
//! Passwords go into it, and it is kept in the database. So it is salted, and so short that nothing can be guessed from
//! it: one in 65,536 other passwords has the same.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::sync::Destination;
use crate::sync::rclone::process::config_file::in_variables;
use crate::sync::rclone::process::environment::Environment;

/// How many bytes of the digest are kept.
const KEPT: usize = 2;

/// What the variables of remotes begin with.
const REMOTE: &str = "RCLONE_CONFIG_";

/// Variables that begin in the same way and are no remote's.
const COMMON: [&str; 2] = ["RCLONE_CONFIG_PASS", "RCLONE_CONFIG_DIR"];

/// Marks the settings of `destination` in `environment`, and whatever else counts.
pub(crate) fn fingerprint(
    environment: &Environment,
    destination: &Destination,
    more: &[&str],
    salt: &str,
) -> String {
    let mut parts = vec![salt.to_owned(), destination.to_string()];
    parts.extend(more.iter().map(|part| (*part).to_owned()));
    let remotes = reached_through(environment, &in_variables(destination.remote()));
    for (name, value) in common(environment).chain(remotes.iter().flat_map(|it| options(environment, it))) {
        parts.extend(state_of_file(&name, &value));
        parts.extend([name, value]);
    }
    if let Some(file) = environment.unread_file() {
        parts.extend(state(file));
    }
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex(&digest.finalize()[..KEPT])
}

/// The remote itself, and those that it wraps: `crypt`, `alias` and the like name them in their options.
fn reached_through(environment: &Environment, remote: &str) -> BTreeSet<String> {
    let known: Vec<String> = environment.remotes();
    let mut found = BTreeSet::new();
    let mut open = vec![remote.to_owned()];
    while let Some(next) = open.pop() {
        let values: Vec<_> = options(environment, &next).map(|(_, value)| in_variables(&value)).collect();
        let named = |other: &&String| values.iter().any(|value| value.contains(&format!("{other}:")));
        open.extend(known.iter().filter(named).filter(|other| !found.contains(*other)).cloned());
        found.insert(next);
    }
    found
}

/// A remote's options from variables and from the file.
fn options<'a>(
    environment: &'a Environment,
    remote: &str,
) -> impl Iterator<Item = (String, String)> + use<'a> {
    let start = format!("{REMOTE}{remote}_");
    let in_file = environment.file().remote(remote).into_iter().flatten();
    let in_file = in_file.map(|(name, value)| (name.to_uppercase(), value.clone()));
    texts(environment).filter(move |(name, _)| name.starts_with(&start)).chain(in_file)
}

/// What holds for all remotes.
fn common(environment: &Environment) -> impl Iterator<Item = (String, String)> {
    texts(environment).filter(|(name, _)| {
        name.starts_with("RCLONE_") && (!name.starts_with(REMOTE) || COMMON.contains(&name.as_str()))
    })
}

fn texts(environment: &Environment) -> impl Iterator<Item = (String, String)> {
    let text = |value: &OsStr| value.to_string_lossy().into_owned();
    environment.variables().iter().map(move |(name, value)| (text(name), text(value)))
}

/// A file that an option names may be mended without another setting.
fn state_of_file(name: &str, value: &str) -> Option<String> {
    (name.ends_with("_FILE") || name.ends_with("_CERT")).then(|| state(Path::new(value))).flatten()
}

fn state(file: &Path) -> Option<String> {
    let found = std::fs::metadata(file).ok()?;
    let changed = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Some(format!("{} {}", found.len(), changed.unwrap_or_default().as_millis()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn mark(variables: &[(&str, &str)], more: &[&str]) -> String {
        let base = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let destination = "vault:x".parse().expect("a destination");
        fingerprint(&Environment::new(base, &[]), &destination, more, "salt")
    }

    #[test]
    fn a_change_of_what_the_destination_is_reached_through_is_seen_and_of_others_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let known = folder.path().join("known_hosts");
        let file = known.to_str().expect("text");
        let of = |secret, host, other, level| {
            mark(
                &[
                    ("RCLONE_CONFIG_VAULT_TYPE", "crypt"),
                    ("RCLONE_CONFIG_VAULT_REMOTE", "nas:folder"),
                    ("RCLONE_CONFIG_VAULT_PASSWORD", secret),
                    ("RCLONE_CONFIG_NAS_TYPE", "sftp"),
                    ("RCLONE_CONFIG_NAS_HOST", host),
                    ("RCLONE_CONFIG_NAS_KNOWN_HOSTS_FILE", file),
                    ("RCLONE_CONFIG_OTHER_TYPE", other),
                    ("RCLONE_SFTP_CONCURRENCY", level),
                ],
                &[],
            )
        };
        let first = of("secret", "host", "s3", "1");
        assert_eq!(first.len(), KEPT * 2);
        assert_eq!(first, of("secret", "host", "s3", "1"));
        assert_eq!(first, of("secret", "host", "b2", "1"), "another remote");
        assert_ne!(first, of("secreT", "host", "s3", "1"), "its own password");
        assert_ne!(first, of("secret", "hosT", "s3", "1"), "what it wraps");
        assert_ne!(first, of("secret", "host", "s3", "2"), "what holds for all");
        std::fs::write(&known, "made").expect("written");
        assert_ne!(first, of("secret", "host", "s3", "1"), "a file that it names");
    }

    #[test]
    fn an_account_and_the_configuration_file_count_as_well() {
        assert_ne!(mark(&[], &["one"]), mark(&[], &["two"]));
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rclone.conf");
        let with = |content: &str| {
            std::fs::write(&file, content).expect("written");
            mark(&[("RCLONE_CONFIG", file.to_str().expect("text"))], &[])
        };
        let first = with("[vault]\ntype = crypt\npassword = one\n[other]\ntype = s3\n");
        assert_eq!(first, with("[vault]\ntype = crypt\npassword = one\n[other]\ntype = b2\n"));
        assert_ne!(first, with("[vault]\ntype = crypt\npassword = two\n[other]\ntype = s3\n"));
        assert_ne!(with("RCLONE_ENCRYPT_V0:\nabc"), with("RCLONE_ENCRYPT_V0:\nabcd"));
    }
}
