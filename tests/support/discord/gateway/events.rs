//! What the gateway tells of: messages and interactions.

use serde_json::{Value, json};

use super::sessions::intents;
use crate::support::discord::message::Message;
use crate::support::discord::model::{Channel, Id, Place, merge};
use crate::support::discord::state::State;

impl State {
    /// Tells the gateway of a message made or changed.
    pub(in crate::support::discord) fn announce(&mut self, name: &str, message: &Message) {
        if message.is_ephemeral() || !self.world.bot_is_at(message.channel) {
            return;
        }
        let mut event = self.fresh_json(message);
        let (key, intent) = self.audience(message);
        if let Some(guild) = self.channel(message.channel).and_then(Channel::guild) {
            event["guild_id"] = json!(guild.to_string());
            if let Some(mut member) = self.world.member_json(guild, message.author) {
                member.as_object_mut().map(|fields| fields.remove("user"));
                event["member"] = member;
            }
        }
        let bot = self.world.application;
        let open =
            intent == intents::DIRECT_MESSAGES || message.author == bot || message.mentions.contains(&bot);
        self.gateway.dispatch(name, key, intent, |wanted| {
            let mut event = event.clone();
            if !open && wanted & intents::MESSAGE_CONTENT == 0 {
                merge(
                    &mut event,
                    json!({ "content": "", "embeds": [], "attachments": [], "components": [] }),
                );
            }
            event
        });
    }

    pub(in crate::support::discord) fn announce_removal(&mut self, message: &Message) {
        let (key, intent) = self.audience(message);
        let mut event = json!({ "id": message.id.to_string(), "channel_id": message.channel.to_string() });
        if let Some(guild) = self.channel(message.channel).and_then(Channel::guild) {
            event["guild_id"] = json!(guild.to_string());
        }
        self.gateway.dispatch("MESSAGE_DELETE", key, intent, |_| event.clone());
    }

    /// Sends an event that needs no intent, such as an interaction.
    pub(in crate::support::discord) fn announce_interaction(&mut self, guild: Option<Id>, event: &Value) {
        self.gateway.dispatch("INTERACTION_CREATE", guild.unwrap_or_default(), 0, |_| event.clone());
    }

    /// Tells that a guild is gone, or in trouble.
    pub(in crate::support::discord) fn announce_leaving(&mut self, guild: Id, unavailable: bool) {
        let mut event = json!({ "id": guild.to_string() });
        if unavailable {
            event["unavailable"] = json!(true);
        }
        self.gateway.dispatch("GUILD_DELETE", guild, intents::GUILDS, |_| event.clone());
    }

    /// What decides the shard, and the intent that hears of a message.
    fn audience(&self, message: &Message) -> (Id, u64) {
        match self.channel(message.channel).map(|channel| channel.place) {
            Some(Place::Guild(guild)) => (guild, intents::GUILD_MESSAGES),
            _ => (0, intents::DIRECT_MESSAGES),
        }
    }
}
