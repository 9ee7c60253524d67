//! From a click to what belongs to its word.

use std::panic::AssertUnwindSafe;

use serenity::futures::FutureExt as _;
use serenity::model::application::Interaction;

use super::click::Click;
use super::custom_id::CustomId;
use super::table;
use crate::discord::context::{Command, Data};
use crate::discord::messages::reply::interaction::{self, Seen};
use crate::discord::messages::reply::{Answer, Asked};
use crate::discord::on_error;

/// What is said of a button that says nothing to this version of the bot.
const UNKNOWN: &str = "I do not know this button any more; please use a command instead. `help` lists them.";

/// Handles a click, a choice or a form; others are none of its business.
pub(crate) async fn dispatch(data: &Data, commands: &[Command], interaction: &Interaction) {
    let (text, asked) = match interaction {
        Interaction::Component(asked) => (&asked.data.custom_id, Asked::from(asked)),
        Interaction::Modal(asked) => (&asked.data.custom_id, Asked::from(asked)),
        _ => return,
    };
    let id = text.parse::<CustomId>();
    let part = id.as_ref().ok().and_then(|id| table::all().find(|part| part.word == id.word()));
    let (Ok(id), Some(part)) = (id, part) else {
        tracing::info!(user = %asked.user, "somebody clicked on what no word belongs to");
        let unknown = Answer::new(UNKNOWN.replace("`help`", "`/help`"));
        on_error::told(interaction::message(&data.rest, &asked, &unknown, Seen::ByAsker).await);
        return;
    };
    let click = match interaction {
        Interaction::Component(asked) => Click::on_component(data, commands, id, asked),
        Interaction::Modal(asked) => Click::on_form(data, commands, id, asked),
        _ => return,
    };
    // As with commands, whoever clicked is told of a panic as of any fault of ours.
    let done = AssertUnwindSafe((part.run)(&click)).catch_unwind().await;
    let error = match done {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error,
        Err(_) => anyhow::anyhow!("handling a click panicked").into(),
    };
    if let Some(words) = on_error::words_for(part.word, error) {
        on_error::told(click.whisper(words).await);
    }
}
