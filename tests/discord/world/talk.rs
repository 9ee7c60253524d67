//! What people say to the bot, and what they are answered.

use super::messages::{answers, assert_quiet, tells_receipt};
use super::process::World;
use crate::support::command::{finish, helix};
use crate::support::discord::{Id, Message, NotSent, Slash};

impl World {
    /// A member uses a slash command in the guild's channel.
    pub(crate) fn slash(&self, slash: &Slash) -> Id {
        self.slash_by(self.discord.member(), slash).expect("Discord's client sends it")
    }

    /// Somebody uses a slash command in the guild's channel.
    pub(crate) fn slash_by(&self, user: Id, slash: &Slash) -> Result<Id, NotSent> {
        self.discord.slash(self.discord.channel(), user, slash)
    }

    /// A member writes into the guild's channel.
    pub(crate) fn say(&self, text: &str) -> Id {
        self.say_by(self.discord.member(), text)
    }

    /// Somebody writes into the guild's channel.
    pub(crate) fn say_by(&self, user: Id, text: &str) -> Id {
        self.discord.say(self.discord.channel(), user, text)
    }

    /// A member writes to the bot alone.
    pub(crate) fn say_in_private(&self, text: &str) -> Id {
        let member = self.discord.member();
        self.discord.say(self.discord.direct(member), member, text)
    }

    /// What somebody who writes this into the guild's channel is answered, notifying nobody.
    pub(crate) async fn told(&self, user: Id, text: &str) -> String {
        let message = self.answer(self.say_by(user, text)).await;
        assert_quiet(&message);
        message.content
    }

    /// What somebody who uses this command in the guild's channel is answered, notifying nobody.
    pub(crate) async fn told_by_slash(&self, user: Id, slash: &Slash) -> String {
        let request = self.slash_by(user, slash).expect("Discord's client sends it");
        let message = self.answer(request).await;
        assert_quiet(&message);
        message.content
    }

    /// What is said to somebody alone who uses this command in the guild's channel.
    pub(crate) async fn whispered(&self, user: Id, slash: &Slash) -> String {
        let request = self.slash_by(user, slash).expect("Discord's client sends it");
        let message = self.answer(request).await;
        assert!(message.is_ephemeral(), "{message:?}");
        message.content
    }

    /// Somebody clicks on a button of a message, named by its label or id.
    pub(crate) fn click(&self, user: Id, message: &Message, button: &str) -> Id {
        self.discord.click(message.id, user, button).expect("Discord's client sends it")
    }

    /// What is said to somebody alone who clicks on a button.
    pub(crate) async fn whispered_on_click(&self, user: Id, message: &Message, button: &str) -> Message {
        let answer = self.answer(self.click(user, message, button)).await;
        assert!(answer.is_ephemeral(), "{answer:?}");
        answer
    }

    /// A message, once it is as one waits for it to become.
    pub(crate) async fn became(
        &self,
        message: &Message,
        what: &str,
        is_so: impl Fn(&Message) -> bool,
    ) -> Message {
        let found = |message: &Message| is_so(message).then(|| message.clone());
        self.discord.wait_for(what, |state| state.messages.get(&message.id).and_then(found)).await
    }

    /// What the operator of this bot is answered on the command line, to its end and without a failure.
    pub(crate) async fn operator(&self, arguments: &[&str]) -> String {
        let mut command = helix(self.dir.path());
        command.args(arguments).envs(self.settings.iter().map(|(name, value)| (name, value)));
        let finished = tokio::task::spawn_blocking(move || finish(&mut command)).await.expect("it runs");
        finished.expect_code(0).out()
    }

    /// The one answer to a message or a slash command, once it stands.
    pub(crate) async fn answer(&self, request: Id) -> Message {
        self.discord.wait_for("an answer", |state| answers(state, request).next().cloned()).await
    }

    /// The answer to a ritual's request, once it says that every copy is proven.
    pub(crate) async fn archived(&self, request: Id) -> Message {
        self.discord
            .wait_for("a receipt", |state| answers(state, request).find(|it| tells_receipt(it)).cloned())
            .await
    }

    /// The rituals' messages in a channel: all of the bot's that carry a picture.
    pub(crate) fn pictures(&self, channel: Id) -> Vec<Message> {
        let messages = self.discord.by_bot(channel).into_iter();
        messages.filter(|message| message.picture().is_some()).collect()
    }
}
