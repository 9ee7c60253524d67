//! `settings`: what a server sets for itself: a panel of everything, and a command for each setting.

use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse};
use serenity::model::channel::Attachment;
use uuid::Uuid;

use crate::discord::access::Visitor;
use crate::discord::buttons::confirm::Confirmation;
use crate::discord::buttons::settings::{IMPORT, really_reset};
use crate::discord::context::{Command, CommandResult, Context, guild_of, language_of};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::reply::{self, Answer};
use crate::discord::settings::{change, import, log, panel, text};
use crate::server::{Key, Kind, SETTINGS, Setting};
use crate::store::{LoggedChange, SettingsDraft};
use crate::sync::Destination;
use crate::words::{Language, say};

/// How many texts are offered for a setting.
const OFFERED: usize = 25;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    let mut settings = settings();
    let names: Vec<_> = SETTINGS.iter().map(|setting| setting.key.name()).collect();
    let help = settings.help_text.take().unwrap_or_default();
    settings.help_text = Some(format!("{help}\nThe settings are {}.", names.join(", ")).into());
    settings.subcommands.extend(SETTINGS.iter().map(of));
    vec![settings]
}

/// The command of one setting.
fn of(setting: &Setting) -> Command {
    let name = setting.key.name();
    let description = format!("Show or change {}.", (setting.meaning)(Language::English));
    let help = match setting.kind {
        Kind::Written { example } => {
            format!("Such as `settings {name} {example}`; `reset` returns to the default.")
        }
        _ => "Without a value it shows what holds; `reset` returns to the default.".to_owned(),
    };
    Command {
        name: name.into(),
        qualified_name: name.into(),
        description: Some(description.into()),
        help_text: Some(help.into()),
        // The list of all commands would be too long for a message.
        hide_in_help: true,
        ..one()
    }
}

// Discord would hide a command with default permissions from the roles that a server names itself.
/// Show and change what this server has set for itself.
///
/// Each setting has a command of its own, and `settings panel` shows them all, with menus and forms.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Settings",
    guild_only,
    interaction_context = "Guild",
    required_permissions = "MANAGE_GUILD",
    subcommands("panel", "reset", "export", "import", "log")
)]
async fn settings(ctx: Context<'_>) -> CommandResult {
    show_panel(ctx).await
}

/// Show all settings of this server, with menus and forms to change them.
#[poise::command(prefix_command, slash_command)]
async fn panel(ctx: Context<'_>) -> CommandResult {
    show_panel(ctx).await
}

async fn show_panel(ctx: Context<'_>) -> CommandResult {
    let app = &ctx.data().app;
    let settings = reply::after_privately(ctx, app.server_settings(Some(guild_of(ctx)?))).await?;
    let panel = panel::panel(app, &settings, None, "", language_of(ctx).await)?;
    reply::answer_privately(ctx, panel).await
}

#[poise::command(prefix_command, slash_command)]
async fn one(
    ctx: Context<'_>,
    #[description = "What it is to be, or `reset`; left out, it is shown"]
    #[max_length = 1000]
    #[autocomplete = "offered"]
    #[rest]
    value: Option<String>,
) -> CommandResult {
    let key = Key::named(&ctx.command().name).ok_or_else(|| anyhow::anyhow!("a setting without a name"))?;
    show_or_change(ctx, key, value.as_deref()).await
}

/// Shows a setting, or changes it.
pub(super) async fn show_or_change(ctx: Context<'_>, key: Key, value: Option<&str>) -> CommandResult {
    let (guild, data) = (guild_of(ctx)?, ctx.data());
    let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
        let settings = reply::after_privately(ctx, data.app.server_settings(Some(guild))).await?;
        let language = language_of(ctx).await;
        return reply::whisper(ctx, text::shown(language, &settings, data.app.default_settings(), key)).await;
    };
    let wanted = change::wanted(data, guild, key, value)?;
    change::must_be_possible(data, guild, std::slice::from_ref(&wanted)).await?;
    let (changes, person) = ([wanted], ctx.author().id.get());
    let made = data.app.change_settings(guild, person, &changes);
    let made = reply::after_privately(ctx, made).await?;
    // In the language that may just have been chosen.
    reply::whisper(ctx, text::all_changed(language_of(ctx).await, &made)).await
}

