//! What a server can set for itself: each setting once, in `table`, with its name, what it means, how it is read and
//! written, and what holds where nothing is set. Commands, panel, export, import and help follow from there.
//!
//! Texts are parsed at the edge, here; whoever has [`ServerSettings`] need check nothing.

mod ground;
mod ids;
mod key;
mod limits;
mod numbers;
mod places;
mod problem;
mod reading;
mod settings;
mod table;
#[cfg(test)]
mod tests;

pub use ground::Ground;
pub use key::Key;
pub use limits::{BadLimits, parse_ceilings, parse_defaults};
pub use problem::Problem;
pub use settings::{DeleteArchive, Folder, ServerSettings};
pub use table::{Kind, SETTINGS, Setting};
