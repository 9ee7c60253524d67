//! Servers that are not rclone's own, each private to one test: its files in a temporary folder, its address on
//! loopback, its end with the test's.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::missing_tool;

mod apache;
mod azurite;
mod sshd;
mod weed;

pub(crate) use apache::Apache;
pub(crate) use azurite::Azurite;
pub(crate) use sshd::{Access, Sshd};
pub(crate) use weed::Weed;

/// A server's process, ended when dropped, and with the test even if that is killed. It is asked to end, as one that
/// is killed leaves its workers behind.
pub(crate) struct Process {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// Starts `program` with these arguments, and reads what it says.
    fn start(program: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new("setpriv")
            .args(["--pdeathsig", "TERM"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("setpriv starts");
        let log = BufReader::new(child.stderr.take().expect("a pipe"));
        let said = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                keep.lock().expect("no panic holds it").push(line);
            }
        });
        Self { child, said }
    }

    /// Waits until it answers connections.
    fn await_connections(&mut self, address: SocketAddr) {
        self.wait_until("connections", || TcpStream::connect(address).is_ok());
    }

    fn wait_until(&mut self, what: &str, mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_mins(1);
        while !holds() {
            let ended = self.child.try_wait().expect("it can be asked");
            let said = || self.said.lock().expect("no panic holds it").join("\n");
            assert!(ended.is_none(), "the server ended: {}", said());
            assert!(Instant::now() < deadline, "waited in vain for {what}: {}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's program, if it is there; see [`missing_tool`].
fn installed(name: &str, candidates: impl IntoIterator<Item = PathBuf>) -> Option<PathBuf> {
    let found = candidates.into_iter().find(|path| path.is_file());
    if found.is_none() {
        missing_tool(&format!("{name} is not installed; script/test gets it"));
    }
    found
}

/// Whether this is root, for whom some servers have conditions.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
