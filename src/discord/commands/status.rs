//! `status`: how the bot and everything it needs are doing.

use std::fmt::Write as _;
use std::time::Duration;

use super::audience::{Audience, Reader};
use crate::app::{DestinationStatus, StatusReport};
use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::text::{code, plain};
use crate::store::{DestinationCounts, GivenUp, Held, Hold, JobKind, Overview, Proofs, Scope};
use crate::sync::Destination;

/// How much of what carries files is shown, in characters.
const CARRIER: usize = 200;
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
///
/// Members are told of their own server, in direct messages of what they asked for there. Those who manage the server read \
/// why something waits; whoever runs me reads everything.
#[poise::command(prefix_command, slash_command, category = "About me", interaction_context = "Guild | BotDm")]
async fn status(ctx: Context<'_>) -> CommandResult {
    reply::acknowledge(ctx).await;
    let data = ctx.data();
    let reader = Reader::of(ctx).await;
    let report = data.app.status(reader.scope, &reader.destinations(ctx).await?).await?;
    let given_up = match report.overview.dead {
        0 => Vec::new(),
        _ => data.app.given_up(reader.scope, GIVEN_UP).await?,
    };
    reply::say(ctx, text(&report, &given_up, reader, data.message_content)).await
}

/// The report in words.
fn text(report: &StatusReport, given_up: &[GivenUp], reader: Reader, message_content: bool) -> String {
    let (overview, audience) = (&report.overview, reader.audience);
    let mut lines = vec![format!("**helix-bot {}**, up for {}", report.version, uptime(report.uptime))];
    lines.extend(report.lost_at_deployment.iter().map(|lost| not_safe(lost, audience)));
    lines.push(match &report.sync {
        Ok(carrier) => format!("Archives through {}", plain(carrier, CARRIER)),
        Err(reason) => audience.offline(reason),
    });
    lines.extend(report.held.iter().filter_map(|held| held_back(held, audience)));
    for destination in &report.destinations {
        let counts = overview.destinations.get(&destination.destination).cloned().unwrap_or_default();
        let proofs = report.proofs.get(&destination.destination).map(proofs).unwrap_or_default();
        lines.push(format!("{}{proofs}", line(destination, &counts, audience)));
    }
    let configured = |name: &_| report.destinations.iter().any(|status| status.destination == *name);
    for (name, counts) in overview.unconfigured(configured) {
        lines.push(format!("• {} ⚠ not configured any more; {}", self::name(name), copies(counts)));
    }
    lines.push(totals(overview, reader.scope));
    lines.extend(given_up.iter().map(|job| told_of(job, audience)));
    if overview.dead > 0 {
        lines.push(remedy(overview.dead, given_up.len() as u64, reader.scope));
    }
    lines.push(match overview.oldest_unarchived {
        Some((id, since)) => format!("Oldest ritual not archived: `{id}`, from <t:{}:R>", since.seconds()),
        None => format!("Every {}", archived(overview)),
    });
    if !message_content {
        lines.push(deaf(audience).to_owned());
    }
    lines.join("\n")
}

/// What the operator holds back for everybody; a destination is told of with the others.
fn held_back(held: &Held, audience: Audience) -> Option<String> {
    let words = match held.what {
        Hold::Rituals => "⚠ I take no new rituals for now; those that I have taken are finished",
        Hold::Rendering => "⚠ No pictures are made for now; rituals wait until that goes on",
        Hold::Destination(_) => return None,
    };
    let reason = &held.decision.reason;
    Some(if reason.is_empty() { words.to_owned() } else { audience.why(words, reason) })
}

/// What the next deployment takes away.
fn not_safe(lost: &str, audience: Audience) -> String {
    match audience {
        Audience::Members => {
            "⚠ **Not safe here**: what I keep can be lost; whoever runs me can read why".to_owned()
        }
        Audience::Managers | Audience::Operators => format!("⚠ **Not safe here**: {}", plain(lost, LOST)),
    }
}

/// What is said where Discord lets the bot read mentions only.
fn deaf(audience: Audience) -> &'static str {
    match audience {
        Audience::Members => {
            "⚠ Discord does not let me read messages: prefixes work in direct messages only, slash commands and \
             mentions everywhere"
        }
        Audience::Managers | Audience::Operators => {
            "⚠ Discord does not let me read messages: prefixes work in direct messages only, slash commands and \
             mentions everywhere. The operator can switch on the Message Content Intent in the developer portal"
        }
    }
}

