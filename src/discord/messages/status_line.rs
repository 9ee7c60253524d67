//! What a ritual's message says about its archives: one short line, in words that members understand. Where copies lie,
//! and why something failed, is told under Details to those who can do something about it.

use super::payload::split_mention;
use super::text::plain;
use crate::failure::for_everybody;
use crate::store::{ArchiveState, RitualView, Timestamp};
use crate::words::say;

/// How much of one reason is shown, in characters.
const REASON: usize = 300;

/// How a line about archives begins: Discord shows it small.
const SMALL: &str = "-# ";
/// How a message begins when there is no picture, in every language.
const FAILED: &str = "⚠ ";
/// The same in messages that earlier versions posted.
const FAILED_BEFORE: &str = "This ritual could not be rendered: ";

/// The last line of a ritual's message.
pub(crate) fn status(view: &RitualView) -> String {
    match &view.render_failure {
        Some(reason) => FAILED.to_owned() + &failed(view, reason),
        None => SMALL.to_owned() + &archives(view),
    }
}

fn failed(view: &RitualView, reason: &str) -> String {
    let (language, place) = (view.ritual.language, place(view));
    say!(language, "ritual-failed", reason = plain(for_everybody(reason), REASON), place = place)
}

/// What is true of the copies together: what needs somebody comes first, then what is waited for.
fn archives(view: &RitualView) -> String {
    let language = view.ritual.language;
    let count = |is: fn(&ArchiveState) -> bool| view.archives.iter().filter(|it| is(&it.state)).count();
    // What somebody had taken away is not missed.
    let removed = count(|state| matches!(state, ArchiveState::Removed(_)));
    let all = view.archives.len() - removed;
    let done = count(|state| matches!(state, ArchiveState::Archived(_)));
    let given_up = count(|state| matches!(state, ArchiveState::Dead { .. }));
    let next = view.archives.iter().filter_map(|archive| match archive.state {
        ArchiveState::Retrying { at, .. } => Some(at),
        _ => None,
    });
    match (all, next.min()) {
        (0, _) if removed > 0 => say!(language, "ritual-removed"),
        (0, _) => say!(language, "ritual-not-archived"),
        _ if done == all => say!(language, "ritual-archived"),
        _ if given_up > 0 => {
            say!(language, "ritual-given-up", done = done, all = all, place = place(view))
        }
        (_, Some(at)) => say!(language, "ritual-waits", done = done, all = all, again = relative(at)),
        _ => say!(language, "ritual-archiving", done = done, all = all),
    }
}

/// Who can have something tried again: whoever manages the server, or in private only the operator.
fn place(view: &RitualView) -> &'static str {
    if view.ritual.origin.guild().is_some() { "server" } else { "private" }
}

fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.seconds())
}

