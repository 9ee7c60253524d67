//! Who may use the bot where, and who administrates a server: one rule for commands, buttons and menus.

use std::time::Duration;

use poise::BoxFuture;
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, GuildId};
use tokio::time::timeout;

use super::buttons::Click;
use super::context::{Command, Context, Data, server_of};
use super::error::{BotError, UserError};
use super::owners;
use crate::server::ServerSettings;
use crate::store::AskedIn;
use crate::words::say;

/// How long Discord may take to say what somebody may do.
const PATIENCE: Duration = Duration::from_secs(2);
/// Commands with which those who administrate a server can undo whatever they have set.
const ALWAYS: [&str; 2] = ["settings", "prefix"];

/// What administrating takes, in Discord's own rights.
const ADMINISTRATING: Permissions = Permissions::ADMINISTRATOR.union(Permissions::MANAGE_GUILD);

/// Somebody who asks for something in a server.
pub(super) struct Visitor {
    guild: u64,
    channel: ChannelId,
    /// The channel to which that one belongs, where Discord told it.
    parent: Option<ChannelId>,
    user: u64,
    roles: Vec<u64>,
    /// What they may do in the channel, where Discord told it.
    permissions: Option<Permissions>,
}

impl Visitor {
    /// Who uses a command; none in direct messages.
    pub(super) fn of(ctx: Context<'_>) -> Option<Self> {
        let guild = server_of(ctx)?;
        let (member, parent, permissions) = match ctx {
            Context::Application(ctx) => {
                let member = ctx.interaction.member.as_ref()?;
                let parent = ctx.interaction.channel.as_ref().and_then(|channel| channel.parent_id);
                (&member.roles, parent, member.permissions)
            }
            Context::Prefix(ctx) => (&ctx.msg.member.as_ref()?.roles, None, None),
        };
        let roles = member.iter().map(|role| role.get()).collect();
        Some(Self {
            guild,
            channel: ctx.channel_id(),
            parent,
            user: ctx.author().id.get(),
            roles,
            permissions,
        })
    }

    /// Who clicks on a button, chooses in a menu or sends a form; none in direct messages.
    pub(super) fn clicking(click: &Click<'_>) -> Option<Self> {
        Some(Self {
            guild: click.guild?,
            channel: click.asked.channel,
            parent: None,
            user: click.user(),
            roles: click.roles.clone(),
            permissions: Some(click.permissions),
        })
    }

