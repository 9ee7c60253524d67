//! The commands, one file per topic.

mod about;
pub(super) mod archive;
mod audience;
mod destinations;
pub(super) mod gallery;
mod help;
pub(super) mod lore;
pub(super) mod operator;
mod prefix;
mod queue;
mod ritual;
mod ritual_info;
mod settings;
mod status;

use super::context::Command;

/// All commands, in the order in which help lists them.
pub(super) fn all() -> Vec<Command> {
    [
        ritual::commands(),
        queue::commands(),
        gallery::commands(),
        ritual_info::commands(),
        lore::commands(),
        destinations::commands(),
        archive::commands(),
        status::commands(),
        settings::commands(),
        prefix::commands(),
        about::commands(),
        help::commands(),
        operator::commands(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
