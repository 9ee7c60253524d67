//! A server's settings as people see and change them: what commands and the panel have in common.

pub(super) mod change;
mod channel;
pub(super) mod import;
pub(super) mod log;
pub(super) mod panel;
pub(super) mod part;
pub(super) mod text;
