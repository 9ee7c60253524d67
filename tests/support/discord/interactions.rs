//! Slash commands: their registration, and the answers that the bot gives to those who use them, click or fill in forms.
//!
//! An interaction wants its first answer within three seconds and exactly once; its token serves edits and further
//! answers afterwards, until it expires.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, Refusal, Reply};
use super::interaction::{Callback, Interaction, Kind};
use super::message::{Answers, Message, flags};
use super::model::{Id, merge};
use super::request::{Call, id, unsupported};
use super::state::State;

/// How long Discord waits for the first answer.
const FIRST_ANSWER_WITHIN: Duration = Duration::from_secs(3);

impl State {
    pub(super) fn list_commands(&self, application: Id) -> Reply {
        self.check_application(application)?;
        Ok(Answer::ok(json!(self.commands)))
    }

    /// Replaces all commands, each of which keeps the id of its former self.
    pub(super) fn set_commands(&mut self, application: Id, guild: Option<Id>, call: &Call) -> Reply {
        self.check_application(application)?;
        if guild.is_some_and(|guild| !self.world.guilds.contains_key(&guild)) {
            return Err(Refusal::of_life(403, 50001, "Missing Access"));
        }
        let former = match guild {
            Some(guild) => self.guild_commands.get(&guild).cloned().unwrap_or_default(),
            None => self.commands.clone(),
        };
        let wanted = call.body.as_array().cloned().unwrap_or_default();
        let mut written: Vec<Value> = Vec::new();
        for command in wanted {
            let name = command["name"].as_str().unwrap_or_default();
            // Those in the menus of messages and people may have spaces and capitals, and no description.
            let kind = command["type"].as_u64().unwrap_or(1);
            if kind == 1 && (name.chars().any(char::is_uppercase) || name.contains(char::is_whitespace)) {
                return Err(Refusal::invalid("name", "Command name is invalid."));
            }
            if written.iter().any(|other| other["name"] == name && other["type"] == kind) {
                return Err(Refusal::invalid("name", "Application command names must be unique."));
            }
            if command["description"].as_str().unwrap_or_default().is_empty() == (kind == 1) {
                return Err(Refusal::invalid("description", "A slash command has one, others have none."));
            }
            check_order(&command["options"])?;
            let known = former.iter().find(|other| other["name"] == name).map(|other| other["id"].clone());
            let id = known.unwrap_or_else(|| json!(self.world.issue().to_string()));
            written.push(self.command_json(&command, &id));
        }
        let mut answer = json!(written);
        match guild {
            Some(guild) => {
                for command in answer.as_array_mut().into_iter().flatten() {
                    command["guild_id"] = json!(guild.to_string());
                }
                self.guild_commands.insert(guild, written);
            }
            None => self.commands = written,
        }
        Ok(Answer::ok(answer))
    }

    fn command_json(&mut self, command: &Value, id: &Value) -> Value {
        let permissions = match &command["default_member_permissions"] {
            Value::Null => Value::Null,
            Value::String(bits) => json!(bits),
            bits => json!(bits.to_string()),
        };
        let mut written = json!({
            "id": id, "application_id": self.world.application.to_string(),
            "version": self.world.issue().to_string(), "name": command["name"],
            "description": command["description"].as_str().unwrap_or_default(), "default_member_permissions": permissions,
            "type": command["type"].as_u64().unwrap_or(1), "nsfw": command["nsfw"] == true,
            "options": options_json(&command["options"]), "contexts": command["contexts"],
            "dm_permission": command["dm_permission"] != false,
        });
        if command["integration_types"].is_array() {
            written["integration_types"] = command["integration_types"].clone();
        }
        written
    }

    fn check_application(&self, application: Id) -> Result<(), Refusal> {
        let own = application == self.world.application;
        own.then_some(()).ok_or_else(|| Refusal::of_bot(404, 10002, "Unknown Application"))
    }

    /// The first answer to an interaction.
    pub(super) fn call_back(&mut self, interaction: Id, token: &str, call: &Call) -> Reply {
        let unknown = || Refusal::of_life(404, 10062, "Unknown interaction");
        let found =
            self.interactions.get_mut(&interaction).filter(|it| it.token == token).ok_or_else(unknown)?;
        let after = found.sent.elapsed();
        if found.callback.is_some() {
            return Err(Refusal::of_life(400, 40060, "Interaction has already been acknowledged."));
        }
        if after > FIRST_ANSWER_WITHIN {
            found.late = Some(after);
            return Err(unknown());
        }
        let kind = call.body["type"].as_u64().unwrap_or_default();
        let fits = match kind {
            4 | 5 => found.kind != Kind::Autocomplete,
            6 | 7 => matches!(found.kind, Kind::Component | Kind::Form) && found.source.is_some(),
            8 => found.kind == Kind::Autocomplete,
            9 => matches!(found.kind, Kind::Command | Kind::Component),
            _ => return Err(Refusal::unsupported(&format!("interaction callbacks of type {kind}"))),
        };
        if !fits {
            return Err(Refusal::invalid("type", "This callback does not fit the interaction."));
        }
        let found = found.clone();
        let data = &call.body["data"];
        let (original, ephemeral) = match kind {
            4 | 5 => self.answer_by_message(&found, kind, call)?,
            6 | 7 => self.answer_by_change(&found, kind, call)?,
            _ => (None, false),
        };
        let callback = Callback { kind, after, deferred: matches!(kind, 5 | 6), ephemeral };
        let found = self.interactions.get_mut(&interaction).ok_or_else(unknown)?;
        found.callback = Some(callback);
        found.original = original;
        match kind {
            8 => found.choices = Some(data["choices"].clone()),
            9 => found.form = Some(data.clone()),
            _ => {}
        }
        let kind_of_asking = found.kind as u64;
        if call.query("with_response") == Some("true") {
            let mut body =
                json!({ "interaction": { "id": interaction.to_string(), "type": kind_of_asking } });
            if let Some(original) = original {
                merge(
                    &mut body["interaction"],
                    json!({
                        "response_message_id": original.to_string(),
                        "response_message_loading": kind == 5, "response_message_ephemeral": ephemeral,
                    }),
                );
                if matches!(kind, 4 | 7) {
                    let written = self.message_json(&self.messages[&original]);
                    merge(&mut body, json!({ "resource": { "type": kind, "message": written } }));
                }
            }
            return Ok(Answer::ok(body));
        }
        Ok(Answer::no_content())
    }

