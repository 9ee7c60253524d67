//! A text to every server, once it is confirmed; each is told once.

use uuid::Uuid;

use super::asker::{discreetly, not_yours, who};
use crate::discord::buttons::confirm::{Confirmation, confirmed};
use crate::discord::buttons::{Click, ClickResult, Part};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::UserError;
use crate::discord::messages::reply::{self, Answer};
use crate::discord::owners;
use crate::discord::servers;
use crate::store::{Announcement, AnnouncementState, Reached};
use crate::words::Language;

/// The longest text, in characters: there is room for the question around it.
const LONGEST: usize = 1500;

/// The word of the confirming button.
const WORD: &str = "announce";

/// What belongs to the confirming button.
pub(super) const PARTS: &[Part] = &[Part { word: WORD, run: |click| Box::pin(send(click)) }];

/// Tell every server something, after a question; left out it is told how far the last one is.
///
/// It goes to the log channel that a server named, otherwise where its system messages go. Each server is told once, also after a restart.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn announce(
    ctx: Context<'_>,
    #[description = "What to tell them, as it is to be read"]
    #[max_length = 1500]
    #[rest]
    text: Option<String>,
) -> CommandResult {
    discreetly(ctx)?;
    reply::acknowledge_privately(ctx).await;
    let (app, rest) = (&ctx.data().app, &ctx.data().rest);
    let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        let said = match app.latest_announcement().await? {
            Some((announcement, reached)) => progress(&announcement, reached),
            None => "Nothing was announced so far.".to_owned(),
        };
        return reply::whisper(ctx, said).await;
    };
    if text.encode_utf16().count() > LONGEST {
        return Err(UserError::new(format!("An announcement has up to {LONGEST} characters.")).into());
    }
    let servers = servers::count(rest).await.map_err(anyhow::Error::from)?;
    let id = app.ask_announcement(text, who(ctx)).await?;
    let label = format!("Tell {}", number(servers));
    let sure = Confirmation { word: WORD, what: &id.to_string(), label: &label, language: Language::English };
    let question = Answer::new(format!("This is told to {}:\n\n{text}", number(servers)));
    let question = sure.asked(who(ctx), question).map_err(anyhow::Error::from)?;
    reply::answer_privately(ctx, question).await
}

fn number(servers: u64) -> String {
    match servers {
        1 => "1 server".to_owned(),
        more => format!("{more} servers"),
    }
}

/// Begins to tell it.
async fn send(click: &Click<'_>) -> ClickResult {
    if !owners::owns(click.data, click.asked.user).await {
        return Err(not_yours().into());
    }
    let unknown = || UserError::new("I do not know that announcement any more; please write it again.");
    let id: Uuid = confirmed(click)?.parse().map_err(|_| unknown())?;
    let begun = click.after_updating(click.app().confirm_announcement(id, click.user())).await?;
    let said = match begun {
        Some(true) => "It is being told; `operator announce` without a text says how far that is.",
        Some(false) => "That was confirmed already; `operator announce` without a text says how far it is.",
        None => return Err(unknown().into()),
    };
    click.update(said).await
}

/// How far an announcement is.
fn progress(announcement: &Announcement, reached: Reached) -> String {
    let Reached { told, failed, waiting } = reached;
    let far = match announcement.state {
        AnnouncementState::Asked => "not confirmed".to_owned(),
        AnnouncementState::Listing => "the servers are being listed".to_owned(),
        AnnouncementState::Sending => format!("told in {}, {waiting} to go", number(told)),
        AnnouncementState::Done => format!("told in {}", number(told)),
    };
    let failed = match failed {
        0 => String::new(),
        more => format!("; {} had no channel where I may write", number(more)),
    };
    format!("The announcement of <t:{}:f>: {far}{failed}.", announcement.at.seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Timestamp;

    #[test]
    fn it_is_told_how_far_an_announcement_is() {
        let announcement = |state| Announcement {
            id: Uuid::nil(),
            text: String::new(),
            who: 1,
            at: Timestamp(9000),
            state,
            listed: 0,
        };
        let reached = Reached { told: 3, failed: 1, waiting: 2 };
        let text = |state| progress(&announcement(state), reached);
        assert_eq!(
            text(AnnouncementState::Sending),
            "The announcement of <t:9:f>: told in 3 servers, 2 to go; 1 server had no channel where I may write."
        );
        assert!(text(AnnouncementState::Done).contains(": told in 3 servers; 1 server had"));
    }
}
