//! Deleting a ritual: who may, the question before it, and what is done.
//!
//! Its message is taken away by the job that wrote it, so that a restart or a pause of Discord's keeps nothing from
//! happening; it may be gone already. What the ritual left in the lore of its server stays.

use serenity::model::Permissions;

use super::click::{Click, ClickResult};
use super::confirm::{self, Confirmation};
use super::custom_id::CustomId;
use super::part::Part;
use crate::discord::context::Context;
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::components::{Button, Look};
use crate::discord::messages::reply::Answer;
use crate::discord::messages::ritual_row::DELETE;
use crate::discord::owners;
use crate::store::{AskedIn, RitualId, RitualView};
use crate::words::{Language, say};

/// The words of the buttons that answer the question.
const WITHOUT_COPIES: &str = "delete-message";
const WITH_COPIES: &str = "delete-copies";

/// What belongs to them.
pub(super) const PARTS: &[Part] = &[
    Part { word: DELETE, run: |click| Box::pin(ask(click)) },
    Part { word: WITHOUT_COPIES, run: |click| Box::pin(delete(click, false)) },
    Part { word: WITH_COPIES, run: |click| Box::pin(delete(click, true)) },
];

/// The button.
pub(crate) fn button(view: &RitualView, language: Language) -> Option<Button> {
    let id = CustomId::new(DELETE, view.ritual.id).ok()?;
    Some(Button::new(&id, &say!(language, "delete-button"), Look::Danger))
}

/// Whether who uses a command may delete a ritual: whoever asked for it, a moderator, or the operator.
pub(crate) async fn may(ctx: Context<'_>, view: &RitualView) -> bool {
    let user = ctx.author().id;
    let moderates = match ctx {
        Context::Application(ctx) => {
            let member = ctx.interaction.member.as_ref();
            member.and_then(|member| member.permissions).is_some_and(moderates)
        }
        // A message does not say what its author may do; the button asks again.
        Context::Prefix(_) => false,
    };
    view.ritual.origin.user() == Some(user.get()) || moderates || owners::owns(ctx.data(), user).await
}

/// The same for whoever clicked.
pub(crate) async fn may_click(click: &Click<'_>, view: &RitualView) -> bool {
    view.ritual.origin.user() == Some(click.user())
        || moderates(click.permissions)
        || owners::owns(click.data, click.asked.user).await
}

fn moderates(held: Permissions) -> bool {
    held.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR)
}

/// Asks before anything is lost.
async fn ask(click: &Click<'_>) -> ClickResult {
    let id = click.id.ritual().map_err(|_| gone())?;
    let view = deletable(click, id).await?;
    let language = click.language().await;
    let policy = click.app().server_settings(click.guild).await?.delete_archive;
    let copies = view.archives.len();
    let question = match copies {
        0 => say!(language, "delete-question"),
        copies => say!(language, "delete-question-archived", copies = copies, policy = <&str>::from(policy)),
    };
    let (kept, whole) = (say!(language, "delete-without-copies"), say!(language, "delete-with-copies"));
    let plain = say!(language, "delete-confirm");
    let mut choices: Vec<(&'static str, &str)> = Vec::new();
    if copies == 0 {
        choices.push((WITHOUT_COPIES, &plain));
    } else {
        choices.extend(policy.keeps().then_some((WITHOUT_COPIES, kept.as_str())));
        choices.extend(policy.removes().then_some((WITH_COPIES, whole.as_str())));
    }
    let what = id.to_string();
    let sure = Confirmation { word: choices[0].0, what: &what, label: choices[0].1, language };
    let asked = sure.asked_or(click.user(), question, &choices[1..]).map_err(anyhow::Error::from)?;
    click.whisper(asked).await
}

/// Deletes what was confirmed, if the server's policy still allows it.
async fn delete(click: &Click<'_>, copies: bool) -> ClickResult {
    let id: RitualId = confirm::confirmed(click)?.parse().map_err(|_| gone())?;
    let language = click.language().await;
    let view = deletable(click, id).await?;
    let policy = click.app().server_settings(click.guild).await?.delete_archive;
    let allowed = view.archives.is_empty() || if copies { policy.removes() } else { policy.keeps() };
    if !allowed {
        return Err(UserError::saying(|language| say!(language, "delete-policy-changed")).into());
    }
    let by = Some(click.user());
    let removed = click.after_updating(click.app().delete(&view, copies, by)).await?;
    let said: Answer = say!(language, "delete-done", copies = removed).into();
    click.update(said).await
}

/// The ritual, if it is of where somebody clicks and they may delete it.
async fn deletable(click: &Click<'_>, id: RitualId) -> Result<RitualView, BotError> {
    let view = click.app().shown_ritual(click.owner(), &AskedIn::Anywhere, id).await?.ok_or_else(gone)?;
    if may_click(click, &view).await {
        return Ok(view);
    }
    Err(UserError::saying(|language| say!(language, "delete-not-yours")).into())
}

fn gone() -> UserError {
    UserError::saying(|language| say!(language, "delete-gone"))
}
