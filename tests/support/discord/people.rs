//! What people do in Discord: they write, use slash commands, delete messages. What they click on is in `clicks`.

use std::fmt;
use std::time::Instant;

use serde_json::{Value, json};

use super::interaction::{Interaction, Kind};
use super::message::Message;
use super::model::{Channel, Id, Place, permissions};
use super::state::State;

/// A slash command as somebody fills it in.
#[derive(Debug, Clone)]
pub(crate) struct Slash {
    words: Vec<String>,
    options: Vec<(String, Value)>,
    /// What was attached, by its id.
    attached: Vec<(String, Value)>,
    checked: bool,
}

/// Why Discord's own client would not send a slash command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotSent(pub String);

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Slash {
    /// `ritual`, or with a subcommand `archive retry`.
    pub(crate) fn new(command: &str) -> Self {
        let words = command.split_whitespace().map(str::to_owned).collect();
        Self { words, options: Vec::new(), attached: Vec::new(), checked: true }
    }

    /// Fills an option in.
    #[must_use]
    pub(crate) fn option(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.options.push((name.to_owned(), value.into()));
        self
    }

    /// Attaches a file to an option; it can be fetched from an address.
    #[must_use]
    pub(crate) fn file(mut self, option: &str, address: &str, size: usize) -> Self {
        let id = (1000 + self.attached.len()).to_string();
        let attachment = json!({
            "id": id, "filename": "settings.json", "size": size, "url": address, "proxy_url": address,
            "content_type": "application/json", "ephemeral": true,
        });
        self.attached.push((id.clone(), attachment));
        self.option(option, id)
    }

    /// Sent as it is: by a client that does not check what is filled in, in a server whose own settings offer the
    /// command to everybody.
    #[must_use]
    pub(crate) fn unchecked(mut self) -> Self {
        self.checked = false;
        self
    }
}

impl State {
    /// Somebody writes a message.
    pub(super) fn say(&mut self, channel: Id, author: Id, text: &str) -> Id {
        assert!(self.world.channels.contains_key(&channel), "nobody can write into an unknown channel");
        let mut message = Message::blank(self.world.issue(), channel, author);
        let body = json!({ "content": text });
        message.apply(&body, &[].into(), &mut self.world).expect("people write what Discord lets them write");
        let id = message.id;
        self.publish(message);
        id
    }

    /// Somebody changes what they wrote.
    pub(super) fn rewrite(&mut self, message: Id, text: &str) {
        let mut changed = self.messages[&message].clone();
        let body = json!({ "content": text });
        changed.apply(&body, &[].into(), &mut self.world).expect("people write what Discord lets them write");
        self.replace(changed);
    }

    /// Discord shows a preview of a link in a message, of which the gateway tells as of an update.
    pub(super) fn preview(&mut self, message: Id) {
        let mut changed = self.messages[&message].clone();
        changed.embeds.push(json!({ "type": "link", "url": "https://example.org/", "title": "Example" }));
        self.announce("MESSAGE_UPDATE", &changed);
        self.messages.insert(message, changed);
    }

    /// Somebody uses a slash command.
    pub(super) fn slash(&mut self, channel: Id, user: Id, slash: &Slash) -> Result<Id, NotSent> {
        let (name, path) = slash.words.split_first().ok_or_else(|| NotSent("no command".to_owned()))?;
        let command = self.command(name, 1, channel)?;
        let place = self.channel(channel).ok_or_else(|| NotSent("there is no such channel".to_owned()))?;
        if slash.checked {
            self.check_use(&command, place, user)?;
        }
        let options = fill_in(&command["options"], path, slash)?;
        let mut data = json!({ "id": command["id"], "name": command["name"], "type": command["type"], "options": options });
        let mut resolved = self.people_in(&options, place.guild());
        if !slash.attached.is_empty() {
            resolved["attachments"] =
                json!(slash.attached.iter().cloned().collect::<serde_json::Map<_, _>>());
        }
        if resolved["users"] != json!({}) || !slash.attached.is_empty() {
            data["resolved"] = resolved;
        }
        Ok(self.interact(Kind::Command, (channel, user), data, None))
    }

