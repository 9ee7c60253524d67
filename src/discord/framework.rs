//! From Discord's events to commands: how they are called, which may run, what is known while they do.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use poise::{BoxFuture, FrameworkContext, FrameworkOptions, PrefixFrameworkOptions};
use serenity::builder::CreateAllowedMentions;
use serenity::client::{Context as Gateway, FullEvent};
use serenity::framework::Framework;
use serenity::gateway::ShardManager;
use serenity::model::Timestamp;
use serenity::model::application::Interaction;
use serenity::model::channel::Message;
use serenity::model::event::MessageUpdateEvent;
use serenity::model::gateway::{GatewayIntents, Ready};
use serenity::model::id::{MessageId, UserId};
use tokio::sync::OnceCell;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::channel_visibility::ChannelVisibility;
use super::context::{Data, is_for_owners};
use super::edits::{Answers, Edits};
use super::error::BotError;
use super::parents::Parents;
use super::rest::Rest;
use super::waiting::Waiters;
use super::{access, buttons, commands, message_text, on_error, places, register};
use crate::app::App;
use crate::prefix::Prefix;

/// How long a command may take. The longest, `status`, gives each destination two seconds.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(2);

/// How commands are called and answered.
pub(super) fn options() -> FrameworkOptions<Data, BotError> {
    let mut commands = commands::all();
    poise::set_qualified_names(&mut commands);
    commands.iter_mut().for_each(access::open_to_administrators);
    FrameworkOptions {
        commands,
        on_error: |error| Box::pin(on_error::handle(error)),
        command_check: Some(|ctx| {
            Box::pin(async move {
                // What is for the bot's owners looks for itself who they are, and works everywhere.
                if ctx.command_tree().first().is_some_and(|command| is_for_owners(command)) {
                    return Ok(true);
                }
                places::check(ctx)?;
                access::welcome(ctx).await
            })
        }),
        allowed_mentions: Some(CreateAllowedMentions::new()),
        initialize_owners: false,
        prefix_options: PrefixFrameworkOptions {
            stripped_dynamic_prefix: Some(strip_prefix),
            mention_as_prefix: true,
            ..PrefixFrameworkOptions::default()
        },
        ..FrameworkOptions::default()
    }
}

/// Recognises the guild's prefix at the beginning of a message.
fn strip_prefix<'a>(
    _: &'a Gateway,
    message: &'a Message,
    data: &'a Data,
) -> BoxFuture<'a, Result<Option<&'a str>, BotError>> {
    Box::pin(async move {
        // Blank without the message-content intent, and mentions are recognised elsewhere.
        if message.content.is_empty() || message.content.starts_with("<@") {
            return Ok(None);
        }
        let prefix = prefix_at(message, data).await;
        let prefix = prefix.as_str();
        Ok(message.content.starts_with(prefix).then(|| &message.content[..prefix.len()]))
    })
}

/// The prefix where a message was written.
async fn prefix_at(message: &Message, data: &Data) -> Prefix {
    match data.app.prefix(message.guild_id.map(Into::into)).await {
        Ok(prefix) => prefix,
        Err(error) => {
            // Every message passes here, so nothing is said in the channel.
            tracing::warn!(error = format!("{error:#}"), "the guild's prefix is unknown; using the default");
            data.app.default_prefix().clone()
        }
    }
}

/// Takes serenity's events, each in a task of its own, and gives them to poise.
pub(super) struct Dispatcher {
    options: FrameworkOptions<Data, BotError>,
    data: Data,
    stop: CancellationToken,
    me: OnceLock<UserId>,
    manager: OnceLock<Arc<ShardManager>>,
    edits: Edits,
    running: TaskTracker,
}

impl Dispatcher {
    pub(super) fn new(
        app: Arc<App>,
        rest: Rest,
        waiters: Arc<Waiters>,
        intents: GatewayIntents,
        stop: CancellationToken,
    ) -> Self {
        let message_content = intents.contains(GatewayIntents::MESSAGE_CONTENT);
        Self {
            options: options(),
            data: Data {
                app,
                rest,
                message_content,
                waiters,
                answers: Answers::default(),
                parents: Parents::default(),
                visibility: ChannelVisibility::default(),
                owners: OnceCell::new(),
            },
            stop,
            me: OnceLock::new(),
            manager: OnceLock::new(),
            edits: Edits::default(),
            running: TaskTracker::new(),
        }
    }

    /// Sets the shards' manager, which is built after the dispatcher because it needs it.
    pub(super) fn attach(&self, manager: Arc<ShardManager>) {
        // Only the first counts, and there is only one.
        let _ = self.manager.set(manager);
    }

    /// Waits until no command runs any more.
    pub(super) async fn settle(&self) {
        self.running.close();
        self.running.wait().await;
    }

