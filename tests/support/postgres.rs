//! A private PostgreSQL server from the system's package, on a unix socket in a temporary folder.
//!
//! It ends with the value that stands for it, also when the test panics, and with the test's process when that
//! is killed.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;

use super::missing_tool;

/// The password of the server's only user: distinctive, so that tests can look for it where it must not be.
pub(crate) const PASSWORD: &str = "lotus-and-vajra-7f";

/// How long starting and stopping may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server with one user, `postgres`, who logs in with [`PASSWORD`].
pub(crate) struct Postgres {
    server: Child,
    folder: TempDir,
}

impl Postgres {
    /// Starts a server; `None` where PostgreSQL is not installed; see [`missing_tool`].
    pub(crate) async fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            missing_tool("PostgreSQL is not installed; script/test gets it");
            return None;
        };
        let user = User::for_server();
        let folder = tempfile::Builder::new().prefix("pg").tempdir().expect("a temporary folder");
        user.give(folder.path());
        initialise(&programs, &user, folder.path());
        let server = user
            .command(&programs.join("postgres"))
            .arg("-D")
            .arg(folder.path().join("data"))
            .arg("-k")
            .arg(folder.path())
            // No port that others could meet, and no waiting for a disk whose content ends with the test.
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=40"])
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).expect("a log file"))
            .spawn()
            .expect("setpriv starts");
        let mut postgres = Self { server, folder };
        postgres.wait_until_it_answers().await;
        Some(postgres)
    }

    /// Makes an empty database and returns its URL.
    pub(crate) async fn database(&self, name: &str) -> SecretString {
        let mut connection = self.connect().await.expect("the server answers");
        let create = format!("CREATE DATABASE \"{name}\"");
        connection.execute(AssertSqlSafe(create)).await.expect("a new database");
        self.url(name, PASSWORD)
    }

    /// The URL of a database that may not exist, with a password that may be wrong.
    pub(crate) fn url(&self, database: &str, password: &str) -> SecretString {
        let folder = self.folder.path().display();
        format!("postgres://postgres:{password}@localhost/{database}?host={folder}").into()
    }

    async fn connect(&self) -> sqlx::Result<PgConnection> {
        let url = self.url("postgres", PASSWORD);
        let options: PgConnectOptions = url.expose_secret().parse()?;
        PgConnection::connect_with(&options).await
    }

    async fn wait_until_it_answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = self.connect().await {
            let ended = self.server.try_wait().expect("its state is known");
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                panic!("PostgreSQL did not start ({error}, {ended:?}):\n{log}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT is its immediate shutdown: its own processes end with it, and there is nothing to keep.
        if let Ok(id) = i32::try_from(self.server.id())
            && let Some(id) = Pid::from_raw(id)
        {
            kill_process(id, Signal::QUIT).ok();
        }
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.server.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The newest version's programs, where Debian and its relatives put them.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(version)?.join("bin");
    newest.join("initdb").exists().then_some(newest)
}

fn initialise(programs: &Path, user: &User, folder: &Path) {
    let password = folder.join("password");
    fs::write(&password, PASSWORD).expect("a password file");
    user.give(&password);
    let output = user
        .command(&programs.join("initdb"))
        .args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"])
        // Not the byte order that the store asks for in its own columns.
        .arg("--locale=C.UTF-8")
        .arg("--pwfile")
        .arg(&password)
        .arg("-D")
        .arg(folder.join("data"))
        .output()
        .expect("setpriv starts");
    assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
}

/// Whom the server runs as: it refuses to be root.
enum User {
    Myself,
    Other { uid: u32, gid: u32 },
}

impl User {
    fn for_server() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self::Myself;
        }
        let users = fs::read_to_string("/etc/passwd").expect("the list of users");
        let find = |name: &str| {
            let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(str::parse);
            Some(Self::Other { uid: fields.next()?.ok()?, gid: fields.next()?.ok()? })
        };
        find("postgres").or_else(|| find("nobody")).expect("a user for the server")
    }

    /// A command that runs as this user and ends when the thread that starts it does.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]);
        if let Self::Other { uid, gid } = self {
            command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
        }
        command.arg(program).current_dir("/").stdin(Stdio::null());
        command
    }

    fn give(&self, path: &Path) {
        if let Self::Other { uid, gid } = self {
            chown(path, Some(*uid), Some(*gid)).expect("root gives files away");
        }
    }
}
