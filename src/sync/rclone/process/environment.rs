//! What rclone is told through its environment: the operator's remotes untouched, our own secrets left out.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::redact::Redactor;
use crate::sync::rclone::process::config_file::ConfigFile;
use crate::sync::rclone::process::secrets;

/// Secrets of ours that are none of rclone's business.
const OURS: [&str; 7] = [
    "DISCORD_TOKEN",
    "DISCORD_BOT_TOKEN",
    "DATABASE_URL",
    "MEGA_EMAIL",
    "MEGA_PASS",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
];

/// Variables that are not handed on, nor any that begin so: what would reshape the daemon's control port, and what makes
/// rclone log whole requests. Those hold tokens that it got from a server and nobody here knows.
const REFUSED: [&str; 2] = ["RCLONE_RC", "RCLONE_DUMP"];

/// The operator's configuration file for rclone.
const CONFIG: &str = "RCLONE_CONFIG";

/// An rclone configuration that is empty and stays so: nothing is read from it or written to it.
const NO_CONFIG: &str = "/dev/null";

/// A backend, an option of it, and the value that suits us.
const QUICKER: [(&str, &str, &str); 2] = [
    // rclone waits 10 ms between any two requests; a file takes several. How many transfers there are at once is
    // limited here, and how soon a failed one is tried again.
    ("WEBDAV", "PACER_MIN_SLEEP", "0s"),
    // rclone looks at each object that it has sent, and so do we.
    ("S3", "NO_HEAD", "true"),
];

/// A backend, an option of it, and the value without which a hash proves nothing: it holds whatever the operator set.
const PROVING: [(&str, &str, &str); 4] = [
    // rclone attaches the hash of what it means to send, and hands that back later as the object's own.
    ("S3", "DISABLE_CHECKSUM", "true"),
    ("B2", "DISABLE_CHECKSUM", "true"),
    // It takes a copy for damaged whose parts have hashes of their own, as encrypted ones do.
    ("S3", "USE_MULTIPART_ETAG", "false"),
    // It takes for there what it has not asked for.
    ("S3", "NO_HEAD_OBJECT", "false"),
];

/// Types with buckets, the word for them in rclone's variables, and the option by which rclone takes a bucket to
/// exist. Without it, it tries to make the bucket before the first copy, which a key for that bucket alone may not do.
/// B2 and Swift have no such option: there rclone first looks whether the bucket is there.
const BUCKETS: [(&str, &str, &str); 4] = [
    ("s3", "S3", "NO_CHECK_BUCKET"),
    ("google cloud storage", "GCS", "NO_CHECK_BUCKET"),
    ("azureblob", "AZUREBLOB", "NO_CHECK_CONTAINER"),
    ("oracleobjectstorage", "OOS", "NO_CHECK_BUCKET"),
];

/// The environment of rclone's processes.
#[derive(Clone)]
pub(crate) struct Environment {
    variables: BTreeMap<OsString, OsString>,
    /// What the operator's configuration file says, as far as it can be read.
    file: ConfigFile,
}

impl Environment {
    /// `base`, usually this process's own variables, with `overrides` on top; without our secrets, without
    /// what is refused ([`REFUSED`]), and with an empty configuration where none is named.
    pub(crate) fn new(
        base: impl IntoIterator<Item = (OsString, OsString)>,
        overrides: &[(String, String)],
    ) -> Self {
        let overrides = overrides.iter().map(|(name, value)| (name.into(), value.into()));
        let mut variables: BTreeMap<OsString, OsString> = base.into_iter().chain(overrides).collect();
        variables.retain(|name, _| !is_withheld(name));
        if variables.get(OsStr::new(CONFIG)).is_none_or(|file| file.is_empty()) {
            variables.insert(CONFIG.into(), NO_CONFIG.into());
        }
        // What its MEGA client says of a lost session, it says at this level. With two ways to set it rclone refuses to
        // start, and quiet would hide that.
        variables.remove(OsStr::new("RCLONE_QUIET"));
        if !variables.contains_key(OsStr::new("RCLONE_VERBOSE")) {
            variables.entry("RCLONE_LOG_LEVEL".into()).or_insert_with(|| "INFO".into());
        }
        let file = variables.get(OsStr::new(CONFIG)).map(|file| ConfigFile::read(file.as_ref()));
        let file = file.unwrap_or_default();
        settle(&mut variables, &file);
        insist(&mut variables);
        Self { variables, file }
    }

