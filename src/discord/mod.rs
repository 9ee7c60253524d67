//! Discord: parse, authorise, call [`App`](crate::app::App), show the answer.
//!
//! [`Rest`] is built once and shared by the [`poster()`], which needs no gateway, and [`run`], which does.

mod commands;
pub mod custom_id;
mod embed;
mod error;
mod framework;
mod gate;
mod gateway;
mod log;
mod on_error;
mod poster;
mod register;
mod reply;
mod rest;
mod status_line;
#[cfg(test)]
mod testing;

pub use gateway::run;
pub use log::may_be_logged;
pub use poster::{operator, poster};
pub use rest::{DiscordOptions, Rest};