/// What a setting can be, as far as it can be listed.
async fn offered<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    // What could be chosen is for those who may choose.
    let administrates = match Visitor::of(ctx) {
        Some(visitor) => visitor.administrates(ctx.data()).await.unwrap_or(false),
        None => false,
    };
    if !administrates {
        return CreateAutocompleteResponse::new();
    }
    let kind = Key::named(&ctx.command().name).map(|key| key.setting().kind);
    let mut words: Vec<String> = match kind {
        Some(Kind::OnOff) => ["on", "off"].map(str::to_owned).into(),
        Some(Kind::Choice(words)) => words.iter().map(|word| (*word).to_owned()).collect(),
        Some(Kind::Destinations) => {
            let all = ctx.data().app.settings().destinations.iter().map(Destination::to_string);
            all.chain(["all".to_owned()]).collect()
        }
        Some(Kind::Written { example }) => vec![example.to_owned()],
        _ => Vec::new(),
    };
    words.push("reset".to_owned());
    let fits = |word: &String| word.to_lowercase().contains(&typed.trim().to_lowercase());
    let choices = words.iter().filter(|word| fits(word)).take(OFFERED);
    let choices = choices.map(|word| AutocompleteChoice::new(word.as_str(), word.as_str())).collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}

/// Return all settings of this server to their defaults.
#[poise::command(prefix_command, slash_command, hide_in_help)]
async fn reset(ctx: Context<'_>) -> CommandResult {
    let sure = really_reset(ctx.author().id.get(), language_of(ctx).await)?;
    reply::answer_privately(ctx, sure).await
}

/// Get all settings of this server as a file.
#[poise::command(prefix_command, slash_command, hide_in_help)]
async fn export(ctx: Context<'_>) -> CommandResult {
    let guild = guild_of(ctx)?;
    let settings = reply::after_privately(ctx, ctx.data().app.server_settings(Some(guild))).await?;
    let text = say!(language_of(ctx).await, "settings-exported");
    reply::answer_privately(ctx, Answer::new(text).picture(import::file(guild, &settings), "JSON")).await
}

/// Take settings from a file that `settings export` gave, or from text like it.
///
/// What would change is shown first. Settings that it does not name stay as they are.
#[poise::command(prefix_command, slash_command, hide_in_help)]
async fn import(
    ctx: Context<'_>,
    #[description = "The file"] file: Option<Attachment>,
    #[description = "Or what stands in it"]
    #[max_length = 6000]
    #[rest]
    text: Option<String>,
) -> CommandResult {
    let (guild, user, data) = (guild_of(ctx)?, ctx.author().id.get(), ctx.data());
    reply::acknowledge_privately(ctx).await;
    let language = language_of(ctx).await;
    let text = match (file, text) {
        (Some(file), _) => content(ctx, &file).await?,
        (None, Some(text)) => text,
        (None, None) => {
            return Err(UserError::saying(|language| say!(language, "settings-import-nothing")).into());
        }
    };
    let wanted = import::read(data, guild, &text, language).map_err(UserError::new)?;
    let settings = data.app.server_settings(Some(guild)).await?;
    let changes: Vec<_> = wanted
        .into_iter()
        .map(|change| {
            let before = Key::named(change.name).and_then(|key| settings.own(key)).map(str::to_owned);
            let (name, after) = (change.name.to_owned(), change.after);
            LoggedChange { number: 0, at: crate::store::Timestamp::now(), person: user, name, before, after }
        })
        .filter(|change| change.before != change.after)
        .collect();
    if changes.is_empty() {
        return reply::whisper(ctx, say!(language, "settings-unchanged")).await;
    }
    let draft = SettingsDraft { id: Uuid::now_v7().simple().to_string(), text };
    data.app.keep_draft(guild, user, &draft).await?;
    let label = say!(language, "settings-import-button");
    let sure = Confirmation { word: IMPORT, what: &draft.id, label: &label, language };
    let would =
        format!("{}\n{}", say!(language, "settings-import-would"), text::all_changed(language, &changes));
    let asked = sure.asked(user, would).map_err(anyhow::Error::from)?;
    reply::answer_privately(ctx, asked).await
}

/// What stands in a file.
async fn content(ctx: Context<'_>, file: &Attachment) -> Result<String, BotError> {
    let too_large = || UserError::saying(|language| say!(language, "settings-import-too-large"));
    if file.size as usize > import::LARGEST {
        return Err(too_large().into());
    }
    let bytes = ctx.data().rest.download(&file.url, import::LARGEST).await.map_err(|error| {
        tracing::info!(%error, "a file to import could not be fetched");
        UserError::saying(|language| say!(language, "settings-import-unreachable"))
    })?;
    String::from_utf8(bytes.ok_or_else(too_large)?)
        .map_err(|_| UserError::saying(|language| say!(language, "settings-import-not-json")).into())
}

/// Show who changed which setting of this server, and when.
#[poise::command(prefix_command, slash_command, hide_in_help)]
async fn log(ctx: Context<'_>) -> CommandResult {
    let page = log::page(ctx.data(), guild_of(ctx)?, None, language_of(ctx).await).await?;
    reply::answer_privately(ctx, page).await
}
