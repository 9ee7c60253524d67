//! The log of changes, page by page.

use super::part::id;
use super::text;
use crate::discord::context::Data;
use crate::discord::error::BotError;
use crate::discord::messages::components::{Button, Look, Row};
use crate::discord::messages::reply::Answer;
use crate::words::{Language, say};

/// How many changes stand on a page.
const PAGE: u32 = 10;

/// The changes with numbers below `before`; without it, the last.
pub(crate) async fn page(
    data: &Data,
    guild: u64,
    before: Option<u64>,
    language: Language,
) -> Result<Answer, BotError> {
    let mut changes = data.app.settings_log(guild, before, PAGE + 1).await?;
    let is_more = changes.len() > PAGE as usize;
    changes.truncate(PAGE as usize);
    let mut lines = vec![say!(language, "settings-log")];
    if changes.is_empty() {
        lines.push(say!(language, "settings-log-empty"));
    }
    for change in &changes {
        let (when, who) = (format!("<t:{}:R>", change.at.seconds()), format!("<@{}>", change.person));
        let what = text::changed(language, change);
        lines.push(say!(language, "settings-log-line", when = when, who = who, what = what));
    }
    let mut buttons = Vec::new();
    let newest = changes.first().map_or(0, |change| change.number);
    if let Some(before) = before.filter(|before| newest.saturating_add(1) == *before) {
        // What is newer than this page: the page whose last change is the one before which this one begins.
        let newer = before.saturating_add(u64::from(PAGE));
        let label = say!(language, "settings-newer");
        buttons.push(Button::new(&id(format_args!("log:{newer}"))?, &label, Look::Secondary));
    }
    if let Some(last) = changes.last().filter(|_| is_more) {
        let label = say!(language, "settings-older");
        buttons.push(Button::new(&id(format_args!("log:{}", last.number))?, &label, Look::Secondary));
    }
    Ok(Answer::new(lines.join("\n")).row(Row::buttons(buttons)))
}
