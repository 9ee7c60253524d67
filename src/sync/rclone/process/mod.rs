//! The program `rclone` as the operating system sees it: what it is given, how it runs, what it logs, how it ends.

pub(crate) mod config_file;
pub(crate) mod environment;
pub(crate) mod exit;
pub(crate) mod handle;
pub(crate) mod log;
pub(crate) mod log_line;
pub(crate) mod log_tail;
pub(crate) mod poll_storm;
pub(crate) mod program;
pub(crate) mod retry_after;
pub(crate) mod rundir;
pub(crate) mod secrets;
pub(crate) mod spawn;
pub(crate) mod version;
