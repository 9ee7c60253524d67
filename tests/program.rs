//! Whole-program tests: the real binary, real rclone, real servers, and a double only where no real service
//! can be reached.

mod cli;
mod golden;
mod store;
mod support;
mod sync;
