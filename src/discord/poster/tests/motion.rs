//! A ritual in motion has two files.

use super::*;

#[tokio::test]
async fn a_ritual_in_motion_moves_first_and_has_its_picture_beside_it() {
    let fixture = Fixture::new().in_motion(false);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, fixture.text(&[]));
    let (body, gif) = (seen[0].json(), fixture.view.ritual.file.replace(".png", ".gif"));
    assert_eq!(body["attachments"][0]["filename"], gif);
    assert_eq!(body["attachments"][1]["filename"], fixture.view.ritual.file);
    for (place, name, content) in [(0, &gif, "a GIF that moves"), (1, &fixture.view.ritual.file, "a picture")]
    {
        let part = format!("name=\"files[{place}]\"; filename=\"{name}\"\r\n");
        let (_, rest) = seen[0].body.split_once(&part).unwrap_or_else(|| panic!("{part}: {}", seen[0].body));
        assert_eq!(rest.split_once("\r\n\r\n").expect("a content").1.split("\r\n").next(), Some(content));
    }
}

#[tokio::test]
async fn a_motion_that_was_made_smaller_says_so_and_goes_on_saying_so() {
    let fixture = Fixture::new().in_motion(true);
    let note = "The motion is made smaller to be shown here: 48 frames of 448 × 448 pixels.";
    let (posted, _) = fixture.shown([taken()], 1).await;
    assert_eq!(posted.status, fixture.text(&[note]));
    fixture.goes_on_saying(&posted, note).await;
}

#[tokio::test]
async fn where_both_are_refused_the_motion_is_sent_alone_and_then_told_in_words() {
    let fixture = Fixture::new().in_motion(false);
    let refused = || (413, refusal(40_005));
    let (_, seen) = fixture.shown([refused(), refused(), taken()], 1).await;
    assert_eq!(seen[0].json()["attachments"].as_array().map(Vec::len), Some(2));
    assert_eq!(seen[1].json()["attachments"].as_array().map(Vec::len), Some(1));
    assert!(seen[1].body.contains("a GIF that moves"));
    assert!(!seen[2].has_file());
    assert_eq!(seen[2].json()["content"], fixture.text(&[&too_large(fixture.language())]));
}

#[tokio::test]
async fn a_picture_too_large_beside_a_motion_is_attached_as_a_jpeg() {
    let fixture = Fixture::new().with_picture(512, EVERYWHERE + 1).in_motion(false);
    let (_, seen) = fixture.shown([boosted(0), taken()], 1).await;
    let body = seen[1].json();
    assert!(body["attachments"][1]["filename"].as_str().expect("a name").ends_with("-preview.jpg"));
    assert!(body["content"].as_str().expect("text").contains("\nShown as a JPEG; "));
}
