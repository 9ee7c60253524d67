//! The people, places and things of the double, and how Discord writes them as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Any of Discord's ids.
pub(crate) type Id = u64;

/// Milliseconds from 1970 to the first moment that Discord's ids can name.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// The id that the first part of the double's token stands for, as with every real token.
const APPLICATION: Id = 100_000_000_000_000_000;

/// The largest file in a guild without boosts, in bytes.
const FILE_LIMIT: usize = 10 * 1024 * 1024;

/// The permission bits that tests speak of.
pub(crate) mod permissions {
    /// May do everything.
    pub(crate) const ADMINISTRATOR: u64 = 1 << 3;
    /// May change a guild's settings.
    pub(crate) const MANAGE_GUILD: u64 = 1 << 5;
    /// May react to messages, beyond joining a reaction.
    pub(crate) const ADD_REACTIONS: u64 = 1 << 6;
    /// May see a channel.
    pub(crate) const VIEW_CHANNEL: u64 = 1 << 10;
    /// May delete what others wrote.
    pub(crate) const MANAGE_MESSAGES: u64 = 1 << 13;
    /// May write, outside of threads.
    pub(crate) const SEND_MESSAGES: u64 = 1 << 11;
    /// May send embeds.
    pub(crate) const EMBED_LINKS: u64 = 1 << 14;
    /// May send files.
    pub(crate) const ATTACH_FILES: u64 = 1 << 15;
    /// May read what was said before.
    pub(crate) const READ_MESSAGE_HISTORY: u64 = 1 << 16;
    /// May write in threads.
    pub(crate) const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
    /// What an ordinary member may: all of that, and use commands.
    pub(crate) const EVERYONE: u64 = ADD_REACTIONS
        | VIEW_CHANNEL
        | SEND_MESSAGES
        | EMBED_LINKS
        | ATTACH_FILES
        | READ_MESSAGE_HISTORY
        | SEND_MESSAGES_IN_THREADS
        | 1 << 31;
}

/// Somebody, human or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    /// Unique.
    pub id: Id,
    /// Unique too, in small letters.
    pub name: String,
    /// Whether a program speaks.
    pub bot: bool,
}

/// A community.
#[derive(Debug, Clone)]
pub(crate) struct Guild {
    /// Also the id of its role `@everyone`.
    pub id: Id,
    /// As people see it.
    pub name: String,
    /// Who may do everything.
    pub owner: Id,
    /// Permission bits by role.
    pub roles: BTreeMap<Id, u64>,
    /// Roles by member.
    pub members: BTreeMap<Id, Vec<Id>>,
}

/// A place for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Channel {
    /// Unique.
    pub id: Id,
    /// Where it is.
    pub place: Place,
}

/// Where a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In this guild.
    Guild(Id),
    /// Between this user and the bot.
    Direct(Id),
    /// Between people, without the bot: they use installs of their own there.
    Group,
}

impl Channel {
    /// The guild it is in, if it is in one.
    pub(crate) fn guild(self) -> Option<Id> {
        match self.place {
            Place::Guild(guild) => Some(guild),
            Place::Direct(_) | Place::Group => None,
        }
    }

    /// Discord's number for a place where something is used: in a guild, with the bot alone, or between people.
    pub(super) fn context(self) -> u64 {
        match self.place {
            Place::Guild(_) => 0,
            Place::Direct(_) => 1,
            Place::Group => 2,
        }
    }
}

/// The team that owns the bot's application.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    /// Who founded it, and is no one of its members' roles.
    pub owner: Id,
    /// Whoever else is in it, with Discord's word for their role, and whether they have come.
    pub members: Vec<(Id, &'static str, bool)>,
}

/// How a thread is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Thread {
    /// Nothing in it can be changed; writing opens it again.
    pub archived: bool,
    /// Only a moderator opens it again.
    pub locked: bool,
}

