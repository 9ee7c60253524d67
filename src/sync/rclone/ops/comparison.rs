//! How copies on a remote are compared: by its hash where that is honest, else by reading them back.

use serde::Deserialize;
use serde_json::json;

use crate::failure::{Action, Failure};
use crate::sync::Destination;
use crate::sync::rclone::hash_kind::{Comparison, Counts, HashKind};
use crate::sync::rclone::ops::memories;
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;

/// Types whose hash is computed from the bytes that an object has, and of which objects. `docs/sync.md` has each one's
/// sources, and `Environment` sees to it that rclone attaches none to what it sends.
///
/// Elsewhere a hash may be our own word handed back: Nextcloud, ownCloud and Azure keep the checksum that the uploader
/// sent, chunker and hasher keep theirs beside the object. There, and where a remote's type is wrapped in another, the
/// copy is read back.
const HONEST: [(&str, Counts); 8] = [
    ("local", Counts::Always),
    ("sftp", Counts::Always),
    ("drive", Counts::Always),
    ("google cloud storage", Counts::Always),
    ("box", Counts::Always),
    ("onedrive", Counts::Always),
    // An ETag, or what an uploader attached under the name md5chksum, which rclone prefers.
    ("s3", Counts::WhenJustSent),
    // What the service computed, or what an uploader attached under the name large_file_sha1.
    ("b2", Counts::WhenJustSent),
];

/// The programs on an SFTP server by which rclone itself chooses to have hashes computed, and its word for none. It may
/// have written its choice into the operator's configuration file.
const HASH_PROGRAMS: [&str; 10] = [
    "md5sum",
    "md5 -r",
    "rclone md5sum",
    "sha1sum",
    "sha1 -r",
    "rclone sha1sum",
    "sha256sum",
    "sha256 -r",
    "rclone hashsum sha256",
    "none",
];

/// How its choice begins where the server's shell is PowerShell.
const HASH_BY_POWERSHELL: &str = "&{param($Path);Get-FileHash -Algorithm ";

/// How copies on `destination`'s remote are compared. Asked once per daemon.
pub(crate) async fn comparison(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
    place: &RclonePath,
) -> Result<Comparison, Failure> {
    let known = session.daemon.comparison(&place.fs);
    known.get_or_try_init(|| ask_comparison(session, environment, destination, place)).await.copied()
}

async fn ask_comparison(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
    place: &RclonePath,
) -> Result<Comparison, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Info {
        #[serde(default)]
        hashes: Option<Vec<String>>,
    }
    memories::refuse(session, environment, destination).await?;
    let info: Info = session.ask(Action::Stat, "operations/fsinfo", &json!({"fs": place.fs})).await?;
    let Some(kind) = HashKind::strongest(&info.hashes.unwrap_or_default()) else {
        return Ok(Comparison::ReadBack);
    };
    let counts = counts(session, environment, destination).await?;
    Ok(counts.map_or(Comparison::ReadBack, |counts| Comparison::By(kind, counts)))
}

/// What of a remote's settings in the operator's file decides whether its hash counts. The answer has the remote's
/// secrets too; they are not read.
#[derive(Deserialize)]
struct Section {
    r#type: Option<String>,
    md5sum_command: Option<String>,
    sha1sum_command: Option<String>,
    sha256sum_command: Option<String>,
    path_override: Option<String>,
    server_command: Option<String>,
}

/// Of which objects the hash of `destination`'s remote counts, if of any.
async fn counts(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
) -> Result<Option<Counts>, Failure> {
    if destination.is_local() {
        return Ok(Some(Counts::Always));
    }
    let remote = destination.remote();
    let section: Section = session.ask_daemon(Action::Stat, "config/get", &json!({"name": remote})).await?;
    let configured = environment.remote_type(remote).or(section.r#type.as_deref());
    if configured == Some("sftp") && !hashes_its_own_files(environment, remote, &section) {
        return Ok(None);
    }
    let honest = HONEST.into_iter().find(|(honest, _)| configured == Some(honest));
    Ok(honest.map(|(_, counts)| counts))
}

/// Whether the hashes of an SFTP remote come from a program of rclone's choice that is given the file's own path. What
/// an operator put in its place may print anything, such as what lies in a file beside it.
fn hashes_its_own_files(environment: &Environment, remote: &str, section: &Section) -> bool {
    let all = |option: &str, in_file: &Option<String>, accepted: fn(&str) -> bool| {
        let set = environment.option(remote, "sftp", option).into_iter().chain(in_file.clone());
        set.filter(|value| !value.is_empty()).all(|value| accepted(&value))
    };
    all("MD5SUM_COMMAND", &section.md5sum_command, is_rclones_choice)
        && all("SHA1SUM_COMMAND", &section.sha1sum_command, is_rclones_choice)
        && all("SHA256SUM_COMMAND", &section.sha256sum_command, is_rclones_choice)
        && all("PATH_OVERRIDE", &section.path_override, |_| false)
        && all("SERVER_COMMAND", &section.server_command, |_| false)
}

fn is_rclones_choice(program: &str) -> bool {
    HASH_PROGRAMS.contains(&program) || program.starts_with(HASH_BY_POWERSHELL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_of_rclones_choice_hashes_what_lies_on_a_server() {
        for program in
            ["md5sum", "sha1 -r", "none", "&{param($Path);Get-FileHash -Algorithm SHA1 -LiteralPath"]
        {
            assert!(is_rclones_choice(program), "{program}");
        }
        for program in ["cat /checksums/md5 #", "md5sum /a/copy #", "sha1sum -", ""] {
            assert!(!is_rclones_choice(program), "{program}");
        }
    }
}
