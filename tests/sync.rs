//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod archive;
mod daemon;
mod fetch;
mod mega;
mod refusals;
mod world;