    fn answer_by_message(
        &mut self,
        found: &Interaction,
        kind: u64,
        call: &Call,
    ) -> Result<(Option<Id>, bool), Refusal> {
        let mut message = self.blank_answer(found);
        let data = &call.body["data"];
        if kind == 5 {
            message.flags = flags::LOADING | data["flags"].as_u64().unwrap_or(0) & flags::EPHEMERAL;
        } else {
            message.apply(data, &call.uploads, &mut self.world)?;
        }
        let made = (Some(message.id), message.is_ephemeral());
        self.publish(message);
        Ok(made)
    }

    /// The message with the button changes, now or later.
    fn answer_by_change(
        &mut self,
        found: &Interaction,
        kind: u64,
        call: &Call,
    ) -> Result<(Option<Id>, bool), Refusal> {
        let source = found.source.and_then(|id| self.messages.get(&id)).cloned();
        let mut source = source.ok_or_else(Refusal::unknown_message)?;
        let changed = (Some(source.id), source.is_ephemeral());
        if kind == 7 {
            let flags = source.flags;
            source.apply(&call.body["data"], &call.uploads, &mut self.world)?;
            source.flags = flags;
            self.replace(source);
        }
        Ok(changed)
    }

    fn blank_answer(&mut self, found: &Interaction) -> Message {
        let mut message = Message::blank(self.world.issue(), found.channel, self.world.application);
        message.interaction =
            Some(Answers { interaction: found.id, asker: found.user, clicked: found.source });
        message
    }

    /// Everything that an interaction's token is good for after the first answer.
    pub(super) fn webhook(
        &mut self,
        method: &str,
        application: Id,
        token: &str,
        rest: &[&str],
        call: &Call,
    ) -> Reply {
        let found = self.interactions.values().find(|it| it.token == token && !it.expired);
        let found = found.ok_or_else(|| Refusal::of_life(401, 50027, "Invalid Webhook Token"))?.clone();
        if application != self.world.application || found.callback.is_none() {
            return Err(Refusal::of_life(404, 10015, "Unknown Webhook"));
        }
        match (method, rest) {
            ("POST", []) => self.follow_up(&found, call),
            (_, ["messages", message]) => {
                let message = match *message {
                    "@original" => found.original,
                    other => Some(id(other)?),
                };
                let own = message.filter(|id| found.original == Some(*id) || found.follow_ups.contains(id));
                let message =
                    own.and_then(|id| self.messages.get(&id)).ok_or_else(Refusal::unknown_message)?.clone();
                match method {
                    "GET" => Ok(Answer::ok(self.message_json(&message))),
                    "PATCH" => self.fill(message, call),
                    "DELETE" => {
                        self.remove(message.id);
                        Ok(Answer::no_content())
                    }
                    _ => Err(unsupported(call)),
                }
            }
            _ => Err(unsupported(call)),
        }
    }

    /// Edits an answer; a deferred one stops loading.
    fn fill(&mut self, mut message: Message, call: &Call) -> Reply {
        // Where the bot is not, its answers need no permission of its own.
        if self.world.bot_is_at(message.channel) {
            self.may_change(message.channel)?;
            self.may_send(message.channel, call)?;
        }
        let ephemeral = message.flags & flags::EPHEMERAL;
        message.flags &= !flags::LOADING;
        message.apply(&call.body, &call.uploads, &mut self.world)?;
        message.flags = message.flags & !flags::EPHEMERAL | ephemeral;
        Ok(Answer::ok(self.replace(message)))
    }

    /// A further answer. The first one after a deferral takes the deferred message's place, as in Discord.
    fn follow_up(&mut self, interaction: &Interaction, call: &Call) -> Reply {
        let original = interaction.original.and_then(|id| self.messages.get(&id));
        if let Some(loading) = original.filter(|message| message.is_loading()).cloned() {
            return self.fill(loading, call);
        }
        let mut message = self.blank_answer(interaction);
        message.apply(&call.body, &call.uploads, &mut self.world)?;
        if let Some(known) = self.interactions.get_mut(&interaction.id) {
            known.follow_ups.push(message.id);
        }
        Ok(Answer::ok(self.publish(message)))
    }
}

/// Options as Discord answers them: without what says nothing.
fn options_json(options: &Value) -> Value {
    let written = options.as_array().into_iter().flatten().map(|option| {
        let mut option = option.clone();
        if let Some(fields) = option.as_object_mut() {
            fields.retain(|_, value| !value.is_null() && value != &json!([]) && value != &json!(false));
            if let Some(options) = fields.get_mut("options") {
                *options = options_json(options);
            }
        }
        option
    });
    written.collect()
}

/// Required options come before the others, at every level.
fn check_order(options: &Value) -> Result<(), Refusal> {
    let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
    if !options.is_sorted_by_key(|option| option["required"] != true) {
        return Err(Refusal::invalid(
            "options",
            "Required options must be placed before non-required options.",
        ));
    }
    options.into_iter().try_for_each(|option| check_order(&option["options"]))
}
