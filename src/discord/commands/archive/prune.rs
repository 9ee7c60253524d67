//! `archive prune`: shows exactly which copies would go, and removes those once that is confirmed.
//!
//! What is confirmed is bound to the very copies that were shown: their code stands in the button's id. If they are others
//! by then, they are shown anew. Where nothing would be left at a destination, the code has to be typed.

mod rules;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use self::rules::Rules;
use super::pull::places;
use super::text::name;
use super::whose::Whose;
use crate::app::{App, PrunePlan, PruneRules, Retention, age};
use crate::discord::buttons::confirm::{Confirmation, confirmed};
use crate::discord::buttons::{Click, ClickResult, CustomId, Part};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::components::{Field, Form};
use crate::discord::messages::reply::{self, Answer, Live};
use crate::discord::messages::size::size;
use crate::discord::rest::Upload;
use crate::failure::for_everybody;
use crate::store::Timestamp;
use crate::words::say;

/// How many copies are shown in the message itself; the rest stand in a file.
const SHOWN: usize = 8;
/// How often it is told how far it is, and for how long at most: the interaction's token lives for 15 minutes.
const EVERY: Duration = Duration::from_secs(3);
const WATCHED: Duration = Duration::from_mins(13);

/// The words of the buttons: it is confirmed; the code is to be typed; it was typed.
const GO: &str = "prune";
const ASK: &str = "prune-all";
const TYPED: &str = "prune-code";
/// The field for the code.
const CODE: &str = "code";

pub(super) const PARTS: &[Part] = &[
    Part { word: GO, run: |click| Box::pin(go(click)) },
    Part { word: ASK, run: |click| Box::pin(ask_for_code(click)) },
    Part { word: TYPED, run: |click| Box::pin(typed(click)) },
];

/// Show which copies no rule keeps, and remove them once you confirm.
///
/// `keep-last` keeps the latest rituals, `keep-daily` the latest of each of the last days, `keep-within` all of the last \
/// time, such as 30d; what any of them keeps, stays. Nothing is removed before you confirm exactly what is shown. In a \
/// message: `archive prune keep-last:100 keep-within:30d`.
#[poise::command(slash_command)]
pub(super) async fn prune(
    ctx: Context<'_>,
    #[description = "Keep the latest so many rituals"]
    #[rename = "keep-last"]
    #[min = 0]
    #[max = 1_000_000]
    keep_last: Option<i64>,
    #[description = "Keep the latest ritual of each of the last so many days"]
    #[rename = "keep-daily"]
    #[min = 0]
    #[max = 1_000_000]
    keep_daily: Option<i64>,
    #[description = "Keep rituals that are not older, such as 30d"]
    #[rename = "keep-within"]
    #[max_length = 40]
    keep_within: Option<String>,
    #[description = "At this destination only"]
    #[max_length = 100]
    #[autocomplete = "places"]
    destination: Option<String>,
    #[description = "Also rituals of which another copy is still to be made"]
    #[rename = "under-way"]
    under_way: Option<bool>,
) -> CommandResult {
    let number = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let within = keep_within.map(|text| age(&text)).transpose().map_err(UserError::from)?;
    let rules = Rules {
        retention: Retention { last: number(keep_last), daily: number(keep_daily), within },
        destination,
        under_way: under_way == Some(true),
        confirm: None,
    };
    begin(ctx, rules).await
}

/// The same from a message.
#[poise::command(prefix_command, rename = "prune")]
pub(super) async fn by_message(ctx: Context<'_>, #[rest] rules: Option<String>) -> CommandResult {
    begin(ctx, rules.unwrap_or_default().parse()?).await
}

async fn begin(ctx: Context<'_>, rules: Rules) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let whose = Whose::of(ctx).await?;
    if rules.retention.is_empty() {
        return Err(UserError::saying(|language| say!(language, "archive-prune-keep-what")).into());
    }
    let app = &ctx.data().app;
    let at = match &rules.destination {
        Some(name) => Some(whose.destination(app, name).await?),
        None => None,
    };
    let wanted = PruneRules { retention: rules.retention, at, under_way: rules.under_way };
    let plan = app.plan_prune(whose.owner, &wanted, Timestamp::now()).await?;
    if rules.confirm.as_deref() == Some(&plan.code) && !plan.going.is_empty() {
        let batch = app.prune(&plan, Some(whose.user)).await?;
        let first = say!(whose.language, "archive-prune-begun", count = plan.going.len() as u64);
        let live = Live::answer(ctx, first.into()).await?;
        watch(Arc::clone(app), whose, batch, live);
        return Ok(());
    }
    reply::answer_privately(ctx, question(&plan, &wanted, whose)?).await
}

/// What would go, with the button that confirms it.
fn question(plan: &PrunePlan, rules: &PruneRules, whose: Whose) -> Result<Answer, BotError> {
    let language = whose.language;
    let mut text = summary(plan, whose);
    if plan.going.is_empty() {
        return Ok(Answer::new(text));
    }
    for copy in plan.going.iter().take(SHOWN) {
        let place = crate::discord::messages::text::plain(&copy.destination.full_path(&copy.path), 120);
        let _ = write!(text, "\n• {place} ({})", size(copy.bytes));
    }
    let rest = plan.going.len().saturating_sub(SHOWN);
    if rest > 0 {
        let _ = write!(text, "\n{}", say!(language, "archive-prune-in-file", count = rest as u64));
    }
    let (word, label) = if plan.emptied.is_empty() {
        (GO, say!(language, "archive-prune-confirm", count = plan.going.len() as u64))
    } else {
        let names: Vec<_> = plan.emptied.iter().map(name).collect();
        let told =
            say!(language, "archive-prune-empties", names = names.join(", "), code = plan.code.as_str());
        let _ = write!(text, "\n{told}");
        (ASK, say!(language, "archive-prune-type"))
    };
    let what = rules::written(rules, &plan.code);
    let sure = Confirmation { word, what: &what, label: &label, language };
    let mut answer = sure.asked(whose.user, text).map_err(anyhow::Error::from)?;
    if rest > 0 {
        answer = answer.picture(file(plan), &say!(language, "archive-prune-file"));
    }
    Ok(answer)
}

