//! What the status says, and to whom.

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::jobs::Room;
use crate::store::{Decision, RitualId};
use crate::sync::Destination;

const MEMBERS: Reader =
    Reader { audience: Audience::Members, scope: Scope::Guild(1), language: Language::English };
const MANAGERS: Reader =
    Reader { audience: Audience::Managers, scope: Scope::Guild(1), language: Language::English };
const OPERATORS: Reader =
    Reader { audience: Audience::Operators, scope: Scope::Everything, language: Language::English };

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
        disk: DiskUse::default(),
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
    report.overview.destinations.entry(Destination::local()).or_default().held = Some("moving".to_owned());
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
fn a_disk_that_runs_low_is_told_with_what_it_keeps_people_from_and_its_numbers_to_the_operator() {
    let mut report = report();
    let mut told = |available: u64, reader| {
        let room = Some(Room { size: 10_000_000_000, available });
        report.disk = DiskUse { room, spool: 1_230_000, spool_max: Some(1_000_000_000) };
        text(&report, &[], reader, true)
    };
    assert!(!told(5_000_000_000, MEMBERS).to_lowercase().contains("disk"));
    assert!(told(5_000_000_000, OPERATORS).contains(
        "\nDisk: 5.0 GB of 10.0 GB free; the spool holds 1.2 MB, and proven pictures leave it early above 1.0 GB\n"
    ));
    let low = told(200_000_000, MEMBERS);
    assert!(low.contains("⚠ My disk is almost full: no pictures of more than 2048"), "{low}");
    let full = told(50_000_000, MANAGERS);
    assert!(full.contains("⚠ My disk is full: I take no new rituals") && !full.contains("almost"), "{full}");
    assert!(!full.contains("GB"), "{full}");
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
    assert!(told_of(&copy, MEMBERS).contains("the copy for `mega:x` of the ritual"));
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
    assert!(managers.contains(failure) && managers.contains("⚠ not reachable: no answer; "), "{managers}");
    assert!(managers.contains("; paused until <t:1700000000:R>: the login was refused"), "{managers}");
    let members = told(MEMBERS);
    assert!(members.contains("; archiving there pauses and goes on by itself <t:1700000000:R>"), "{members}");
    for word in ["boom", "failed", "no answer", "refused"] {
        assert!(!members.contains(word), "{members}");
    }
}

#[test]
fn totals_say_whose_they_are_and_where_counting_ended() {
    let overview = Overview { rituals: 10_000, waiting: 3, dead: 0, ..Overview::default() };
    assert_eq!(totals(&overview, OPERATORS), "Rituals: 10000, jobs waiting: 3, given up: 0");
    assert_eq!(
        totals(&overview, MEMBERS),
        "Rituals of this server: 10000 or more, jobs waiting: 3, given up: 0"
    );
    assert!(
        totals(&overview, Reader { scope: Scope::User(1), ..MEMBERS })
            .starts_with("Your rituals in direct messages: 10000 or more, ")
    );
}

#[test]
fn uptime_is_as_fine_as_it_needs_to_be() {
    assert_eq!(uptime(Duration::from_millis(5900)), "5s");
    assert_eq!(uptime(Duration::from_secs(61)), "1m");
    assert_eq!(uptime(Duration::from_secs(2 * 86_400 + 59)), "2days");
}

#[test]
fn the_status_is_told_in_the_language_of_the_server() {
    let german = text(&report(), &[], Reader { language: Language::German, ..MEMBERS }, false);
    assert!(
        german.contains("9 archiviert, 1 verloren, 2 warten, 1 aufgegeben; das Archivieren dorthin ruht"),
        "{german}"
    );
    assert!(german.contains("Rituale dieses Servers: 12, wartende Aufgaben: 3, aufgegeben: 1\n"), "{german}");
    assert!(german.contains("Präfixe wirken nur in Direktnachrichten"), "{german}");
}
