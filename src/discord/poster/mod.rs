//! Brings a ritual's Discord message up to date, over REST alone.
//!
//! Everything here may run twice: a new message carries a nonce that Discord enforces, an answer that was sent but
//! not recorded is looked for first, and edits say the same thing however often they are sent.

mod answer;
mod operator;
mod recover;
mod target;
#[cfg(test)]
mod tests;

pub use self::answer::poster;
pub use self::operator::operator;
