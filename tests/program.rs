//! Whole-program tests: the real binary, real rclone, real servers, and a double only where no real service
//! can be reached.

mod archive;
mod cli;
mod default_features;
mod discord;
mod golden;
mod harness;
mod store;
mod support;
mod sync;