/// How much there is in all.
fn totals(overview: &Overview, scope: Scope) -> String {
    let counted = |count: u64| match (scope, count) {
        (Scope::Guild(_) | Scope::User(_), Overview::MOST..) => format!("{} or more", Overview::MOST),
        _ => count.to_string(),
    };
    let whose = match scope {
        Scope::Everything => "Rituals",
        Scope::Guild(_) => "Rituals of this server",
        Scope::User(_) => "Your rituals in direct messages",
    };
    let (rituals, waiting, dead) = (overview.rituals, overview.waiting, overview.dead);
    format!("{whose}: {}, jobs waiting: {}, given up: {}", counted(rituals), counted(waiting), counted(dead))
}

/// One job that was given up: what it was, for whom, and why.
fn told_of(job: &GivenUp, audience: Audience) -> String {
    let what = match job.kind {
        JobKind::Render => "the picture".to_owned(),
        JobKind::Post => "the message".to_owned(),
        JobKind::Archive => format!("the copy for {}", code(&job.destination, 100)),
    };
    let whom = job.user.map(|user| format!(", asked for by <@{user}>")).unwrap_or_default();
    audience.why(&format!("• given up: {what} of the ritual `{}`{whom}", job.ritual), &job.reason)
}

/// What can be done about `all` that was given up, of which `shown` was named.
fn remedy(all: u64, shown: u64, scope: Scope) -> String {
    let more = match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("… and {more} more. "),
    };
    match scope {
        Scope::Everything => format!("{more}`helix-bot archive retry` where I run tries it all again"),
        Scope::User(_) => format!("{more}Whoever runs me can have it tried again"),
        Scope::Guild(_) => {
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
        Err(reason) => audience.why("⚠ not reachable", reason),
    };
    let mut line = format!("• {} {reach}; {}", name(&destination.destination), copies(counts));
    if let Some(reason) = &counts.held {
        let words = "⚠ held back by whoever runs me until that is ended";
        let why = if reason.is_empty() { words.to_owned() } else { audience.why(words, reason) };
        let _ = write!(line, "; {why}");
    }
    let _ = match (&counts.paused, audience, &counts.trouble) {
        (Some((until, _)), Audience::Members, _) => {
            write!(line, "; archiving there pauses and goes on by itself <t:{}:R>", until.seconds())
        }
        (Some((until, reason)), _, _) => {
            write!(line, "; {}", audience.why(&format!("paused until <t:{}:R>", until.seconds()), reason))
        }
        (None, Audience::Managers | Audience::Operators, Some(trouble)) => {
            write!(line, "; {}", audience.why("the last failure", trouble))
        }
        (None, _, _) => Ok(()),
    };
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
    use crate::store::{Decision, RitualId, Timestamp};

    const MEMBERS: Reader = Reader { audience: Audience::Members, scope: Scope::Guild(1) };
    const MANAGERS: Reader = Reader { audience: Audience::Managers, scope: Scope::Guild(1) };
    const OPERATORS: Reader = Reader { audience: Audience::Operators, scope: Scope::Everything };

    fn report() -> StatusReport {
        let mut overview = Overview { rituals: 12, waiting: 3, dead: 1, ..Overview::default() };
        overview.destinations.insert(
            "mega:".parse().expect("a destination"),
            DestinationCounts {
                waiting: 2,
                dead: 1,
                archived: 9,
                bytes: 0,
                lost: 1,
                put_off: 2,
                trouble: None,
                paused: Some((Timestamp(1_700_000_000_000), "the login was refused".to_owned())),
                held: None,
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
            held: Vec::new(),
            proofs: BTreeMap::from([
                (Destination::local(), Proofs { oldest: Timestamp(1_500_000_000_000), overdue: 0 }),
                ("mega:".parse().expect("a destination"), Proofs { oldest: Timestamp(0), overdue: 3 }),
            ]),
        }
    }

    #[test]
    fn what_the_operator_holds_back_is_told_with_its_reason_to_those_who_can_do_something() {
        let mut report = report();
        let decision = Decision { who: 1, reason: "moving house".to_owned(), at: Timestamp(0) };
        let held = |what| Held { what, decision: decision.clone() };
        report.held = vec![held(Hold::Rituals), held(Hold::Destination(Destination::local()))];
        report.overview.destinations.entry(Destination::local()).or_default().held =
            Some("moving".to_owned());
        let members = text(&report, &[], MEMBERS, true);
        assert!(
            members.contains("I take no new rituals for now; those that I have taken are finished\n"),
            "{members}"
        );
        assert!(
            members.contains("`local` reachable; 0 archived; ⚠ held back by whoever runs me until"),
            "{members}"
        );
        assert!(!members.contains("moving"), "{members}");
        let managers = text(&report, &[], MANAGERS, true);
        assert!(
            managers.contains("are finished: moving house\n") && managers.contains("ended: moving"),
            "{managers}"
        );
    }

    #[test]
    fn the_status_tells_what_is_well_and_what_is_not() {
        let id = RitualId::new();
        let mut report = report();
        report.overview.oldest_unarchived = Some((id, Timestamp(1_600_000_000_000)));
        let text = text(&report, &[], OPERATORS, true);
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
                "… and 1 more. `helix-bot archive retry` where I run tries it all again",
                &format!("Oldest ritual not archived: `{id}`, from <t:1600000000:R>"),
            ]
        );
    }

    #[test]
    fn copies_for_a_destination_that_is_not_configured_any_more_are_told() {
        let mut report = report();
        report.destinations.pop();
        let text = text(&report, &[], MEMBERS, true);
        assert!(
            text.contains("• `mega:` ⚠ not configured any more; 9 archived, 1 lost, 2 waiting, 1 given up\n"),
            "{text}"
        );
    }

    #[test]
    fn offline_and_deaf_are_said_loudly() {
        let mut report = StatusReport { sync: Err("rclone was not found".to_owned()), ..report() };
        report.overview.dead = 0;
        let members = text(&report, &[], MEMBERS, false);
        assert!(members.contains("⚠ Archiving pauses now and goes on by itself\n"), "{members}");
        assert!(members.contains("prefixes work in direct messages only"), "{members}");
        assert!(!members.contains("rclone") && !members.contains("portal"), "{members}");
        let text = text(&report, &[], MANAGERS, false);
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
        let told = |reader| text(&report, &[given_up(id)], reader, true);
        let members = told(MEMBERS);
        assert!(members.contains(&format!("ritual `{id}`, asked for by <@3>\n")), "{members}");
        let managers = told(MANAGERS);
        assert!(
            managers.contains(&format!(
                "• given up: the message of the ritual `{id}`, asked for by <@3>: the channel is gone\n\
                 Whoever manages this server can have it tried again with `/archive retry`\n"
            )),
            "{managers}"
        );
        assert!(
            members.ends_with("Every copy that was asked for is archived, but 1 message could not be posted")
        );
        let operators = told(OPERATORS);
        assert!(
            operators.contains("the channel is gone (rclone: boom)\n`helix-bot archive retry`"),
            "{operators}"
        );
        let copy = GivenUp { kind: JobKind::Archive, destination: "mega:x".to_owned(), ..given_up(id) };
        assert!(told_of(&copy, Audience::Members).contains("the copy for `mega:x` of the ritual"));
    }

    #[test]
    fn why_a_copy_waits_is_for_those_who_can_do_something_about_it() {
        let mut report = report();
        let trouble = Some("it failed in a way that is not known\n(rclone: boom)".to_owned());
        let counts = DestinationCounts { waiting: 1, trouble, ..DestinationCounts::default() };
        report.overview.destinations.insert(Destination::local(), counts);
        let told = |reader| text(&report, &[], reader, true);
        let failure = "; the last failure: it failed in a way that is not known";
        assert!(told(OPERATORS).contains(&format!("{failure} (rclone: boom)")));
        let managers = told(MANAGERS);
        assert!(
            managers.contains(failure) && managers.contains("⚠ not reachable: no answer; "),
            "{managers}"
        );
        assert!(managers.contains("; paused until <t:1700000000:R>: the login was refused"), "{managers}");
        let members = told(MEMBERS);
        assert!(
            members.contains("; archiving there pauses and goes on by itself <t:1700000000:R>"),
            "{members}"
        );
        for word in ["boom", "failed", "no answer", "refused"] {
            assert!(!members.contains(word), "{members}");
        }
    }

    #[test]
    fn totals_say_whose_they_are_and_where_counting_ended() {
        let overview = Overview { rituals: 10_000, waiting: 3, dead: 0, ..Overview::default() };
        assert_eq!(totals(&overview, Scope::Everything), "Rituals: 10000, jobs waiting: 3, given up: 0");
        assert_eq!(
            totals(&overview, Scope::Guild(1)),
            "Rituals of this server: 10000 or more, jobs waiting: 3, given up: 0"
        );
        assert!(
            totals(&overview, Scope::User(1)).starts_with("Your rituals in direct messages: 10000 or more, ")
        );
    }

    #[test]
    fn uptime_is_as_fine_as_it_needs_to_be() {
        assert_eq!(uptime(Duration::from_millis(5900)), "5s");
        assert_eq!(uptime(Duration::from_secs(61)), "1m");
        assert_eq!(uptime(Duration::from_secs(2 * 86_400 + 59)), "2days");
    }
}
