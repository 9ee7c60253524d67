//! Holding back: rendering, a destination, or everything new. It stays so until it is let go, through restarts.

use serenity::builder::CreateAutocompleteResponse;

use super::asker::who;
use crate::discord::commands::audience;
use crate::discord::commands::destinations::find;
use crate::discord::commands::status::name;
use crate::discord::context::{CommandResult, Context, Data};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::store::{Held, Hold};
use crate::sync::Destination;

/// How much of a reason is shown, in characters.
const REASON: usize = 300;
/// The longest reason.
const LONGEST: usize = 300;

const RENDERING: &str = "rendering";
const RITUALS: &str = "rituals";

/// Pause rendering, or a destination, until you resume it; what is under way is done to its end.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn pause(
    ctx: Context<'_>,
    #[description = "rendering, or a destination"]
    #[autocomplete = "to_pause"]
    what: String,
    #[description = "Why; those who manage servers read it in /status"]
    #[max_length = 300]
    #[rest]
    reason: Option<String>,
) -> CommandResult {
    let app = &ctx.data().app;
    let what = parse(&what, &app.settings().destinations, &[])?;
    if what == Hold::Rituals {
        return Err(UserError::new("New rituals are held back with `operator drain`.").into());
    }
    hold(ctx, what, reason).await
}

/// Take no new rituals until `resume rituals`; those that were taken are finished.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn drain(
    ctx: Context<'_>,
    #[description = "Why; everybody who asks for a ritual reads it"]
    #[max_length = 300]
    #[rest]
    reason: Option<String>,
) -> CommandResult {
    hold(ctx, Hold::Rituals, reason).await
}

/// Resume what was paused: rendering, a destination, also one that refused its login, or rituals.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn resume(
    ctx: Context<'_>,
    #[description = "rendering, rituals, or a destination"]
    #[autocomplete = "to_resume"]
    #[rest]
    what: String,
) -> CommandResult {
    let app = &ctx.data().app;
    let what = parse(&what, &app.settings().destinations, &app.held().await?)?;
    let went_on = reply::after_privately(ctx, app.let_go(&what, who(ctx))).await?;
    let said = match (went_on, &what) {
        (true, Hold::Rituals) => "I take new rituals again.".to_owned(),
        (true, Hold::Rendering) => "Pictures are made again.".to_owned(),
        (true, Hold::Destination(to)) => {
            format!("Copies go to {} again, and what waited is on its way.", name(to))
        }
        (false, _) => format!("{} was not paused.", capital(&shown(&what))),
    };
    reply::whisper(ctx, said).await
}

async fn hold(ctx: Context<'_>, what: Hold, reason: Option<String>) -> CommandResult {
    let reason = reason.unwrap_or_default();
    let reason = reason.trim();
    if reason.chars().count() > LONGEST {
        return Err(UserError::new(format!("A reason has up to {LONGEST} characters.")).into());
    }
    let said = match &what {
        Hold::Rituals => {
            "I take no new rituals until you write `operator resume rituals`. What I have taken is finished; \
             `operator queue` shows how much that still is."
                .to_owned()
        }
        Hold::Rendering => {
            "No pictures are made until you write `operator resume rendering`. Rituals are taken and wait."
                .to_owned()
        }
        Hold::Destination(to) => format!(
            "Nothing goes to {} until you write `operator resume {to}`. What is on its way arrives; later copies wait, \
             and none there is looked at.",
            name(to)
        ),
    };
    reply::after_privately(ctx, ctx.data().app.hold(what, who(ctx), reason)).await?;
    reply::whisper(ctx, said).await
}

/// What is meant, among what there is to hold back and what is held already.
fn parse(text: &str, destinations: &[Destination], held: &[Held]) -> Result<Hold, UserError> {
    let text = text.trim().trim_matches('`');
    match text.to_ascii_lowercase().as_str() {
        RENDERING | "render" | "pictures" => return Ok(Hold::Rendering),
        RITUALS | "ritual" | "drain" => return Ok(Hold::Rituals),
        _ => {}
    }
    if let Some(found) = find(destinations, text) {
        return Ok(Hold::Destination(found.clone()));
    }
    // One that is not configured any more can still be let go.
    let known = held.iter().find(|held| held.what.to_string() == text);
    known.map(|held| held.what.clone()).ok_or_else(|| {
        let names: Vec<_> = destinations.iter().map(name).collect();
        UserError::new(format!(
            "“{}” is nothing that I can pause: write rendering, or one of {}.",
            plain(text, 60),
            names.join(", ")
        ))
    })
}

/// Something that is held back, on one line.
pub(super) fn line(held: &Held) -> String {
    let why = match held.decision.reason.as_str() {
        "" => String::new(),
        reason => format!(": {}", plain(reason, REASON)),
    };
    let (who, at) = (held.decision.who, held.decision.at.seconds());
    format!("⚠ {} paused by <@{who}> <t:{at}:R>{why}", capital(&shown(&held.what)))
}

fn shown(what: &Hold) -> String {
    match what {
        Hold::Rituals => "taking new rituals".to_owned(),
        Hold::Rendering => RENDERING.to_owned(),
        Hold::Destination(to) => name(to),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

type Typing<'a> = poise::ApplicationContext<'a, Data, BotError>;

async fn to_pause(ctx: Typing<'_>, typed: &str) -> CreateAutocompleteResponse {
    let destinations = &ctx.data().app.settings().destinations;
    let all = [RENDERING.to_owned()].into_iter().chain(destinations.iter().map(ToString::to_string));
    offered(ctx, all.collect(), typed).await
}

async fn to_resume(ctx: Typing<'_>, typed: &str) -> CreateAutocompleteResponse {
    let held = ctx.data().app.held().await.unwrap_or_default();
    offered(ctx, held.iter().map(|held| held.what.to_string()).collect(), typed).await
}

/// Offers the owner what fits: Discord shows 25 choices of 100 characters.
async fn offered(ctx: Typing<'_>, all: Vec<String>, typed: &str) -> CreateAutocompleteResponse {
    let mut response = CreateAutocompleteResponse::new();
    if audience::owns(Context::Application(ctx)).await {
        let fits = |one: &String| one.contains(typed.trim()) && one.chars().count() <= 100;
        for one in all.into_iter().filter(fits).take(25) {
            response = response.add_string_choice(one.clone(), one);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Decision, Timestamp};

    fn destinations() -> Vec<Destination> {
        ["local", "mega:a"].map(|text| text.parse().expect("a destination")).into()
    }

    #[test]
    fn what_can_be_paused_is_named_in_words() {
        let held = Held {
            what: "old:x".parse().expect("a hold"),
            decision: Decision { who: 7, reason: "*moving*".to_owned(), at: Timestamp(5000) },
        };
        for (text, what) in [
            ("Rendering", Hold::Rendering),
            (" rituals ", Hold::Rituals),
            ("drain", Hold::Rituals),
            ("`mega:`", Hold::Destination(destinations()[1].clone())),
            ("old:x", held.what.clone()),
        ] {
            assert_eq!(parse(text, &destinations(), std::slice::from_ref(&held)), Ok(what), "{text}");
        }
        let said = parse("the *moon*", &destinations(), &[]).expect_err("nothing of the kind").to_string();
        assert_eq!(
            said,
            r"“the \*moon\*” is nothing that I can pause: write rendering, or one of `local`, `mega:a`."
        );
        assert_eq!(line(&held), r"⚠ `old:x` paused by <@7> <t:5:R>: \*moving\*");
    }
}
