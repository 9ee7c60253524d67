//! Doubles of the outside world, real servers on loopback, and the program as a process.

pub(crate) mod command;
pub(crate) mod discord;
pub(crate) mod disk;
pub(crate) mod drive;
pub(crate) mod dropbox;
pub(crate) mod faults;
pub(crate) mod https_proxy;
pub(crate) mod mega;
pub(crate) mod oauth;
pub(crate) mod postgres;
pub(crate) mod rclone;
pub(crate) mod servers;

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
