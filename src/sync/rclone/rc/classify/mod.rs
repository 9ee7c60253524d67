//! From rclone's words to a class and a sentence that an operator understands.
//!
//! rclone answers nearly everything with status 500, so its text decides. `reason` finds what a text tells, `guidance`
//! says it to people, and `classification` says what the queue and the session do about it.

mod classification;
mod guidance;
mod reason;
#[cfg(test)]
mod tests;

pub(crate) use classification::{CallsFor, Classification, explains_access, is_unexplained, refused};
pub(crate) use guidance::{clock, full, slow_down};
