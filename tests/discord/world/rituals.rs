//! Rituals that tests begin with.

use super::process::World;
use crate::support::discord::{Id, Message};

/// Has a ritual performed in the guild's channel and archived; its id.
pub(crate) async fn perform(world: &World, user: Id, arguments: &str) -> String {
    id_of(&world.archived(world.say_by(user, &format!("!ritual {arguments}"))).await)
}

/// The id of the ritual that a message shows.
pub(crate) fn id_of(message: &Message) -> String {
    let name = &message.picture().expect("a picture").name;
    let stem = name.split('.').next().unwrap_or_default();
    stem[stem.len() - 36..].to_owned()
}
