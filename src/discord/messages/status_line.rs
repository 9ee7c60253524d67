//! What a ritual's message says about its archives: one line per destination, in words that members understand.

use std::fmt::Write as _;

use super::text::{LIMIT, length, plain};
use crate::failure::for_everybody;
use crate::store::{Archive, ArchiveState, RitualView};
use crate::sync::VerifiedBy;

/// What is kept free of it: for a mention, a note, and the line that counts what was left out.
const RESERVE: usize = 300;
/// How much of one reason is shown, in characters.
const REASON: usize = 300;
/// How much of one path is shown, in characters.
const PATH: usize = 300;

/// How a message begins when there is no picture.
const FAILED: &str = "This ritual could not be rendered: ";

/// The text of a ritual's message. It names this ritual alone, by its id or in the path of a copy, so that the message
/// can be found again.
pub(crate) fn status(view: &RitualView) -> String {
    if let Some(reason) = &view.render_failure {
        let reason = plain(for_everybody(reason), REASON);
        let remedy = match view.ritual.origin.guild() {
            Some(_) => "whoever manages this server can try again with `/archive retry`",
            None => "whoever runs me can try again",
        };
        return format!("{FAILED}{reason}; {remedy}. (Ritual `{}`)", view.ritual.id);
    }
    if view.archives.is_empty() {
        return "kept here, not archived".to_owned();
    }
    let mut text = String::new();
    for (index, archive) in view.archives.iter().enumerate() {
        let line = line(archive, remedy(view));
        if length(&text) + length(&line) + 1 > LIMIT - RESERVE {
            let left_out = view.archives.len() - index;
            let _ = write!(text, "\n… and {left_out} more; the status command tells all");
            break;
        }
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&line);
    }
    text
}

/// By how many seconds the time of a next try has to move to be worth an edit by itself. While rclone is missing, every
/// waiting copy is tried each minute, and Discord limits edits.
const WORTH_AN_EDIT: i64 = 600;

/// Whether the text that is shown says the same as `text`, apart from times of next tries that moved a little.
pub(crate) fn says_the_same(shown: &str, text: &str) -> bool {
    let ((shown, before), (text, now)) = (without_times(shown), without_times(text));
    shown == text && before.iter().zip(&now).all(|(before, now)| now.abs_diff(*before) < WORTH_AN_EDIT as u64)
}

/// A text with its relative times taken out, and these.
fn without_times(text: &str) -> (String, Vec<i64>) {
    let (mut words, mut times) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<t:") {
        words.push_str(before);
        words.push_str("<t:");
        rest = after;
        let time = after.split_once(":R>").and_then(|(time, after)| Some((time.parse().ok()?, after)));
        if let Some((time, after)) = time {
            times.push(time);
            rest = after;
        }
    }
    words.push_str(rest);
    (words, times)
}

/// Whether a text that was shown told of a failed rendering, so that the message has no picture.
pub(crate) fn tells_of_failure(shown: &str) -> bool {
    shown.starts_with(FAILED)
}

/// Who learns why a copy was given up, and can have it tried again. Members have no other way to learn it.
fn remedy(view: &RitualView) -> &'static str {
    match view.ritual.origin.guild() {
        Some(_) => {
            "whoever manages this server reads why with `/status` and can try again with `/archive retry`"
        }
        None => "whoever runs me can try again",
    }
}

fn line(archive: &Archive, remedy: &str) -> String {
    let place = place(archive);
    match &archive.state {
        ArchiveState::Pending => format!("archiving → {place}"),
        ArchiveState::Archived(receipt) => {
            format!("archived and verified → {place} ({})", proof(receipt.verified_by))
        }
        // Why is told to those who can do something about it, by the status command.
        ArchiveState::Retrying { at, .. } => format!(
            "not archived yet: archiving pauses and goes on by itself <t:{}:R> → {place}",
            at.seconds()
        ),
        ArchiveState::Dead { .. } => format!("not archived; {remedy} → {place}"),
        ArchiveState::Removed(_) => format!("removed from the archive → {place}"),
    }
}

/// The whole remote path, such as `mega:rituals/x.png`.
fn place(archive: &Archive) -> String {
    plain(&archive.destination.full_path(&archive.path), PATH)
}

