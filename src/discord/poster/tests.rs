use std::path::PathBuf;

use serde_json::{Value, json};

use super::draft::{NOT_ALLOWED, TOO_LARGE, shown_smaller};
use super::*;
use crate::discord::testing::{Seen, Server, archived, message, message_of, refusal, view};
use crate::ritual::{Field, Recipe, Seed, Size, Steps, artifact, render};
use crate::store::{ArchiveState, InteractionToken, MotionFile};
use crate::sync::{Class, VerifiedBy};

/// A view, and its picture on disk.
struct Stage {
    view: RitualView,
    file: PathBuf,
    _dir: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("picture.png");
        std::fs::write(&file, b"a picture").expect("a file");
        Self { view: view(), file, _dir: dir }
    }

    /// Asked by a slash command, `age` ago.
    fn by_interaction(mut self, age: Duration) -> Self {
        let received = Timestamp(Timestamp::now().0 - i64::try_from(age.as_millis()).expect("a short time"));
        self.view.ritual.origin = Origin::Interaction {
            guild: Some(10),
            channel: 20,
            interaction: 30,
            user: 40,
            application: 50,
            token: InteractionToken("the-token".to_owned()),
            received,
            most: None,
        };
        self
    }

    /// With a picture of this many pixels a side, and noise behind it that makes its file `bytes` long.
    fn with_picture(mut self, side: u32, bytes: u64) -> Self {
        let size = Size::square(side).expect("a size");
        self.view.ritual.recipe = Recipe::new(Steps::default(), Seed::from_bits(5), size, Field::default());
        let recipe = &self.view.ritual.recipe;
        let png = artifact::encode(recipe, &render(recipe), "test").expect("a PNG");
        std::fs::write(&self.file, padded(&png, bytes)).expect("a file");
        self
    }

    /// Asked by a slash command that says how large a file may be.
    fn taking(mut self, bytes: u64) -> Self {
        if let Origin::Interaction { most, .. } = &mut self.view.ritual.origin {
            *most = Some(bytes);
        }
        self
    }

    fn posted(mut self, status: &str) -> Self {
        self.view.ritual.posted = Some(Posted { channel: 20, message: 60, status: status.to_owned() });
        self
    }

    fn status(&self) -> String {
        status_line::status(&self.view)
    }

    async fn show(&self, server: &Server, attempt: u32) -> Result<Option<Posted>, PostError> {
        poster(server.rest()).show(&self.view, Some(&self.file), attempt).await
    }
}

const ORIGINAL: &str = "PATCH /api/v10/webhooks/50/the-token/messages/@original";
const CREATE: &str = "POST /api/v10/channels/20/messages";
const EDIT: &str = "PATCH /api/v10/channels/20/messages/60";
const FRESH: Duration = Duration::from_mins(1);
const OLD: Duration = Duration::from_mins(15);

fn lines(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.line.as_str()).collect()
}

fn me() -> (u16, Value) {
    (200, json!({ "id": "1" }))
}

#[tokio::test]
async fn a_message_is_answered_by_one_reply_with_picture_embed_and_nonce() {
    let stage = Stage::new();
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    assert_eq!(
        posted,
        Posted { channel: 20, message: 60, status: "archiving → mega:rituals/10/x.png".into() }
    );

    let seen = server.seen();
    assert_eq!(lines(&seen), [CREATE]);
    let body = seen[0].json();
    assert!(seen[0].has_file() && seen[0].body.contains("a picture"));
    assert_eq!(body["content"], "archiving → mega:rituals/10/x.png");
    assert_eq!(body["message_reference"]["message_id"], "30");
    assert_eq!(body["nonce"], payload::nonce(stage.view.ritual.id));
    assert_eq!(body["enforce_nonce"], true);
    assert_eq!(body["attachments"][0]["filename"], stage.view.ritual.file);
    assert_eq!(body["embeds"][0]["image"]["url"], format!("attachment://{}", stage.view.ritual.file));
}

