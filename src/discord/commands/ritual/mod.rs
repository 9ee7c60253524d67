//! `ritual`: asks for a picture.

mod arguments;
mod choices;
mod mistakes;

use self::arguments::RitualArguments;
pub(crate) use self::choices::StyleChoice;
use self::choices::{PresetChoice, SizeChoice};
use super::help;
use crate::app::RitualRequest;
use crate::discord::context::{Command, CommandResult, Context, Data, language_of, server_of};
use crate::discord::messages::reply;
use crate::store::{InteractionToken, Origin, Timestamp};

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    // One command with two fronts: a message is free text, which is read here and not word by word.
    vec![Command { prefix_action: by_message().prefix_action, ..ritual() }]
}

/// Perform a ritual and archive its artifact.
///
/// Steps are 1 to 1000, or quick (27), standard (108, the default) or deep (324). The seed decides every chance event: \
/// a number or any words; from the same field the same steps and seed give the same picture. Without a seed each ritual \
/// is different. Styles are eye, seahorse, elephant, dendrite, mini, ouroboros, flame and mandala; a size is 256 to 4096, \
/// banner or phone. With motion its steps are shown one after another; as a spoiler the picture is hidden until somebody \
/// clicks on it. In a message the options stand anywhere: `ritual 108 style=flame spoiler=yes seed words`.
#[poise::command(
    slash_command,
    category = "Rituals",
    install_context = "Guild | User",
    interaction_context = "Guild | BotDm | PrivateChannel"
)]
#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
async fn ritual(
    ctx: Context<'_>,
    #[description = "1 to 1000, or quick, standard or deep; 108 by default"]
    #[min = 1]
    #[max = 1000]
    #[autocomplete = "choices::lengths"]
    steps: Option<i64>,
    #[description = "A length by its name, instead of a number of steps"] preset: Option<PresetChoice>,
    #[description = "What kind of picture; eye by default"] style: Option<StyleChoice>,
    #[description = "A number or words, which decide every chance event"]
    #[max_length = 100]
    seed: Option<String>,
    #[description = "How large; 1024 × 1024 by default"] size: Option<SizeChoice>,
    #[description = "Whether to show its steps in motion as well"] motion: Option<bool>,
    #[description = "Whether the picture is hidden until somebody clicks on it"] spoiler: Option<bool>,
) -> CommandResult {
    let arguments = RitualArguments {
        steps: steps.map(|steps| steps.to_string().parse()).transpose()?,
        preset: preset.map(|PresetChoice(preset)| preset),
        seed: seed.map(|seed| seed.parse()).transpose()?,
        style: style.map(|StyleChoice(style)| style),
        size: size.map(|SizeChoice(size)| size),
        motion,
        spoiler,
    };
    Box::pin(perform(ctx, arguments)).await
}

/// The same, from a message. `help` alone asks how it is written; as a seed it stands in quotes.
#[poise::command(prefix_command, rename = "ritual")]
async fn by_message(ctx: Context<'_>, #[rest] arguments: Option<String>) -> CommandResult {
    let arguments = arguments.unwrap_or_default();
    if ["help", "?"].contains(&arguments.trim().to_ascii_lowercase().as_str()) {
        return help::about(ctx, Some("ritual")).await;
    }
    Box::pin(perform(ctx, RitualArguments::read(&arguments)?)).await
}

/// What nobody says is what is usual, within what the server allows.
async fn perform(ctx: Context<'_>, arguments: RitualArguments) -> CommandResult {
    let steps = arguments.length()?;
    let RitualArguments { seed, style, size, motion, spoiler, .. } = arguments;
    let settings = ctx.data().app.server_settings(server_of(ctx)).await?;
    let request = RitualRequest {
        origin: origin(ctx),
        steps: steps.unwrap_or_else(|| settings.usual_steps()),
        seed,
        style: style.unwrap_or_default(),
        size: size.unwrap_or_else(|| settings.usual_size()),
        motion: motion.unwrap_or_default(),
        spoiler: spoiler.unwrap_or_default(),
        language: language_of(ctx).await,
        archive: true,
        edited: edited(ctx),
        redraws: None,
    };
    // Committed before anybody is told: nothing is lost from here on, and the picture is the answer.
    let Data { app, waiters, .. } = ctx.data();
    let (origin, edited) = (request.origin.clone(), request.edited);
    // Boxed, since a planned ritual is large.
    let accepted = reply::after(ctx, Box::pin(app.accept(request))).await?;
    reply::acknowledge(ctx).await;
    waiters.watch(accepted.id, &origin, language_of(ctx).await);
    if let (Some(message), Some(_)) = (origin.message(), edited) {
        // What the message asked for before its edit is replaced, unless it is shown already.
        app.cancel_of_message(message, Some(accepted.id)).await?;
        reply::withdraw(ctx).await;
    }
    Ok(())
}

fn origin(ctx: Context<'_>) -> Origin {
    let guild = server_of(ctx);
    let channel = ctx.channel_id().get();
    let user = ctx.author().id.get();
    match ctx {
        Context::Prefix(ctx) => Origin::Message { guild, channel, message: ctx.msg.id.get(), user },
        Context::Application(ctx) => Origin::Interaction {
            guild,
            channel,
            interaction: ctx.interaction.id.get(),
            user,
            application: ctx.interaction.application_id.get(),
            token: InteractionToken(ctx.interaction.token.clone()),
            received: millis(ctx.interaction.id.created_at()),
            most: Some(ctx.interaction.attachment_size_limit.into()),
        },
    }
}

/// When the message that asks was edited into what it says; none where it was written so.
fn edited(ctx: Context<'_>) -> Option<i64> {
    match ctx {
        Context::Prefix(ctx) => ctx.msg.edited_timestamp.map(|at| millis(at).0),
        Context::Application(_) => None,
    }
}

fn millis(time: serenity::model::Timestamp) -> Timestamp {
    Timestamp((time.unix_timestamp_nanos() / 1_000_000) as i64)
}

#[cfg(test)]
mod tests {
    use serenity::model::id::InteractionId;

    use super::*;

    #[test]
    fn an_interactions_id_says_when_it_was_made() {
        // The example of Discord's documentation: made on 2016-04-30 11:18:25.796 UTC.
        let id = InteractionId::new(175_928_847_299_117_063);
        assert_eq!(millis(id.created_at()), Timestamp(1_462_015_105_796));
    }
}