/// A text that was shown, with another last line: what stands above it stays true of the message, whatever the language
/// was. None for a message of an earlier version, whose lines told of each copy.
pub(crate) fn with_status(shown: &str, status: &str) -> Option<String> {
    let (above, last) = shown.rsplit_once('\n').map_or(("", shown), |(above, last)| (above, last));
    if !last.starts_with(SMALL) && !last.starts_with(FAILED) {
        return None;
    }
    Some(if above.is_empty() { status.to_owned() } else { format!("{above}\n{status}") })
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
    let text = split_mention(shown).1;
    text.starts_with(FAILED) || text.starts_with(FAILED_BEFORE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::{archived, view};
    use crate::store::{Archive, Origin};
    use crate::sync::VerifiedBy;
    use crate::words::Language;

    const AT: Timestamp = Timestamp(1_700_000_000_999);

    fn pending() -> ArchiveState {
        ArchiveState::Pending
    }

    fn proven() -> ArchiveState {
        archived(VerifiedBy::Md5)
    }

    fn waiting() -> ArchiveState {
        ArchiveState::Retrying { at: AT, reason: "mega:secret/folder is down.".into() }
    }

    fn dead() -> ArchiveState {
        ArchiveState::Dead { reason: "the login was refused".into() }
    }

    fn with(states: Vec<ArchiveState>) -> RitualView {
        let archive = |state| Archive {
            destination: "mega:".parse().expect("a destination"),
            path: "rituals/7/x.png".parse().expect("a path"),
            state,
        };
        RitualView { archives: states.into_iter().map(archive).collect(), ..view() }
    }

    #[test]
    fn one_line_tells_how_all_copies_stand_and_never_where_they_lie() {
        for (states, said) in [
            (vec![], "-# kept here, not archived"),
            (vec![pending()], "-# archiving"),
            (vec![proven()], "-# archived and verified"),
            (vec![proven(), proven(), proven()], "-# archived and verified"),
            (vec![pending(), pending()], "-# archiving"),
            (vec![proven(), pending(), proven()], "-# 2 of 3 archived and verified, the rest is on its way"),
            (vec![waiting()], "-# not archived yet: archiving pauses and goes on by itself <t:1700000000:R>"),
            (
                vec![proven(), waiting(), pending()],
                "-# 1 of 3 archived and verified; archiving pauses and goes on by itself <t:1700000000:R>",
            ),
            (
                vec![dead()],
                "-# not archived; whoever manages this server reads why with `/status` and can try again with \
                 `/archive retry`",
            ),
            (
                vec![proven(), dead(), waiting()],
                "-# 1 of 3 archived and verified, the rest not; whoever manages this server reads why with `/status` \
                 and can try again with `/archive retry`",
            ),
        ] {
            assert_eq!(status(&with(states)), said);
        }
    }

    #[test]
    fn it_is_told_in_the_language_of_the_ritual() {
        let mut view = with(vec![proven(), pending(), proven()]);
        view.ritual.language = Language::German;
        assert_eq!(status(&view), "-# 2 von 3 archiviert und geprüft, der Rest ist unterwegs");
    }

    #[test]
    fn a_failed_rendering_is_told_instead_and_recognised_later_in_every_language() {
        let mut failed = RitualView { render_failure: Some("out of memory.".into()), ..view() };
        assert_eq!(
            status(&failed),
            "⚠ This ritual could not be rendered: out of memory; whoever manages this server can try again with \
             `/archive retry`."
        );
        for language in Language::ALL {
            failed.ritual.language = *language;
            assert!(tells_of_failure(&status(&failed)));
            assert!(tells_of_failure(&format!("<@40>\n{}", status(&failed))));
        }
        assert!(
            tells_of_failure("This ritual could not be rendered: no; (Ritual `x`)"),
            "an earlier version's"
        );
        assert!(!tells_of_failure(&status(&view())));
    }

    #[test]
    fn outside_of_a_server_only_the_operator_can_try_again() {
        let mut failed = RitualView { render_failure: Some("out of memory".into()), ..view() };
        failed.ritual.origin = Origin::CommandLine;
        assert!(
            status(&failed).ends_with("out of memory; whoever runs me can try again."),
            "{}",
            status(&failed)
        );
        let mut view = with(vec![dead()]);
        view.ritual.origin = Origin::CommandLine;
        assert_eq!(status(&view), "-# not archived; whoever runs me can try again");
    }

    #[test]
    fn what_stands_above_the_status_stays() {
        assert_eq!(
            with_status("<@4>\nEine Zeile\n-# alt", "-# new").as_deref(),
            Some("<@4>\nEine Zeile\n-# new")
        );
        assert_eq!(with_status("-# alt", "-# new").as_deref(), Some("-# new"));
        assert_eq!(with_status("⚠ no", "⚠ still no").as_deref(), Some("⚠ still no"));
        assert_eq!(with_status("archiving → mega:x.png", "-# new"), None, "an earlier version's");
    }

    #[test]
    fn texts_differ_by_their_words_and_by_times_that_moved_far() {
        let text = |seconds: i64, words: &str| format!("{words}, trying again <t:{seconds}:R> x");
        assert!(says_the_same(&text(1000, "a"), &text(1599, "a")));
        assert!(!says_the_same(&text(1000, "a"), &text(1600, "a")));
        assert!(!says_the_same(&text(1000, "a"), &text(1000, "b")));
        assert!(!says_the_same("a <t:soon:R>", "a <t:later:R>"));
        assert!(says_the_same("plain", "plain") && !says_the_same("plain", &text(1, "plain")));
    }
}
