//! Reading the bot's messages.

use crate::support::discord::{Id, Message, State};

/// The bot's messages that answer a message or an interaction, oldest first. One that only asks for patience is none.
pub(crate) fn answers(state: &State, request: Id) -> impl Iterator<Item = &Message> {
    state.messages.values().filter(move |message| {
        let asked = message.interaction.map(|answers| answers.interaction).or(message.reply_to);
        message.author == state.world.application
            && asked == Some(request)
            && !message.is_loading()
            && !is_waiting(message)
    })
}

/// Whether a message says how long its picture takes, in its place.
pub(crate) fn is_waiting(message: &Message) -> bool {
    says_to_wait(&message.content)
}

/// Whether a text says how long a picture takes.
pub(crate) fn says_to_wait(text: &str) -> bool {
    text.contains(" before yours")
        || text.starts_with("Your ritual comes next")
        || text.starts_with("Your picture ")
}

/// Whether a ritual's message says that every copy is proven.
pub(crate) fn tells_receipt(message: &Message) -> bool {
    status(message) == "archived and verified"
}

/// Whoever is answered is not notified of it, nor is anybody else.
#[track_caller]
pub(crate) fn assert_quiet(message: &Message) {
    assert!(message.mentions.is_empty() && !message.mentions_everyone, "{message:?}");
}

/// What a ritual's message says of its copies: its last line, which Discord shows small.
pub(crate) fn status(message: &Message) -> &str {
    let last = message.content.lines().next_back().unwrap_or_default();
    last.strip_prefix("-# ").unwrap_or(last)
}

/// The ritual that a message shows, by the ids of its buttons.
#[track_caller]
pub(crate) fn ritual_of(message: &Message) -> String {
    let mut ids = message.parts().filter_map(|part| part["custom_id"].as_str());
    let found = ids.find_map(|id| id.strip_prefix("v1:details:"));
    found.unwrap_or_else(|| panic!("no ritual in {message:?}")).to_owned()
}