/// Everything that stands before anybody says a word.
#[derive(Debug)]
pub(crate) struct World {
    /// The bot's application; its user has the same id, as with every bot of today.
    pub application: Id,
    /// By id, the bot among them.
    pub users: BTreeMap<Id, User>,
    /// By id.
    pub guilds: BTreeMap<Id, Guild>,
    /// By id.
    pub channels: BTreeMap<Id, Channel>,
    /// The channels that are threads.
    pub threads: BTreeMap<Id, Thread>,
    /// What the bot may not do in a channel, though members may.
    pub denied: BTreeMap<Id, u64>,
    /// Channels that nobody sees but this role or member.
    pub closed_to_all_but: BTreeMap<Id, Id>,
    /// Where guilds' system messages go.
    pub system_channels: BTreeMap<Id, Id>,
    /// Users who take no private messages.
    pub closed: BTreeSet<Id>,
    /// The largest file that is taken anywhere, in bytes.
    pub file_limit: usize,
    /// The team that owns the application; none where one person does.
    pub team: Option<Team>,
    issued: u64,
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self {
            application: APPLICATION,
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            threads: BTreeMap::new(),
            denied: BTreeMap::new(),
            closed_to_all_but: BTreeMap::new(),
            system_channels: BTreeMap::new(),
            closed: BTreeSet::new(),
            file_limit: FILE_LIMIT,
            team: None,
            issued: 0,
        };
        world.users.insert(APPLICATION, User { id: APPLICATION, name: "helix".to_owned(), bot: true });
        world
    }

    /// An id that names the present moment, and no other thing.
    pub(super) fn issue(&mut self) -> Id {
        self.issued = self.issued.max((unix_ms() - DISCORD_EPOCH_MS) << 22) + 1;
        self.issued
    }

    pub(super) fn add_user(&mut self, name: &str) -> Id {
        let id = self.issue();
        self.users.insert(id, User { id, name: name.to_owned(), bot: false });
        id
    }

    /// A guild with the bot and its owner in it.
    pub(super) fn add_guild(&mut self, name: &str, owner: Id) -> Id {
        let id = self.issue();
        let members = [(owner, Vec::new()), (self.application, Vec::new())].into();
        let roles = [(id, permissions::EVERYONE)].into();
        self.guilds.insert(id, Guild { id, name: name.to_owned(), owner, roles, members });
        id
    }

    pub(super) fn add_channel(&mut self, place: Place) -> Id {
        let id = self.issue();
        self.channels.insert(id, Channel { id, place });
        id
    }

    /// The channel between a user and the bot, made when first asked for.
    pub(super) fn direct(&mut self, user: Id) -> Id {
        let place = Place::Direct(user);
        let found = self.channels.values().find(|channel| channel.place == place).map(|channel| channel.id);
        found.unwrap_or_else(|| self.add_channel(place))
    }

    /// What a member may do in its guild.
    pub(super) fn permissions(&self, guild: Id, user: Id) -> u64 {
        let guild = &self.guilds[&guild];
        let own = guild.members.get(&user).into_iter().flatten();
        let bits = own.chain([&guild.id]).fold(0, |bits, role| bits | guild.roles[role]);
        let all = guild.owner == user || bits & permissions::ADMINISTRATOR != 0;
        if all { (1 << 50) - 1 } else { bits }
    }

    /// Whether the bot is where a channel is. Elsewhere people use it through an install of their own.
    pub(super) fn bot_is_at(&self, channel: Id) -> bool {
        match self.channels.get(&channel).map(|channel| channel.place) {
            Some(Place::Guild(guild)) => self.bot_is_in(guild),
            Some(Place::Group) => false,
            Some(Place::Direct(_)) | None => true,
        }
    }

    /// Whether a guild has added the bot.
    pub(super) fn bot_is_in(&self, guild: Id) -> bool {
        self.guilds[&guild].members.contains_key(&self.application)
    }

    /// What the bot may do in a channel.
    pub(super) fn bot_permissions(&self, channel: Id) -> u64 {
        if !self.bot_is_at(channel) {
            return 0;
        }
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild());
        let held = guild.map_or(permissions::EVERYONE, |guild| self.permissions(guild, self.application));
        held & !self.denied.get(&channel).copied().unwrap_or_default()
    }

    pub(super) fn user_json(&self, id: Id) -> Value {
        let user = &self.users[&id];
        json!({
            "id": id.to_string(), "username": user.name, "global_name": null, "discriminator": "0",
            "avatar": null, "public_flags": 0, "flags": 0, "bot": user.bot, "primary_guild": null,
        })
    }

    /// The bot's user as the bot itself may see it.
    pub(super) fn self_json(&self) -> Value {
        let mut user = self.user_json(self.application);
        user["mfa_enabled"] = json!(true);
        user["locale"] = json!("en-US");
        user["verified"] = json!(true);
        user["email"] = Value::Null;
        user
    }

    /// Whoever founds a team has a member's place in it as well.
    fn team_json(&self, team: &Team) -> Value {
        // Discord names the team itself as the application's owner, by an id of its own.
        let id = self.application + 1;
        let member = |(user, role, accepted): &(Id, &'static str, bool)| {
            json!({
                "user": self.user_json(*user), "team_id": id.to_string(), "role": role, "permissions": ["*"],
                "membership_state": if *accepted { 2 } else { 1 },
            })
        };
        let members = [(team.owner, "admin", true)];
        json!({
            "id": id.to_string(), "icon": null, "name": "Helix", "owner_user_id": team.owner.to_string(),
            "members": members.iter().chain(&team.members).map(member).collect::<Value>(),
        })
    }

    pub(super) fn application_json(&self) -> Value {
        let owner = self.guilds.values().next().map_or(self.application, |guild| guild.owner);
        json!({
            "id": self.application.to_string(), "name": "helix", "icon": null, "description": "", "type": null,
            "bot": self.user_json(self.application), "bot_public": false, "bot_require_code_grant": false,
            "verify_key": "0".repeat(64), "flags": 0, "flags_new": "0", "redirect_uris": [],
            "interactions_endpoint_url": null, "role_connections_verification_url": null,
            "owner": self.user_json(owner), "approximate_guild_count": self.guilds.len(),
            "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0, "team": self.team.as_ref().map(|team| self.team_json(team)), "eligible_oauth2_scopes": ["bot", "applications.commands"],
        })
    }

    pub(super) fn member_json(&self, guild: Id, user: Id) -> Option<Value> {
        let roles = self.guilds.get(&guild)?.members.get(&user)?;
        Some(json!({
            "user": self.user_json(user), "nick": null, "avatar": null, "banner": null, "pending": false,
            "roles": strings(roles), "joined_at": "2026-01-01T00:00:00+00:00", "premium_since": null,
            "communication_disabled_until": null, "flags": 0, "mute": false, "deaf": false,
        }))
    }

    pub(super) fn roles_json(&self, guild: Id) -> Value {
        let roles = &self.guilds[&guild].roles;
        let written = roles.iter().enumerate().map(|(position, (id, bits))| {
            let name = if *id == guild { "@everyone".to_owned() } else { format!("role {id}") };
            json!({
                "id": id.to_string(), "name": name, "permissions": bits.to_string(), "position": position,
                "color": 0, "hoist": false, "managed": false, "mentionable": false, "icon": null,
                "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
                "unicode_emoji": null, "flags": 0,
            })
        });
        written.collect()
    }

    pub(super) fn channel_json(&self, id: Id) -> Option<Value> {
        let channel = self.channels.get(&id)?;
        Some(match channel.place {
            Place::Guild(guild) if self.threads.contains_key(&id) => self.thread_json(id, guild),
            Place::Guild(guild) => json!({
                "id": id.to_string(), "type": 0, "guild_id": guild.to_string(), "name": format!("channel-{id}"),
                "position": 0, "flags": 0, "permission_overwrites": self.overwrites_json(id, guild), "nsfw": false, "topic": null,
                "parent_id": null, "rate_limit_per_user": 0, "last_message_id": null,
            }),
            Place::Direct(user) => json!({
                "id": id.to_string(), "type": 1, "flags": 0, "last_message_id": null,
                "recipients": [self.user_json(user)],
            }),
            Place::Group => json!({
                "id": id.to_string(), "type": 3, "flags": 0, "last_message_id": null, "recipients": [],
                "name": null, "icon": null, "managed": false,
            }),
        })
    }

    fn overwrites_json(&self, channel: Id, guild: Id) -> Value {
        let Some(invited) = self.closed_to_all_but.get(&channel) else { return json!([]) };
        let views = permissions::VIEW_CHANNEL.to_string();
        json!([
            { "id": guild.to_string(), "type": 0, "allow": "0", "deny": views },
            { "id": invited.to_string(), "type": 1, "allow": views, "deny": "0" },
        ])
    }

    fn thread_json(&self, id: Id, guild: Id) -> Value {
        let Thread { archived, locked } = self.threads[&id];
        let since = "2026-01-01T00:00:00+00:00";
        json!({
            "id": id.to_string(), "type": 11, "guild_id": guild.to_string(), "name": format!("thread-{id}"),
            "flags": 0, "parent_id": guild.to_string(), "owner_id": self.application.to_string(),
            "rate_limit_per_user": 0, "last_message_id": null, "message_count": 1, "member_count": 1,
            "total_message_sent": 1,
            "thread_metadata": {
                "archived": archived, "locked": locked, "auto_archive_duration": 60, "archive_timestamp": since,
                "create_timestamp": since,
            },
        })
    }

    /// The channels of a guild.
    pub(super) fn channels_json(&self, guild: Id) -> Value {
        self.channels
            .values()
            .filter(|channel| channel.place == Place::Guild(guild) && !self.threads.contains_key(&channel.id))
            .filter_map(|channel| self.channel_json(channel.id))
            .collect()
    }

    pub(super) fn guild_json(&self, id: Id) -> Option<Value> {
        let guild = self.guilds.get(&id)?;
        Some(json!({
            "id": id.to_string(), "name": guild.name, "icon": null, "description": null, "home_header": null,
            "splash": null, "discovery_splash": null, "features": [], "banner": null,
            "owner_id": guild.owner.to_string(), "application_id": null, "region": "deprecated",
            "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": self.system_channels.get(&id).map(ToString::to_string), "system_channel_flags": 0,
            "widget_enabled": false, "widget_channel_id": null, "verification_level": 0,
            "roles": self.roles_json(id), "default_message_notifications": 0, "mfa_level": 0,
            "explicit_content_filter": 0, "max_presences": null, "max_members": 500_000,
            "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
            "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
            "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [],
            "incidents_data": null,
        }))
    }

    /// What the gateway tells of a guild.
    pub(super) fn guild_create_json(&self, id: Id) -> Value {
        let guild = &self.guilds[&id];
        let mut event = self.guild_json(id).expect("the guild is there");
        let members: Value = guild.members.keys().filter_map(|user| self.member_json(id, *user)).collect();
        let more = json!({
            "joined_at": "2026-01-01T00:00:00+00:00", "large": false, "unavailable": false,
            "member_count": guild.members.len(), "voice_states": [], "members": members,
            "channels": self.channels_json(id), "threads": [], "presences": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        merge(&mut event, more);
        event
    }
}

/// Adds fields to an object.
pub(super) fn merge(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}

/// Ids as Discord writes them.
pub(super) fn strings(ids: &[Id]) -> Vec<String> {
    ids.iter().map(Id::to_string).collect()
}

/// An id as Discord writes it, or as some clients do.
pub(super) fn id_of(value: &Value) -> Option<Id> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    since.as_millis() as u64
}

/// Milliseconds since 1970 as RFC 3339.
pub(super) fn iso(ms: u64) -> String {
    let ms = i64::try_from(ms).expect("a moment of this era");
    serenity::model::Timestamp::from_millis(ms)
        .expect("a moment of this era")
        .to_rfc3339()
        .unwrap_or_default()
}
