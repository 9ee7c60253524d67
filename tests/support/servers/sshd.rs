//! OpenSSH's server, for SFTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::super::rclone::free_address;
use super::{Process, installed, is_root, missing_tool};
use crate::support::rclone::settings;

/// What a login may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Run commands as well, by which rclone has hashes computed.
    Shell,
    /// Transfer files only.
    FilesOnly,
}

/// A running sshd, for the user who runs the tests.
pub(crate) struct Sshd {
    _process: Process,
    address: SocketAddr,
    home: TempDir,
}

impl Sshd {
    /// Starts one with an empty folder; `None` where it is not installed.
    pub(crate) fn start(access: Access) -> Option<Self> {
        let program = installed("OpenSSH's server", [PathBuf::from("/usr/sbin/sshd")])?;
        if is_root() && !Path::new("/run/sshd").is_dir() {
            missing_tool("sshd, started by root, wants the folder /run/sshd; script/test makes it");
            return None;
        }
        let home = tempfile::tempdir().expect("a folder");
        let path = |name: &str| home.path().join(name);
        std::fs::create_dir(path("files")).expect("a folder");
        for name in ["host", "key"] {
            make_key(&path(name));
        }
        let address = free_address();
        let host = std::fs::read_to_string(path("host.pub")).expect("a key");
        std::fs::write(path("known"), format!("[{}]:{} {host}", address.ip(), address.port()))
            .expect("written");
        let configuration = path("conf");
        std::fs::write(&configuration, write_configuration(home.path(), address, access)).expect("written");
        let arguments = ["-D", "-e", "-f", configuration.to_str().expect("text")];
        let mut process = Process::start(&program, &arguments);
        process.await_connections(address);
        Some(Self { _process: process, address, home })
    }

    /// Where its files are.
    pub(crate) fn files(&self) -> PathBuf {
        self.home.path().join("files")
    }

    /// The variables that make it the remote `name`, whose root is the folder of its files.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        let path = |name: &str| self.home.path().join(name).display().to_string();
        let values = vec![
            ("TYPE", "sftp".to_owned()),
            ("HOST", self.address.ip().to_string()),
            ("PORT", self.address.port().to_string()),
            ("USER", me()),
            ("KEY_FILE", path("key")),
            ("KNOWN_HOSTS_FILE", path("known")),
        ];
        settings(name, values)
    }
}

fn make_key(path: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status();
    assert!(made.expect("ssh-keygen starts").success());
}

fn me() -> String {
    let output = Command::new("id").arg("-un").output().expect("id starts");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

fn write_configuration(home: &Path, address: SocketAddr, access: Access) -> String {
    let home = home.display();
    let forced = match access {
        Access::Shell => String::new(),
        Access::FilesOnly => format!("ForceCommand internal-sftp -d {home}/files\n"),
    };
    format!(
        "ListenAddress {address}\nHostKey {home}/host\nPidFile {home}/pid\nAuthorizedKeysFile {home}/key.pub\n\
         StrictModes no\nMaxStartups 100\nMaxSessions 100\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n\
         Subsystem sftp internal-sftp -d {home}/files\n{forced}"
    )
}
