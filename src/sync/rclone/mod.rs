//! rclone as one long-lived, supervised `rclone rcd` on a unix socket.
//!
//! Nothing is started before it is needed. One daemon serves all destinations, so each logs in once. A call never
//! waits without end: the daemon's own answers are due at once, a remote's within a limit, and an upload has to
//! move. A daemon that ended is started again, one that hangs is killed first, and neither loses more than the
//! transfers it was busy with, which fail as transient.
//!
//! `process` is the program as the operating system sees it. `rc` is the daemon: `supervisor` keeps one running,
//! `session` makes the calls of one transfer and sorts their failures. `ops` does the work with such a session, and
//! `backend` puts it behind [`CloudSync`](crate::sync::CloudSync).

mod backend;
mod daemon_seen;
mod entry;
mod fingerprint;
mod hash_kind;
mod hash_limits;
mod ops;
mod options;
mod process;
mod rc;
mod rclone_path;
mod tools;
mod upload_limit;

pub use backend::Rclone;
pub use daemon_seen::DaemonSeen;
pub use entry::{Seen, Space};
pub use options::{MegaLogin, RcloneOptions, Recycling, Timeouts};
