//! Messages: what a request makes of one, the rules it must keep, and how Discord writes the result.
//!
//! A file that an embed shows is no longer among the message's `attachments`: Discord lists there only what stands
//! outside of embeds. A nonce is told to whoever sent it and over the gateway, and never again on reading.

mod apply;
mod components;
mod json;
mod standing;

pub(super) use standing::{Answers, Upload};
pub(crate) use standing::{Message, flags};
