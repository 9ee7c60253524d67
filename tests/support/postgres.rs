//! A private PostgreSQL server from the system's package, on a unix socket in a temporary folder.
//!
//! It ends with the value that stands for it, also when the test panics, and with the test's process when that
//! is killed.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
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
    /// On loopback, where it listens there as well.
    port: Option<u16>,
}

impl Postgres {
    /// Starts a server; `None` where PostgreSQL is not installed; see [`missing_tool`].
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(None).await
    }

    /// Starts one that also listens on loopback, and there takes nobody but over TLS. It has a certificate for `localhost`
    /// from an authority of its own; see [`Self::authority`].
    pub(crate) async fn start_with_certificate() -> Option<Self> {
        // Free now; a server that cannot have it does not start, and the test says so.
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        Self::start_with(Some(port)).await
    }

    async fn start_with(port: Option<u16>) -> Option<Self> {
        let Some(programs) = programs() else {
            missing_tool("PostgreSQL is not installed; script/test gets it");
            return None;
        };
        let user = User::for_server();
        let folder = tempfile::Builder::new().prefix("pg").tempdir().expect("a temporary folder");
        user.give(folder.path());
        initialise(&programs, &user, folder.path());
        let mut listening = vec!["-c".to_owned(), "listen_addresses=".to_owned()];
        if let Some(port) = port {
            certify(&user, folder.path());
            let settings =
                [format!("port={port}"), "listen_addresses=127.0.0.1".to_owned(), "ssl=on".to_owned()];
            listening = settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect();
        }
        let server = user
            .command(&programs.join("postgres"))
            .arg("-D")
            .arg(folder.path().join("data"))
            .arg("-k")
            .arg(folder.path())
            .args(listening)
            // No waiting for a disk whose content ends with the test.
            .args(["-c", "fsync=off", "-c", "max_connections=100"])
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).expect("a log file"))
            .spawn()
            .expect("setpriv starts");
        let mut postgres = Self { server, folder, port };
        postgres.wait_until_it_answers().await;
        Some(postgres)
    }

    /// Makes an empty database and returns its URL.
    pub(crate) async fn database(&self, name: &str) -> SecretString {
        self.execute(&format!("CREATE DATABASE \"{name}\"")).await;
        self.url(name, PASSWORD)
    }

    /// The URL of a database that may not exist, with a password that may be wrong.
    pub(crate) fn url(&self, database: &str, password: &str) -> SecretString {
        let (folder, port) = (self.folder.path().display(), self.port.unwrap_or(5432));
        format!("postgres://postgres:{password}@localhost:{port}/{database}?host={folder}").into()
    }

    /// The URL of a database on loopback, where this server listens there, with what is said of TLS.
    pub(crate) fn tls_url(&self, database: &str, tls: &str) -> SecretString {
        let port = self.port.expect("a server that listens");
        format!("postgres://postgres:{PASSWORD}@localhost:{port}/{database}?{tls}").into()
    }

    /// The certificate of the authority that signed the server's own.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Where its socket lies.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Has the server do something that the program would not.
    pub(crate) async fn execute(&self, statement: &str) {
        let mut connection = self.connect().await.expect("the server answers");
        connection.execute(AssertSqlSafe(statement.to_owned())).await.expect("it is done");
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

/// Gives the server a certificate, and has it take nobody on loopback who does not encrypt.
fn certify(user: &User, folder: &Path) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key"));
    let authority = authority.expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    let data = folder.join("data");
    fs::write(folder.join("authority.pem"), authority.pem()).expect("written");
    for (name, text) in [("server.crt", certificate.pem()), ("server.key", key.serialize_pem())] {
        let path = data.join(name);
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("closed to others");
        user.give(&path);
    }
    let rules = "local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(data.join("pg_hba.conf"), rules).expect("written");
}

/// Whom the servers run as: they refuse to be root.
pub(super) enum User {
    Myself,
    Other { uid: u32, gid: u32 },
}

impl User {
    pub(super) fn for_server() -> Self {
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
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]);
        if let Self::Other { uid, gid } = self {
            command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
        }
        command.arg(program).current_dir("/").stdin(Stdio::null());
        command
    }

    pub(super) fn give(&self, path: &Path) {
        if let Self::Other { uid, gid } = self {
            chown(path, Some(*uid), Some(*gid)).expect("root gives files away");
        }
    }
}
