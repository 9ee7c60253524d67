//! Messages to the operator's channel.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ChannelId;

use crate::discord::messages::payload;
use crate::discord::messages::text::plain;
use crate::discord::rest::Rest;
use crate::failure::Failure;
use crate::jobs::Notifier;
use crate::jobs::state::SnapshotName;
use crate::store::{Alarm, LostCopies, News, NoSnapshot, RitualId};

/// How much of a reason is shown, in characters.
const REASON: usize = 300;
/// How much of a path is shown, in characters.
const PATH: usize = 200;

/// Tells the operator in the channel with the id `channel`.
pub fn operator(rest: Rest, channel: u64) -> Arc<dyn Notifier> {
    Arc::new(OperatorChannel { rest, channel: ChannelId::new(channel) })
}

struct OperatorChannel {
    rest: Rest,
    channel: ChannelId,
}

#[async_trait]
impl Notifier for OperatorChannel {
    async fn tell(&self, alarm: &Alarm) -> Result<(), Failure> {
        let route = Route::ChannelMessages { channel_id: self.channel };
        let body = body(alarm).to_string().into_bytes();
        let sent = self.rest.send(Request::new(route, LightMethod::Post).body(Some(body))).await;
        Ok(sent.map(drop)?)
    }
}

/// With a nonce, so that Discord shows one message if it is sent twice.
fn body(alarm: &Alarm) -> Value {
    json!({
        "content": text(alarm),
        "allowed_mentions": { "parse": [] },
        "nonce": payload::nonce(RitualId(alarm.id)),
        "enforce_nonce": true,
    })
}

fn text(alarm: &Alarm) -> String {
    let name = plain(&alarm.destination.to_string(), 100);
    match &alarm.news {
        News::Paused(reason) => format!(
            "⚠ The destination {name} does not let me in and is paused: {}. Rituals go on; their copies for it wait. \
             It is tried again by itself within hours, or at once with `helix-bot archive retry` where I run.",
            plain(reason, REASON)
        ),
        News::WorksAgain => {
            format!("The destination {name} works again; the copies that waited are on their way.")
        }
        News::Lost(lost) => format!(
            "⚠ {} at {name}, which had been archived and verified: {}. I make that good from another copy, or by \
             rendering again, and tell you if I cannot.",
            which(lost),
            plain(&lost.reason, REASON)
        ),
        News::Unmendable(lost) => format!(
            "⚠ {} at {name}, and I cannot make that good: {}. Once you have mended what is wrong, \
             `helix-bot archive retry` tries again; `helix-bot archive list` tells which copies are given up.",
            which(lost),
            plain(&lost.reason, REASON)
        ),
        News::NoSnapshot(NoSnapshot { reason, last }) => format!(
            "⚠ No snapshot of the database reaches {name}; {}. {}. Rituals go on; what no snapshot holds would be lost with my \
             data directory. It is tried again by itself within minutes, or at once with `helix-bot state backup` where I run.",
            plain(reason, REASON),
            since(last.as_deref())
        ),
        News::SnapshotsAgain => format!("Snapshots of the database reach {name} again."),
    }
}

/// Which snapshot is the latest there, as a sentence without its end.
fn since(last: Option<&str>) -> String {
    match last.and_then(|name| name.parse::<SnapshotName>().ok()) {
        Some(name) => format!("The last good one there is of <t:{}:f>", name.at.seconds()),
        None => "I know of no good one there".to_owned(),
    }
}

/// Which copies are lost, as the beginning of a sentence.
fn which(lost: &LostCopies) -> String {
    let path = plain(&lost.path, PATH);
    match lost.copies {
        0 | 1 => format!("The copy {path} is lost"),
        2 => format!("The copy {path} and one more are lost"),
        more => format!("The copy {path} and {} more are lost", more - 1),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::discord::testing::{ScriptedDiscord, message, refusal};
    use crate::failure::Class;

    fn alarm(news: News) -> Alarm {
        Alarm { id: Uuid::now_v7(), destination: "mega:".parse().expect("a destination"), news }
    }

    #[test]
    fn lost_copies_are_told_with_their_number_and_whether_they_can_be_made_good() {
        let lost = |copies| LostCopies {
            copies,
            path: "rituals/a.png".to_owned(),
            reason: "the copy is gone".to_owned(),
        };
        for (news, said) in [
            (News::Lost(lost(1)), "⚠ The copy rituals/a.png is lost at mega:, which had been archived"),
            (News::Lost(lost(3)), "⚠ The copy rituals/a.png and 2 more are lost at mega:"),
            (News::Lost(lost(1)), "verified: the copy is gone. I make that good"),
            (
                News::Unmendable(lost(2)),
                "and one more are lost at mega:, and I cannot make that good: the copy is",
            ),
        ] {
            let text = text(&alarm(news));
            assert!(text.contains(said), "{said}: {text}");
        }
    }

    #[test]
    fn that_no_snapshot_reaches_a_destination_is_told_with_the_reason_and_when_the_last_one_did() {
        let told = |last: Option<&str>| {
            let reason = "somebody has to mend it: a file is in the way\n(rclone: @everyone)".to_owned();
            text(&alarm(News::NoSnapshot(NoSnapshot { reason, last: last.map(str::to_owned) })))
        };
        let beginning =
            "⚠ No snapshot of the database reaches mega:; somebody has to mend it: a file is in the way ";
        for (last, said) in [
            (
                Some("helix-2026-11-27T05-32-04.123Z-0a1b2c3d-0123456789abcdef.sqlite3.zst"),
                "The last good one there is of <t:1795757524:f>. ",
            ),
            (Some("in a later version's words"), "I know of no good one there. "),
            (None, "I know of no good one there. "),
        ] {
            let text = told(last);
            assert!(text.starts_with(beginning) && text.contains(said), "{text}");
        }
        assert_eq!(text(&alarm(News::SnapshotsAgain)), "Snapshots of the database reach mega: again.");
    }

    #[tokio::test]
    async fn a_pause_is_told_in_the_channel_under_a_nonce_and_mentions_nobody() {
        let server =
            ScriptedDiscord::answering([(200, message(1, "x", None)), (200, message(1, "x", None))]).await;
        let notifier = operator(server.rest(), 20);
        let alarm = alarm(News::Paused("the login was refused. @everyone".to_owned()));
        for _ in 0..2 {
            notifier.tell(&alarm).await.expect("told");
        }
        let seen = server.seen();
        assert!(
            seen[0].line.starts_with("POST ") && seen[0].line.contains("/channels/20/messages"),
            "{seen:?}"
        );
        let (first, second) = (seen[0].json(), seen[1].json());
        assert_eq!(first, second, "the same message under the same nonce");
        assert_eq!(first["enforce_nonce"], true);
        assert_eq!(first["allowed_mentions"], json!({ "parse": [] }));
        let said = first["content"].as_str().expect("a text");
        assert!(said.contains("mega: does not let me in and is paused: the login was refused"), "{said}");
    }

    #[tokio::test]
    async fn that_it_works_again_is_told_and_a_channel_that_is_gone_is_final() {
        let server = ScriptedDiscord::answering([(200, message(1, "x", None)), (404, refusal(10_003))]).await;
        let notifier = operator(server.rest(), 20);
        notifier.tell(&alarm(News::WorksAgain)).await.expect("told");
        let error = notifier.tell(&alarm(News::WorksAgain)).await.expect_err("no such channel");
        assert_eq!(error.class, Class::Permanent);
        assert!(server.seen()[0].json()["content"].as_str().expect("a text").contains("works again"));
    }
}
