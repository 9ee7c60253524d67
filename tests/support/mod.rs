//! Doubles of the outside world, real servers on loopback, and the program as a process.

pub(crate) mod checksums_dav;
pub(crate) mod cloud;
pub(crate) mod collector;
pub(crate) mod command;
pub(crate) mod discord;
pub(crate) mod disk;
pub(crate) mod drive;
pub(crate) mod dropbox;
pub(crate) mod faults;
pub(crate) mod https_proxy;
mod left_out;
pub(crate) mod mega;
pub(crate) mod oauth;
pub(crate) mod pgbouncer;
pub(crate) mod postgres;
pub(crate) mod rclone;
pub(crate) mod s3;
pub(crate) mod servers;

pub(crate) use left_out::{left_out, missing_tool};

/// A double of a cloud with one account: it can be looked into directly, and misbehaves on demand.
pub(crate) trait Double: Send + Sync {
    /// The content of the object at a path.
    fn stored(&self, path: &str) -> Option<Vec<u8>>;

    /// Puts an object there by other means; beside one of the same name where the cloud allows that, else in its place.
    fn put(&self, path: &str, content: &[u8]);

    /// The paths of all objects outside the trash, in order; one that is there twice comes twice.
    fn objects(&self) -> Vec<String>;

    /// Has room for so many bytes.
    fn limit(&self, bytes: u64);

    /// Stores what it receives with one bit flipped, or no longer so.
    fn damage(&self, damages: bool);
}

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
