//! The gateway: one websocket per connection, sessions that outlive it, and events replayed on resuming.
//!
//! Whatever goes out passes through one queue per connection, filled while the state is locked: so sequence
//! numbers arrive in their order, and READY before everything else.

mod events;
mod protocol;
mod sessions;

pub(super) use protocol::serve;
pub(crate) use sessions::intents;
pub(super) use sessions::{Gateway, Identify};
