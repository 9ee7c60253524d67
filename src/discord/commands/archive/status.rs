//! `archive status`: how a server's archive stands at each destination.

use super::text::{ago, name};
use super::whose::Whose;
use crate::app::{ArchivePlace, ArchiveReport};
use crate::discord::context::{CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::size::size;
use crate::store::Timestamp;
use crate::words::say;

/// Show how many copies stand where, what waits, and when one was proven last.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn status(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge_privately(ctx).await;
    let whose = Whose::of(ctx).await?;
    let app = &ctx.data().app;
    let report = app.archive_of(whose.owner, &whose.destinations(app).await?).await?;
    reply::whisper(ctx, text(&report, whose)).await
}

fn text(report: &ArchiveReport, whose: Whose) -> String {
    let language = whose.language;
    let mut lines = vec![match whose.guild {
        Some(_) => say!(language, "archive-status-of-server"),
        None => say!(language, "archive-status-own"),
    }];
    if let Err(reason) = &report.sync {
        let reason = whose.reason(reason).unwrap_or_default();
        lines.push(say!(language, "archive-offline", reason = reason));
    }
    lines.extend(report.places.iter().map(|place| line(place, whose)));
    lines.push(match report.oldest_unarchived {
        Some((id, since)) => {
            say!(language, "archive-oldest-unarchived", id = id.to_string(), since = ago(since))
        }
        None => say!(language, "archive-nothing-waits"),
    });
    lines.join("\n")
}

/// One destination.
fn line(place: &ArchivePlace, whose: Whose) -> String {
    let (language, counts) = (whose.language, &place.counts);
    let stands = say!(
        language,
        "archive-status-stands",
        name = name(&place.destination),
        copies = counts.archived,
        size = size(counts.bytes)
    );
    let mut parts = vec![stands];
    let now = Timestamp::now();
    if counts.waiting > 0 {
        parts.push(say!(language, "archive-status-waiting", count = counts.waiting));
    }
    if counts.dead > 0 {
        parts.push(say!(language, "archive-status-given-up", count = counts.dead));
    }
    if counts.lost > 0 {
        parts.push(say!(language, "archive-status-lost", count = counts.lost));
    }
    if place.removing > 0 {
        parts.push(say!(language, "archive-status-removing", count = place.removing));
    }
    match &counts.paused {
        Some((until, reason)) if *until > now => {
            let reason = whose.reason(reason).unwrap_or_default();
            parts.push(say!(language, "archive-status-paused", until = ago(*until), reason = reason));
        }
        _ => {
            let trouble = counts.trouble.as_deref().and_then(|trouble| whose.reason(trouble));
            parts
                .extend(trouble.map(|reason| say!(language, "archive-status-last-failure", reason = reason)));
        }
    }
    if let Some(at) = place.last_proof {
        parts.push(say!(language, "archive-status-last-proof", at = ago(at)));
    }
    format!("• {}", parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DestinationCounts, RitualId};
    use crate::words::Language;

    #[test]
    fn a_server_is_told_what_stands_waits_and_failed() {
        let counts = DestinationCounts {
            archived: 12,
            bytes: 13_200_000,
            waiting: 2,
            dead: 1,
            lost: 1,
            trouble: Some("it is away.\n(rclone: boom)".to_owned()),
            ..DestinationCounts::default()
        };
        let place = ArchivePlace {
            destination: "mega:x".parse().expect("a destination"),
            counts,
            removing: 3,
            last_proof: Some(Timestamp(1_700_000_000_000)),
        };
        let id = RitualId::new();
        let report = ArchiveReport {
            sync: Ok("rclone".to_owned()),
            places: vec![place],
            oldest_unarchived: Some((id, Timestamp(1_600_000_000_000))),
        };
        let whose = Whose { owner: 1, guild: Some(1), user: 2, language: Language::English };
        assert_eq!(
            text(&report, whose),
            format!(
                "**The archive of this server**\n\
                 • `mega:x`: 12 copies (13.2 MB); 2 waiting; 1 given up; 1 lost; 3 being removed; the last failure: it is \
                 away; last proof <t:1700000000:R>\n\
                 Oldest ritual not archived: `{id}`, from <t:1600000000:R>"
            )
        );
        let own = text(&report, Whose { guild: None, ..whose });
        assert!(own.starts_with("**Your archive**\n") && !own.contains("away"), "{own}");
    }
}
