//! Carrying files: real rclone against real servers, and against servers that misbehave.

mod answers;
mod archive;
mod bandwidth;
mod daemon;
mod places;
mod refusals;
mod resume;
mod suite;
mod world;
