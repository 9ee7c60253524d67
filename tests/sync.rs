//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod archive;
mod daemon;
mod drive;
mod dropbox;
mod refusals;
mod world;
