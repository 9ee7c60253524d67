//! The settings' panel: its menus, buttons and forms.

use super::click::{Click, ClickResult};
use super::confirm::{self, Confirmation};
use super::part::Part;
use crate::discord::access;
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::reply::Answer;
use crate::discord::messages::reply::interaction::Seen;
use crate::discord::settings::{change, import, log, panel, part, text};
use crate::server::Key;
use crate::store::SettingChange;
use crate::words::{Language, say};

/// The word of the button that returns everything to its default.
const RESET: &str = "settings-reset";
/// The word of the button that imports a draft.
pub(crate) const IMPORT: &str = "settings-import";

pub(super) const PARTS: &[Part] = &[
    Part { word: part::WORD, run: |click| Box::pin(on_panel(click)) },
    Part { word: RESET, run: |click| Box::pin(reset_all(click)) },
    Part { word: IMPORT, run: |click| Box::pin(import_draft(click)) },
];

/// A click on the panel.
async fn on_panel(click: &Click<'_>) -> ClickResult {
    let guild = click.guild()?;
    access::must_administrate(click).await?;
    let (action, of) = click.id.argument().split_once(':').unwrap_or((click.id.argument(), ""));
    match action {
        "choose" => choose(click, guild).await,
        "set" => set(click, guild, named(of)?, &click.values.join(", ")).await,
        "write" => match click.fields.get(panel::FIELD) {
            Some(text) => set(click, guild, named(of)?, text).await,
            None => write(click, guild, named(of)?).await,
        },
        "reset" => set(click, guild, named(of)?, change::RESET).await,
        "reset-all" => ask_to_reset(click).await,
        "export" => export(click, guild).await,
        "log" => show_log(click, guild, of).await,
        _ => Err(unknown().into()),
    }
}

fn named(name: &str) -> Result<Key, UserError> {
    Key::named(name).ok_or_else(unknown)
}

fn unknown() -> UserError {
    UserError::saying(|language| say!(language, "settings-unknown-button"))
}

async fn choose(click: &Click<'_>, guild: u64) -> ClickResult {
    let key = named(click.values.first().map_or("", String::as_str))?;
    show(click, guild, Some(key), "").await
}

/// The panel as it now stands, in place of the one that was clicked.
async fn show(click: &Click<'_>, guild: u64, chosen: Option<Key>, notice: &str) -> ClickResult {
    let settings = click.after_updating(click.app().server_settings(Some(guild))).await?;
    let panel = panel::panel(click.app(), &settings, chosen, notice, click.language().await)?;
    click.update(panel).await
}

/// Nothing chosen in a menu is the empty list, which each setting calls its own way.
async fn set(click: &Click<'_>, guild: u64, key: Key, text: &str) -> ClickResult {
    let text = match (text, key) {
        ("", Key::LogChannel) => "off",
        ("", _) => "all",
        (text, _) => text,
    };
    let wanted = change::wanted(click.data, guild, key, text)?;
    let notice = commit(click, guild, &[wanted]).await?;
    show(click, guild, Some(key), &notice).await
}

/// Makes changes; what they were, in words.
async fn commit(click: &Click<'_>, guild: u64, changes: &[SettingChange]) -> Result<String, BotError> {
    change::must_be_possible(click.data, guild, changes).await?;
    let made = click.after_updating(click.app().change_settings(guild, click.user(), changes)).await?;
    // In the language that may just have been chosen.
    Ok(text::all_changed(click.language().await, &made))
}

async fn write(click: &Click<'_>, guild: u64, key: Key) -> ClickResult {
    let settings = click.app().server_settings(Some(guild)).await?;
    click.open(&panel::form(&settings, key, click.language().await)?).await
}

async fn ask_to_reset(click: &Click<'_>) -> ClickResult {
    click.whisper(really_reset(click.user(), click.language().await)?).await
}

/// Asks whether everything is to return to its default.
pub(crate) fn really_reset(user: u64, language: Language) -> Result<Answer, BotError> {
    let label = say!(language, "settings-reset-all");
    let sure = Confirmation { word: RESET, what: "all", label: &label, language };
    sure.asked(user, say!(language, "settings-reset-sure")).map_err(|error| anyhow::Error::from(error).into())
}

async fn reset_all(click: &Click<'_>) -> ClickResult {
    let guild = click.guild()?;
    access::must_administrate(click).await?;
    confirm::confirmed(click)?;
    let notice = commit(click, guild, &change::reset_all()).await?;
    click.update(notice).await
}

async fn export(click: &Click<'_>, guild: u64) -> ClickResult {
    let settings = click.after(Seen::ByAsker, click.app().server_settings(Some(guild))).await?;
    let text = say!(click.language().await, "settings-exported");
    click.whisper(Answer::new(text).picture(import::file(guild, &settings), "JSON")).await
}

async fn show_log(click: &Click<'_>, guild: u64, before: &str) -> ClickResult {
    let language = click.language().await;
    if before == "last" {
        return click.whisper(log::page(click.data, guild, None, language).await?).await;
    }
    let before = before.parse().map_err(|_| unknown())?;
    click.update(log::page(click.data, guild, Some(before), language).await?).await
}

/// What was shown is imported; a later draft, or one of somebody else, is not.
async fn import_draft(click: &Click<'_>) -> ClickResult {
    let guild = click.guild()?;
    access::must_administrate(click).await?;
    let (id, language) = (confirm::confirmed(click)?, click.language().await);
    let draft = click.after_updating(click.app().draft(guild, click.user(), id)).await?;
    let draft = draft.ok_or_else(|| UserError::saying(|language| say!(language, "settings-import-gone")))?;
    let changes = import::read(click.data, guild, &draft.text, language).map_err(UserError::new)?;
    let notice = commit(click, guild, &changes).await?;
    click.update(notice).await
}
