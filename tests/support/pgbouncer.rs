//! pgbouncer from the system's package, in its transaction mode, before a private PostgreSQL.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tempfile::TempDir;

use super::missing_tool;
use super::postgres::{PASSWORD, Postgres, User};

const PROGRAM: &str = "/usr/sbin/pgbouncer";
/// How long starting may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running pooler. It ends with the value that stands for it, and with the test's process.
pub(crate) struct Pgbouncer {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Pgbouncer {
    /// Starts one before `server`; `None` where pgbouncer is not installed; see [`missing_tool`].
    pub(crate) fn before(server: &Postgres) -> Option<Self> {
        if !Path::new(PROGRAM).is_file() {
            missing_tool("pgbouncer is not installed; script/test gets it");
            return None;
        }
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let (user, folder) = (User::for_server(), tempfile::tempdir().expect("a folder"));
        let (users, settings) = (folder.path().join("users"), folder.path().join("pgbouncer.ini"));
        fs::write(&users, format!("\"postgres\" \"{PASSWORD}\"\n")).expect("written");
        fs::write(&settings, configuration(server, port, &users)).expect("written");
        for path in [folder.path(), &users, &settings] {
            user.give(path);
        }
        let log = fs::File::create(folder.path().join("log")).expect("a log file");
        let child = user.command(Path::new(PROGRAM)).arg(&settings).stdout(Stdio::null()).stderr(log).spawn();
        let mut pooler = Self { child: child.expect("setpriv starts"), port, _folder: folder };
        pooler.wait_until_it_listens();
        Some(pooler)
    }

    /// The URL of a database through the pooler.
    pub(crate) fn url(&self, database: &str) -> SecretString {
        format!("postgres://postgres:{PASSWORD}@127.0.0.1:{}/{database}", self.port).into()
    }

    fn wait_until_it_listens(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().expect("its state is known");
            assert!(ended.is_none() && Instant::now() < deadline, "pgbouncer did not start: {ended:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Pgbouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What matters is the mode, and that nothing makes it easier: no parameter of a client is passed over.
fn configuration(server: &Postgres, port: u16, users: &Path) -> String {
    format!(
        "[databases]\n* = host={} port=5432\n\
         [pgbouncer]\npool_mode = transaction\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
         auth_type = scram-sha-256\nauth_file = {}\nmax_client_conn = 500\ndefault_pool_size = 6\n\
         server_idle_timeout = 2\n",
        server.folder().display(),
        users.display(),
    )
}
