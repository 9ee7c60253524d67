//! `status`: how the bot and everything it needs are doing.

use std::fmt::Write as _;
use std::time::Duration;

use crate::app::{DestinationStatus, StatusReport};
use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::text::{code, plain};
use crate::failure::{for_everybody, for_operators};
use crate::store::{DestinationCounts, GivenUp, JobKind, Overview, Proofs};
use crate::sync::Destination;

/// How much of one reason is shown, in characters.
const REASON: usize = 200;
/// The same where rclone's own words are shown as well.
const REASON_FOR_OPERATORS: usize = 400;
/// How much of a destination is shown, in characters.
const NAME: usize = 200;
/// How many jobs are shown that were given up.
const GIVEN_UP: u32 = 3;

/// How much is shown of what a deployment would delete.
const LOST: usize = 400;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![status()]
}

/// Show how I am doing: version, archives, what waits.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn status(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge(ctx).await;
    let data = ctx.data();
    let report = data.app.status().await?;
    let audience = Audience::of(ctx);
    // Whoever asks in a direct message is told how much was given up, and not of whom.
    let given_up = match (audience, ctx.guild_id()) {
        _ if report.overview.dead == 0 => Vec::new(),
        (Audience::Operators, _) => data.app.given_up(None, GIVEN_UP).await?,
        (Audience::Members, Some(guild)) => data.app.given_up(Some(guild.get()), GIVEN_UP).await?,
        (Audience::Members, None) => Vec::new(),
    };
    reply::say(ctx, text(&report, &given_up, audience, data.message_content)).await
}

/// Who reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Whoever is in the channel.
    Members,
    /// Those whom the operator let into the channel where the operator is told things.
    Operators,
}

impl Audience {
    /// Who reads the answer to a command.
    pub(super) fn of(ctx: Context<'_>) -> Self {
        let channel = ctx.data().app.settings().operator_channel;
        if channel == Some(ctx.channel_id().get()) { Self::Operators } else { Self::Members }
    }

    /// A reason as these may read it.
    fn told(self, reason: &str) -> String {
        match self {
            Self::Members => plain(for_everybody(reason), REASON),
            Self::Operators => plain(&for_operators(reason), REASON_FOR_OPERATORS),
        }
    }
}

