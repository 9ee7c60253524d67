//! Brings a ritual's Discord message up to date, over REST alone.
//!
//! Everything here may run twice. A new message carries a nonce that Discord enforces. An answer that was sent but not
//! recorded is looked for first. An edit says the same however often it is sent.

mod answer;
mod operator;
pub(super) mod recover;
mod target;
#[cfg(test)]
mod tests;
mod unanswered;
mod withdraw;

pub use self::answer::poster;
pub use self::operator::operator;
