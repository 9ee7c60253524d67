//! The running daemon: calls over its socket, what their failures mean, and keeping one daemon alive.

pub(crate) mod classify;
pub(crate) mod client;
pub(crate) mod credentials;
pub(crate) mod daemon;
mod server_time;
pub(crate) mod session;
pub(crate) mod startup;
pub(crate) mod supervisor;
