//! What a test does to the double: people act, the network and Discord itself misbehave.

use std::time::Duration;

use super::double::Discord;
use super::faults::{Endpoint, Fault, Planned, Rain};
use super::model::{Channel, Id, Place, Team, Thread};
use super::people::{NotSent, Slash};

impl Discord {
    /// A further member of the first guild, with `bits` of [`permissions`] beyond everybody's.
    pub(crate) fn join(&self, name: &str, bits: u64) -> Id {
        self.hub.change(|state| state.join(self.guild, name, bits))
    }

    /// A further member of the guild that a channel is in, with no permissions beyond everybody's.
    pub(crate) fn join_at(&self, channel: Id, name: &str) -> Id {
        self.hub.change(|state| {
            let guild = state.channel(channel).and_then(Channel::guild).expect("a channel of a guild");
            state.join(guild, name, 0)
        })
    }

    /// A further guild of the same owner, and its channel. A bot that is connected already is not told.
    pub(crate) fn another_guild(&self, name: &str) -> (Id, Id) {
        self.hub.change(|state| state.add_guild_with_channel(name, self.owner))
    }

    /// Somebody removes the bot from a guild; a bot that is connected is told.
    pub(crate) fn remove_bot(&self, guild: Id) {
        self.hub.change(|state| state.remove_guild(guild));
    }

    /// A guild is in trouble at Discord, as happens now and then; the bot is told.
    pub(crate) fn trouble(&self, guild: Id) {
        self.hub.change(|state| state.announce_leaving(guild, true));
    }

    /// Gives a role to a member of the first guild; a new one, with no permissions.
    pub(crate) fn give_role(&self, user: Id) -> Id {
        self.hub.change(|state| state.give_role(self.guild, user))
    }

    /// A further channel of the first guild.
    pub(crate) fn another_channel(&self) -> Id {
        self.hub.change(|state| state.world.add_channel(Place::Guild(self.guild)))
    }

    /// A further channel of the first guild that nobody sees but this member and who may do everything.
    pub(crate) fn closed_channel(&self, invited: Id) -> Id {
        let channel = self.another_channel();
        self.hub.change(|state| state.world.closed_to_all_but.insert(channel, invited));
        channel
    }

    /// Takes permissions in a channel from the bot; 0 gives all back.
    pub(crate) fn deny(&self, channel: Id, bits: u64) {
        self.hub.change(|state| state.world.denied.insert(channel, bits));
    }

    /// Takes permissions from everybody in the first guild who has no role; 0 gives all back.
    pub(crate) fn deny_everybody(&self, bits: u64) {
        self.hub.change(|state| {
            let guild = state.world.guilds.get_mut(&self.guild).expect("the first guild");
            guild.roles.insert(self.guild, super::model::permissions::EVERYONE & !bits);
        });
    }

    /// A guild's system messages go into this channel from now on.
    pub(crate) fn set_system_channel(&self, guild: Id, channel: Id) {
        self.hub.change(|state| state.world.system_channels.insert(guild, channel));
    }

    /// The application belongs to a team from now on.
    pub(crate) fn set_team(&self, team: Team) {
        self.hub.change(|state| state.world.team = Some(team));
    }

    /// A chat between people, in which the bot is not.
    pub(crate) fn group(&self) -> Id {
        self.hub.change(|state| state.world.add_channel(Place::Group))
    }

    /// From now on a user takes no private messages.
    pub(crate) fn close_private_messages(&self, user: Id) {
        self.hub.change(|state| state.world.closed.insert(user));
    }

    /// A thread in the first guild.
    pub(crate) fn thread(&self) -> Id {
        self.hub.change(|state| {
            let thread = state.world.add_channel(Place::Guild(self.guild));
            state.world.threads.insert(thread, Thread::default());
            thread
        })
    }

    /// Archives a thread, or locks it as well.
    pub(crate) fn set_thread(&self, thread: Id, state: Thread) {
        self.hub.change(|it| it.world.threads.insert(thread, state));
    }

    /// How large a file may be from now on, in bytes.
    pub(crate) fn set_file_limit(&self, bytes: usize) {
        self.hub.change(|state| state.world.file_limit = bytes);
    }

    /// The channel between a user and the bot.
    pub(crate) fn direct(&self, user: Id) -> Id {
        self.hub.change(|state| state.world.direct(user))
    }

    /// Somebody writes; everybody who may hears of it.
    pub(crate) fn say(&self, channel: Id, author: Id, text: &str) -> Id {
        self.hub.change(|state| state.say(channel, author, text))
    }

    /// Somebody uses a slash command; an error says why their client would not send it.
    pub(crate) fn slash(&self, channel: Id, user: Id, slash: &Slash) -> Result<Id, NotSent> {
        self.hub.change(|state| state.slash(channel, user, slash))
    }

    /// Somebody clicks on a button of a message, named by its label or id.
    pub(crate) fn click(&self, message: Id, user: Id, button: &str) -> Result<Id, NotSent> {
        self.hub.change(|state| state.click(message, user, button))
    }

    /// A client that keeps no rules clicks with an id of its own making.
    pub(crate) fn click_forged(&self, message: Id, user: Id, id: &str) -> Id {
        self.hub.change(|state| state.click_forged(message, user, id))
    }

    /// The same with choices of its own making in a menu.
    pub(crate) fn choose_forged(&self, message: Id, user: Id, id: &str, values: &[&str]) -> Id {
        self.hub.change(|state| state.choose_forged(message, user, id, values))
    }

    /// The same with a form that nothing opened.
    pub(crate) fn submit_forged(&self, message: Id, user: Id, id: &str, fields: &[(&str, &str)]) -> Id {
        self.hub.change(|state| state.submit_forged(message, user, id, fields))
    }