fn proof(by: VerifiedBy) -> &'static str {
    match by {
        VerifiedBy::Sha256 => "by its SHA-256",
        VerifiedBy::Sha1 => "by its SHA-1",
        VerifiedBy::Md5 => "by its MD5",
        VerifiedBy::ReadBack => "by reading it back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::{archived, view};
    use crate::store::{Origin, Timestamp};

    fn archive(destination: &str, state: ArchiveState) -> Archive {
        let destination = destination.parse().expect("a destination");
        Archive { destination, path: "rituals/7/x.png".parse().expect("a path"), state }
    }

    fn status_of(archives: Vec<Archive>) -> String {
        status(&RitualView { archives, ..view() })
    }

    #[test]
    fn a_copy_on_its_way_and_a_proven_one_name_the_whole_path() {
        assert_eq!(
            status_of(vec![archive("mega:", ArchiveState::Pending)]),
            "archiving → mega:rituals/7/x.png"
        );
        assert_eq!(
            status_of(vec![archive("s3:bucket/folder", archived(VerifiedBy::Sha256))]),
            "archived and verified → s3:bucket/folder/rituals/7/x.png (by its SHA-256)"
        );
        assert_eq!(
            status_of(vec![archive("local", archived(VerifiedBy::ReadBack))]),
            "archived and verified → local:rituals/7/x.png (by reading it back)"
        );
    }

    #[test]
    fn a_failed_copy_says_that_it_goes_on_by_itself_or_who_learns_why() {
        let state =
            ArchiveState::Retrying { at: Timestamp(1_700_000_000_999), reason: "the server is down.".into() };
        assert_eq!(
            status_of(vec![archive("mega:", state)]),
            "not archived yet: archiving pauses and goes on by itself <t:1700000000:R> → mega:rituals/7/x.png"
        );
        let state = ArchiveState::Dead { reason: "the login was refused".into() };
        assert_eq!(
            status_of(vec![archive("mega:", state)]),
            "not archived; whoever manages this server reads why with `/status` and can try again with `/archive retry` \
             → mega:rituals/7/x.png"
        );
    }

    #[test]
    fn each_destination_has_its_line() {
        let text = status_of(vec![
            archive("local", archived(VerifiedBy::Md5)),
            archive("mega:", ArchiveState::Pending),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "archived and verified → local:rituals/7/x.png (by its MD5)",
                "archiving → mega:rituals/7/x.png"
            ]
        );
    }

    #[test]
    fn a_ritual_that_is_not_archived_says_so() {
        assert_eq!(status_of(vec![]), "kept here, not archived");
    }

    #[test]
    fn a_failed_rendering_is_told_instead_and_recognised_later() {
        let failed = RitualView { render_failure: Some("out of memory.".into()), ..view() };
        let text = status(&failed);
        let id = failed.ritual.id;
        assert_eq!(
            text,
            format!(
                "This ritual could not be rendered: out of memory; whoever manages this server can try again with \
                 `/archive retry`. (Ritual `{id}`)"
            )
        );
        assert!(tells_of_failure(&text));
        assert!(!tells_of_failure(&status(&view())));
    }

    #[test]
    fn outside_of_a_server_only_the_operator_can_try_again() {
        let mut failed = RitualView { render_failure: Some("out of memory".into()), ..view() };
        failed.ritual.origin = Origin::CommandLine;
        assert!(status(&failed).contains("out of memory; whoever runs me can try again."));
    }

    #[test]
    fn texts_differ_by_their_words_and_by_times_that_moved_far() {
        let text = |seconds: i64, words: &str| format!("{words}, trying again <t:{seconds}:R> → x");
        assert!(says_the_same(&text(1000, "a"), &text(1599, "a")));
        assert!(!says_the_same(&text(1000, "a"), &text(1600, "a")));
        assert!(!says_the_same(&text(1000, "a"), &text(1000, "b")));
        assert!(!says_the_same("a <t:soon:R>", "a <t:later:R>"));
        assert!(says_the_same("plain", "plain") && !says_the_same("plain", &text(1, "plain")));
    }

    #[test]
    fn any_number_of_destinations_fits_into_a_message() {
        let state = ArchiveState::Dead { reason: "🜁 ".repeat(900) };
        let text = status_of(vec![archive("mega:", state); 40]);
        assert!(length(&text) <= LIMIT - 100, "{}", length(&text));
        assert!(text.ends_with(" more; the status command tells all"), "{text}");
    }
}
