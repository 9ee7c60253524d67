//! The commands, one file per topic.

mod archive;
mod audience;
mod destinations;
mod help;
mod lore;
pub(super) mod operator;
mod prefix;
mod queue;
mod ritual;
mod settings;
mod status;

use super::context::Command;

/// All commands, in the order in which help lists them.
pub(super) fn all() -> Vec<Command> {
    [
        ritual::commands(),
        queue::commands(),
        lore::commands(),
        destinations::commands(),
        archive::commands(),
        status::commands(),
        settings::commands(),
        prefix::commands(),
        help::commands(),
        operator::commands(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
