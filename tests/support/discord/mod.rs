//! A double of Discord: gateway and REST on one loopback port, for the real program and for any client.
//!
//! It answers as Discord does as far as a bot can tell, judges every request and every answer by Discord's own
//! `OpenAPI` document ([`openapi`]), and fails the test that a violation happens in, when it is dropped.
//! What it does not know fails the test as well, instead of passing unseen.
//!
//! Facts that surprise, and that it keeps:
//! - without the message-content intent a guild's message is blank unless it mentions the bot;
//! - a file that an embed shows by `attachment://` is not among the message's `attachments`;
//! - a nonce comes back from sending and over the gateway, never from reading;
//! - `enforce_nonce` answers with the first message, or with Unknown Message once that was deleted;
//! - an edit that lists `attachments` loses those that it does not list;
//! - interactions are not bound to the limit over all routes, nor is their first answer to any;
//! - the first follow-up after a deferral takes the deferred message's place.

mod allowances;
mod answer;
mod channels;
mod clicks;
mod controls;
mod double;
mod faults;
mod gateway;
mod interaction;
mod interactions;
mod limits;
mod message;
mod model;
mod openapi;
mod people;
mod permits;
mod request;
mod rest;
mod state;

pub(crate) use double::{Discord, PATIENCE};
pub(crate) use faults::{Endpoint, Fault};
pub(crate) use gateway::intents;
pub(crate) use message::Message;
pub(crate) use model::{Id, Team, Thread, permissions};
pub(crate) use people::{NotSent, Slash};
pub(crate) use state::State;