/// The report in words.
fn text(report: &StatusReport, given_up: &[GivenUp], audience: Audience, message_content: bool) -> String {
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
        let proofs = report.proofs.get(&destination.destination).map(proofs).unwrap_or_default();
        lines.push(format!("{}{proofs}", line(destination, &counts, audience)));
    }
    let configured = |name: &_| report.destinations.iter().any(|status| status.destination == *name);
    for (name, counts) in overview.unconfigured(configured) {
        lines.push(format!("• {} ⚠ not configured any more; {}", self::name(name), copies(counts)));
    }
    lines.push(format!(
        "Rituals: {}, jobs waiting: {}, given up: {}",
        overview.rituals, overview.waiting, overview.dead
    ));
    lines.extend(given_up.iter().map(|job| told_of(job, audience)));
    if overview.dead > 0 {
        lines.push(remedy(overview.dead, given_up.len() as u64, audience));
    }
    lines.push(match overview.oldest_unarchived {
        Some((id, since)) => format!("Oldest ritual not archived: `{id}`, from <t:{}:R>", since.seconds()),
        None => format!("Every {}", archived(overview)),
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

/// One job that was given up: what it was, for whom, and why.
fn told_of(job: &GivenUp, audience: Audience) -> String {
    let what = match job.kind {
        JobKind::Render => "the picture".to_owned(),
        JobKind::Post => "the message".to_owned(),
        JobKind::Archive => format!("the copy for {}", code(&job.destination, 100)),
    };
    let whom = job.user.map(|user| format!(", asked for by <@{user}>")).unwrap_or_default();
    format!("• given up: {what} of the ritual `{}`{whom}: {}", job.ritual, audience.told(&job.reason))
}

/// What can be done about `all` that was given up, of which `shown` was named.
fn remedy(all: u64, shown: u64, audience: Audience) -> String {
    let more = match all.saturating_sub(shown) {
        0 => String::new(),
        _ if shown == 0 => "What was given up is not of this server. ".to_owned(),
        more => format!("… and {more} more. "),
    };
    match audience {
        Audience::Operators => format!("{more}`helix-bot archive retry` where I run tries it all again"),
        Audience::Members if shown == 0 => format!("{more}Whoever runs me can have it tried again"),
        Audience::Members => {
            format!("{more}Whoever manages this server can have it tried again with `/archive retry`")
        }
    }
}

/// What is said of the copies when none is missing.
fn archived(overview: &Overview) -> String {
    let counted = |count: u64, one: &str, done: &str| match count {
        0 => None,
        1 => Some(format!("1 {one} could not be {done}")),
        more => Some(format!("{more} {one}s could not be {done}")),
    };
    let messages = counted(overview.dead_posts, "message", "posted");
    let pictures = counted(overview.dead_renders, "picture", "rendered");
    let failed: Vec<_> = messages.into_iter().chain(pictures).collect();
    if failed.is_empty() {
        return "ritual is archived".to_owned();
    }
    format!("copy that was asked for is archived, but {}", failed.join(" and "))
}

/// How one destination is doing, on one line.
pub(super) fn line(
    destination: &DestinationStatus,
    counts: &DestinationCounts,
    audience: Audience,
) -> String {
    let reach = match &destination.reach {
        Ok(()) => "reachable".to_owned(),
        Err(reason) => format!("⚠ not reachable: {}", audience.told(reason)),
    };
    let mut line = format!("• {} {reach}; {}", name(&destination.destination), copies(counts));
    if let Some((until, reason)) = &counts.paused {
        let _ = write!(line, "; paused until <t:{}:R>: {}", until.seconds(), audience.told(reason));
    } else if let (Audience::Operators, Some(trouble)) = (audience, &counts.trouble) {
        let _ = write!(line, "; the last failure: {}", audience.told(trouble));
    }
    line
}

/// A destination as it is shown.
pub(super) fn name(destination: &Destination) -> String {
    code(&destination.to_string(), NAME)
}

/// How many copies are archived, and how many are not yet.
fn copies(counts: &DestinationCounts) -> String {
    let mut text = format!("{} archived", counts.archived);
    if counts.lost > 0 {
        let _ = write!(text, ", {} lost", counts.lost);
    }
    if counts.waiting > 0 {
        let _ = write!(text, ", {} waiting", counts.waiting);
    }
    if counts.dead > 0 {
        let _ = write!(text, ", {} given up", counts.dead);
    }
    text
}

/// How old the oldest proof is, and how many copies were to be proven again by now.
fn proofs(proofs: &Proofs) -> String {
    let oldest = format!("; oldest proof <t:{}:R>", proofs.oldest.seconds());
    match proofs.overdue {
        0 => oldest,
        Proofs::MOST => format!("{oldest}, {} or more overdue", Proofs::MOST),
        overdue => format!("{oldest}, {overdue} overdue"),
    }
}

/// Days, hours and minutes; seconds only while there is nothing longer.
fn uptime(time: Duration) -> String {
    let seconds = time.as_secs();
    let rounded = if seconds < 60 { seconds } else { seconds - seconds % 60 };
    humantime::format_duration(Duration::from_secs(rounded)).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::store::{RitualId, Timestamp};

    fn report() -> StatusReport {
        let mut overview = Overview { rituals: 12, waiting: 3, dead: 1, ..Overview::default() };
        overview.destinations.insert(
            "mega:".parse().expect("a destination"),
            DestinationCounts {
                waiting: 2,
                dead: 1,
                archived: 9,
                lost: 1,
                put_off: 2,
                trouble: None,
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
            proofs: BTreeMap::from([
                (Destination::local(), Proofs { oldest: Timestamp(1_500_000_000_000), overdue: 0 }),
                ("mega:".parse().expect("a destination"), Proofs { oldest: Timestamp(0), overdue: 3 }),
            ]),
        }
    }

    #[test]
    fn the_status_tells_what_is_well_and_what_is_not() {
        let id = RitualId::new();
        let mut report = report();
        report.overview.oldest_unarchived = Some((id, Timestamp(1_600_000_000_000)));
        let text = text(&report, &[], Audience::Members, true);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "**helix-bot 16.0.0**, up for 3h 12m",
                "Archives through rclone v1.75.2",
                "• `local` reachable; 0 archived; oldest proof <t:1500000000:R>",
                "• `mega:` ⚠ not reachable: no answer; 9 archived, 1 lost, 2 waiting, 1 given up; paused until \
                 <t:1700000000:R>: the login was refused; oldest proof <t:0:R>, 3 overdue",
                "Rituals: 12, jobs waiting: 3, given up: 1",
                "What was given up is not of this server. Whoever runs me can have it tried again",
                &format!("Oldest ritual not archived: `{id}`, from <t:1600000000:R>"),
            ]
        );
    }

    #[test]
    fn copies_for_a_destination_that_is_not_configured_any_more_are_told() {
        let mut report = report();
        report.destinations.pop();
        let text = text(&report, &[], Audience::Members, true);
        assert!(
            text.contains("• `mega:` ⚠ not configured any more; 9 archived, 1 lost, 2 waiting, 1 given up\n"),
            "{text}"
        );
    }

    #[test]
    fn offline_and_deaf_are_said_loudly() {
        let mut report = StatusReport { sync: Err("rclone was not found".to_owned()), ..report() };
        report.overview.dead = 0;
        let text = text(&report, &[], Audience::Members, false);
        assert!(text.contains("⚠ Nothing is being archived: rclone was not found"), "{text}");
        assert!(text.contains("Message Content Intent"), "{text}");
        assert!(text.contains("Every ritual is archived"), "{text}");
    }

    /// A message that could not be posted.
    fn given_up(id: RitualId) -> GivenUp {
        GivenUp {
            kind: JobKind::Post,
            destination: String::new(),
            ritual: id,
            user: Some(3),
            reason: "the channel is gone\n(rclone: boom)".to_owned(),
        }
    }

    #[test]
    fn what_was_given_up_is_named_with_whom_it_was_for_and_what_to_do() {
        let id = RitualId::new();
        let mut report = report();
        report.overview.dead_posts = 1;
        let told = |audience| text(&report, &[given_up(id)], audience, true);
        let members = told(Audience::Members);
        assert!(
            members.contains(&format!(
                "• given up: the message of the ritual `{id}`, asked for by <@3>: the channel is gone\n\
                 Whoever manages this server can have it tried again with `/archive retry`\n"
            )),
            "{members}"
        );
        assert!(
            members.ends_with("Every copy that was asked for is archived, but 1 message could not be posted")
        );
        let operators = told(Audience::Operators);
        assert!(
            operators.contains("the channel is gone (rclone: boom)\n`helix-bot archive retry`"),
            "{operators}"
        );
        let copy = GivenUp { kind: JobKind::Archive, destination: "mega:x".to_owned(), ..given_up(id) };
        assert!(told_of(&copy, Audience::Members).contains("the copy for `mega:x` of the ritual"));
    }

    #[test]
    fn what_rclone_said_of_a_destination_is_for_the_operators_channel_only() {
        let mut report = report();
        let trouble = Some("it failed in a way that is not known\n(rclone: boom)".to_owned());
        let counts = DestinationCounts { waiting: 1, trouble, ..DestinationCounts::default() };
        report.overview.destinations.insert(Destination::local(), counts);
        let told = |audience| text(&report, &[], audience, true);
        assert!(
            told(Audience::Operators)
                .contains("; the last failure: it failed in a way that is not known (rclone: boom)")
        );
        assert!(!told(Audience::Members).contains("boom"));
    }

    #[test]
    fn uptime_is_as_fine_as_it_needs_to_be() {
        assert_eq!(uptime(Duration::from_millis(5900)), "5s");
        assert_eq!(uptime(Duration::from_secs(61)), "1m");
        assert_eq!(uptime(Duration::from_secs(2 * 86_400 + 59)), "2days");
    }
}
