//! `status`: how the bot and everything it needs are doing.

use std::fmt::Write as _;
use std::time::Duration;

use crate::app::{DestinationStatus, StatusReport};
use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::store::DestinationCounts;

/// How much of one reason is shown, in characters.
const REASON: usize = 200;

/// How much is shown of what a deployment would delete.
const LOST: usize = 400;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![status()]
}

/// Show how I am doing: version, archives, what waits.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn status(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge(ctx).await?;
    let data = ctx.data();
    let report = data.app.status().await?;
    reply::say(ctx, text(&report, data.message_content)).await
}

/// The report in words.
fn text(report: &StatusReport, message_content: bool) -> String {
    let overview = &report.overview;
    let mut lines = vec![format!("**helix-bot {}**, up for {}", report.version, uptime(report.uptime))];
    lines.extend(
        report.lost_at_deployment.iter().map(|lost| format!("⚠ **Not safe here**: {}", plain(lost, LOST))),
    );
    lines.push(match &report.sync {
        Ok(carrier) => format!("Archives through {}", plain(carrier, REASON)),
        Err(reason) => format!("⚠ Nothing is being archived: {}", plain(reason, REASON)),
    });
    for destination in &report.destinations {
        let counts = overview.destinations.get(&destination.destination).cloned().unwrap_or_default();
        lines.push(line(destination, &counts));
    }
    let configured = |name: &_| report.destinations.iter().any(|status| status.destination == *name);
    for (name, counts) in overview.unconfigured(configured) {
        lines.push(format!("• `{name}` ⚠ not configured any more; {}", copies(counts)));
    }
    lines.push(format!(
        "Rituals: {}, jobs waiting: {}, given up: {}",
        overview.rituals, overview.waiting, overview.dead
    ));
    lines.push(match overview.oldest_unarchived {
        Some((id, since)) => format!("Oldest ritual not archived: `{id}`, from <t:{}:R>", since.seconds()),
        None => "Every ritual is archived".to_owned(),
    });
    if !message_content {
        lines.push(
            "⚠ Discord does not let me read messages: prefixes work in direct messages only, slash commands and \
             mentions everywhere. The operator can switch on the Message Content Intent in the developer portal"
                .to_owned(),
        );
    }
    lines.join("\n")
}

/// How one destination is doing, on one line.
pub(super) fn line(destination: &DestinationStatus, counts: &DestinationCounts) -> String {
    let reach = match &destination.reach {
        Ok(()) => "reachable".to_owned(),
        Err(reason) => format!("⚠ not reachable: {}", plain(reason, REASON)),
    };
    let mut line = format!("• `{}` {reach}; {}", destination.destination, copies(counts));
    if let Some((until, reason)) = &counts.paused {
        let _ = write!(line, "; paused until <t:{}:R>: {}", until.seconds(), plain(reason, REASON));
    }
    line
}

/// How many copies are archived, and how many are not yet.
fn copies(counts: &DestinationCounts) -> String {
    let mut text = format!("{} archived", counts.archived);
    if counts.waiting > 0 {
        let _ = write!(text, ", {} waiting", counts.waiting);
    }
    if counts.dead > 0 {
        let _ = write!(text, ", {} given up", counts.dead);
    }
    text
}

/// Days, hours and minutes; seconds only while there is nothing longer.
fn uptime(time: Duration) -> String {
    let seconds = time.as_secs();
    let rounded = if seconds < 60 { seconds } else { seconds - seconds % 60 };
    humantime::format_duration(Duration::from_secs(rounded)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Overview, RitualId, Timestamp};
    use crate::sync::Destination;

    fn report() -> StatusReport {
        let mut overview = Overview { rituals: 12, waiting: 3, dead: 1, ..Overview::default() };
        overview.destinations.insert(
            "mega:".parse().expect("a destination"),
            DestinationCounts {
                waiting: 2,
                dead: 1,
                archived: 9,
                put_off: 2,
                paused: Some((Timestamp(1_700_000_000_000), "the login was refused".to_owned())),
            },
        );
        StatusReport {
            lost_at_deployment: None,
            version: "16.0.0",
            uptime: Duration::from_secs(3 * 3600 + 12 * 60 + 5),
            sync: Ok("rclone v1.75.2".to_owned()),
            destinations: vec![
                DestinationStatus { destination: Destination::local(), reach: Ok(()) },
                DestinationStatus {
                    destination: "mega:".parse().expect("a destination"),
                    reach: Err("no answer.".to_owned()),
                },
            ],
            overview,
        }
    }

    #[test]
    fn the_status_tells_what_is_well_and_what_is_not() {
        let id = RitualId::new();
        let mut report = report();
        report.overview.oldest_unarchived = Some((id, Timestamp(1_600_000_000_000)));
        let text = text(&report, true);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "**helix-bot 16.0.0**, up for 3h 12m",
                "Archives through rclone v1.75.2",
                "• `local` reachable; 0 archived",
                "• `mega:` ⚠ not reachable: no answer; 9 archived, 2 waiting, 1 given up; paused until \
                 <t:1700000000:R>: the login was refused",
                "Rituals: 12, jobs waiting: 3, given up: 1",
                &format!("Oldest ritual not archived: `{id}`, from <t:1600000000:R>"),
            ]
        );
    }

    #[test]
    fn copies_for_a_destination_that_is_not_configured_any_more_are_told() {
        let mut report = report();
        report.destinations.pop();
        let text = text(&report, true);
        assert!(
            text.contains("• `mega:` ⚠ not configured any more; 9 archived, 2 waiting, 1 given up\n"),
            "{text}"
        );
    }

    #[test]
    fn offline_and_deaf_are_said_loudly() {
        let report = StatusReport { sync: Err("rclone was not found".to_owned()), ..report() };
        let text = text(&report, false);
        assert!(text.contains("⚠ Nothing is being archived: rclone was not found"), "{text}");
        assert!(text.contains("Message Content Intent"), "{text}");
        assert!(text.contains("Every ritual is archived"), "{text}");
    }

    #[test]
    fn uptime_is_as_fine_as_it_needs_to_be() {
        assert_eq!(uptime(Duration::from_millis(5900)), "5s");
        assert_eq!(uptime(Duration::from_secs(61)), "1m");
        assert_eq!(uptime(Duration::from_secs(2 * 86_400 + 59)), "2days");
    }
}