    async fn ready(&self, ready: &Ready) {
        tracing::info!(bot = %ready.user.name, guilds = ready.guilds.len(), "connected to Discord");
        // Only the first counts; it never changes.
        let _ = self.me.set(ready.user.id);
        let shard = ready.shard.map_or((0, 1), |shard| (shard.id.get().into(), shard.total.into()));
        let there = ready.guilds.iter().map(|guild| guild.id.get()).collect();
        self.data.app.note_servers(&there, shard.0, shard.1).await;
        // One shard registers for all.
        if ready.shard.is_some_and(|shard| shard.id.get() != 0) {
            return;
        }
        let Data { app, rest, .. } = &self.data;
        let commands = register::commands(app, rest, ready.application.id, &self.options.commands);
        if let Some(Err(error)) = self.stop.run_until_cancelled(commands).await {
            tracing::error!(
                error = format!("{error:#}"),
                "the slash commands could not be registered; prefix commands and mentions go on"
            );
        }
        let commands = register::home_commands(app, rest, ready.application.id, &self.options.commands);
        if let Some(Err(error)) = self.stop.run_until_cancelled(commands).await {
            let error = format!("{error:#}");
            tracing::error!(error, "the operator's slash commands could not be registered; the prefix works");
        }
    }

    /// Handles a click, a choice or a form.
    async fn click(&self, interaction: &Interaction) {
        // Boxed, since it is as large as what takes most.
        let click = Box::pin(buttons::dispatch(&self.data, &self.options.commands, interaction));
        if timeout(COMMAND_TIMEOUT, click).await.is_err() {
            tracing::error!(limit = ?COMMAND_TIMEOUT, "handling a click took too long and was ended");
        }
    }

    /// Runs a message anew whose author changed what it says.
    async fn edited(&self, ctx: &Gateway, event: &MessageUpdateEvent) {
        if let Some(new_message) = self.edits.edited(event, Timestamp::now()) {
            Box::pin(self.command(ctx, FullEvent::Message { new_message })).await;
        }
    }

    /// Cancels what messages asked for that were deleted.
    async fn deleted(&self, messages: &[MessageId]) {
        for message in messages {
            self.edits.forget(message.get());
            self.data.answers.forget(message.get());
            if let Err(error) = self.data.app.cancel_of_message(message.get(), None).await {
                tracing::warn!(error = format!("{error:#}"), "what a deleted message asked for goes on");
            }
        }
    }

    async fn command(&self, ctx: &Gateway, mut event: FullEvent) {
        let (Some(me), Some(manager)) = (self.me.get(), self.manager.get()) else { return };
        if let FullEvent::Message { new_message } = &mut event
            && !new_message.author.bot
            && !new_message.content.is_empty()
        {
            self.edits.note(new_message);
            let prefix = prefix_at(new_message, &self.data).await;
            let in_reply = new_message.referenced_message.is_some();
            let text = message_text::as_meant(&new_message.content, in_reply, me.get(), prefix.as_str());
            if let Cow::Owned(meant) = text {
                new_message.content = meant;
            }
        }
        let framework = FrameworkContext {
            serenity_context: ctx,
            bot_id: *me,
            options: &self.options,
            user_data: &self.data,
            shard_manager: manager,
        };
        // Boxed, since it is as large as the largest command.
        let command = Box::pin(poise::dispatch_event(framework, event));
        if timeout(COMMAND_TIMEOUT, command).await.is_err() {
            tracing::error!(limit = ?COMMAND_TIMEOUT, "a command took too long and was ended");
        }
    }
}

#[async_trait]
impl Framework for Dispatcher {
    async fn dispatch(&self, ctx: Gateway, event: FullEvent) {
        // Another process may answer this by now.
        if !self.data.app.has_shards() {
            return;
        }
        match &event {
            FullEvent::Ready { data_about_bot } => self.ready(data_about_bot).await,
            FullEvent::GuildCreate { guild, .. } => self.data.app.note_coming(guild.id.get()).await,
            // One that is unavailable is in trouble at Discord, and not left.
            FullEvent::GuildDelete { incomplete, .. } if !incomplete.unavailable => {
                self.data.app.note_leaving(incomplete.id.get()).await;
            }
            FullEvent::Resume { .. } => tracing::info!("back at Discord's gateway"),
            FullEvent::InteractionCreate {
                interaction: interaction @ (Interaction::Component(_) | Interaction::Modal(_)),
            } if !self.stop.is_cancelled() => {
                self.running.track_future(Box::pin(self.click(interaction))).await;
            }
            FullEvent::Message { new_message } if Some(&new_message.author.id) == self.me.get() => {
                self.data.answers.note(new_message, new_message.author.id);
            }
            FullEvent::MessageUpdate { event, .. } if !self.stop.is_cancelled() => {
                self.running.track_future(Box::pin(self.edited(&ctx, event))).await;
            }
            FullEvent::MessageDelete { deleted_message_id, .. } => {
                self.running.track_future(self.deleted(&[*deleted_message_id])).await;
            }
            FullEvent::MessageDeleteBulk { multiple_deleted_messages_ids, .. } => {
                self.running.track_future(self.deleted(multiple_deleted_messages_ids)).await;
            }
            FullEvent::Message { .. } | FullEvent::InteractionCreate { .. } if !self.stop.is_cancelled() => {
                // Boxed, since an event is large.
                self.running.track_future(Box::pin(self.command(&ctx, event))).await;
            }
            _ => {}
        }
    }
}
