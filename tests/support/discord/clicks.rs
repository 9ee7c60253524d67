//! What people do with a bot's messages: they click on buttons, choose in menus, fill in forms, and use commands on a
//! message.

use serde_json::{Value, json};

use super::interaction::Kind;
use super::message::Message;
use super::model::Id;
use super::people::NotSent;
use super::state::State;

impl State {
    /// Somebody clicks on a button, named by its label or id.
    pub(super) fn click(&mut self, message: Id, user: Id, button: &str) -> Result<Id, NotSent> {
        let (message, part) = self.offered(message, user, button)?;
        let data = json!({ "custom_id": part["custom_id"], "component_type": part["type"] });
        Ok(self.use_component(&message, user, data))
    }

    /// Somebody chooses in a menu, named by its placeholder or id.
    pub(super) fn choose(
        &mut self,
        message: Id,
        user: Id,
        menu: &str,
        values: &[&str],
    ) -> Result<Id, NotSent> {
        let (message, part) = self.offered(message, user, menu)?;
        let bounds = part["min_values"].as_u64().unwrap_or(1)..=part["max_values"].as_u64().unwrap_or(1);
        if !bounds.contains(&(values.len() as u64)) {
            return Err(NotSent(format!("{} choices are not within {bounds:?}", values.len())));
        }
        if let Some(offered) = part["options"].as_array() {
            let is_offered = |value: &&&str| offered.iter().any(|option| option["value"] == ***value);
            if let Some(other) = values.iter().find(|value| !is_offered(value)) {
                return Err(NotSent(format!("{other} is none of the choices")));
            }
        }
        let data = json!({
            "custom_id": part["custom_id"], "component_type": part["type"], "values": values, "resolved": {},
        });
        Ok(self.use_component(&message, user, data))
    }

    /// A client that keeps no rules sends a click with an id of its own making.
    pub(super) fn click_forged(&mut self, message: Id, user: Id, id: &str) -> Id {
        let message = self.messages[&message].clone();
        self.use_component(&message, user, json!({ "custom_id": id, "component_type": 2 }))
    }

    /// The same with choices of its own making in a menu.
    pub(super) fn choose_forged(&mut self, message: Id, user: Id, id: &str, values: &[&str]) -> Id {
        let message = self.messages[&message].clone();
        let data = json!({ "custom_id": id, "component_type": 3, "values": values, "resolved": {} });
        self.use_component(&message, user, data)
    }

    /// The same with a form that nothing opened.
    pub(super) fn submit_forged(&mut self, message: Id, user: Id, id: &str, fields: &[(&str, &str)]) -> Id {
        let channel = self.messages[&message].channel;
        let rows: Vec<_> = fields.iter().map(|(name, value)| field_json(name, value)).collect();
        let data = json!({ "custom_id": id, "components": rows });
        self.interact(Kind::Form, (channel, user), data, Some(message))
    }

    /// Somebody sends the form that an interaction opened.
    pub(super) fn submit(&mut self, interaction: Id, fields: &[(&str, &str)]) -> Result<Id, NotSent> {
        let opened = self.interactions.get(&interaction).ok_or_else(|| NotSent("no interaction".into()))?;
        let form = opened.form.clone().ok_or_else(|| NotSent("no form is open".to_owned()))?;
        let (channel, user, source) = (opened.channel, opened.user, opened.source);
        let mut rows = Vec::new();
        for input in form["components"].as_array().into_iter().flatten().map(|row| &row["components"][0]) {
            let name = input["custom_id"].as_str().unwrap_or_default();
            let typed = fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
            let value = typed.or(input["value"].as_str()).unwrap_or_default();
            if value.is_empty() && input["required"] != false {
                return Err(NotSent(format!("the field {name} is required")));
            }
            let length = value.chars().count() as u64;
            if input["max_length"].as_u64().is_some_and(|most| length > most)
                || input["min_length"].as_u64().is_some_and(|least| length > 0 && length < least)
            {
                return Err(NotSent(format!("{value:?} has not the length that {name} wants")));
            }
            rows.push(field_json(name, value));
        }
        let unknown = fields
            .iter()
            .find(|(name, _)| !rows.iter().any(|row| row["components"][0]["custom_id"] == **name));
        if let Some((name, _)) = unknown {
            return Err(NotSent(format!("there is no field {name}")));
        }
        let data = json!({ "custom_id": form["custom_id"], "components": rows });
        Ok(self.interact(Kind::Form, (channel, user), data, source))
    }

