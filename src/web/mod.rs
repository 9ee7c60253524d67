//! Health and metrics over HTTP: `/livez`, `/healthz`, `/readyz`, `/metrics`.
//!
//! Ready means that rituals can be accepted: the database answers. A gateway or a cloud in trouble is told in the
//! details and does not fail a deployment, because a restart would not mend it. Healthy means that the bot can go on by
//! itself: what a restart may mend, and nothing else, fails it.
//!
//! Whoever reaches the port must not be able to take the bot's descriptors: connections are few, and one that says nothing
//! makes way for the next.

mod connection;
mod listen;
mod metrics;
mod pages;
mod serve;

pub use listen::listen;
pub use serve::serve;
