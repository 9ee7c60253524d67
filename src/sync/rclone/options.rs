//! How rclone is to be run, and its time limits.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How rclone is to be run.
#[derive(Clone)]
pub struct RcloneOptions {
    /// The binary; by default `rclone` on the PATH.
    pub program: Option<PathBuf>,
    /// The folder of the destination `local`. It need not exist.
    pub local_dir: PathBuf,
    /// In rclone's syntax, e.g. `1M` or a timetable; by default no limit.
    pub bwlimit: Option<String>,
    /// A MEGA login that becomes the remote `mega`, unless one of that name is configured.
    pub mega: Option<MegaLogin>,
    /// A file through which all runs of a program space their logins to MEGA; by default each is by itself.
    pub login_record: Option<PathBuf>,
    /// Where the daemon's private folder is made; by default `XDG_RUNTIME_DIR`, else `/tmp`. One whose path is too
    /// long for a socket is passed over.
    pub run_parent: Option<PathBuf>,
    /// Where that folder is made if it cannot be made there either, such as the data directory.
    pub last_run_parent: Option<PathBuf>,
    /// Variables for rclone beyond those of this process, and instead of them.
    pub env: Vec<(String, String)>,
    /// The time limits.
    pub timeouts: Timeouts,
    /// When the daemon is ended to get its memory back.
    pub recycling: Recycling,
}

/// When a daemon that nothing uses is ended to get its memory back; the next transfer starts another within a tenth of a
/// second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recycling {
    /// With more bytes than these in memory: long-running daemons have leaked before. After thousands of uploads a sound
    /// daemon has some 140 MB.
    pub above: u64,
    /// After so long without work; none for never.
    pub idle: Option<Duration>,
    /// How often it is looked at.
    pub every: Duration,
}

impl Default for Recycling {
    fn default() -> Self {
        Self { above: 256 << 20, idle: None, every: Duration::from_secs(30) }
    }
}

impl Recycling {
    /// A daemon that is logged in to MEGA stays for so long at least: the next one logs in anew.
    const MEGA: Duration = Duration::from_mins(30);

    /// The same for a daemon that may log in to MEGA.
    pub(crate) fn with_mega(self) -> Self {
        Self { idle: self.idle.map(|idle| idle.max(Self::MEGA)), ..self }
    }
}

/// A MEGA account.
#[derive(Debug, Clone)]
pub struct MegaLogin {
    /// The account's address.
    pub email: String,
    /// Its password, as typed.
    pub password: SecretString,
}

/// The time limits.
#[derive(Debug, Clone)]
pub struct Timeouts {
    /// For a daemon to become ready after its start.
    pub start: Duration,
    /// For what the daemon knows by itself and answers within milliseconds; after this it counts as hanging.
    pub prompt: Duration,
    /// For a remote's answer to a small question. Reading a copy back has longer, by its size.
    pub answer: Duration,
    /// For an upload's next byte.
    pub stall: Duration,
    /// For rclone's connection to a remote.
    pub connect: Duration,
    /// For rclone's connection to move.
    pub idle: Duration,
    /// After a login to MEGA that was refused or did not last, before the next; it doubles with each further one.
    pub login: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(10),
            prompt: Duration::from_secs(10),
            answer: Duration::from_mins(1),
            stall: Duration::from_mins(2),
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            login: Duration::from_secs(30),
        }
    }
}

impl RcloneOptions {
    /// rclone from the PATH, without a limit.
    pub fn new(local_dir: impl Into<PathBuf>) -> Self {
        Self {
            program: None,
            local_dir: local_dir.into(),
            bwlimit: None,
            mega: None,
            login_record: None,
            run_parent: None,
            last_run_parent: None,
            env: Vec::new(),
            timeouts: Timeouts::default(),
            recycling: Recycling::default(),
        }
    }
}

impl fmt::Debug for RcloneOptions {
    /// Without the variables, which hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RcloneOptions")
            .field("program", &self.program)
            .field("local_dir", &self.local_dir)
            .field("bwlimit", &self.bwlimit)
            .field("mega", &self.mega)
            .finish_non_exhaustive()
    }
}