    fn offered(&self, message: Id, user: Id, part: &str) -> Result<(Message, Value), NotSent> {
        let refuse = |why: String| Err(NotSent(why));
        let Some(found) = self.messages.get(&message) else {
            return refuse("there is no such message".into());
        };
        let asker = found.interaction.map(|answers| answers.asker);
        if found.is_ephemeral() && asker != Some(user) {
            return refuse("only one user sees this message".into());
        }
        match found.part(part) {
            Some(it) if it["disabled"] == true => refuse(format!("{part} cannot be clicked")),
            Some(it) => Ok((found.clone(), it.clone())),
            None => refuse(format!("there is no {part} in {:?}", found.components)),
        }
    }

    fn use_component(&mut self, message: &Message, user: Id, data: Value) -> Id {
        self.interact(Kind::Component, (message.channel, user), data, Some(message.id))
    }

    /// Somebody types into an option of a slash command: what is offered comes as the interaction's choices.
    pub(super) fn type_into(
        &mut self,
        channel: Id,
        user: Id,
        words: &str,
        option: &str,
        typed: &str,
    ) -> Result<Id, NotSent> {
        let mut words = words.split_whitespace();
        let name = words.next().unwrap_or_default();
        let command = self.command(name, 1, channel)?;
        let (mut options, mut path) = (command["options"].clone(), Vec::new());
        for word in words {
            let found = options.as_array().into_iter().flatten().find(|it| it["name"] == *word).cloned();
            let found = found.ok_or_else(|| NotSent(format!("there is no subcommand {word}")))?;
            path.push((word.to_owned(), found["type"].clone()));
            options = found["options"].clone();
        }
        let found = options.as_array().into_iter().flatten().find(|it| it["name"] == *option);
        let Some(found) = found.filter(|it| it["autocomplete"] == true) else {
            return Err(NotSent(format!("nothing is offered for {option}")));
        };
        let mut filled = json!([{ "name": option, "type": found["type"], "value": typed, "focused": true }]);
        for (word, kind) in path.into_iter().rev() {
            filled = json!([{ "name": word, "type": kind, "options": filled }]);
        }
        let data = json!({ "id": command["id"], "name": name, "type": 1, "options": filled });
        Ok(self.interact(Kind::Autocomplete, (channel, user), data, None))
    }

    /// Somebody uses a command on a message, from its menu.
    pub(super) fn use_on(&mut self, message: Id, user: Id, name: &str) -> Result<Id, NotSent> {
        let found = self.messages.get(&message).filter(|found| !found.is_ephemeral());
        let found = found.ok_or_else(|| NotSent("there is no such message".to_owned()))?.clone();
        let command = self.command(name, 3, found.channel)?;
        let place = self.channel(found.channel).ok_or_else(|| NotSent("there is no such channel".into()))?;
        self.check_use(&command, place, user)?;
        let id = message.to_string();
        let data = json!({
            "id": command["id"], "name": name, "type": 3, "target_id": id,
            "resolved": { "messages": { id: self.message_json(&found) } },
        });
        Ok(self.interact(Kind::Command, (found.channel, user), data, None))
    }

    /// A command that is registered in this channel, by its name and kind.
    pub(super) fn command(&self, name: &str, kind: u64, channel: Id) -> Result<Value, NotSent> {
        let guild = self.channel(channel).and_then(super::model::Channel::guild);
        let of_guild = guild.and_then(|guild| self.guild_commands.get(&guild)).into_iter().flatten();
        let mut all = self.commands.iter().chain(of_guild);
        let found = all.find(|command| command["name"] == name && command["type"] == kind);
        found.cloned().ok_or_else(|| NotSent(format!("there is no command {name}")))
    }
}

/// A field of a form as it was filled in.
fn field_json(name: &str, value: &str) -> Value {
    json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] })
}
