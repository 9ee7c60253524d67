//! Proving again what was archived: a copy that was proven once can rot, be deleted, or be overwritten by a person.
//!
//! `look` looks at one copy and records what it found; `rounds` does so in the background, for each copy once in a
//! period. A copy that is lost is made good by the archive job that had carried it: from the spool, by rendering
//! again, or from another destination. A destination that does not answer has lost nothing.

mod look;
mod rounds;
#[cfg(test)]
mod tests;

pub use look::Verdict;
pub use rounds::{AuditPlan, serve};
