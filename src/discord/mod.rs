//! Discord: parse, authorise, call [`App`](crate::app::App), show the answer.
//!
//! [`Rest`] is built once and shared by the [`poster()`], which needs no gateway, and [`run`], which does.

mod access;
mod buttons;
mod catalogue;
mod channel_visibility;
mod commands;
mod context;
mod edits;
mod elsewhere;
mod error;
mod file_limit;
mod framework;
mod gateway;
mod identify_limit;
mod limits;
mod log_channels;
mod log_filter;
mod message_text;
mod messages;
mod on_error;
mod owners;
mod parents;
mod places;
mod poster;
mod register;
mod rest;
mod rest_error;
mod servers;
mod settings;
#[cfg(test)]
mod testing;
mod waiting;

pub use catalogue::{CommandEntry, catalogue};
pub use gateway::{check_token, run};
pub use identify_limit::may_connect;
pub use limits::LimitsKeptBy;
pub use log_channels::log_writer;
pub use log_filter::may_be_logged;
pub use poster::{operator, poster};
pub use rest::{DiscordOptions, Rest};
pub use servers::announcer;
pub use waiting::{Waiters, watching};