    /// Somebody chooses in a menu of a message, named by its placeholder or id.
    pub(crate) fn choose(&self, message: Id, user: Id, menu: &str, values: &[&str]) -> Result<Id, NotSent> {
        self.hub.change(|state| state.choose(message, user, menu, values))
    }

    /// Somebody sends the form that an interaction opened.
    pub(crate) fn submit(&self, interaction: Id, fields: &[(&str, &str)]) -> Result<Id, NotSent> {
        self.hub.change(|state| state.submit(interaction, fields))
    }

    /// Somebody types into an option of a slash command.
    pub(crate) fn type_into(
        &self,
        (channel, user): (Id, Id),
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Id, NotSent> {
        self.hub.change(|state| state.type_into(channel, user, command, option, typed))
    }

    /// Somebody uses a command on a message, from its menu.
    pub(crate) fn use_on(&self, message: Id, user: Id, command: &str) -> Result<Id, NotSent> {
        self.hub.change(|state| state.use_on(message, user, command))
    }

    /// Discord delivers an interaction once more.
    pub(crate) fn deliver_again(&self, interaction: Id) {
        self.hub.change(|state| state.deliver_again(interaction));
    }

    /// Somebody changes what they wrote; everybody who may hears of it.
    pub(crate) fn rewrite(&self, message: Id, text: &str) {
        self.hub.change(|state| state.rewrite(message, text));
    }

    /// Discord shows a preview of a link in a message.
    pub(crate) fn preview(&self, message: Id) {
        self.hub.change(|state| state.preview(message));
    }

    /// A guild that has not added the bot, with a channel, in which `user` is.
    pub(crate) fn guild_without_bot(&self, name: &str, user: Id) -> Id {
        self.hub.change(|state| {
            let (guild, channel) = state.add_guild_with_channel(name, self.owner);
            let bot = state.world.application;
            let members = &mut state.world.guilds.get_mut(&guild).expect("it was just made").members;
            members.remove(&bot);
            members.insert(user, Vec::new());
            channel
        })
    }

    /// Somebody deletes a message.
    pub(crate) fn delete(&self, message: Id) {
        self.hub.change(|state| state.delete(message));
    }

    /// Somebody deletes a message, and the bot does not hear of it.
    pub(crate) fn delete_unheard(&self, message: Id) {
        self.hub.change(|state| state.messages.remove(&message));
    }

    /// The tokens of all interactions so far are no longer good, as after 15 minutes.
    pub(crate) fn expire_tokens(&self) {
        self.hub.change(|state| state.interactions.values_mut().for_each(|it| it.expired = true));
    }

    /// Nonces are forgotten, as after a few minutes: the same one makes a new message again.
    pub(crate) fn forget_nonces(&self) {
        self.hub.change(|state| state.nonces.clear());
    }

    /// Plans a fault for the next `times` requests to an endpoint. Faults for one endpoint happen in the order in
    /// which they were planned.
    pub(crate) fn fault(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.hub.change(|state| state.faults.push(Planned { endpoint, fault, left: times }));
    }

    /// From now on one request of so many, whatever it is for, meets one of these faults, in turn. None ends it.
    pub(crate) fn fault_every(&self, every: usize, faults: &[Fault]) {
        let rain = Rain { every, faults: faults.to_vec(), requests: 0 };
        self.hub.change(|state| state.rain = (!rain.faults.is_empty()).then_some(rain));
    }

    /// Keeps limits as Discord does: so many requests per window into each route of each channel or token.
    pub(crate) fn limit(&self, requests: u32, window: Duration) {
        self.hub.change(|state| state.limits.set(requests, window));
    }

    /// Keeps a limit over all routes as Discord does: so many requests per window, answers to interactions aside.
    pub(crate) fn limit_over_all(&self, requests: u32, window: Duration) {
        self.hub.change(|state| state.limits.set_over_all(requests, window));
    }

    /// Keeps of requests from now on only that they came: for so many that their bodies would fill the memory.
    pub(crate) fn be_thrifty(&self) {
        self.hub.change(|state| state.is_thrifty = true);
    }

    /// Takes a message's files out of the memory once a test has looked at them; the message keeps their names.
    pub(crate) fn empty_files(&self, message: Id) {
        self.hub.change(|state| {
            let files = &mut state.messages.get_mut(&message).expect("a message").files;
            for file in files {
                file.bytes = axum::body::Bytes::new();
            }
        });
    }

    /// How often clients that connect from now on are to send heartbeats.
    pub(crate) fn set_heartbeat_interval(&self, interval: Duration) {
        self.hub.change(|state| state.gateway.heartbeat_interval = interval);
    }

    /// Whether a client that asks for the message-content intent is refused with 4014.
    pub(crate) fn deny_message_content(&self, deny: bool) {
        self.hub.change(|state| state.gateway.deny_message_content = deny);
    }

    /// Breaks the gateway connections; their sessions can be resumed.
    pub(crate) fn kick(&self) {
        self.hub.change(|state| state.gateway.kick());
    }

    /// Breaks the gateway connections and forgets their sessions.
    pub(crate) fn forget_sessions(&self) {
        self.hub.change(|state| state.gateway.forget_sessions());
    }

    /// Asks connected clients to reconnect (opcode 7).
    pub(crate) fn reconnect(&self) {
        self.hub.change(|state| state.gateway.ask_to_reconnect());
    }

    /// Tells connected clients that their session is invalid (opcode 9), or at least for now.
    pub(crate) fn invalid_session(&self, resumable: bool) {
        self.hub.change(|state| state.gateway.invalidate(resumable));
    }

    /// Ends gateway connections with a close code.
    pub(crate) fn close(&self, code: u16) {
        self.hub.change(|state| state.gateway.close(code, "Closed by the test."));
    }
}
