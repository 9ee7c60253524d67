//! A message that stands is brought up to date.

use super::*;

#[tokio::test]
async fn nothing_is_sent_while_nothing_changed() {
    let fixture = Fixture::new();
    let text = fixture.text(&[]);
    let fixture = fixture.posted(&text);
    let server = ScriptedDiscord::answering([]).await;
    assert_eq!(fixture.show(&server, 1).await.expect("nothing to do"), fixture.view.ritual.posted);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_next_try_that_moved_a_little_is_not_worth_an_edit() {
    let state = |seconds: i64| ArchiveState::Retrying {
        at: Timestamp(seconds * 1000),
        reason: "there is no rclone".to_owned(),
    };
    let mut fixture = Fixture::new();
    fixture.view.archives[0].state = state(1_700_000_000);
    let mut fixture = {
        let shown = fixture.text(&[]);
        fixture.posted(&shown)
    };
    fixture.view.archives[0].state = state(1_700_000_060);
    let (posted, _) = fixture.shown([], 1).await;
    assert!(posted.status.contains("<t:1700000000:R>"), "what is shown is kept: {}", posted.status);

    fixture.view.archives[0].state = state(1_700_000_600);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert!(posted.status.contains("<t:1700000600:R>"), "{}", posted.status);
    assert_eq!(lines(&seen), [EDIT]);
}

#[tokio::test]
async fn a_new_status_is_edited_in_and_the_picture_stays() {
    let mut fixture = Fixture::new();
    let shown = fixture.text(&["a note"]);
    fixture = fixture.posted(&shown);
    fixture.view.archives[0].state = archived(VerifiedBy::ReadBack);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, fixture.text(&["a note"]));
    assert_eq!(lines(&seen), [EDIT]);
    assert_eq!(seen[0].json(), payload::edit_of(&fixture.view, &posted.status));
    assert!(seen[0].json().get("attachments").is_none());
}

#[tokio::test]
async fn what_stands_in_another_language_stays_above_a_new_status() {
    let mut fixture = Fixture::new().posted("<@40>\n**108 Schritte** in **eye**.\n-# wird archiviert");
    fixture.view.archives[0].state = archived(VerifiedBy::ReadBack);
    let (posted, _) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, "<@40>\n**108 Schritte** in **eye**.\n-# archived and verified");
}

#[tokio::test]
async fn a_message_that_an_earlier_version_posted_gets_the_status_and_the_buttons() {
    let mut fixture = Fixture::new().posted("<@40>\nShown smaller; …\narchiving → mega:rituals/10/x.png");
    fixture.view.archives[0].state = archived(VerifiedBy::ReadBack);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, "<@40>\n-# archived and verified");
    let body = seen[0].json();
    assert!(body["components"][0]["components"][0]["custom_id"].is_string(), "{body}");
    assert!(body.get("embeds").is_none() && body.get("attachments").is_none(), "the picture stays: {body}");
}

