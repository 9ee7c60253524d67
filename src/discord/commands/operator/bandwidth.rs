//! The bandwidth limit while the bot runs.

use super::asker::who;
use crate::app::{Bandwidth, Holds};
use crate::discord::context::{CommandResult, Context};
use crate::discord::error::{BotError, UserError};
use crate::discord::messages::reply;
use crate::discord::messages::text::{code, plain};
use crate::failure::{Class, Failure};

/// How much of a reason is shown, in characters.
const REASON: usize = 300;

/// Show or set how fast copies are carried, at once and after each restart.
///
/// In rclone's syntax: `1M`, `512k`, `1M:2M` for up and down, `off`; `default` returns to `HELIX_BWLIMIT`.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn bandwidth(
    ctx: Context<'_>,
    #[description = "1M, 512k, 1M:2M, off, or default; left out it is shown"]
    #[max_length = 40]
    rate: Option<String>,
) -> CommandResult {
    let app = &ctx.data().app;
    let Some(rate) =
        rate.as_deref().map(|rate| rate.trim().trim_matches('`')).filter(|rate| !rate.is_empty())
    else {
        let default = app.settings().bwlimit.as_deref().unwrap_or("off");
        let said = match app.bandwidth().await? {
            Some(rate) => {
                format!("The limit is {}; by default it is {}.", code(&rate, 60), code(default, 200))
            }
            None => format!("The limit is {}, as in the settings.", code(default, 200)),
        };
        return reply::whisper(ctx, said).await;
    };
    let limit = if rate.eq_ignore_ascii_case("default") {
        Bandwidth::Default
    } else {
        Bandwidth::Rate(rate.to_owned())
    };
    // rclone may have to be started for it.
    reply::acknowledge_privately(ctx).await;
    let said = match app.set_bandwidth(&limit, who(ctx)).await.map_err(told)? {
        Holds::Now if limit == Bandwidth::Default => "The limit is that of the settings again.".to_owned(),
        Holds::Now => format!("The limit is {} from now on, also after a restart.", code(rate, 60)),
        Holds::Later => {
            "The limit is that of the settings again, once rclone is started the next time.".to_owned()
        }
    };
    reply::whisper(ctx, said).await
}

/// What rclone says of a limit is for who wrote it.
fn told(error: anyhow::Error) -> BotError {
    let Some(failure) = error.downcast_ref::<Failure>() else { return error.into() };
    let guidance = plain(&failure.guidance, REASON);
    let said = match failure.class {
        Class::Permanent => format!(
            "{}. A timetable is for HELIX_BWLIMIT, which rclone reads at its start.",
            capital(&guidance)
        ),
        _ => format!("rclone could not be asked, so nothing was changed: {guidance}."),
    };
    UserError::new(said).into()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
