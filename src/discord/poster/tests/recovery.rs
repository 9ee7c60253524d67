//! An answer that was sent, but not recorded: it is found instead of sent again.

use super::*;

#[tokio::test]
async fn an_answer_sent_but_not_recorded_is_found_instead_of_sent_again() {
    let fixture = Fixture::new();
    let (file, status) = (fixture.view.ritual.file.clone(), fixture.text(&[]));
    let page = json!([
        message_of(2, 65, "nice!", Some(&file)),
        message(60, &status, Some(&file)),
        message_of(2, 61, "hm", None)
    ]);
    let (posted, seen) = fixture.shown([me(), (200, page)], 2).await;
    assert_eq!(posted, Posted { channel: 20, message: 60, status });
    assert_eq!(
        lines(&seen),
        ["GET /api/v10/users/@me", "GET /api/v10/channels/20/messages?&after=30&limit=100"]
    );
}

#[tokio::test]
async fn a_found_answer_that_is_out_of_date_is_brought_up_to_date() {
    let fixture = Fixture::new();
    let page = json!([message(60, "an older status", Some(&fixture.view.ritual.file))]);
    let (posted, seen) = fixture.shown([me(), (200, page), taken()], 2).await;
    assert_eq!(posted.status, fixture.status(), "an earlier version's");
    assert_eq!(lines(&seen)[2], EDIT);
}

#[tokio::test]
async fn a_first_try_looks_as_well_once_the_nonce_may_be_forgotten() {
    let mut fixture = Fixture::new();
    fixture.view.ritual.accepted = Timestamp(Timestamp::now().0 - 61_000);
    let mut answer = message(60, &fixture.text(&[]), None);
    answer["components"] = payload::edit_of(&fixture.view, "")["components"].clone();
    let (posted, seen) = fixture.shown([me(), (200, json!([answer]))], 1).await;
    assert_eq!(posted.message, 60);
    assert_eq!(seen.len(), 2, "nothing is sent");
}

#[tokio::test]
async fn a_found_answer_is_recognised_by_the_picture_that_its_embed_shows() {
    let fixture = Fixture::new();
    let mut answer = message(60, "an older status", None);
    let file = &fixture.view.ritual.file;
    answer["embeds"] =
        json!([{ "image": { "url": format!("https://cdn.discordapp.com/attachments/20/7/{file}?ex=1") } }]);
    let mut other = message(59, "another", None);
    other["embeds"] =
        json!([{ "image": { "url": "https://cdn.discordapp.com/attachments/20/6/other.png" } }, {}]);
    let (posted, seen) = fixture.shown([me(), (200, json!([answer, other])), taken()], 2).await;
    assert_eq!((posted.message, posted.status), (60, fixture.status()), "an earlier version's");
    assert_eq!(lines(&seen)[2], EDIT);
}

#[tokio::test]
async fn a_smaller_picture_sent_but_not_recorded_is_found_again() {
    let fixture = Fixture::new().with_picture(512, EVERYWHERE + 1);
    let name = fixture.view.ritual.file.replace(".png", "-preview.jpg");
    let page = json!([message(60, "an older status", Some(&name))]);
    let (posted, seen) = fixture.shown([boosted(0), me(), (200, page), taken()], 2).await;
    assert_eq!((posted.message, lines(&seen)[3]), (60, EDIT));
}

#[tokio::test]
async fn the_search_goes_on_past_a_full_page_and_then_posts() {
    let fixture = Fixture::new();
    let page: Vec<Value> = (31..131).rev().map(|id| message_of(2, id, "chatter", None)).collect();
    let (_, seen) = fixture.shown([me(), (200, json!(page)), (200, json!([])), taken()], 2).await;
    assert_eq!(lines(&seen)[2], "GET /api/v10/channels/20/messages?&after=130&limit=100");
    assert_eq!(lines(&seen)[3], CREATE);
}

#[tokio::test]
async fn of_two_failures_in_one_channel_each_finds_its_own_message() {
    let failed = || {
        let mut fixture = Fixture::new();
        fixture.view.render_failure = Some("the picture was too much".to_owned());
        fixture
    };
    let told = |fixture: &Fixture, id: u64, text: &str| {
        let mut message = message(id, text, None);
        message["components"] = payload::edit_of(&fixture.view, text)["components"].clone();
        message
    };
    let (fixture, other) = (failed(), failed());
    let others = told(&other, 59, &other.status());
    let (posted, seen) = fixture.shown([me(), (200, json!([others])), taken()], 2).await;
    assert_eq!(posted, Posted { channel: 20, message: 60, status: fixture.status() });
    assert_eq!(lines(&seen)[2], CREATE, "the other's message is left alone");

    let own = told(&fixture, 61, &format!("<@40>\n{}", fixture.status()));
    let (posted, _) = fixture.shown([me(), (200, json!([others, own]))], 2).await;
    assert_eq!(posted.message, 61);
}

#[tokio::test]
async fn what_answers_another_request_is_not_taken_for_the_answer() {
    let fixture = Fixture::new();
    let mut told = message(58, &format!("Oldest ritual not archived: `{}`", fixture.view.ritual.id), None);
    told["message_reference"] = json!({ "type": 0, "channel_id": "20", "message_id": "31" });
    let mut told_by_slash = told.clone();
    told_by_slash["interaction_metadata"] = json!({ "id": "32", "type": 2 });
    let page = json!([told, told_by_slash]);
    let (_, seen) = fixture.shown([me(), (200, page), taken()], 2).await;
    assert_eq!(lines(&seen)[2], CREATE);

    let mut own = message(60, &fixture.text(&[]), Some(&fixture.view.ritual.file));
    own["message_reference"] = json!({ "type": 0, "channel_id": "20", "message_id": "30" });
    let (posted, _) = fixture.shown([me(), (200, json!([own]))], 2).await;
    assert_eq!(posted.message, 60);
}

#[tokio::test]
async fn who_the_bot_is_is_asked_once_however_many_answers_are_looked_for() {
    // Discord counts that question for all channels together.
    let (one, other) = (Fixture::new(), Fixture::new());
    let found =
        |fixture: &Fixture| (200, json!([message(60, &fixture.text(&[]), Some(&fixture.view.ritual.file))]));
    let server = ScriptedDiscord::answering([me(), found(&one), found(&other)]).await;
    let poster = poster(server.rest(), None);
    for fixture in [&one, &other] {
        let shown = poster.show(&fixture.view, Some(&fixture.file), 2).await.expect("shown");
        assert_eq!(shown.expect("somebody to show it to").message, 60);
    }
    let asked = server.seen().iter().filter(|seen| seen.line.ends_with("/users/@me")).count();
    assert_eq!(asked, 1);
}