    /// The people that options name, as Discord sends them along.
    fn people_in(&self, options: &Value, guild: Option<Id>) -> Value {
        let mut people = json!({ "users": {}, "members": {} });
        for option in options.as_array().into_iter().flatten().filter(|option| option["type"] == 6) {
            let Some(user) = super::model::id_of(&option["value"]) else { continue };
            people["users"][user.to_string()] = self.world.user_json(user);
            if let Some(mut member) = guild.and_then(|guild| self.world.member_json(guild, user)) {
                // A partial member: without the user and what only the server itself is told.
                for field in ["user", "deaf", "mute"] {
                    member.as_object_mut().expect("an object").remove(field);
                }
                member["permissions"] =
                    json!(guild.map_or(0, |guild| self.world.permissions(guild, user)).to_string());
                people["members"][user.to_string()] = member;
            }
        }
        people
    }

    /// Tells the gateway that somebody did something, on a message where that is what they did it on.
    pub(super) fn interact(
        &mut self,
        kind: Kind,
        (channel, user): (Id, Id),
        data: Value,
        source: Option<Id>,
    ) -> Id {
        let id = self.world.issue();
        let token = format!("interaction{id}");
        let guild = self.channel(channel).and_then(Channel::guild);
        let mut event = self.interaction_json(id, &token, (channel, guild, user), kind);
        event["data"] = data;
        if let Some(message) = source.and_then(|id| self.messages.get(&id)) {
            event["message"] = self.message_json(message);
        }
        self.announce_interaction(guild, &event);
        let interaction = Interaction {
            id,
            kind,
            token,
            channel,
            user,
            source,
            sent: Instant::now(),
            event,
            callback: None,
            late: None,
            original: None,
            follow_ups: Vec::new(),
            form: None,
            choices: None,
            expired: false,
        };
        self.interactions.insert(id, interaction);
        id
    }

    /// Discord delivers what somebody did once more.
    pub(super) fn deliver_again(&mut self, interaction: Id) {
        let found = &self.interactions[&interaction];
        let guild = self.channel(found.channel).and_then(Channel::guild);
        let event = found.event.clone();
        self.announce_interaction(guild, &event);
    }

    /// Whether a command is offered to a user in this place.
    pub(super) fn check_use(&self, command: &Value, place: Channel, user: Id) -> Result<(), NotSent> {
        let (context, guild) = (place.context(), place.guild());
        let contexts = command["contexts"].as_array();
        if contexts.is_some_and(|contexts| !contexts.contains(&json!(context))) {
            return Err(NotSent("the command is not offered here".to_owned()));
        }
        let installs = command["integration_types"].as_array();
        let install = u64::from(!self.world.bot_is_at(place.id));
        if !installs.map_or(install == 0, |installs| installs.contains(&json!(install))) {
            return Err(NotSent("the command is not installed here".to_owned()));
        }
        if guild.is_none() && contexts.is_none() && command["dm_permission"] == false {
            return Err(NotSent("the command is not offered in direct messages".to_owned()));
        }
        let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        if let (Some(needed), Some(guild)) = (needed, guild) {
            let held = self.world.permissions(guild, user);
            if held & needed != needed || needed == 0 && held & permissions::ADMINISTRATOR == 0 {
                return Err(NotSent("the command is not offered to this member".to_owned()));
            }
        }
        Ok(())
    }

    fn interaction_json(
        &self,
        id: Id,
        token: &str,
        (channel, guild, user): (Id, Option<Id>, Id),
        kind: Kind,
    ) -> Value {
        let world = &self.world;
        let owners = match guild {
            _ if !world.bot_is_at(channel) => json!({ "1": user.to_string() }),
            Some(guild) => json!({ "0": guild.to_string() }),
            None => json!({ "0": "0" }),
        };
        let context = world.channels.get(&channel).map(|place| place.context());
        let app_permissions = world.bot_permissions(channel);
        let mut event = json!({
            "id": id.to_string(), "application_id": world.application.to_string(), "type": kind as u64, "token": token,
            "version": 1, "channel_id": channel.to_string(), "locale": "en-US", "entitlements": [],
            "app_permissions": app_permissions.to_string(), "attachment_size_limit": world.file_limit,
            "authorizing_integration_owners": owners, "context": context,
            "channel": world.channel_json(channel),
        });
        if let Some(guild) = guild {
            let mut member = world.member_json(guild, user).expect("only members use commands in a guild");
            member["permissions"] = json!(world.permissions(guild, user).to_string());
            event["channel"]["permissions"] = member["permissions"].clone();
            event["member"] = member;
            event["guild_id"] = json!(guild.to_string());
            event["guild_locale"] = json!("en-US");
            event["guild"] = json!({ "id": guild.to_string(), "locale": "en-US", "features": [] });
        } else {
            event["user"] = world.user_json(user);
        }
        event
    }

