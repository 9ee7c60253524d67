//! helix-bot: rituals rendered as pictures, posted to Discord and archived, verified, through rclone.
//!
//! `ritual` makes pictures and knows nothing else; `sync` carries files and knows no rituals; `store` is the only
//! room with SQL; `jobs` ties them together; `discord` and `cli` translate for people.

// What is printed goes through `cli::stdout` and `cli::stderr`, which show what steers a terminal instead of sending it.
#![warn(clippy::print_stderr)]

pub mod app;
mod blocking;
mod bounded;
pub mod cli;
pub mod config;
pub mod digest;
pub mod discord;
pub mod durable;
pub mod failure;
pub mod jobs;
pub mod language;
pub mod memory;
pub mod metrics;
mod nearest;
pub mod prefix;
pub mod printable;
mod private;
pub mod redact;
pub mod ritual;
pub mod server;
pub mod shard_range;
pub mod store;
pub mod sync;
mod traces;
pub mod web;
pub mod words;