#[tokio::test]
async fn the_command_line_waits_for_no_answer() {
    let mut stage = Stage::new();
    stage.view.ritual.origin = Origin::CommandLine;
    let server = Server::answering([]).await;
    assert_eq!(stage.show(&server, 1).await.expect("nothing to do"), None);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_answer_sent_but_not_recorded_is_found_instead_of_sent_again() {
    let stage = Stage::new();
    let (file, status) = (stage.view.ritual.file.clone(), stage.status());
    let page = json!([
        message_of(2, 65, "nice!", Some(&file)),
        message(60, &status, Some(&file)),
        message_of(2, 61, "hm", None)
    ]);
    let server = Server::answering([me(), (200, page)]).await;
    let posted = stage.show(&server, 2).await.expect("found").expect("somebody to show it to");
    assert_eq!(posted, Posted { channel: 20, message: 60, status });
    let seen = server.seen();
    assert_eq!(
        lines(&seen),
        ["GET /api/v10/users/@me", "GET /api/v10/channels/20/messages?&after=30&limit=100"]
    );
}

#[tokio::test]
async fn a_found_answer_that_is_out_of_date_is_brought_up_to_date() {
    let stage = Stage::new();
    let page = json!([message(60, "an older status", Some(&stage.view.ritual.file))]);
    let server = Server::answering([me(), (200, page), (200, message(60, "", None))]).await;
    let posted = stage.show(&server, 2).await.expect("found").expect("somebody to show it to");
    assert_eq!(posted.status, stage.status());
    assert_eq!(lines(&server.seen())[2], EDIT);
}

#[tokio::test]
async fn a_first_try_looks_as_well_once_the_nonce_may_be_forgotten() {
    let mut stage = Stage::new();
    stage.view.ritual.accepted = Timestamp(Timestamp::now().0 - 61_000);
    let page = json!([message(60, &stage.status(), None)]);
    let server = Server::answering([me(), (200, page)]).await;
    let posted = stage.show(&server, 1).await.expect("found").expect("somebody to show it to");
    assert_eq!(posted.message, 60);
    assert_eq!(server.seen().len(), 2, "nothing is sent");
}

#[tokio::test]
async fn a_next_try_that_moved_a_little_is_not_worth_an_edit() {
    let state = |seconds: i64| ArchiveState::Retrying {
        at: Timestamp(seconds * 1000),
        reason: "there is no rclone".to_owned(),
    };
    let mut stage = Stage::new();
    stage.view.archives[0].state = state(1_700_000_000);
    let mut stage = {
        let shown = stage.status();
        stage.posted(&shown)
    };
    stage.view.archives[0].state = state(1_700_000_060);
    let server = Server::answering([]).await;
    let posted = stage.show(&server, 1).await.expect("nothing to do").expect("a message");
    assert!(posted.status.contains("<t:1700000000:R>"), "what is shown is kept: {}", posted.status);

    stage.view.archives[0].state = state(1_700_000_600);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("edited").expect("a message");
    assert!(posted.status.contains("<t:1700000600:R>"), "{}", posted.status);
    assert_eq!(lines(&server.seen()), [EDIT]);
}

#[tokio::test]
async fn a_found_answer_is_recognised_by_the_picture_that_its_embed_shows() {
    let stage = Stage::new();
    let mut answer = message(60, "an older status", None);
    let file = &stage.view.ritual.file;
    answer["embeds"] =
        json!([{ "image": { "url": format!("https://cdn.discordapp.com/attachments/20/7/{file}?ex=1") } }]);
    let mut other = message(59, "another", None);
    other["embeds"] =
        json!([{ "image": { "url": "https://cdn.discordapp.com/attachments/20/6/other.png" } }, {}]);
    let server = Server::answering([me(), (200, json!([answer, other])), (200, message(60, "", None))]).await;
    let posted = stage.show(&server, 2).await.expect("found").expect("somebody to show it to");
    assert_eq!((posted.message, posted.status), (60, stage.status()));
    assert_eq!(lines(&server.seen())[2], EDIT);
}

#[tokio::test]
async fn the_search_goes_on_past_a_full_page_and_then_posts() {
    let stage = Stage::new();
    let page: Vec<Value> = (31..131).rev().map(|id| message_of(2, id, "chatter", None)).collect();
    let server =
        Server::answering([me(), (200, json!(page)), (200, json!([])), (200, message(60, "", None))]).await;
    stage.show(&server, 2).await.expect("posted");
    let seen = server.seen();
    assert_eq!(lines(&seen)[2], "GET /api/v10/channels/20/messages?&after=130&limit=100");
    assert_eq!(lines(&seen)[3], CREATE);
}

#[tokio::test]
async fn a_fresh_interaction_is_answered_through_its_token() {
    let stage = Stage::new().by_interaction(FRESH);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    assert_eq!(posted.message, 60);
    let seen = server.seen();
    assert_eq!(lines(&seen), [ORIGINAL]);
    assert!(seen[0].has_file());
    assert!(seen[0].json().get("nonce").is_none(), "edits take no nonce");
}

#[tokio::test]
async fn an_old_interaction_is_answered_in_its_channel_mentioning_only_the_asker() {
    let stage = Stage::new().by_interaction(OLD);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    assert_eq!(posted.status, stage.status(), "the mention is not part of the status");
    let seen = server.seen();
    assert_eq!(lines(&seen), [CREATE]);
    let body = seen[0].json();
    assert_eq!(body["content"], format!("<@40>\n{}", stage.status()));
    assert_eq!(body["allowed_mentions"], json!({ "parse": [], "users": ["40"] }));
    assert_eq!(body["nonce"], payload::nonce(stage.view.ritual.id));
}

#[tokio::test]
async fn a_refused_token_falls_back_to_the_channel() {
    for (status, code) in [(401, 50_027), (404, 10_015), (404, 10_008), (403, 50_001)] {
        let stage = Stage::new().by_interaction(FRESH);
        let server = Server::answering([(status, refusal(code)), (200, message(60, "", None))]).await;
        stage.show(&server, 1).await.expect("posted");
        let seen = server.seen();
        assert_eq!(lines(&seen), [ORIGINAL, CREATE], "{code}");
        assert!(seen[1].has_file());
    }
}

#[tokio::test]
async fn a_passing_failure_of_the_token_does_not_fall_back() {
    let stage = Stage::new().by_interaction(FRESH);
    let server = Server::answering([(503, json!({}))]).await;
    let error = stage.show(&server, 1).await.expect_err("a failure");
    assert_eq!(error.class, Class::Transient);
    assert_eq!(lines(&server.seen()), [ORIGINAL]);
}

#[tokio::test]
async fn nothing_is_sent_while_nothing_changed() {
    let stage = Stage::new();
    let status = stage.status();
    let stage = stage.posted(&status);
    let server = Server::answering([]).await;
    assert_eq!(stage.show(&server, 1).await.expect("nothing to do"), stage.view.ritual.posted);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_new_status_is_edited_in_and_the_picture_stays() {
    let mut stage = Stage::new().posted("archiving → mega:rituals/10/x.png");
    stage.view.archives[0].state = archived(VerifiedBy::ReadBack);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("edited").expect("somebody to show it to");
    assert_eq!(posted.status, stage.status());
    let seen = server.seen();
    assert_eq!(lines(&seen), [EDIT]);
    assert_eq!(seen[0].json(), payload::edit(&stage.status()));
}

#[tokio::test]
async fn an_interactions_status_is_edited_through_the_token_while_it_lives() {
    let stage = Stage::new().by_interaction(FRESH).posted("older");
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(lines(&server.seen()), [ORIGINAL]);

    let stage = Stage::new().by_interaction(OLD).posted("older");
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(lines(&server.seen()), [EDIT]);
}

#[tokio::test]
async fn an_answer_that_stands_beside_the_interaction_is_edited_where_it_stands() {
    let stage = Stage::new().by_interaction(FRESH).posted("older");
    let server = Server::answering([(200, message(99, "", None)), (200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(lines(&server.seen()), [ORIGINAL, EDIT]);
}

#[tokio::test]
async fn a_deleted_message_is_let_go() {
    let stage = Stage::new().posted("older");
    let server = Server::answering([(404, refusal(10_008))]).await;
    assert_eq!(stage.show(&server, 1).await.expect("no failure"), None);
    assert_eq!(lines(&server.seen()), [EDIT]);
}

#[tokio::test]
async fn a_refused_edit_becomes_a_message_of_its_own() {
    let stage = Stage::new().posted("older");
    let server = Server::answering([(403, refusal(50_005)), (200, message(70, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("told").expect("somebody to show it to");
    assert_eq!((posted.message, posted.status), (70, stage.status()));
    let seen = server.seen();
    assert_eq!(lines(&seen), [EDIT, CREATE]);
    assert!(!seen[1].has_file(), "the picture stands in the old message");
    assert_eq!(seen[1].json()["nonce"], payload::nonce_of_status(stage.view.ritual.id, &stage.status()));
}

#[tokio::test]
async fn a_rate_limit_keeps_discords_pause() {
    let stage = Stage::new();
    let answer = json!({ "message": "slow down", "retry_after": 2.5, "global": false });
    let server = Server::answering([(429, answer)]).await;
    let error = stage.show(&server, 1).await.expect_err("a failure");
    assert_eq!((error.class, error.retry_after), (Class::Transient, Some(Duration::from_millis(2500))));
}

#[tokio::test]
async fn where_files_are_not_allowed_the_answer_says_so_and_goes_on_saying_so() {
    let stage = Stage::new();
    let server = Server::answering([(403, refusal(50_013)), (200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    let seen = server.seen();
    assert!(seen[0].has_file() && !seen[1].has_file());
    assert_eq!(seen[1].json()["content"], format!("{NOT_ALLOWED}\n{}", stage.status()));

    let mut stage = stage.posted(&posted.status);
    stage.view.archives[0].state = archived(VerifiedBy::Md5);
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(server.seen()[0].json()["content"], format!("{NOT_ALLOWED}\n{}", stage.status()));
}

#[tokio::test]
async fn where_the_bot_may_not_write_at_all_a_person_is_asked() {
    let stage = Stage::new();
    let server = Server::answering([(403, refusal(50_013)), (403, refusal(50_013))]).await;
    let error = stage.show(&server, 1).await.expect_err("a failure");
    assert_eq!(error.class, Class::Permanent);
    assert_eq!(lines(&server.seen()), [CREATE, CREATE]);
}

#[tokio::test]
async fn a_reply_that_is_refused_becomes_a_mention() {
    let stage = Stage::new();
    let server = Server::answering([(400, refusal(160_002)), (200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("posted");
    let seen = server.seen();
    assert!(seen[1].has_file());
    assert_eq!(seen[1].json()["allowed_mentions"], json!({ "parse": [], "users": ["40"] }));
}

/// A PNG with a chunk before its end that readers skip, so that it has `bytes` bytes.
fn padded(png: &[u8], bytes: u64) -> Vec<u8> {
    let (picture, end) = png.split_at(png.len() - 12);
    let length = usize::try_from(bytes).expect("a length") - png.len() - 12;
    let mut chunk = b"paDd".to_vec();
    chunk.resize(4 + length, 0);
    let mut crc = !0_u32;
    for byte in &chunk {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(length).expect("a length").to_be_bytes();
    [picture, &length, &chunk, &(!crc).to_be_bytes(), end].concat()
}

#[tokio::test]
async fn a_picture_too_large_for_discord_is_shown_smaller_and_goes_on_saying_so() {
    let stage = Stage::new().with_picture(512, MOST_BYTES + 1);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    let seen = server.seen();
    let name = stage.view.ritual.file.replace(".png", "-small.png");
    assert!(seen[0].has_file() && seen[0].body.len() < 300_000, "{}", seen[0].body.len());
    assert_eq!(seen[0].json()["attachments"][0]["filename"], name);
    assert_eq!(seen[0].json()["embeds"][0]["image"]["url"], format!("attachment://{name}"));
    let note = "Shown smaller; the original has 512×512 pixels and is archived whole.";
    assert_eq!(shown_smaller(&stage.view), note);
    assert_eq!(posted.status, format!("{note}\n{}", stage.status()));

    let mut stage = stage.posted(&posted.status);
    stage.view.archives[0].state = archived(VerifiedBy::Md5);
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(server.seen()[0].json()["content"], format!("{note}\n{}", stage.status()));
}

#[tokio::test]
async fn an_interaction_says_itself_how_large_a_picture_may_be() {
    let stage = || Stage::new().with_picture(256, MOST_BYTES + 1);
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage().by_interaction(FRESH).taking(50 << 20).show(&server, 1).await.expect("posted");
    assert!(server.seen()[0].body.len() as u64 > MOST_BYTES, "the whole file");

    // What it said holds for answers through its token only.
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage().by_interaction(OLD).taking(50 << 20).show(&server, 1).await.expect("posted");
    assert!((server.seen()[0].body.len() as u64) < MOST_BYTES);
}

#[tokio::test]
async fn a_picture_that_a_server_refuses_is_shown_smaller_and_then_told_in_words() {
    let stage = Stage::new().with_picture(512, 1 << 20);
    let server =
        Server::answering([(413, refusal(40_005)), (413, refusal(40_005)), (200, message(60, "", None))])
            .await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    let seen = server.seen();
    assert!(seen[0].body.len() > 1 << 20);
    assert!(seen[1].has_file() && seen[1].body.len() < 1 << 20);
    assert!(seen[1].json()["content"].as_str().expect("text").starts_with("Shown smaller; "));
    assert!(!seen[2].has_file());
    assert_eq!(posted.status, format!("{TOO_LARGE}\n{}", stage.status()));
}

impl Stage {
    /// Rendered in motion as well.
    fn in_motion(mut self, reduced: bool) -> Self {
        std::fs::write(self.file.with_extension("gif"), b"a GIF that moves").expect("a file");
        let digest = crate::digest::Digest::of(b"a GIF that moves");
        let file = MotionFile { digest, bytes: 16, width: 448, height: 448, frames: 48, reduced, ms: 5 };
        self.view.ritual.motion = true;
        self.view.ritual.rendered.as_mut().expect("rendered").motion = Some(file);
        self
    }
}

#[tokio::test]
async fn a_ritual_in_motion_moves_in_the_embed_and_has_its_picture_beside_it() {
    let stage = Stage::new().in_motion(false);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    assert_eq!(posted.status, stage.status());
    let seen = server.seen();
    let (body, gif) = (seen[0].json(), stage.view.ritual.file.replace(".png", ".gif"));
    assert_eq!(body["embeds"][0]["image"]["url"], format!("attachment://{gif}"));
    assert_eq!(body["attachments"][0]["filename"], gif);
    assert_eq!(body["attachments"][1]["filename"], stage.view.ritual.file);
    for (place, name, content) in [(0, &gif, "a GIF that moves"), (1, &stage.view.ritual.file, "a picture")] {
        let part = format!("name=\"files[{place}]\"; filename=\"{name}\"\r\n");
        let (_, rest) = seen[0].body.split_once(&part).unwrap_or_else(|| panic!("{part}: {}", seen[0].body));
        assert_eq!(rest.split_once("\r\n\r\n").expect("a content").1.split("\r\n").next(), Some(content));
    }
}

#[tokio::test]
async fn a_motion_that_was_made_smaller_says_so_and_goes_on_saying_so() {
    let stage = Stage::new().in_motion(true);
    let note = "The motion is made smaller to be shown here: 48 frames of 448×448 pixels.";
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("posted").expect("somebody to show it to");
    assert_eq!(posted.status, format!("{note}\n{}", stage.status()));
    let mut stage = stage.posted(&posted.status);
    stage.view.archives[0].state = archived(VerifiedBy::Md5);
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("edited");
    assert_eq!(server.seen()[0].json()["content"], format!("{note}\n{}", stage.status()));
}

#[tokio::test]
async fn where_both_are_refused_the_motion_is_sent_alone_and_then_told_in_words() {
    let stage = Stage::new().in_motion(false);
    let too_large = || (413, refusal(40_005));
    let server = Server::answering([too_large(), too_large(), (200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("posted");
    let seen = server.seen();
    assert_eq!(seen[0].json()["attachments"].as_array().map(Vec::len), Some(2));
    assert_eq!(seen[1].json()["attachments"].as_array().map(Vec::len), Some(1));
    assert!(seen[1].body.contains("a GIF that moves"));
    assert!(!seen[2].has_file());
    assert_eq!(seen[2].json()["content"], format!("{TOO_LARGE}\n{}", stage.status()));
}

#[tokio::test]
async fn a_picture_too_large_beside_a_motion_is_attached_smaller() {
    let stage = Stage::new().with_picture(512, MOST_BYTES + 1).in_motion(false);
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("posted");
    let body = server.seen()[0].json();
    assert!(body["attachments"][1]["filename"].as_str().expect("a name").ends_with("-small.png"));
    assert!(body["content"].as_str().expect("text").starts_with("Shown smaller; "));
}

#[tokio::test]
async fn a_smaller_picture_sent_but_not_recorded_is_found_again() {
    let stage = Stage::new().with_picture(512, MOST_BYTES + 1);
    let name = stage.view.ritual.file.replace(".png", "-small.png");
    let page = json!([message(60, "an older status", Some(&name))]);
    let server = Server::answering([me(), (200, page), (200, message(60, "", None))]).await;
    let posted = stage.show(&server, 2).await.expect("found").expect("somebody to show it to");
    assert_eq!((posted.message, lines(&server.seen())[2]), (60, EDIT));
}

#[tokio::test]
async fn a_file_too_large_that_is_no_picture_is_told_in_words() {
    let stage = Stage::new();
    let file = std::fs::File::create(&stage.file).expect("a file");
    file.set_len(MOST_BYTES + 1).expect("room");
    let server = Server::answering([(200, message(60, "", None))]).await;
    stage.show(&server, 1).await.expect("posted");
    let seen = server.seen();
    assert!(!seen[0].has_file());
    assert_eq!(seen[0].json()["content"], format!("{TOO_LARGE}\n{}", stage.status()));
    assert!(seen[0].json()["embeds"][0].get("image").is_none());
}

#[tokio::test]
async fn a_picture_that_is_not_on_disk_is_waited_for() {
    let stage = Stage::new();
    let server = Server::answering([]).await;
    let poster = poster(server.rest());
    for artifact in [None, Some(stage.file.with_extension("gone"))] {
        let error = poster.show(&stage.view, artifact.as_deref(), 1).await.expect_err("no picture");
        assert_eq!(error.class, Class::Transient);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_failed_rendering_is_told_and_a_later_success_completes_the_message() {
    let mut stage = Stage::new();
    stage.view.render_failure = Some("the picture was too much".to_owned());
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("told").expect("somebody to show it to");
    assert!(!server.seen()[0].has_file());

    stage.view.render_failure = None;
    let stage = stage.posted(&posted.status);
    let server = Server::answering([(200, message(60, "", None))]).await;
    let posted = stage.show(&server, 1).await.expect("completed").expect("somebody to show it to");
    assert_eq!(posted.status, stage.status());
    let seen = server.seen();
    assert_eq!(lines(&seen), [EDIT]);
    assert!(seen[0].has_file());
    assert_eq!(seen[0].json()["embeds"][0]["title"], "Ritual of 108 steps");
}