    /// A person deletes a message.
    pub(super) fn delete(&mut self, message: Id) {
        assert!(self.remove(message).is_some(), "only a message that stands can be deleted");
    }

    /// A new member of a guild, with permissions beyond everybody's where `bits` says so.
    pub(super) fn join(&mut self, guild: Id, name: &str, bits: u64) -> Id {
        let user = self.world.add_user(name);
        let role = (bits != 0).then(|| self.world.issue());
        let guild = self.world.guilds.get_mut(&guild).expect("one can join a guild that is there");
        guild.roles.extend(role.map(|role| (role, bits)));
        guild.members.insert(user, role.into_iter().collect());
        user
    }

    /// Gives a member a new role without permissions.
    pub(super) fn give_role(&mut self, guild: Id, user: Id) -> Id {
        let role = self.world.issue();
        let guild = self.world.guilds.get_mut(&guild).expect("a guild");
        guild.roles.insert(role, 0);
        guild.members.get_mut(&user).expect("a member").push(role);
        role
    }

    /// The bot is in a guild no more.
    pub(super) fn remove_guild(&mut self, guild: Id) {
        self.world.guilds.remove(&guild).expect("a guild");
        self.announce_leaving(guild, false);
    }

    pub(super) fn add_guild_with_channel(&mut self, name: &str, owner: Id) -> (Id, Id) {
        let guild = self.world.add_guild(name, owner);
        (guild, self.world.add_channel(Place::Guild(guild)))
    }
}

/// The options as they go to the bot, nested below the subcommands of `path`.
fn fill_in(registered: &Value, path: &[String], slash: &Slash) -> Result<Value, NotSent> {
    let offered = || registered.as_array().into_iter().flatten();
    if let Some((word, rest)) = path.split_first() {
        let found = offered()
            .find(|option| option["name"] == **word && matches!(option["type"].as_u64(), Some(1 | 2)));
        let found = found.ok_or_else(|| NotSent(format!("there is no subcommand {word}")))?;
        let inner = fill_in(&found["options"], rest, slash)?;
        return Ok(json!([{ "name": word, "type": found["type"], "options": inner }]));
    }
    if slash.checked {
        let given = |option: &&Value| slash.options.iter().any(|(name, _)| option["name"] == **name);
        if let Some(missing) = offered().find(|option| option["required"] == true && !given(option)) {
            return Err(NotSent(format!("the option {} is required", missing["name"])));
        }
    }
    let filled = slash.options.iter().map(|(name, value)| {
        let option = offered().find(|option| option["name"] == **name);
        let option = option.ok_or_else(|| NotSent(format!("there is no option {name}")))?;
        if slash.checked {
            check_value(option, value)?;
        }
        Ok(json!({ "name": name, "type": option["type"], "value": value }))
    });
    filled.collect()
}

/// Whether Discord's client takes a value for an option.
fn check_value(option: &Value, value: &Value) -> Result<(), NotSent> {
    let refuse = |why: &str| Err(NotSent(format!("{} cannot be {value}: {why}", option["name"])));
    let fits = match option["type"].as_u64() {
        Some(3 | 11) => value.is_string(),
        // Somebody, by their id.
        Some(6) => super::model::id_of(value).is_some(),
        Some(4) => value.is_i64(),
        Some(5) => value.is_boolean(),
        Some(10) => value.is_number(),
        _ => return refuse("the double cannot fill in options of this type"),
    };
    if !fits {
        return refuse("it is of another type");
    }
    if option["type"] == 6 {
        return Ok(());
    }
    let size = value.as_f64().or_else(|| value.as_str().map(|text| text.chars().count() as f64));
    let bound = |number: &str, length: &str| option[number].as_f64().or_else(|| option[length].as_f64());
    let too_small = bound("min_value", "min_length").is_some_and(|least| size < Some(least));
    let too_large = bound("max_value", "max_length").is_some_and(|most| size > Some(most));
    if too_small || too_large {
        return refuse("it is out of range");
    }
    let choices = option["choices"].as_array();
    if choices.is_some_and(|choices| !choices.iter().any(|choice| choice["value"] == *value)) {
        return refuse("it is none of the choices");
    }
    Ok(())
}
