//! Real rclone: the binary under test's care, and its servers on loopback with credentials.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

use super::missing_tool;

/// S3's login. rclone's server refuses short keys.
pub(crate) const S3_KEY: &str = "AKIAHELIXHELIXHELIXH";
pub(crate) const S3_SECRET: &str = "a-long-secret-for-the-test-server-of-s3x";

/// The login of `WebDAV` and FTP.
pub(crate) const DAV_USER: &str = "helix";
pub(crate) const DAV_PASSWORD: &str = "a-password-for-webdav";

/// The rclone that tests use: `HELIX_RCLONE`, which `script/test` sets, else the one on the PATH.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("HELIX_RCLONE").map_or_else(|| "rclone".into(), PathBuf::from)
}

/// An rclone that is too old, from `HELIX_OLD_RCLONE`, which `script/test` sets; `None` where it is not set; see
/// [`missing_tool`].
pub(crate) fn old_program() -> Option<PathBuf> {
    let program = std::env::var_os("HELIX_OLD_RCLONE").map(PathBuf::from);
    if program.is_none() {
        missing_tool("HELIX_OLD_RCLONE is not set; script/old-rclone gets one");
    }
    program
}

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaks {
    S3,
    WebDav,
    Ftp,
}

/// A running `rclone serve`; killed when dropped.
pub(crate) struct Server {
    child: Child,
    speaks: Speaks,
    address: SocketAddr,
    root: TempDir,
}

impl Server {
    /// Starts one on a free port, with an empty folder; for S3 with the bucket `bucket` in it.
    ///
    /// It remembers what folders hold for a moment only, so that what a test puts on the disk is seen. With no memory at
    /// all its cleaning never rests, and deletions can wait for it without end.
    pub(crate) fn start(speaks: Speaks) -> Self {
        Self::remembering(speaks, "10ms")
    }

    /// The same with another memory; rclone's own is five minutes.
    pub(crate) fn remembering(speaks: Speaks, memory: &str) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(program());
        command.arg("serve").env("RCLONE_CONFIG", "/dev/null");
        let mut address = "127.0.0.1:0".to_owned();
        match speaks {
            Speaks::S3 => {
                std::fs::create_dir(root.path().join("bucket")).expect("a bucket");
                command.args(["s3", "--auth-key", &format!("{S3_KEY},{S3_SECRET}")]);
            }
            Speaks::WebDav => {
                command.args(["webdav", "--user", DAV_USER, "--pass", DAV_PASSWORD]);
            }
            Speaks::Ftp => {
                command.args(["ftp", "--user", DAV_USER, "--pass", DAV_PASSWORD]);
                // It does not tell which port it was given.
                address = free_address().to_string();
            }
        }
        command.args(["--addr", &address, "--dir-cache-time", memory]).arg(root.path());
        let mut child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("rclone starts; run script/test, or set HELIX_RCLONE");
        let address = announced_address(&mut child);
        Self { child, speaks, address, root }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The file that an object is stored as.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// The variables that make it the remote `name`.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        self.remote_at(name, self.address, Login::Right)
    }

    /// The same, reached through another address or with another login.
    pub(crate) fn remote_at(&self, name: &str, address: SocketAddr, login: Login) -> Vec<(String, String)> {
        let url = format!("http://{address}");
        let password = if login == Login::Right { DAV_PASSWORD } else { "wrong" };
        let values = match self.speaks {
            Speaks::S3 if login == Login::Right => s3(&url, S3_SECRET),
            Speaks::S3 => s3(&url, "wrong-but-long-enough-to-be-a-secret-key"),
            Speaks::WebDav => webdav(&url, "other", password),
            Speaks::Ftp => vec![
                ("TYPE", "ftp".to_owned()),
                ("HOST", address.ip().to_string()),
                ("PORT", address.port().to_string()),
                ("USER", DAV_USER.to_owned()),
                ("PASS", obscure(password)),
            ],
        };
        settings(name, values)
    }
}

/// What a remote of the type `s3` is told.
pub(crate) fn s3(url: &str, secret: &str) -> Vec<(&'static str, String)> {
    vec![
        ("TYPE", "s3".to_owned()),
        ("PROVIDER", "Other".to_owned()),
        ("FORCE_PATH_STYLE", "true".to_owned()),
        ("ENDPOINT", url.to_owned()),
        ("ACCESS_KEY_ID", S3_KEY.to_owned()),
        ("SECRET_ACCESS_KEY", secret.to_owned()),
    ]
}

/// What a remote of the type `webdav` is told.
pub(crate) fn webdav(url: &str, vendor: &str, password: &str) -> Vec<(&'static str, String)> {
    vec![
        ("TYPE", "webdav".to_owned()),
        ("URL", url.to_owned()),
        ("VENDOR", vendor.to_owned()),
        ("USER", DAV_USER.to_owned()),
        ("PASS", obscure(password)),
    ]
}

/// The variables that give the remote `name` these settings.
pub(crate) fn settings(name: &str, values: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    let name = name.to_uppercase();
    values.into_iter().map(|(key, value)| (format!("RCLONE_CONFIG_{name}_{key}"), value)).collect()
}

/// Which login a remote is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Right,
    Wrong,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the server's log until it says where it listens, and goes on reading it.
fn announced_address(child: &mut Child) -> SocketAddr {
    let log = BufReader::new(child.stderr.take().expect("a pipe"));
    let (report, address) = mpsc::channel();
    std::thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            // `[http://127.0.0.1:1/]`, or for FTP `on 127.0.0.1:1`.
            let announced = line
                .split_once("[http://")
                .and_then(|(_, rest)| rest.split_once('/'))
                .or_else(|| Some((line.split_once("Serving FTP on ")?.1, "")));
            if let Some(address) = announced.and_then(|(address, _)| address.parse().ok()) {
                let _ = report.send(address);
            }
        }
    });
    address.recv_timeout(Duration::from_secs(30)).expect("the server says where it listens")
}

/// rclone's form of a password.
pub(crate) fn obscure(password: &str) -> String {
    let output = Command::new(program()).args(["obscure", password]).output().expect("rclone starts");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The process ids of the daemons whose socket lies below `run_parent`.
pub(crate) fn daemons_below(run_parent: &Path) -> Vec<i32> {
    let address = format!("unix://{}/", run_parent.display());
    let processes = std::fs::read_dir("/proc").expect("/proc").flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| {
        // A dead process that nobody has waited for yet has an empty command line.
        let arguments = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&arguments).contains(&address)
    })
    .collect()
}

/// A port that was free just now.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}
