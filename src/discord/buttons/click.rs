//! A click on a button, a choice in a menu or a form that was sent, and how it is answered.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serenity::model::Permissions;
use serenity::model::application::{
    ActionRowComponent, ComponentInteraction, ComponentInteractionDataKind, ModalInteraction,
};
use serenity::model::channel::Message;
use serenity::model::guild::Member;
use serenity::model::id::{GuildId, MessageId};
use tokio::time::timeout;

use super::custom_id::CustomId;
use crate::app::App;
use crate::discord::context::{Command, Data, installed_in, language_at};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::components::Form;
use crate::discord::messages::hints::with_sign;
use crate::discord::messages::reply::interaction::{self, FIRST_ANSWER_TIMEOUT, LATE_ANSWER_TIMEOUT, Seen};
use crate::discord::messages::reply::{Answer, Asked};
use crate::words::{Language, say};

/// How long what a click asks for may take before it is acknowledged without it.
const PATIENCE: Duration = Duration::from_secs(1);

/// What handling a click comes to.
pub(crate) type ClickResult = Result<(), BotError>;

/// A click, a choice or a form.
pub(crate) struct Click<'a> {
    /// What every command can reach.
    pub(crate) data: &'a Data,
    /// What was asked for, and of what.
    pub(crate) id: CustomId,
    /// The interaction, for what is to be answered later.
    pub(crate) asked: Asked,
    /// In which server, if in one.
    pub(crate) guild: Option<u64>,
    /// What who clicked may do in this channel; nothing outside of a server.
    pub(crate) permissions: Permissions,
    /// Their roles in the server.
    pub(crate) roles: Vec<u64>,
    /// The message with the button; a form that a command opened has none.
    pub(crate) message: Option<MessageId>,
    /// What was chosen in a menu: words, or ids of people, roles or channels.
    pub(crate) values: Vec<String>,
    /// What was written into a form, by the fields' names.
    pub(crate) fields: BTreeMap<String, String>,
    /// The language that who clicked has set in Discord, such as `de` or `en-US`.
    pub(crate) locale: String,
    /// The largest file that an answer takes, in bytes.
    pub(crate) most: u64,
    /// Whether a form may be its answer: a form cannot open another.
    opens: bool,
    commands: &'a [Command],
    state: Mutex<State>,
}

/// What an interaction was answered so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unanswered,
    /// A message will come.
    Deferred(Seen),
    /// The message with the button will change.
    DeferredUpdate,
    /// It has its answer; others are further messages.
    Answered,
}