fn summary(plan: &PrunePlan, whose: Whose) -> String {
    let language = whose.language;
    let mut lines = vec![say!(
        language,
        "archive-prune-summary",
        going = plan.going.len() as u64,
        size = size(plan.bytes()),
        staying = plan.staying
    )];
    if plan.spared > 0 {
        lines.push(say!(language, "archive-prune-spared", count = plan.spared));
    }
    if plan.more > 0 {
        lines.push(say!(language, "archive-prune-more", count = plan.more));
    }
    lines.join("\n")
}

/// All that would go, a line each.
fn file(plan: &PrunePlan) -> Upload {
    let mut text = String::new();
    for copy in &plan.going {
        let place = crate::printable::printable(&copy.destination.full_path(&copy.path)).into_owned();
        let _ = writeln!(text, "{}\t{}\t{place}", copy.ritual, copy.bytes);
    }
    Upload { name: "prune.txt".to_owned(), kind: "text/plain; charset=utf-8", bytes: text.into_bytes() }
}

/// The confirming button.
async fn go(click: &Click<'_>) -> ClickResult {
    let what = confirmed(click)?.to_owned();
    carry_out(click, &what, false).await
}

/// The button where nothing would be left: opens the form in which the code is typed.
async fn ask_for_code(click: &Click<'_>) -> ClickResult {
    confirmed(click)?;
    let language = Whose::clicking(click).await?.language;
    // The same argument: who was asked, and until when it counts.
    let id = CustomId::new(TYPED, click.id.argument()).map_err(anyhow::Error::from)?;
    let field = Field::line(CODE, &say!(language, "archive-prune-code")).at_most(40).required();
    click.open(&Form::new(&id, &say!(language, "archive-prune-type")).field(field)).await
}

/// The form with the code.
async fn typed(click: &Click<'_>) -> ClickResult {
    let what = confirmed(click)?.to_owned();
    let (_, code) = rules::read(&what).ok_or_else(forged)?;
    let typed = click.fields.get(CODE).map(|typed| typed.trim()).unwrap_or_default();
    if !typed.eq_ignore_ascii_case(&code) {
        return Err(UserError::saying(|language| say!(language, "archive-prune-wrong-code")).into());
    }
    carry_out(click, &what, true).await
}

/// Removes what was shown, if it is the same still; else shows what would go now.
async fn carry_out(click: &Click<'_>, what: &str, is_typed: bool) -> ClickResult {
    let whose = Whose::clicking(click).await?;
    let (written, code) = rules::read(what).ok_or_else(forged)?;
    click.defer_update().await;
    let app = &click.data.app;
    let at = match written.place {
        None => None,
        Some(mark) => {
            let known = whose.destinations(app).await?;
            let found = known.into_iter().find(|destination| rules::mark(destination) == mark);
            Some(found.ok_or_else(forged)?)
        }
    };
    let rules = PruneRules { retention: written.retention, at, under_way: written.under_way };
    let plan = app.plan_prune(whose.owner, &rules, Timestamp::now()).await?;
    let needs_code = !plan.emptied.is_empty() && !is_typed;
    if plan.code != code || plan.going.is_empty() || needs_code {
        let anew = question(&plan, &rules, whose)?;
        let text = format!("{}\n{}", say!(whose.language, "archive-prune-changed"), anew.text());
        return click.update(anew.saying(text)).await;
    }
    let batch = app.prune(&plan, Some(whose.user)).await?;
    let first = say!(whose.language, "archive-prune-begun", count = plan.going.len() as u64);
    let live = Live::update(click, first.into()).await?;
    watch(Arc::clone(app), whose, batch, live);
    Ok(())
}

fn forged() -> UserError {
    UserError::saying(|language| say!(language, "archive-prune-forged"))
}

/// Tells how far the removal is, and its end.
fn watch(app: Arc<App>, whose: Whose, batch: String, live: Live) {
    let language = whose.language;
    tokio::spawn(async move {
        let begun = tokio::time::Instant::now();
        let mut told = 0;
        loop {
            let Ok(counts) = app.removals_of(&batch).await else { break };
            let done = counts.removed + counts.missing + counts.kept + counts.dead;
            if counts.waiting <= counts.put_off || begun.elapsed() > WATCHED {
                let mut lines = vec![say!(
                    language,
                    "archive-prune-done",
                    removed = counts.removed,
                    missing = counts.missing
                )];
                if counts.kept > 0 {
                    lines.push(say!(language, "archive-prune-kept", count = counts.kept));
                }
                if counts.dead + counts.waiting > 0 {
                    let reason = counts.trouble.as_deref().map(for_everybody).unwrap_or_default();
                    let reason = whose.reason(reason).unwrap_or_default();
                    let count = counts.dead + counts.waiting;
                    lines.push(say!(language, "archive-prune-waits", count = count, reason = reason));
                }
                return live.end(lines.join("\n")).await;
            }
            if done > told {
                let all = done + counts.waiting;
                live.tell(say!(language, "archive-prune-goes-on", done = done, all = all)).await;
                told = done;
            }
            sleep(EVERY).await;
        }
    });
}
