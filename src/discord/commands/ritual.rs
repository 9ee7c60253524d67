//! `ritual`: asks for a picture.

use crate::app::RitualRequest;
use crate::discord::error::{BotError, UserError};
use crate::discord::framework::{Command, CommandResult, Context};
use crate::discord::reply;
use crate::ritual::{BadSeed, BadSteps, Seed, Size, Steps};
use crate::store::{InteractionToken, Origin, Timestamp};

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    // One command with two fronts: a message is free text, which is read here and not word by word.
    vec![Command { prefix_action: by_message().prefix_action, ..ritual() }]
}

/// Perform a ritual and archive its artifact.
///
/// Steps are 1 to 1000, 108 by default. The seed decides every chance event: a number or any words; the same steps \
/// and seed give the same picture. Without a seed each ritual is different.
#[poise::command(slash_command, category = "Rituals", interaction_context = "Guild | BotDm")]
async fn ritual(
    ctx: Context<'_>,
    #[description = "1 to 1000, 108 by default"]
    #[min = 1]
    #[max = 1000]
    steps: Option<i64>,
    #[description = "A number or words; the same seed gives the same picture"]
    #[max_length = 100]
    seed: Option<String>,
) -> CommandResult {
    // Before the deferral: only then can a mistake be told to its author alone.
    let steps = steps.map(|steps| steps.to_string().parse()).transpose()?;
    let seed = seed.map(|seed| seed.parse()).transpose()?;
    perform(ctx, steps, seed).await
}

/// The same, from a message.
#[poise::command(prefix_command, rename = "ritual")]
async fn by_message(ctx: Context<'_>, #[rest] arguments: Option<String>) -> CommandResult {
    let (steps, seed) = read(arguments.as_deref().unwrap_or_default())?;
    perform(ctx, steps, seed).await
}

async fn perform(ctx: Context<'_>, steps: Option<Steps>, seed: Option<Seed>) -> CommandResult {
    reply::acknowledge(ctx).await?;
    let request = RitualRequest {
        origin: origin(ctx),
        steps: steps.unwrap_or_default(),
        seed,
        size: Size::default(),
        archive: true,
    };
    // Committed: nothing is lost from here on, and the picture is the answer.
    ctx.data().app.accept(request).await?;
    Ok(())
}

/// Reads `[steps] [seed…]`. The seed may stand in quotes, so that an empty one can be told from none.
fn read(arguments: &str) -> Result<(Option<Steps>, Option<Seed>), UserError> {
    let arguments = arguments.trim();
    if arguments.is_empty() {
        return Ok((None, None));
    }
    let (steps, seed) = arguments.split_once(char::is_whitespace).unwrap_or((arguments, ""));
    let steps = steps.parse()?;
    let seed = seed.trim();
    let seed = if seed.is_empty() { None } else { Some(unquoted(seed).parse()?) };
    Ok((Some(steps), seed))
}

fn unquoted(text: &str) -> &str {
    [('"', '"'), ('“', '”'), ('\'', '\'')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(text)
}

fn origin(ctx: Context<'_>) -> Origin {
    let guild = ctx.guild_id().map(Into::into);
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
            received: made(ctx.interaction.id.get()),
        },
    }
}

/// When Discord made a snowflake: its upper 42 bits are milliseconds since 2015.
fn made(snowflake: u64) -> Timestamp {
    const START_OF_2015: i64 = 1_420_070_400_000;
    Timestamp(START_OF_2015 + (snowflake >> 22).cast_signed())
}

impl From<BadSteps> for UserError {
    fn from(error: BadSteps) -> Self {
        Self::new(error.to_string())
    }
}

impl From<BadSeed> for UserError {
    fn from(error: BadSeed) -> Self {
        Self::new(error.to_string())
    }
}

impl From<BadSteps> for BotError {
    fn from(error: BadSteps) -> Self {
        Self::User(error.into())
    }
}

impl From<BadSeed> for BotError {
    fn from(error: BadSeed) -> Self {
        Self::User(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(arguments: &str) -> (Option<u16>, Option<u64>) {
        let (steps, seed) = read(arguments).expect(arguments);
        (steps.map(Steps::get), seed.map(Seed::get))
    }

    fn sentence(arguments: &str) -> String {
        read(arguments).expect_err(arguments).to_string()
    }

    #[test]
    fn steps_and_seed_may_be_left_out() {
        assert_eq!(numbers(""), (None, None));
        assert_eq!(numbers("  "), (None, None));
        assert_eq!(numbers("27"), (Some(27), None));
        assert_eq!(numbers("27   "), (Some(27), None));
        assert_eq!(numbers("27 5"), (Some(27), Some(5)));
        assert_eq!(numbers("1\n9007199254740991"), (Some(1), Some(9_007_199_254_740_991)));
    }

    #[test]
    fn a_seed_of_words_is_the_same_with_and_without_quotes() {
        let words = numbers("108 lotus flower");
        assert!(words.1.is_some());
        assert_eq!(words, numbers("108 \"lotus flower\""));
        assert_eq!(words, numbers("108 “lotus flower”"));
        assert_ne!(words, numbers("108 lotus"));
    }

    #[test]
    fn what_is_no_number_of_steps_is_answered_with_the_rule() {
        for wrong in ["0", "1001", "-3", "1e9", "abc", "lotus 108", "99999999999999999999"] {
            let said = sentence(wrong);
            assert!(said.starts_with("A ritual takes 1 to 1000 steps"), "{wrong}: {said}");
        }
    }

    #[test]
    fn what_is_no_seed_is_answered_with_the_rule() {
        assert!(sentence("108 \"\"").starts_with("The seed is empty"));
        assert!(sentence("108 \"  \"").starts_with("The seed is empty"));
        assert!(sentence("108 9007199254740992").starts_with("The seed 9007199254740992 is out of range"));
        assert!(sentence(&format!("108 {}", "x".repeat(101))).starts_with("The seed has 101 characters"));
    }

    #[test]
    fn an_interactions_id_says_when_it_was_made() {
        // The example of Discord's documentation: made on 2016-04-30 11:18:25.796 UTC.
        assert_eq!(made(175_928_847_299_117_063), Timestamp(1_462_015_105_796));
    }
}
