//! An answer that tells how a work goes on: one message, edited now and then until the work is done.

use std::time::Duration;

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::channel::Message;
use serenity::model::id::{ChannelId, MessageId};
use tokio::time::interval;

use super::answer::Answer;
use super::asked::Asked;
use super::channel;
use super::command::{acknowledge_privately, answer_privately};
use super::interaction::{self, Seen};
use super::persistence::{ANSWER_TIMEOUT, persistently};
use crate::discord::buttons::Click;
use crate::discord::context::{Context, language_of, prefix_of};
use crate::discord::error::BotError;
use crate::discord::messages::hints::with_sign;
use crate::discord::messages::payload::{self, Address};
use crate::discord::rest::Rest;
use crate::words::Language;

/// A message that goes on changing. For a slash command and a click only who asked sees it.
pub(crate) struct Live {
    rest: Rest,
    place: Place,
    /// What stands before a command's name where this is read, and the names.
    sign: String,
    commands: Vec<String>,
    language: Language,
}

enum Place {
    /// The answer of an interaction, for as long as its token lives.
    Interaction(Box<Asked>),
    /// The bot's own message, which answers another.
    Message(ChannelId, MessageId),
    /// The bot could not write as usual: only the end is told, in some other way.
    AtTheEnd(Box<Message>),
}

#[derive(Deserialize)]
struct Sent {
    id: MessageId,
}

impl Live {
    /// Answers a command with what there is to tell at first.
    pub(crate) async fn answer(ctx: Context<'_>, first: Answer) -> Result<Self, BotError> {
        let rest = ctx.data().rest.clone();
        let commands = ctx.framework().options().commands.iter().map(|command| command.name.to_string());
        let mut live = Self {
            place: Place::Message(ctx.channel_id(), MessageId::new(1)),
            sign: "/".to_owned(),
            commands: commands.collect(),
            language: language_of(ctx).await,
            rest,
        };
        match ctx {
            Context::Application(asked) => {
                acknowledge_privately(ctx).await;
                answer_privately(ctx, first).await?;
                live.place = Place::Interaction(Box::new(Asked::from(asked.interaction)));
            }
            Context::Prefix(asked) => {
                prefix_of(ctx).await.as_str().clone_into(&mut live.sign);
                live.place = live.reply(asked.msg, &first).await;
            }
        }
        Ok(live)
    }

    /// Has the message with the button that was clicked become `first`, and go on changing.
    pub(crate) async fn update(click: &Click<'_>, first: Answer) -> Result<Self, BotError> {
        click.update(first).await?;
        Ok(Self {
            rest: click.data.rest.clone(),
            place: Place::Interaction(Box::new(click.asked.clone())),
            sign: "/".to_owned(),
            commands: click.commands().iter().map(|command| command.name.to_string()).collect(),
            language: click.language().await,
        })
    }

    async fn reply(&self, to: &Message, first: &Answer) -> Place {
        let first = self.as_typed_there(first.clone());
        let body = first.body();
        let nonce = payload::nonce_of_reply(to.id.get(), &body.to_string());
        let body = payload::addressed(body, Address::Reply { message: to.id.get() }, &nonce);
        let request = Request::new(Route::ChannelMessages { channel_id: to.channel_id }, LightMethod::Post);
        match self.rest.ask_with_files::<Sent>(request, &body, first.files()).await {
            Ok(sent) => Place::Message(to.channel_id, sent.id),
            Err(error) => {
                tracing::debug!(%error, "what goes on cannot be told; its end will be");
                Place::AtTheEnd(Box::new(to.clone()))
            }
        }
    }

    /// Tells how it stands now. That it could not be told is no reason to stop working.
    pub(crate) async fn tell(&self, answer: impl Into<Answer>) {
        if matches!(self.place, Place::AtTheEnd(_)) {
            return;
        }
        self.end(answer).await;
    }

    /// Tells the end.
    pub(crate) async fn end(&self, answer: impl Into<Answer>) {
        let answer = self.as_typed_there(answer.into());
        let told = match &self.place {
            Place::Interaction(asked) => interaction::later(&self.rest, asked, &answer, Seen::ByAsker).await,
            Place::Message(channel_id, message_id) => {
                let route = Route::ChannelMessage { channel_id: *channel_id, message_id: *message_id };
                let body = answer.body();
                let attempt = || {
                    let request = Request::new(route, LightMethod::Patch);
                    self.rest.send_with_files(request, &body, answer.files())
                };
                persistently(ANSWER_TIMEOUT, crate::discord::rest_error::RestError::may_pass, attempt).await
            }
            Place::AtTheEnd(asked) => channel::to_message(&self.rest, asked, &answer, self.language).await,
        };
        if let Err(error) = told {
            tracing::warn!(%error, "how something goes on could not be told");
        }
    }

    /// Does a work, and tells what `now` says of it, if that changed, each time that `every` has passed.
    pub(crate) async fn while_at<T>(
        &self,
        every: Duration,
        work: impl Future<Output = T>,
        now: impl Fn() -> String,
    ) -> T {
        let mut work = Box::pin(work);
        let mut told = now();
        let mut ticks = interval(every);
        ticks.tick().await;
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = ticks.tick() => {}
            }
            let text = now();
            if text != told {
                self.tell(text.as_str()).await;
                told = text;
            }
        }
    }

    fn as_typed_there(&self, answer: Answer) -> Answer {
        let text = with_sign(answer.text(), |word| self.commands.iter().any(|name| name == word), &self.sign);
        answer.saying(text)
    }
}
