//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod archive;
mod daemon;
mod fetch;
#[cfg(feature = "legacy-mega")]
mod legacy;
mod mega;
mod drive;
mod dropbox;
mod refusals;
mod world;
