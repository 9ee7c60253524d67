//! Reading the bot's messages.

use crate::support::discord::{Id, Message, State};

/// The bot's messages that answer a message or an interaction, oldest first. One that only asks for patience is none.
pub(crate) fn answers(state: &State, request: Id) -> impl Iterator<Item = &Message> {
    state.messages.values().filter(move |message| {
        let asked = message.interaction.map(|answers| answers.interaction).or(message.reply_to);
        message.author == state.world.application && asked == Some(request) && !message.is_loading()
    })
}

/// Whether a ritual's message says that every copy is proven.
pub(crate) fn tells_receipt(message: &Message) -> bool {
    !message.content.is_empty()
        && status(message).lines().all(|line| line.starts_with("archived and verified → "))
}

/// Whoever is answered is not notified of it, nor is anybody else.
#[track_caller]
pub(crate) fn assert_quiet(message: &Message) {
    assert!(message.mentions.is_empty() && !message.mentions_everyone, "{message:?}");
}

/// A message's text without the line that mentions somebody.
pub(crate) fn status(message: &Message) -> &str {
    let without = message.content.strip_prefix("<@").and_then(|rest| rest.split_once(">\n"));
    without.map_or(message.content.as_str(), |(_, status)| status)
}

/// The remote path that a status line names.
pub(crate) fn place(status: &str) -> &str {
    let place = status.rsplit("→ ").next().unwrap_or_default();
    place.split(" (").next().unwrap_or_default()
}

/// The value of a field of a message's embed.
#[track_caller]
pub(crate) fn field(message: &Message, name: &str) -> String {
    let fields = message.embeds.iter().flat_map(|embed| embed["fields"].as_array().into_iter().flatten());
    let found = fields.filter(|field| field["name"] == name).find_map(|field| field["value"].as_str());
    found.unwrap_or_else(|| panic!("no field {name} in {:?}", message.embeds)).replace('`', "")
}
