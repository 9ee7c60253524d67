//! What the bot may do in a channel, and how Discord refuses the rest.

use serde_json::Value;

use super::answer::{Answer, Refusal, Reply};
use super::model::{Id, Place, permissions};
use super::request::{Call, unsupported};
use super::state::State;

fn missing_permissions() -> Refusal {
    Refusal::of_life(403, 50013, "Missing Permissions")
}

fn archived_thread() -> Refusal {
    Refusal::of_life(400, 50083, "Tried to perform an operation on an archived thread")
}

impl State {
    fn needs(&self, channel: Id, bits: u64) -> Result<(), Refusal> {
        self.may_see(channel)?;
        let held = self.world.bot_permissions(channel);
        if held & bits == bits { Ok(()) } else { Err(missing_permissions()) }
    }

    pub(super) fn may_see(&self, channel: Id) -> Result<(), Refusal> {
        let sees = self.world.bot_permissions(channel) & permissions::VIEW_CHANNEL != 0;
        sees.then_some(()).ok_or_else(|| Refusal::of_life(403, 50001, "Missing Access"))
    }

    pub(super) fn may_write(&self, channel: Id) -> Result<(), Refusal> {
        let place = self.world.channels.get(&channel).map(|channel| channel.place);
        if matches!(place, Some(Place::Direct(user)) if self.world.closed.contains(&user)) {
            return Err(Refusal::of_life(403, 50007, "Cannot send messages to this user"));
        }
        let is_thread = self.world.threads.contains_key(&channel);
        let bit = if is_thread { permissions::SEND_MESSAGES_IN_THREADS } else { permissions::SEND_MESSAGES };
        self.needs(channel, bit)
    }

    /// Embeds and files need a permission each; Discord does not say which one is missing.
    pub(super) fn may_send(&self, channel: Id, call: &Call) -> Result<(), Refusal> {
        let embeds = call.body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
        let embeds = if embeds { permissions::EMBED_LINKS } else { 0 };
        let files = if call.uploads.is_empty() { 0 } else { permissions::ATTACH_FILES };
        let held = self.world.bot_permissions(channel);
        if held & (embeds | files) == embeds | files { Ok(()) } else { Err(missing_permissions()) }
    }

    pub(super) fn may_reply(&self, channel: Id, body: &Value) -> Result<(), Refusal> {
        let reads = self.world.bot_permissions(channel) & permissions::READ_MESSAGE_HISTORY != 0;
        if reads || body["message_reference"].is_null() {
            return Ok(());
        }
        let words = "Cannot reply without permission to read message history";
        Err(Refusal::of_life(400, 160_002, words))
    }

    pub(super) fn may_react(&self, channel: Id) -> Result<(), Refusal> {
        self.needs(channel, permissions::ADD_REACTIONS | permissions::READ_MESSAGE_HISTORY)
    }

    /// Nothing changes in an archived thread.
    pub(super) fn may_change(&self, channel: Id) -> Result<(), Refusal> {
        let archived = self.world.threads.get(&channel).is_some_and(|thread| thread.archived);
        if archived { Err(archived_thread()) } else { Ok(()) }
    }

    /// A message opens an archived thread, unless it is locked.
    pub(super) fn open_by_writing(&mut self, channel: Id) -> Result<(), Refusal> {
        match self.world.threads.get_mut(&channel) {
            Some(thread) if thread.locked => Err(archived_thread()),
            Some(thread) => {
                thread.archived = false;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Whoever may write in a thread may open it again, unless it is locked. More of this the double does not know.
    pub(super) fn change_channel(&mut self, channel: Id, call: &Call) -> Reply {
        let is_opening = call.body == serde_json::json!({ "archived": false });
        if !is_opening || !self.world.threads.contains_key(&channel) {
            return Err(unsupported(call));
        }
        self.may_write(channel)?;
        self.open_by_writing(channel).map_err(|_| missing_permissions())?;
        self.world.channel_json(channel).map(Answer::ok).ok_or_else(Refusal::unknown_channel)
    }
}