    /// Sets a variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.into(), value.into());
    }

    /// All of it, for a process.
    pub(crate) fn variables(&self) -> &BTreeMap<OsString, OsString> {
        &self.variables
    }

    /// What the operator's configuration file says, as far as it can be read.
    pub(crate) fn file(&self) -> &ConfigFile {
        &self.file
    }

    /// The operator's configuration file, if nothing could be read in it.
    pub(crate) fn unread_file(&self) -> Option<&Path> {
        let file = Path::new(self.variables.get(OsStr::new(CONFIG))?);
        (self.file.is_empty() && file.is_file()).then_some(file)
    }

    /// All remotes that are known, by their names in variables.
    pub(crate) fn remotes(&self) -> Vec<String> {
        let in_file = self.file.types().map(|(remote, _)| remote);
        in_variables(&self.variables).map(|(remote, _)| remote).chain(in_file).collect()
    }

    /// The type of a remote that is configured by variables.
    pub(crate) fn remote_type(&self, remote: &str) -> Option<&str> {
        self.remote_option(remote, "TYPE")
    }

    /// Whether a remote is, or may be, an account of MEGA: one that no variable describes goes by its name.
    pub(crate) fn is_mega(&self, remote: &str) -> bool {
        match self.remote_type(remote) {
            Some(configured) => configured == "mega",
            None => remote.eq_ignore_ascii_case("mega"),
        }
    }

    /// An option of a remote that is set by a variable; its name in capitals.
    pub(crate) fn remote_option(&self, remote: &str, option: &str) -> Option<&str> {
        let start = type_variable(remote);
        let name = format!("{}{option}", start.strip_suffix("TYPE")?);
        self.variables.get(OsStr::new(&name))?.to_str()
    }

    /// What variables give a remote of this type for an option of its own: for the remote alone, and for all of the type.
    pub(crate) fn option(&self, remote: &str, of_type: &str, option: &str) -> Vec<String> {
        let of_all = format!("RCLONE_{}_{option}", of_type.to_uppercase());
        let names = [option_variable(&remote.to_uppercase(), option), of_all];
        let values = names.iter().filter_map(|name| self.variables.get(OsStr::new(name)));
        values.map(|value| value.to_string_lossy().into_owned()).collect()
    }

    /// Knows the secrets in it.
    pub(crate) fn redactor(&self) -> Redactor {
        let variables = self.variables.iter();
        let variables = variables.flat_map(|(name, value)| {
            secrets::in_variable(&name.to_string_lossy(), &value.to_string_lossy())
        });
        let options = self.file.options().flat_map(|(name, value)| secrets::in_option(name, value));
        Redactor::new(variables.chain(options))
    }
}

/// The variable that gives a remote its type. rclone looks for the upper-case name.
pub(crate) fn type_variable(remote: &str) -> String {
    option_variable(&remote.to_uppercase(), "TYPE")
}

/// The variable of an option of the remote with this upper-case name.
fn option_variable(remote: &str, option: &str) -> String {
    format!("RCLONE_CONFIG_{remote}_{option}")
}

/// Settles what proofs rest on. A backend's own variable beats what is in a file and in this order loses to a remote's,
/// so that one is settled too, wherever the remote is of the backend's type or may be: a file can say what it is.
fn insist(variables: &mut BTreeMap<OsString, OsString>) {
    for (backend, option, value) in PROVING {
        let remotes = variables.keys().filter_map(|name| {
            let name = name.to_str()?;
            let remote = name.strip_prefix("RCLONE_CONFIG_")?.strip_suffix(option)?.strip_suffix('_')?;
            let of_type = variables.get(OsStr::new(&option_variable(remote, "TYPE")));
            of_type.is_none_or(|of_type| *of_type == *backend.to_lowercase()).then(|| name.to_owned())
        });
        let names: Vec<_> = remotes.chain([format!("RCLONE_{backend}_{option}")]).collect();
        variables.extend(names.into_iter().map(|name| (name.into(), value.into())));
    }
}

/// The remotes that variables give a type, and their types.
fn in_variables(variables: &BTreeMap<OsString, OsString>) -> impl Iterator<Item = (String, String)> {
    variables.iter().filter_map(|(name, value)| {
        let remote = name.to_str()?.strip_prefix("RCLONE_CONFIG_")?.strip_suffix("_TYPE")?;
        Some((remote.to_owned(), value.to_str()?.to_owned()))
    })
}

