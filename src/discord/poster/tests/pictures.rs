//! Pictures that Discord does not take as they are.

use super::*;

#[tokio::test]
async fn a_picture_that_may_not_be_sent_is_left_out_and_the_permission_named() {
    let fixture = Fixture::new();
    let (posted, seen) = fixture.shown([(403, refusal(50_013)), taken()], 1).await;
    assert!(seen[0].has_file() && !seen[1].has_file());
    let note = "I may not show the picture in <#20>: that needs the permission “Attach Files”.";
    assert_eq!(seen[1].json()["content"], fixture.text(&[note]));
    assert_eq!(seen[1].json()["components"], seen[0].json()["components"], "the buttons need none");
    fixture.goes_on_saying(&posted, note).await;
}

#[tokio::test]
async fn a_picture_too_large_for_discord_is_shown_as_a_jpeg_and_goes_on_saying_so() {
    let fixture = Fixture::new().with_picture(512, EVERYWHERE + 1);
    let (posted, seen) = fixture.shown([boosted(1), taken()], 1).await;
    let name = fixture.view.ritual.file.replace(".png", "-preview.jpg");
    assert!(seen[1].has_file() && seen[1].body.len() < 600_000, "{}", seen[1].body.len());
    assert_eq!(seen[1].json()["attachments"][0]["filename"], name);
    let note = shown_as_jpeg(fixture.language());
    assert_eq!(posted.status, fixture.text(&[&note]));
    fixture.goes_on_saying(&posted, &note).await;
}

#[tokio::test]
async fn a_note_of_fewer_pixels_stays_as_well() {
    let fixture = Fixture::new();
    let note = "Shown smaller; the original has 1024 × 1024 pixels.";
    assert_eq!(shown_smaller(&fixture.view), note);
    let (posted, _) = fixture.shown([taken()], 1).await;
    let posted = Posted { status: fixture.text(&[note]), ..posted };
    fixture.goes_on_saying(&posted, note).await;
}

#[tokio::test]
async fn an_interaction_says_itself_how_large_a_picture_may_be() {
    let fixture = || Fixture::new().with_picture(256, EVERYWHERE + 1);
    let (_, seen) = fixture().by_interaction(FRESH).taking(50 << 20).shown([taken()], 1).await;
    assert!(seen[0].body.len() as u64 > EVERYWHERE, "the whole file");

    // What it said holds for answers through its token only.
    let (_, seen) = fixture().by_interaction(OLD).taking(50 << 20).shown([boosted(0), taken()], 1).await;
    assert!((seen[1].body.len() as u64) < EVERYWHERE);
}

#[tokio::test]
async fn a_message_in_a_boosted_server_has_the_whole_picture() {
    let fixture = Fixture::new().with_picture(256, EVERYWHERE + 1);
    let (_, seen) = fixture.shown([boosted(2), taken()], 1).await;
    assert_eq!(lines(&seen), ["GET /api/v10/guilds/10", CREATE]);
    assert!(seen[1].body.len() as u64 > EVERYWHERE, "the whole file");
    // What fits everywhere needs no question.
    let (_, seen) = Fixture::new().with_picture(256, 1 << 20).shown([taken()], 1).await;
    assert_eq!(lines(&seen), [CREATE]);
}

#[tokio::test]
async fn a_picture_that_a_server_refuses_is_shown_smaller_and_then_told_in_words() {
    let fixture = Fixture::new().with_picture(512, 1 << 20);
    let (posted, seen) = fixture.shown([(413, refusal(40_005)), (413, refusal(40_005)), taken()], 1).await;
    assert!(seen[0].body.len() > 1 << 20);
    assert!(seen[1].has_file() && seen[1].body.len() < 1 << 20);
    assert!(seen[1].json()["content"].as_str().expect("text").contains("\nShown as a JPEG; "));
    assert!(!seen[2].has_file());
    assert_eq!(posted.status, fixture.text(&[&too_large(fixture.language())]));
}

#[tokio::test]
async fn a_file_too_large_that_is_no_picture_is_told_in_words() {
    let fixture = Fixture::new();
    let file = std::fs::File::create(&fixture.file).expect("a file");
    file.set_len(EVERYWHERE + 1).expect("room");
    let (_, seen) = fixture.shown([boosted(0), taken()], 1).await;
    assert!(!seen[1].has_file());
    assert_eq!(seen[1].json()["content"], fixture.text(&[&too_large(fixture.language())]));
}
