//! From a click to what belongs to its word.

use std::panic::AssertUnwindSafe;

use serenity::futures::FutureExt as _;
use serenity::model::application::Interaction;

use super::click::Click;
use super::custom_id::CustomId;
use super::table;
use crate::discord::access;
use crate::discord::context::{Command, Data, language_at};
use crate::discord::messages::reply::interaction::{self, Seen};
use crate::discord::messages::reply::{Answer, Asked};
use crate::discord::on_error;
use crate::discord::places;
use crate::words::say;

/// Handles a click, a choice or a form; others are none of its business.
pub(crate) async fn dispatch(data: &Data, commands: &[Command], interaction: &Interaction) {
    let (text, asked, guild, locale) = match interaction {
        Interaction::Component(asked) => {
            (&asked.data.custom_id, Asked::from(asked), asked.guild_id, &asked.locale)
        }
        Interaction::Modal(asked) => {
            (&asked.data.custom_id, Asked::from(asked), asked.guild_id, &asked.locale)
        }
        _ => return,
    };
    let id = text.parse::<CustomId>();
    let part = id.as_ref().ok().and_then(|id| table::all().find(|part| part.word == id.word()));
    let (Ok(id), Some(part)) = (id, part) else {
        tracing::info!(user = %asked.user, "somebody clicked on what no word belongs to");
        let language = language_at(&data.app, guild.map(Into::into), locale).await;
        let unknown = Answer::new(say!(language, "common-unknown-button"));
        on_error::told(interaction::message(&data.rest, &asked, &unknown, Seen::ByAsker).await);
        return;
    };
    let click = match interaction {
        Interaction::Component(asked) => Click::on_component(data, commands, id, asked),
        Interaction::Modal(asked) => Click::on_form(data, commands, id, asked),
        _ => return,
    };
    let owners = match interaction {
        Interaction::Component(asked) => Some(&asked.authorizing_integration_owners),
        _ => None,
    };
    // As with commands, whoever clicked is told of a panic as of any fault of ours.
    let run = AssertUnwindSafe(async {
        if !table::is_for_owners(part) {
            places::refuse(&data.app, guild, owners)?;
            access::welcome_click(&click).await?;
        }
        (part.run)(&click).await
    });
    let done = run.catch_unwind().await;
    let error = match done {
        Ok(Ok(())) => return,
        Ok(Err(error)) => error,
        Err(_) => anyhow::anyhow!("handling a click panicked").into(),
    };
    if let Some(words) = on_error::words_for(part.word, error, click.language().await) {
        on_error::told(click.whisper(words).await);
    }
}
