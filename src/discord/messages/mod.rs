//! What people read: a ritual's message with its picture, and the answers of commands.

pub(super) mod caption;
pub(super) mod components;
pub(super) mod details;
pub(super) mod draft;
pub(super) mod field;
pub(super) mod hints;
pub(super) mod listing;
pub(super) mod payload;
pub(super) mod refusals;
pub(super) mod reply;
pub(super) mod ritual_row;
pub(super) mod size;
pub(super) mod spoiler;
pub(super) mod status_line;
pub(super) mod text;
