//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod answers;
mod archive;
mod bandwidth;
mod clouds;
mod daemon;
mod drive;
mod dropbox;
mod exits;
mod fetch;
#[cfg(feature = "legacy-mega")]
mod legacy;
mod mega;
mod pauses;
mod places;
mod proof;
mod refusals;
mod resume;
mod suite;
mod world;