#[tokio::test]
async fn an_interactions_status_is_edited_through_the_token_while_it_lives() {
    let fixture = Fixture::new().by_interaction(FRESH).posted("older");
    let (_, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(lines(&seen), [ORIGINAL]);

    let fixture = Fixture::new().by_interaction(OLD).posted("older");
    let (_, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(lines(&seen), [EDIT]);
}

#[tokio::test]
async fn an_answer_that_stands_beside_the_interaction_is_edited_where_it_stands() {
    let fixture = Fixture::new().by_interaction(FRESH).posted("older");
    let (_, seen) = fixture.shown([(200, message(99, "", None)), taken()], 1).await;
    assert_eq!(lines(&seen), [ORIGINAL, EDIT]);
}

#[tokio::test]
async fn a_deleted_message_is_let_go() {
    let fixture = Fixture::new().posted("older");
    let server = ScriptedDiscord::answering([(404, refusal(10_008))]).await;
    assert_eq!(fixture.show(&server, 1).await.expect("no failure"), None);
    assert_eq!(lines(&server.seen()), [EDIT]);
}

#[tokio::test]
async fn a_refused_edit_becomes_a_message_of_its_own() {
    let fixture = Fixture::new().posted("older");
    let (posted, seen) = fixture.shown([(403, refusal(50_005)), (200, message(70, "", None))], 1).await;
    assert_eq!((posted.message, posted.status), (70, fixture.text(&[])));
    assert_eq!(lines(&seen), [EDIT, CREATE]);
    assert!(!seen[1].has_file(), "the picture stands in the old message");
    assert_eq!(seen[1].json()["nonce"], payload::nonce_of_status(fixture.view.ritual.id, &fixture.status()));
}

#[tokio::test]
async fn a_failed_rendering_is_told_and_a_later_success_completes_the_message() {
    let mut fixture = Fixture::new();
    fixture.view.render_failure = Some("the picture was too much".to_owned());
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert!(!seen[0].has_file());

    fixture.view.render_failure = None;
    let fixture = fixture.posted(&posted.status);
    assert!(fixture.needs_picture(), "the job brings the picture along");
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, fixture.text(&[]));
    assert_eq!(lines(&seen), [EDIT]);
    assert!(seen[0].has_file());
    assert!(!fixture.posted(&posted.status).needs_picture(), "it has it now");
}

#[tokio::test]
async fn every_edit_of_a_message_that_names_the_asker_goes_on_naming_them() {
    let shown = "<@40>\nolder";
    let mut fixture = Fixture::new().by_interaction(FRESH).posted(shown);
    fixture.view.archives[0].state = archived(VerifiedBy::ReadBack);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    let said = format!("<@40>\n{}", fixture.status());
    assert_eq!(lines(&seen), [EDIT], "it is not the interaction's own answer");
    assert_eq!(seen[0].json()["content"], said);
    assert_eq!(seen[0].json()["allowed_mentions"], json!({ "parse": [], "users": ["40"] }));
    assert_eq!(posted.status, said);
}

#[tokio::test]
async fn an_edit_through_the_token_that_is_refused_is_made_in_the_channel() {
    for (status, code) in [(400, 50_035), (401, 50_027), (404, 10_015)] {
        let fixture = Fixture::new().by_interaction(FRESH).posted("older");
        let (_, seen) = fixture.shown([(status, refusal(code)), taken()], 1).await;
        assert_eq!(lines(&seen), [ORIGINAL, EDIT], "{code}");
    }
}

#[tokio::test]
async fn a_thread_that_was_archived_is_opened_for_the_edit() {
    let fixture = Fixture::new().posted("older");
    let answers = [(400, refusal(50_083)), (200, json!({})), taken()];
    let (posted, seen) = fixture.shown(answers, 1).await;
    assert_eq!(lines(&seen), [EDIT, "PATCH /api/v10/channels/20", EDIT]);
    assert_eq!(seen[1].json(), json!({ "archived": false }));
    assert_eq!((posted.message, posted.status), (60, fixture.status()));
}

#[tokio::test]
async fn in_a_thread_that_a_moderator_locked_the_asker_is_told_in_private_and_from_then_on_there() {
    let fixture = Fixture::new().posted("older");
    let refused = || (403, refusal(50_013));
    let answers = [
        (400, refusal(50_083)),
        refused(),
        (400, refusal(50_083)),
        (200, json!({ "id": "77" })),
        (200, message(70, "", None)),
    ];
    let (posted, seen) = fixture.shown(answers, 1).await;
    let told = ["POST /api/v10/users/@me/channels", "POST /api/v10/channels/77/messages"];
    assert_eq!(lines(&seen)[3..], told);
    let said = format!("<@40>\nI may not write in <#20>, so I answer here.\n{}", fixture.text(&[]));
    assert_eq!(seen[4].json()["content"], said);
    assert_eq!(posted.status, said);
}
