//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod archive;
mod daemon;
#[cfg(feature = "legacy-mega")]
mod legacy;
mod mega;
mod refusals;
mod world;
