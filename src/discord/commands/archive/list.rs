//! `archive list`: the rituals of a server with their copies, page by page.

use super::text::{ago, name};
use super::whose::Whose;
use crate::app::App;
use crate::discord::buttons::{Click, ClickResult, CustomId, Part};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::components::{Button, Look, Row};
use crate::discord::messages::reply::{self, Answer};
use crate::store::{Archive, ArchiveState, OwnedPage, RemovalState, RitualId, RitualView};
use crate::words::{Language, say};

/// How many rituals stand on a page.
const ROWS: u32 = 6;
/// The word of the buttons that turn a page; behind it `b` and the last ritual of the page before, or `a` and the first of
/// the page after.
const WORD: &str = "archive-list";

pub(super) const PARTS: &[Part] = &[Part { word: WORD, run: |click| Box::pin(turn(click)) }];

/// List the latest rituals with their copies, page by page.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn list(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let whose = Whose::of(ctx).await?;
    let answer = page(&ctx.data().app, whose, OwnedPage::Latest).await?;
    reply::answer_privately(ctx, answer).await
}

/// Shows the page that a button asks for.
async fn turn(click: &Click<'_>) -> ClickResult {
    let wanted = read(click.id.argument()).ok_or_else(|| {
        BotError::from(UserError::saying(|language| say!(language, "archive-list-no-such-page")))
    })?;
    let whose = Whose::clicking(click).await?;
    click.defer_update().await;
    click.update(page(click.app(), whose, wanted).await?).await
}

fn read(argument: &str) -> Option<OwnedPage> {
    let (kind, id) = argument.split_at_checked(1)?;
    let ritual: RitualId = id.parse().ok()?;
    // An id has one spelling.
    (ritual.to_string() == id).then_some(())?;
    match kind {
        "b" => Some(OwnedPage::Before(ritual)),
        "a" => Some(OwnedPage::After(ritual)),
        _ => None,
    }
}

async fn page(app: &App, whose: Whose, wanted: OwnedPage) -> Result<Answer, BotError> {
    // One more than is shown says whether there are more.
    let mut rows = app.archived_page(whose.owner, wanted, ROWS + 1).await?;
    let is_more = rows.len() > ROWS as usize;
    let (newer, older) = match wanted {
        OwnedPage::Latest => (false, is_more),
        OwnedPage::Before(_) => (true, is_more),
        OwnedPage::After(_) => (is_more, true),
    };
    if is_more && matches!(wanted, OwnedPage::After(_)) {
        rows.remove(0);
    }
    rows.truncate(ROWS as usize);
    if let (true, OwnedPage::After(_)) = (rows.is_empty(), wanted) {
        return Box::pin(page(app, whose, OwnedPage::Latest)).await;
    }
    let mut answer = Answer::new(text(&rows, whose.language));
    let mut buttons = Vec::new();
    if let (true, Some(first)) = (newer, rows.first()) {
        buttons.push(button('a', first.ritual.id, &say!(whose.language, "archive-list-newer"))?);
    }
    if let (true, Some(last)) = (older, rows.last()) {
        buttons.push(button('b', last.ritual.id, &say!(whose.language, "archive-list-older"))?);
    }
    answer = answer.row(Row::buttons(buttons));
    Ok(answer)
}

fn button(kind: char, ritual: RitualId, label: &str) -> Result<Button, BotError> {
    let id = CustomId::new(WORD, format_args!("{kind}{ritual}")).map_err(anyhow::Error::from)?;
    Ok(Button::new(&id, label, Look::Secondary))
}

fn text(rows: &[RitualView], language: Language) -> String {
    if rows.is_empty() {
        return say!(language, "archive-list-empty");
    }
    let lines = rows.iter().map(|view| {
        let (id, made) = (view.ritual.id, view.ritual.accepted.seconds());
        let copies: Vec<_> = view.archives.iter().map(|archive| copy(archive, language)).collect();
        format!("• `{id}` <t:{made}:f>: {}", copies.join(", "))
    });
    let title = say!(language, "archive-list-title");
    std::iter::once(title).chain(lines).collect::<Vec<_>>().join("\n")
}

/// How one copy stands.
fn copy(archive: &Archive, language: Language) -> String {
    let name = name(&archive.destination);
    match &archive.state {
        ArchiveState::Pending => say!(language, "archive-copy-waits", name = name),
        ArchiveState::Retrying { at, .. } => {
            say!(language, "archive-copy-retried", name = name, at = ago(*at))
        }
        ArchiveState::Dead { .. } => say!(language, "archive-copy-given-up", name = name),
        ArchiveState::Archived(_) => say!(language, "archive-copy-stands", name = name),
        ArchiveState::Removed(copy) => match copy.state {
            RemovalState::Waiting(_) => say!(language, "archive-copy-is-removed", name = name),
            RemovalState::Gone(at) => say!(language, "archive-copy-removed", name = name, at = ago(at)),
            RemovalState::Kept(_) | RemovalState::Dead(_) => {
                say!(language, "archive-copy-not-removed", name = name)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_from_a_button_and_nothing_else_is() {
        let id = RitualId::new();
        assert_eq!(read(&format!("b{id}")), Some(OwnedPage::Before(id)));
        assert_eq!(read(&format!("a{id}")), Some(OwnedPage::After(id)));
        for forged in ["", "b", "x", &format!("c{id}"), &format!("b{}", id.0.simple()), "bé"] {
            assert_eq!(read(forged), None, "{forged}");
        }
    }
}
