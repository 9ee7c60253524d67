//! A message as Discord writes it.

use serde_json::{Value, json};

use super::standing::{Answers, File, Message};
use crate::support::discord::model::{Channel, Id, World, iso, merge};

impl Message {
    /// The message as a reading request gets it.
    pub(in crate::support::discord) fn json(&self, world: &World, answered: Option<&Self>) -> Value {
        let kind = match (self.interaction, self.reply_to) {
            (Some(_), _) => 20,
            (None, Some(_)) => 19,
            (None, None) => 0,
        };
        let mut written = json!({
            "id": self.id.to_string(), "channel_id": self.channel.to_string(), "type": kind,
            "author": world.user_json(self.author), "content": self.content, "embeds": self.embeds,
            "attachments": self.attachments().map(|file| self.file_json(file)).collect::<Value>(),
            "mentions": self.mentions.iter().map(|id| world.user_json(*id)).collect::<Value>(),
            "mention_roles": [], "mention_everyone": self.mentions_everyone, "components": self.components,
            "timestamp": iso(moment(self.id)), "edited_timestamp": self.edited.map(iso),
            "flags": self.flags, "pinned": false, "tts": false,
        });
        if let Some(Answers { interaction, asker, clicked }) = self.interaction {
            merge(
                &mut written,
                json!({
                    "webhook_id": world.application.to_string(),
                    "application_id": world.application.to_string(),
                    "interaction_metadata": {
                        "id": interaction.to_string(), "type": 2, "authorizing_integration_owners": {},
                        "user": world.user_json(asker),
                    },
                }),
            );
            if let Some(clicked) = clicked {
                merge(
                    &mut written["interaction_metadata"],
                    json!({ "type": 3, "interacted_message_id": clicked.to_string() }),
                );
            }
        }
        if let Some(reply_to) = self.reply_to {
            let mut reference = json!({ "type": 0, "channel_id": self.channel.to_string(), "message_id": reply_to.to_string() });
            if let Some(guild) =
                world.channels.get(&self.channel).and_then(|channel: &Channel| channel.guild())
            {
                reference["guild_id"] = json!(guild.to_string());
            }
            let referenced =
                answered.map(|message| Self { reply_to: None, ..message.clone() }.json(world, None));
            merge(&mut written, json!({ "message_reference": reference, "referenced_message": referenced }));
        }
        written
    }

    /// The message as its sender and the gateway get it: with the nonce.
    pub(in crate::support::discord) fn fresh_json(&self, world: &World, answered: Option<&Self>) -> Value {
        let mut written = self.json(world, answered);
        if let Some(nonce) = &self.nonce {
            written["nonce"] = nonce.clone();
        }
        written
    }

    fn file_json(&self, file: &File) -> Value {
        let address = self.address(file);
        json!({
            "id": file.id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": address,
            "proxy_url": address.replace("cdn.discordapp.com", "media.discordapp.net"),
            "content_type": file.content_type,
        })
    }
}

/// The moment that an id names, in milliseconds since 1970.
fn moment(id: Id) -> u64 {
    (id >> 22) + 1_420_070_400_000
}
