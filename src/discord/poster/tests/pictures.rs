//! Pictures that Discord does not take as they are.

use super::*;

#[tokio::test]
async fn what_may_not_be_sent_is_left_out_and_named_and_nothing_else() {
    for (refusals, lacking, permissions) in [
        (1, Lacking::Embeds, "permission “Embed Links”."),
        (2, Lacking::Files, "permission “Attach Files”."),
        (3, Lacking::Both, "permissions “Attach Files” and “Embed Links”."),
    ] {
        let fixture = Fixture::new();
        let refused = std::iter::repeat_n((403, refusal(50_013)), refusals);
        let (posted, seen) = fixture.shown(refused.chain([taken()]), 1).await;
        let last = seen.last().expect("a request");
        assert_eq!(last.has_file(), lacking == Lacking::Embeds, "{lacking:?}");
        assert_eq!(last.json().get("embeds").is_some(), lacking == Lacking::Files, "{lacking:?}");
        let note = lacking.note(20);
        assert!(note.contains(" in <#20>: that needs the ") && note.ends_with(permissions), "{note}");
        assert_eq!(last.json()["content"], format!("{note}\n{}", fixture.status()));
        fixture.goes_on_saying(&posted, &note).await;
    }
}

#[tokio::test]
async fn an_embed_without_a_picture_that_may_not_be_sent_leaves_the_text() {
    let fixture = Fixture::new();
    let too_large = (413, refusal(40_005));
    let (_, seen) = fixture.shown([too_large, (403, refusal(50_013)), taken()], 1).await;
    let said = format!("{}\n{TOO_LARGE}\n{}", Lacking::Embeds.note(20), fixture.status());
    assert_eq!(seen[2].json()["content"], said);
}

#[tokio::test]
async fn a_picture_too_large_for_discord_is_shown_as_a_jpeg_and_goes_on_saying_so() {
    let fixture = Fixture::new().with_picture(512, MOST_BYTES + 1);
    let (posted, seen) = fixture.shown([taken()], 1).await;
    let name = fixture.view.ritual.file.replace(".png", "-preview.jpg");
    assert!(seen[0].has_file() && seen[0].body.len() < 600_000, "{}", seen[0].body.len());
    assert_eq!(seen[0].json()["attachments"][0]["filename"], name);
    assert_eq!(seen[0].json()["embeds"][0]["image"]["url"], format!("attachment://{name}"));
    let note = SHOWN_AS_JPEG;
    assert_eq!(posted.status, format!("{note}\n{}", fixture.status()));
    fixture.goes_on_saying(&posted, note).await;
}

#[tokio::test]
async fn a_note_of_fewer_pixels_stays_as_well() {
    let fixture = Fixture::new();
    let note = "Shown smaller; the original, whose status follows, has 1024×1024 pixels.";
    assert_eq!(shown_smaller(&fixture.view), note);
    let (posted, _) = fixture.shown([taken()], 1).await;
    let posted = Posted { status: format!("{note}\n{}", posted.status), ..posted };
    fixture.goes_on_saying(&posted, note).await;
}

#[tokio::test]
async fn an_interaction_says_itself_how_large_a_picture_may_be() {
    let fixture = || Fixture::new().with_picture(256, MOST_BYTES + 1);
    let (_, seen) = fixture().by_interaction(FRESH).taking(50 << 20).shown([taken()], 1).await;
    assert!(seen[0].body.len() as u64 > MOST_BYTES, "the whole file");

    // What it said holds for answers through its token only.
    let (_, seen) = fixture().by_interaction(OLD).taking(50 << 20).shown([taken()], 1).await;
    assert!((seen[0].body.len() as u64) < MOST_BYTES);
}

#[tokio::test]
async fn a_picture_that_a_server_refuses_is_shown_smaller_and_then_told_in_words() {
    let fixture = Fixture::new().with_picture(512, 1 << 20);
    let (posted, seen) = fixture.shown([(413, refusal(40_005)), (413, refusal(40_005)), taken()], 1).await;
    assert!(seen[0].body.len() > 1 << 20);
    assert!(seen[1].has_file() && seen[1].body.len() < 1 << 20);
    assert!(seen[1].json()["content"].as_str().expect("text").starts_with("Shown as a JPEG; "));
    assert!(!seen[2].has_file());
    assert_eq!(posted.status, format!("{TOO_LARGE}\n{}", fixture.status()));
}

#[tokio::test]
async fn a_file_too_large_that_is_no_picture_is_told_in_words() {
    let fixture = Fixture::new();
    let file = std::fs::File::create(&fixture.file).expect("a file");
    file.set_len(MOST_BYTES + 1).expect("room");
    let (_, seen) = fixture.shown([taken()], 1).await;
    assert!(!seen[0].has_file());
    assert_eq!(seen[0].json()["content"], format!("{TOO_LARGE}\n{}", fixture.status()));
    assert!(seen[0].json()["embeds"][0].get("image").is_none());
}
