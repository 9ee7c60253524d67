//! Channels in which the bot may not write.

use super::*;

const REACT: &str = "PUT /api/v10/channels/20/messages/30/reactions/%F0%9F%94%87/@me";
const OPEN: &str = "POST /api/v10/users/@me/channels";
const IN_PRIVATE: &str = "POST /api/v10/channels/77/messages";
const TO_OPERATOR: &str = "POST /api/v10/channels/90/messages";

fn refused() -> (u16, Value) {
    (403, refusal(50_001))
}

#[tokio::test]
async fn where_the_bot_may_not_write_it_reacts_and_a_person_is_asked() {
    let fixture = Fixture::new();
    let server = ScriptedDiscord::answering([refused(), (204, json!({}))]).await;
    let error = fixture.show(&server, 1).await.expect_err("a failure");
    assert_eq!(error.class, Class::Permanent);
    assert!(error.guidance.contains("“Send Messages”") && error.guidance.contains("“Read Message History”"));
    assert_eq!(lines(&server.seen()), [CREATE, REACT]);
}

#[tokio::test]
async fn where_it_may_not_react_either_the_picture_comes_in_private_and_is_kept_up_to_date_there() {
    let fixture = Fixture::new();
    let opened = (200, json!({ "id": "77" }));
    let mut sent = message(60, "", None);
    sent["channel_id"] = "77".into();
    let (posted, seen) = fixture.shown([refused(), refused(), opened, (200, sent)], 1).await;
    assert_eq!(lines(&seen), [CREATE, REACT, OPEN, IN_PRIVATE]);
    assert_eq!(seen[2].json(), json!({ "recipient_id": "40" }));
    assert!(seen[3].has_file());
    let said = format!("<@40>\nI may not write in <#20>, so I answer here.\n{}", fixture.text(&[]));
    assert_eq!(seen[3].json()["content"], said);
    assert_eq!((posted.channel, posted.status.as_str()), (77, said.as_str()));

    let mut fixture = fixture;
    fixture.view.ritual.posted = Some(posted);
    fixture.view.archives[0].state = archived(VerifiedBy::Md5);
    let (_, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(lines(&seen), ["PATCH /api/v10/channels/77/messages/60"]);
    let said = format!("<@40>\nI may not write in <#20>, so I answer here.\n{}", fixture.text(&[]));
    assert_eq!(seen[0].json()["content"], said);
}

#[tokio::test]
async fn where_every_way_to_the_asker_is_closed_the_operators_channel_is_told() {
    let fixture = Fixture::new().by_interaction(OLD);
    let answers = [refused(), (200, json!({ "id": "77" })), (403, refusal(50_007)), taken()];
    let server = ScriptedDiscord::answering(answers).await;
    let shown = poster(server.rest(), Some(90)).show(&fixture.view, Some(&fixture.file), 1).await;
    assert_eq!(shown.expect_err("a failure").class, Class::Permanent);
    let seen = server.seen();
    assert_eq!(lines(&seen), [CREATE, OPEN, IN_PRIVATE, TO_OPERATOR]);
    let body = seen[3].json();
    let told = body["content"].as_str().expect("text");
    assert!(told.starts_with("⚠ I cannot answer <@40> in <#20>: "), "{told}");
    assert_eq!(body["allowed_mentions"], json!({ "parse": [] }));
    assert_eq!(body["enforce_nonce"], true);
}

#[tokio::test]
async fn what_passes_on_the_other_way_is_tried_again() {
    let fixture = Fixture::new();
    let server = ScriptedDiscord::answering([refused(), (503, json!({}))]).await;
    let error = fixture.show(&server, 1).await.expect_err("a failure");
    assert_eq!(error.class, Class::Transient);
}
