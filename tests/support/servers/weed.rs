//! `SeaweedFS`: an S3 server that is not rclone's and keeps its objects in volumes of its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Process, installed};
use crate::support::rclone::{S3_KEY, S3_SECRET, program, s3, settings};

/// The port of its S3 interface. Its half a dozen others are its own defaults.
const PORT: u16 = 8333;

/// A running `SeaweedFS` with the bucket `bucket`.
pub(crate) struct Weed {
    _process: Process,
    address: SocketAddr,
    home: TempDir,
}

impl Weed {
    /// Starts one; `None` where it is not there.
    pub(crate) fn start() -> Option<Self> {
        let named = std::env::var_os("HELIX_WEED").map(PathBuf::from);
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/weed-4.48/weed");
        let weed = installed("SeaweedFS", named.into_iter().chain([tools]))?;
        let home = tempfile::tempdir().expect("a folder");
        let login = serde_json::json!({"identities": [{
            "name": "helix",
            "credentials": [{"accessKey": S3_KEY, "secretKey": S3_SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }]});
        let logins = home.path().join("s3.json");
        std::fs::write(&logins, login.to_string()).expect("written");
        let ip = own_address();
        let files = home.path().join("files");
        std::fs::create_dir(&files).expect("a folder");
        let arguments = [
            "server",
            // It would tell its maker about itself.
            "-master.telemetry=false",
            &format!("-dir={}", files.display()),
            &format!("-ip={ip}"),
            &format!("-ip.bind={ip}"),
            "-filer",
            "-s3",
            &format!("-s3.port={PORT}"),
            &format!("-s3.config={}", logins.display()),
            "-s3.port.iceberg=0",
            // By default these are in /tmp, named by the port alone.
            &format!("-filer.localSocket={}", home.path().join("filer.sock").display()),
            &format!("-s3.localSocket={}", home.path().join("s3.sock").display()),
            "-master.volumeSizeLimitMB=64",
            "-volume.max=20",
        ];
        let mut process = Process::start(&weed, &arguments);
        let address = SocketAddr::new(IpAddr::V4(ip), PORT);
        process.await_connections(address);
        let weed = Self { _process: process, address, home };
        weed.await_storage();
        Some(weed)
    }

    /// The variables that make it the remote `name`.
    pub(crate) fn remote(&self, name: &str) -> Vec<(String, String)> {
        settings(name, s3(&format!("http://{}", self.address), S3_SECRET))
    }

    /// It answers before it can store: waits until an object came back from a second bucket, and makes `bucket`.
    fn await_storage(&self) {
        let remote = self.remote("weed");
        let login = self.home.path().join("s3.json").display().to_string();
        let deadline = Instant::now() + Duration::from_mins(1);
        let ready = || {
            run(&remote, &["mkdir", "weed:bucket"]).is_some()
                && run(&remote, &["mkdir", "weed:tried/folder"]).is_some()
                && run(&remote, &["copyto", &login, "weed:tried/object"]).is_some()
                && run(&remote, &["cat", "weed:tried/object", "--count", "1"])
                    .is_some_and(|read| read.len() == 1)
        };
        while !ready() {
            assert!(Instant::now() < deadline, "it stores nothing");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

/// A loopback address that no other server of the tests has: it takes many ports. Where tests are threads of one
/// process they count on.
fn own_address() -> Ipv4Addr {
    static STARTED: AtomicU8 = AtomicU8::new(0);
    let [_, a, b, c] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 64 | (STARTED.fetch_add(1, Ordering::Relaxed) << 3) | a, b, c)
}

/// What rclone printed, if it succeeded.
fn run(remote: &[(String, String)], arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new(program());
    command.env("RCLONE_CONFIG", "/dev/null").envs(remote.iter().map(|(name, value)| (name, value)));
    command.args(arguments).args(["--retries", "1", "--low-level-retries", "1"]);
    let output = command.output().expect("rclone starts");
    output.status.success().then_some(output.stdout)
}
