//! Doubles of the outside world, real servers on loopback, and the program as a process.

pub(crate) mod command;
pub(crate) mod discord;
pub(crate) mod faults;
pub(crate) mod postgres;
pub(crate) mod rclone;
