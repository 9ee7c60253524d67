//! The first answer: where it goes, what it says, and which way it takes where the usual one is closed.

use super::*;

#[tokio::test]
async fn a_message_is_answered_by_one_reply_with_picture_buttons_and_nonce() {
    let fixture = Fixture::new();
    let (posted, seen) = fixture.shown([taken()], 1).await;
    let text = "**108 steps** into the **eye**, from the seed **5**. A resonance led the way.\n-# archiving";
    assert_eq!(posted, Posted { channel: 20, message: 60, status: text.to_owned() });

    assert_eq!(lines(&seen), [CREATE]);
    let body = seen[0].json();
    assert!(seen[0].has_file() && seen[0].body.contains("a picture"));
    assert_eq!(body["content"], text);
    assert_eq!(body["message_reference"]["message_id"], "30");
    assert_eq!(body["nonce"], payload::nonce(fixture.view.ritual.id));
    assert_eq!(body["enforce_nonce"], true);
    assert_eq!(body["attachments"][0]["filename"], fixture.view.ritual.file);
    assert_eq!(body["attachments"][0]["description"], "Ritual of 108 steps, drawn as eye");
    assert!(
        body.get("embeds").is_none(),
        "a picture by itself is shown larger, and needs no permission for embeds"
    );
    let buttons = body["components"][0]["components"].as_array().expect("buttons").iter();
    let buttons = buttons.map(|button| (button["label"].as_str(), button["custom_id"].as_str()));
    let id = fixture.view.ritual.id;
    let ids = ["again", "vary", "larger", "details", "delete"].map(|word| format!("v1:{word}:{id}"));
    let labels = ["Again", "Vary", "Larger", "Details", "Delete"];
    let expected = labels.into_iter().zip(&ids).map(|(label, id)| (Some(label), Some(id.as_str())));
    assert!(buttons.eq(expected), "{body}");
}

#[tokio::test]
async fn the_command_line_waits_for_no_answer() {
    let mut fixture = Fixture::new();
    fixture.view.ritual.origin = Origin::CommandLine;
    let server = ScriptedDiscord::answering([]).await;
    assert_eq!(fixture.show(&server, 1).await.expect("nothing to do"), None);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_fresh_interaction_is_answered_through_its_token() {
    let fixture = Fixture::new().by_interaction(FRESH);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.message, 60);
    assert_eq!(lines(&seen), [ORIGINAL]);
    assert!(seen[0].has_file());
    assert!(seen[0].json().get("nonce").is_none(), "edits take no nonce");
}

#[tokio::test]
async fn an_old_interaction_is_answered_in_its_channel_mentioning_only_the_asker() {
    let fixture = Fixture::new().by_interaction(OLD);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, format!("<@40>\n{}", fixture.text(&[])));
    assert_eq!(lines(&seen), [CREATE]);
    let body = seen[0].json();
    assert_eq!(body["content"], format!("<@40>\n{}", fixture.text(&[])));
    assert_eq!(body["allowed_mentions"], json!({ "parse": [], "users": ["40"] }));
    assert_eq!(body["nonce"], payload::nonce(fixture.view.ritual.id));
}

#[tokio::test]
async fn a_refused_token_falls_back_to_the_channel() {
    for (status, code) in
        [(401, 50_027), (404, 10_015), (404, 10_008), (403, 50_001), (400, 50_035), (400, 50_083)]
    {
        let fixture = Fixture::new().by_interaction(FRESH);
        let (_, seen) = fixture.shown([(status, refusal(code)), taken()], 1).await;
        assert_eq!(lines(&seen), [ORIGINAL, CREATE], "{code}");
        assert!(seen[1].has_file());
    }
}

#[tokio::test]
async fn a_passing_failure_of_the_token_does_not_fall_back() {
    let fixture = Fixture::new().by_interaction(FRESH);
    let server = ScriptedDiscord::answering([(503, json!({}))]).await;
    let error = fixture.show(&server, 1).await.expect_err("a failure");
    assert_eq!(error.class, Class::Transient);
    assert_eq!(lines(&server.seen()), [ORIGINAL]);
}

#[tokio::test]
async fn a_rate_limit_keeps_discords_pause() {
    let fixture = Fixture::new();
    let answer = json!({ "message": "slow down", "retry_after": 2.5, "global": false });
    let server = ScriptedDiscord::answering([(429, answer)]).await;
    let error = fixture.show(&server, 1).await.expect_err("a failure");
    assert_eq!((error.class, error.retry_after), (Class::Paused, Some(Duration::from_millis(2500))));
}

#[tokio::test]
async fn a_reply_that_is_refused_becomes_a_mention() {
    let fixture = Fixture::new();
    let (_, seen) = fixture.shown([(400, refusal(160_002)), taken()], 1).await;
    assert!(seen[1].has_file());
    assert_eq!(seen[1].json()["allowed_mentions"], json!({ "parse": [], "users": ["40"] }));
}

#[tokio::test]
async fn a_picture_that_is_not_on_disk_is_waited_for() {
    let fixture = Fixture::new();
    let server = ScriptedDiscord::answering([]).await;
    let poster = poster(server.rest(), None);
    for artifact in [None, Some(fixture.file.with_extension("gone"))] {
        let error = poster.show(&fixture.view, artifact.as_deref(), 1).await.expect_err("no picture");
        assert_eq!(error.class, Class::Transient);
    }
    assert!(server.seen().is_empty());
}