impl<'a> Click<'a> {
    pub(super) fn on_component(
        data: &'a Data,
        commands: &'a [Command],
        id: CustomId,
        asked: &ComponentInteraction,
    ) -> Self {
        let values = match &asked.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.clone(),
            ComponentInteractionDataKind::UserSelect { values } => written(values),
            ComponentInteractionDataKind::RoleSelect { values } => written(values),
            ComponentInteractionDataKind::MentionableSelect { values } => written(values),
            ComponentInteractionDataKind::ChannelSelect { values } => written(values),
            ComponentInteractionDataKind::Button | ComponentInteractionDataKind::Unknown(_) => Vec::new(),
        };
        let who = (asked.guild_id, asked.member.as_ref());
        Self {
            values,
            message: Some(asked.message.id),
            guild: installed_in(asked.guild_id, &asked.authorizing_integration_owners),
            locale: asked.locale.clone(),
            most: asked.attachment_size_limit.into(),
            ..Self::by(data, commands, id, Asked::from(asked), who)
        }
    }

    pub(super) fn on_form(
        data: &'a Data,
        commands: &'a [Command],
        id: CustomId,
        asked: &ModalInteraction,
    ) -> Self {
        let inputs = asked.data.components.iter().flat_map(|row| &row.components);
        let fields = inputs.filter_map(|input| match input {
            ActionRowComponent::InputText(input) => {
                Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
            }
            _ => None,
        });
        Self {
            fields: fields.collect(),
            message: asked.message.as_deref().map(|message: &Message| message.id),
            opens: false,
            locale: asked.locale.clone(),
            most: asked.attachment_size_limit.into(),
            ..Self::by(data, commands, id, Asked::from(asked), (asked.guild_id, asked.member.as_ref()))
        }
    }

    fn by(
        data: &'a Data,
        commands: &'a [Command],
        id: CustomId,
        asked: Asked,
        (guild, member): (Option<GuildId>, Option<&Member>),
    ) -> Self {
        Self {
            data,
            id,
            asked,
            guild: guild.map(GuildId::get),
            permissions: member.and_then(|member| member.permissions).unwrap_or(Permissions::empty()),
            roles: member.into_iter().flat_map(|member| &member.roles).map(|role| role.get()).collect(),
            message: None,
            values: Vec::new(),
            fields: BTreeMap::new(),
            locale: String::new(),
            most: 0,
            opens: true,
            commands,
            state: Mutex::new(State::Unanswered),
        }
    }

    /// All commands, by whose names answers tell what to type.
    pub(crate) fn commands(&self) -> &[Command] {
        self.commands
    }

    /// The services.
    pub(crate) fn app(&self) -> &App {
        &self.data.app
    }

    /// Whose rituals are shown where somebody clicked: the server's, in private who clicked.
    pub(crate) fn owner(&self) -> u64 {
        self.guild.unwrap_or_else(|| self.user())
    }

    /// Who clicked.
    pub(crate) fn user(&self) -> u64 {
        self.asked.user.get()
    }

    /// The language in which this is answered.
    pub(crate) async fn language(&self) -> Language {
        language_at(self.app(), self.guild, &self.locale).await
    }

    /// The server; an error where it is not in one.
    pub(crate) fn guild(&self) -> Result<u64, UserError> {
        self.guild.ok_or_else(|| UserError::saying(|language| say!(language, "common-server-only")))
    }

    /// Waits for `change`, of which a message will tell: nobody is told anything before that. Only where it takes long, the
    /// click is acknowledged without it, since Discord waits three seconds.
    pub(crate) async fn after<T>(
        &self,
        seen: Seen,
        change: impl Future<Output = anyhow::Result<T>>,
    ) -> Result<T, BotError> {
        let mut change = std::pin::pin!(change);
        if let Ok(done) = timeout(PATIENCE, &mut change).await {
            return Ok(done?);
        }
        self.defer_within(seen, LATE_ANSWER_TIMEOUT).await;
        Ok(change.await?)
    }

    /// The same where the message with the button will tell of it.
    pub(crate) async fn after_updating<T>(
        &self,
        change: impl Future<Output = anyhow::Result<T>>,
    ) -> Result<T, BotError> {
        let mut change = std::pin::pin!(change);
        if let Ok(done) = timeout(PATIENCE, &mut change).await {
            return Ok(done?);
        }
        if self.begins(State::DeferredUpdate) {
            interaction::defer_update(&self.data.rest, &self.asked, LATE_ANSWER_TIMEOUT).await;
        }
        Ok(change.await?)
    }

    /// Says that a message will come, if nothing was said yet.
    pub(crate) async fn defer(&self, seen: Seen) {
        self.defer_within(seen, FIRST_ANSWER_TIMEOUT).await;
    }

    /// Says that the message with the button will change, if nothing was said yet.
    pub(crate) async fn defer_update(&self) {
        if self.begins(State::DeferredUpdate) {
            interaction::defer_update(&self.data.rest, &self.asked, FIRST_ANSWER_TIMEOUT).await;
        }
    }

    async fn defer_within(&self, seen: Seen, limit: Duration) {
        if self.begins(State::Deferred(seen)) {
            interaction::defer(&self.data.rest, &self.asked, seen, limit).await;
        }
    }

    /// Answers by a message that who clicked alone sees.
    pub(crate) async fn whisper(&self, answer: impl Into<Answer>) -> ClickResult {
        self.send(answer.into(), Seen::ByAsker).await
    }

    async fn send(&self, answer: Answer, seen: Seen) -> ClickResult {
        if answer.has_picture() {
            // To send it may take longer than Discord waits.
            self.defer(seen).await;
        }
        let (rest, asked, answer) = (&self.data.rest, &self.asked, self.as_typed_here(answer));
        let sent = match self.becomes(State::Answered) {
            State::Unanswered => interaction::message(rest, asked, &answer, seen).await,
            // All were told that something comes; now it is for one alone.
            State::Deferred(Seen::ByAll) if seen == Seen::ByAsker => {
                interaction::withdraw(rest, asked).await;
                interaction::follow_up(rest, asked, &answer, seen).await
            }
            State::Deferred(_) => interaction::later(rest, asked, &answer, seen).await,
            State::DeferredUpdate | State::Answered => {
                interaction::follow_up(rest, asked, &answer, seen).await
            }
        };
        sent.map_err(BotError::Unanswered)
    }

    /// Has the message with the button become `answer`; where there is none, it is a message that who clicked alone sees.
    pub(crate) async fn update(&self, answer: impl Into<Answer>) -> ClickResult {
        let answer = answer.into();
        if self.message.is_none() {
            return self.whisper(answer).await;
        }
        if answer.has_picture() {
            self.defer_update().await;
        }
        let (rest, asked, answer) = (&self.data.rest, &self.asked, self.as_typed_here(answer));
        let sent = match self.becomes(State::Answered) {
            State::Unanswered => interaction::update(rest, asked, &answer).await,
            State::DeferredUpdate | State::Deferred(_) | State::Answered => {
                interaction::later(rest, asked, &answer, Seen::ByAsker).await
            }
        };
        sent.map_err(BotError::Unanswered)
    }

    /// Opens a form. It has to be the first answer, and a form cannot open another.
    pub(crate) async fn open(&self, form: &Form) -> ClickResult {
        // What opens nothing has its first answer before it still: the refusal.
        if !self.opens || self.becomes(State::Answered) != State::Unanswered {
            return Err(UserError::saying(|language| say!(language, "common-form-too-late")).into());
        }
        interaction::open(&self.data.rest, &self.asked, form).await.map_err(BotError::Unanswered)
    }

    /// Names commands as they are typed: with a slash, as whoever clicks can use them.
    fn as_typed_here(&self, answer: Answer) -> Answer {
        let is_command = |word: &str| self.commands.iter().any(|command| command.name == word);
        let text = with_sign(answer.text(), is_command, "/");
        answer.saying(text)
    }

    /// Whether this is the first answer; if so, it is this one.
    fn begins(&self, first: State) -> bool {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let begins = *state == State::Unanswered;
        if begins {
            *state = first;
        }
        begins
    }

    /// What it was answered before.
    fn becomes(&self, now: State) -> State {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        std::mem::replace(&mut state, now)
    }
}

fn written(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
