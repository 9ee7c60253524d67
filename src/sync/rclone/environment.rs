//! What rclone is told through its environment: the operator's remotes untouched, our own secrets left out.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::mask::Mask;

/// Secrets of ours that are none of rclone's business.
const OURS: [&str; 5] = ["DISCORD_TOKEN", "DISCORD_BOT_TOKEN", "DATABASE_URL", "MEGA_EMAIL", "MEGA_PASS"];

/// The operator's configuration file for rclone.
const CONFIG: &str = "RCLONE_CONFIG";

/// An rclone configuration that is empty and stays so: nothing is read from it or written to it.
const NO_CONFIG: &str = "/dev/null";

/// Ends of names whose values are secret, whatever the remote's type.
const SECRET_ENDS: [&str; 9] =
    ["PASS", "PASSWORD", "PASSWORD2", "SECRET", "KEY", "TOKEN", "CREDENTIALS", "SESSION_ID", "SAS_URL"];

/// The environment of rclone's processes.
#[derive(Clone)]
pub(super) struct Environment {
    variables: BTreeMap<OsString, OsString>,
}

impl Environment {
    /// `base`, usually this process's own variables, with `overrides` on top; without our secrets, without
    /// what would reshape the daemon's control port, and with an empty configuration where none is named.
    pub(super) fn new(
        base: impl IntoIterator<Item = (OsString, OsString)>,
        overrides: &[(String, String)],
    ) -> Self {
        let overrides = overrides.iter().map(|(name, value)| (name.into(), value.into()));
        let mut variables: BTreeMap<OsString, OsString> = base.into_iter().chain(overrides).collect();
        variables.retain(|name, _| !is_withheld(name));
        if variables.get(OsStr::new(CONFIG)).is_none_or(|file| file.is_empty()) {
            variables.insert(CONFIG.into(), NO_CONFIG.into());
        }
        // What its MEGA client says of a lost session, it says at this level.
        variables.entry("RCLONE_LOG_LEVEL".into()).or_insert_with(|| "INFO".into());
        Self { variables }
    }

    /// Sets a variable.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.into(), value.into());
    }

    /// All of it, for a process.
    pub(super) fn variables(&self) -> &BTreeMap<OsString, OsString> {
        &self.variables
    }

    /// The type of a remote that is configured by variables.
    pub(super) fn remote_type(&self, remote: &str) -> Option<&str> {
        self.variables.get(OsStr::new(&type_variable(remote)))?.to_str()
    }

    /// Knows the secrets in it.
    pub(super) fn mask(&self) -> Mask {
        let secret = |name: &OsStr| {
            let name = name.to_string_lossy();
            SECRET_ENDS.iter().any(|end| name.ends_with(end))
        };
        Mask::new(
            self.variables
                .iter()
                .filter(|(name, _)| secret(name))
                .map(|(_, value)| value.to_string_lossy().into_owned()),
        )
    }
}

/// The variable that gives a remote its type. rclone looks for the upper-case name.
pub(super) fn type_variable(remote: &str) -> String {
    format!("RCLONE_CONFIG_{}_TYPE", remote.to_uppercase())
}

fn is_withheld(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    OURS.contains(&name.as_ref()) || name == "RCLONE_RC" || name.starts_with("RCLONE_RC_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(base: &[(&str, &str)], overrides: &[(&str, &str)]) -> Environment {
        let base = base.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let overrides: Vec<_> =
            overrides.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Environment::new(base, &overrides)
    }

    fn get<'a>(environment: &'a Environment, name: &str) -> Option<&'a str> {
        environment.variables().get(OsStr::new(name))?.to_str()
    }

    #[test]
    fn the_operators_remotes_pass_and_our_secrets_do_not() {
        let environment = environment(
            &[
                ("DISCORD_TOKEN", "x"),
                ("DISCORD_BOT_TOKEN", "x"),
                ("DATABASE_URL", "x"),
                ("MEGA_PASS", "x"),
                ("RCLONE_RC_NO_AUTH", "true"),
                ("RCLONE_CONFIG_S3_TYPE", "s3"),
                ("PATH", "/bin"),
            ],
            &[("DISCORD_TOKEN", "y"), ("RCLONE_CONFIG_S3_TYPE", "b2")],
        );
        let names: Vec<_> = environment.variables().keys().map(|name| name.to_string_lossy()).collect();
        assert_eq!(names, ["PATH", "RCLONE_CONFIG", "RCLONE_CONFIG_S3_TYPE", "RCLONE_LOG_LEVEL"]);
        assert_eq!(environment.remote_type("s3"), Some("b2"));
        assert_eq!(environment.remote_type("mega"), None);
    }

    #[test]
    fn the_operators_file_is_used_and_without_one_there_is_none() {
        assert_eq!(get(&environment(&[("RCLONE_CONFIG", "/etc/r")], &[]), "RCLONE_CONFIG"), Some("/etc/r"));
        assert_eq!(get(&environment(&[("RCLONE_CONFIG", "")], &[]), "RCLONE_CONFIG"), Some("/dev/null"));
        assert_eq!(get(&environment(&[], &[]), "RCLONE_CONFIG"), Some("/dev/null"));
    }

    #[test]
    fn what_is_secret_in_it_is_masked() {
        let mask = environment(
            &[
                ("RCLONE_CONFIG_S3_SECRET_ACCESS_KEY", "the-secret-key"),
                ("RCLONE_CONFIG_PASS", "config-password"),
                ("RCLONE_CONFIG_S3_ENDPOINT", "http://127.0.0.1"),
            ],
            &[],
        )
        .mask();
        assert_eq!(
            mask.hide("the-secret-key config-password http://127.0.0.1"),
            "(hidden) (hidden) http://127.0.0.1"
        );
    }
}
