//! Messages that people edit or delete after they were written.
//!
//! An edit within five minutes runs the message anew: what was no command may become one, a plain answer is edited, a
//! ritual that still waits is replaced. Discord also tells of an update where it shows a link's preview or somebody pins the
//! message; then neither the text nor the time of the last edit has changed, and nothing is run.

mod answers;
mod seen;

pub(super) use self::answers::Answers;
pub(super) use self::seen::Edits;