/// Spares remotes what only costs time here, and lets buckets be taken to exist, unless the operator decided it.
fn settle(variables: &mut BTreeMap<OsString, OsString>, file: &ConfigFile) {
    let types: Vec<_> = in_variables(variables).chain(file.types()).collect();
    let quicker = QUICKER.map(|(backend, option, value)| (backend.to_lowercase(), backend, option, value));
    let buckets = BUCKETS.map(|(of_type, backend, option)| (of_type.to_owned(), backend, option, "true"));
    for (remote, of_type) in types {
        for (for_type, backend, option, value) in quicker.iter().chain(&buckets) {
            let by_backend = variables.contains_key(OsStr::new(&format!("RCLONE_{backend}_{option}")));
            if of_type == *for_type && !by_backend && !file.decides(&remote, option) {
                let ours = format!("RCLONE_CONFIG_{remote}_{option}").into();
                variables.entry(ours).or_insert_with(|| value.into());
            }
        }
    }
}

fn is_withheld(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    OURS.contains(&name.as_ref())
        || REFUSED
            .iter()
            .any(|it| name.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
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
        let mut names: Vec<_> = environment.variables().keys().map(|name| name.to_string_lossy()).collect();
        let proving = PROVING.map(|(backend, option, _)| format!("RCLONE_{backend}_{option}"));
        names.retain(|name| !proving.contains(&name.to_string()));
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
    fn rclone_tells_what_is_needed_and_only_one_variable_says_how_much() {
        let level = |base: &[(&str, &str)]| {
            let environment = environment(base, &[]);
            ["RCLONE_LOG_LEVEL", "RCLONE_VERBOSE", "RCLONE_QUIET"]
                .map(|name| get(&environment, name).map(str::to_owned))
        };
        let info = [Some("INFO".to_owned()), None, None];
        assert_eq!(level(&[]), info);
        assert_eq!(level(&[("RCLONE_QUIET", "true")]), info);
        assert_eq!(level(&[("RCLONE_LOG_LEVEL", "DEBUG")]), [Some("DEBUG".to_owned()), None, None]);
        assert_eq!(level(&[("RCLONE_VERBOSE", "2")]), [None, Some("2".to_owned()), None]);
    }

    #[test]
    fn what_a_network_behind_a_proxy_needs_passes() {
        let needed = ["HTTPS_PROXY", "NO_PROXY", "RCLONE_CA_CERT", "SSL_CERT_DIR", "SSL_CERT_FILE"];
        let environment = environment(&needed.map(|name| (name, "x")), &[]);
        for name in needed {
            assert_eq!(get(&environment, name), Some("x"), "{name}");
        }
    }

    #[test]
    fn what_is_secret_inside_a_token_is_masked_too() {
        let token = r#"{"access_token":"sl.short-lived","token_type":"bearer","refresh_token":"for-ever"}"#;
        let account = r#"{"type":"service_account","private_key":"-----BEGIN"}"#;
        let redactor = environment(
            &[("RCLONE_CONFIG_D_TOKEN", token), ("RCLONE_CONFIG_G_SERVICE_ACCOUNT_CREDENTIALS", account)],
            &[],
        )
        .redactor();
        assert_eq!(
            redactor.redact("bearer sl.short-lived for-ever -----BEGIN service_account"),
            "bearer (hidden) (hidden) (hidden) service_account"
        );
    }

    #[test]
    fn remotes_are_spared_needless_waits_unless_the_operator_decided() {
        let dav = ("RCLONE_CONFIG_CLOUD_TYPE", "webdav");
        let pause = "RCLONE_CONFIG_CLOUD_PACER_MIN_SLEEP";
        assert_eq!(get(&environment(&[dav], &[]), pause), Some("0s"));
        assert_eq!(get(&environment(&[dav, (pause, "1s")], &[]), pause), Some("1s"));
        assert_eq!(get(&environment(&[dav, ("RCLONE_WEBDAV_PACER_MIN_SLEEP", "1s")], &[]), pause), None);
        assert_eq!(get(&environment(&[("RCLONE_CONFIG_CLOUD_TYPE", "drive")], &[]), pause), None);
        let s3 = environment(&[("RCLONE_CONFIG_CLOUD_TYPE", "s3")], &[]);
        assert_eq!(get(&s3, "RCLONE_CONFIG_CLOUD_NO_HEAD"), Some("true"));
    }

    #[test]
    fn no_hash_of_our_own_is_attached_whatever_the_operator_set() {
        let ours = "RCLONE_S3_DISABLE_CHECKSUM";
        assert_eq!(get(&environment(&[], &[]), ours), Some("true"));
        assert_eq!(get(&environment(&[(ours, "false")], &[]), ours), Some("true"));
        let remotes = "RCLONE_CONFIG_CLOUD_DISABLE_CHECKSUM";
        for (of_type, expected) in
            [(Some("s3"), "true"), (Some("b2"), "true"), (None, "true"), (Some("azureblob"), "false")]
        {
            let of_type = of_type.map(|of_type| ("RCLONE_CONFIG_CLOUD_TYPE", of_type));
            let base: Vec<_> = [(remotes, "false")].into_iter().chain(of_type).collect();
            assert_eq!(get(&environment(&base, &[]), remotes), Some(expected), "{of_type:?}");
        }
        assert_eq!(get(&environment(&[("RCLONE_CONFIG_CLOUD_TYPE", "s3")], &[]), remotes), None);
    }

    #[test]
    fn what_variables_say_of_an_option_is_found() {
        let set = [("RCLONE_CONFIG_NAS_MD5SUM_COMMAND", "cat"), ("RCLONE_SFTP_MD5SUM_COMMAND", "md5sum")];
        let environment = environment(&set, &[]);
        assert_eq!(environment.option("nas", "sftp", "MD5SUM_COMMAND"), ["cat", "md5sum"]);
        assert_eq!(environment.option("nas", "sftp", "PATH_OVERRIDE"), [""; 0]);
    }

    #[test]
    fn buckets_are_taken_to_exist_unless_the_operator_decided() {
        for (of_type, option) in [
            ("s3", "NO_CHECK_BUCKET"),
            ("google cloud storage", "NO_CHECK_BUCKET"),
            ("azureblob", "NO_CHECK_CONTAINER"),
            ("oracleobjectstorage", "NO_CHECK_BUCKET"),
        ] {
            let cloud = ("RCLONE_CONFIG_CLOUD_TYPE", of_type);
            let name = format!("RCLONE_CONFIG_CLOUD_{option}");
            assert_eq!(get(&environment(&[cloud], &[]), &name), Some("true"), "{of_type}");
            assert_eq!(get(&environment(&[cloud, (&name, "false")], &[]), &name), Some("false"), "{of_type}");
        }
        let s3 = ("RCLONE_CONFIG_CLOUD_TYPE", "s3");
        let decided = environment(&[s3, ("RCLONE_S3_NO_CHECK_BUCKET", "false")], &[]);
        assert_eq!(get(&decided, "RCLONE_CONFIG_CLOUD_NO_CHECK_BUCKET"), None);
    }

    #[test]
    fn what_a_configuration_file_says_decides_as_well_and_its_secrets_are_masked() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rclone.conf");
        let content = "[one]\ntype = s3\nsecret_access_key = the-key-in-the-file\n\n[two-b]\ntype = s3\nno_check_bucket = false\n";
        std::fs::write(&file, content).expect("written");
        let environment = environment(&[("RCLONE_CONFIG", file.to_str().expect("text"))], &[]);
        assert_eq!(get(&environment, "RCLONE_CONFIG_ONE_NO_CHECK_BUCKET"), Some("true"));
        assert_eq!(get(&environment, "RCLONE_CONFIG_TWO_B_NO_CHECK_BUCKET"), None);
        assert_eq!(get(&environment, "RCLONE_CONFIG_TWO_B_NO_HEAD"), Some("true"));
        assert_eq!(environment.redactor().redact("no the-key-in-the-file"), "no (hidden)");
    }

    #[test]
    fn what_is_secret_in_it_is_masked() {
        let redactor = environment(
            &[
                ("RCLONE_CONFIG_S3_SECRET_ACCESS_KEY", "the-secret-key"),
                ("RCLONE_CONFIG_PASS", "config-password"),
                ("RCLONE_CONFIG_S3_ENDPOINT", "http://127.0.0.1"),
            ],
            &[],
        )
        .redactor();
        assert_eq!(
            redactor.redact("the-secret-key config-password http://127.0.0.1"),
            "(hidden) (hidden) http://127.0.0.1"
        );
    }
}