    fn has_one_of(&self, roles: &[u64]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether they may change the server's settings: by the permission “Manage Server”, or by a role that the server named.
    pub(super) async fn administrates(&self, data: &Data) -> Result<bool, BotError> {
        let settings = data.app.server_settings(Some(self.guild)).await?;
        if self.has_one_of(&settings.admin_roles) {
            return Ok(true);
        }
        self.holds_one(data, ADMINISTRATING).await
    }

    /// Whether they keep order in the server: such a member may take back what others asked for.
    pub(super) async fn moderates(&self, data: &Data) -> Result<bool, BotError> {
        self.holds_one(data, ADMINISTRATING.union(Permissions::MANAGE_MESSAGES)).await
    }

    async fn holds_one(&self, data: &Data, needed: Permissions) -> Result<bool, BotError> {
        match self.permissions {
            Some(held) => Ok(held.intersects(needed)),
            None => self.is_given_one(data, needed).await,
        }
    }

    /// Asks Discord, which tells no permissions with messages.
    async fn is_given_one(&self, data: &Data, needed: Permissions) -> Result<bool, BotError> {
        let found = GuildId::new(self.guild).to_partial_guild(data.rest.http());
        let found = timeout(PATIENCE, found).await;
        let Ok(Ok(found)) = found else {
            return Err(UserError::saying(|language| say!(language, "common-permissions-unknown")).into());
        };
        // Everybody has the role that has the server's id.
        let mut roles = self.roles.iter().copied().chain([self.guild]);
        let held = |role: u64| found.roles.values().find(|known| known.id.get() == role);
        Ok(found.owner_id.get() == self.user
            || roles.any(|role| held(role).is_some_and(|role| role.permissions.intersects(needed))))
    }

    /// Refuses them where the server does not want them, or not here. A role that is denied wins over one that is allowed.
    pub(super) async fn must_be_welcome(&self, data: &Data) -> Result<(), BotError> {
        let settings = data.app.server_settings(Some(self.guild)).await?;
        let allowed = settings.roles.is_empty() || self.has_one_of(&settings.roles);
        if !allowed || self.has_one_of(&settings.denied_roles) {
            return Err(UserError::saying(|language| say!(language, "refused-role")).into());
        }
        if self.is_wanted_here(data, &settings).await {
            return Ok(());
        }
        let channels: Vec<_> = settings.channels.iter().map(|id| format!("<#{id}>")).collect();
        let channels = channels.join(", ");
        Err(UserError::saying(move |language| {
            say!(language, "refused-channel", channels = channels.as_str())
        })
        .into())
    }

    /// A channel's threads belong to it.
    async fn is_wanted_here(&self, data: &Data, settings: &ServerSettings) -> bool {
        let listed = |channel: ChannelId| settings.channels.contains(&channel.get());
        if settings.channels.is_empty() || listed(self.channel) {
            return true;
        }
        match self.parent {
            Some(parent) => listed(parent),
            None => data.parents.of(&data.rest, self.channel).await.is_some_and(listed),
        }
    }
}

/// Looks before a command whether who uses it is welcome here. In direct messages everybody is. Those who administrate can
/// always change the settings.
pub(super) fn welcome(ctx: Context<'_>) -> BoxFuture<'_, Result<bool, BotError>> {
    Box::pin(async move {
        let Some(visitor) = Visitor::of(ctx) else { return Ok(true) };
        let refused = match visitor.must_be_welcome(ctx.data()).await {
            Ok(()) => return Ok(true),
            Err(refused) => refused,
        };
        let root = ctx.command_tree().first();
        let undoes = root.is_some_and(|command| ALWAYS.contains(&command.name.as_ref()));
        if undoes && visitor.administrates(ctx.data()).await? { Ok(true) } else { Err(refused) }
    })
}

/// The same before every click. Whoever clicks on what is part of the settings administrates the server, or is refused
/// there.
pub(super) async fn welcome_click(click: &Click<'_>) -> Result<(), BotError> {
    match Visitor::clicking(click) {
        Some(visitor) if !click.id.word().starts_with("settings") => {
            visitor.must_be_welcome(click.data).await
        }
        _ => Ok(()),
    }
}

/// Refuses who clicks and does not administrate the server.
pub(super) async fn must_administrate(click: &Click<'_>) -> Result<(), BotError> {
    let Some(visitor) = Visitor::clicking(click) else { return Err(not_an_administrator().into()) };
    if visitor.administrates(click.data).await? { Ok(()) } else { Err(not_an_administrator().into()) }
}

/// Whether who clicks administrates the server or owns the bot. Who cannot be looked up does neither.
pub(super) async fn manages(click: &Click<'_>) -> bool {
    let administrates = match Visitor::clicking(click) {
        Some(visitor) => visitor.administrates(click.data).await.unwrap_or(false),
        None => false,
    };
    administrates || owners::owns(click.data, click.asked.user).await
}

/// The channels whose rituals may be told of in answer to a command, where everybody reads along who may view the channel.
pub(super) async fn told_to_all(ctx: Context<'_>) -> AskedIn {
    let data = ctx.data();
    data.visibility.told_in(&data.rest, server_of(ctx), ctx.channel_id()).await
}

/// The same on a message with a button that everybody can see.
pub(super) async fn told_to_all_by(click: &Click<'_>) -> AskedIn {
    click.data.visibility.told_in(&click.data.rest, click.guild, click.asked.channel).await
}

/// The same where whoever asks reads the answer alone. Who may do everything may view every channel. What is asked in a
/// message is answered there.
pub(super) async fn told_to_asker(ctx: Context<'_>) -> AskedIn {
    let permissions = match ctx {
        Context::Application(ctx) => ctx.interaction.member.as_ref().and_then(|member| member.permissions),
        Context::Prefix(_) => None,
    };
    if permissions.is_some_and(Permissions::administrator) {
        return AskedIn::Anywhere;
    }
    told_to_all(ctx).await
}

/// The same for who clicks.
pub(super) async fn told_to_clicker(click: &Click<'_>) -> AskedIn {
    if click.permissions.administrator() { AskedIn::Anywhere } else { told_to_all_by(click).await }
}

/// Marks a command that is for those who administrate a server.
struct Administrating;

/// Whether a command is for those who administrate a server.
pub(super) fn is_for_administrators(command: &Command) -> bool {
    command.custom_data.is::<Administrating>()
        || command.required_permissions.contains(Permissions::MANAGE_GUILD)
}

/// Has those use a command, and what is below it, whom the server named, beside those who have the permission
/// “Manage Server”: Discord knows only of these.
pub(super) fn open_to_administrators(command: &mut Command) {
    if command.required_permissions.contains(Permissions::MANAGE_GUILD) {
        command.required_permissions.remove(Permissions::MANAGE_GUILD);
        command.checks.push(administrates);
        mark(command);
    }
    command.subcommands.iter_mut().for_each(open_to_administrators);
}

fn mark(command: &mut Command) {
    command.custom_data = Box::new(Administrating);
    // What is asked of who uses a command is asked of who uses a part of it.
    command.subcommands.iter_mut().for_each(mark);
}

fn administrates(ctx: Context<'_>) -> BoxFuture<'_, Result<bool, BotError>> {
    Box::pin(async move {
        let Some(visitor) = Visitor::of(ctx) else { return Ok(false) };
        if visitor.administrates(ctx.data()).await? { Ok(true) } else { Err(not_an_administrator().into()) }
    })
}

/// What is said to those who do not administrate the server.
pub(super) fn not_an_administrator() -> UserError {
    UserError::saying(|language| say!(language, "common-permission-needed", permission = "Manage Server"))
}
