//! Rituals whose picture is hidden until somebody clicks on it: wherever it is attached, and in no archive.

use helix_bot::ritual::Style;
use helix_bot::ritual::sheet::{Plate, sheet};
use image::{GenericImageView as _, RgbImage};

use super::world::{World, answers, ritual_of, rituals};
use crate::support::discord::permissions::{ADD_REACTIONS, MANAGE_GUILD, SEND_MESSAGES};
use crate::support::discord::{Endpoint, Fault, Message, Slash};

/// All that is attached is hidden, and something is.
#[track_caller]
fn assert_hidden(message: &Message) {
    let names: Vec<_> = message.files.iter().map(|file| file.name.as_str()).collect();
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("SPOILER_ritual-")), "{names:?}");
}

/// The names of what is archived.
fn archived(world: &World) -> Vec<String> {
    let name = |path: &std::path::PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    world.objects().iter().map(name).collect()
}

#[tokio::test]
async fn a_picture_is_hidden_and_archived_under_its_own_name_also_when_it_is_asked_for_again() {
    let mut world = World::running().await;
    let (member, manager) = (world.discord.member(), world.discord.join("manu", MANAGE_GUILD));
    let first = world.archived(world.say("!ritual 5 size=256 spoiler=yes lotus")).await;
    assert_hidden(&first);
    let slash = Slash::new("ritual").option("steps", 5).option("size", "512").option("spoiler", true);
    assert_hidden(&world.archived(world.slash(&slash)).await);
    for open in ["!ritual 5 size=256", "!ritual 5 size=256 spoiler=off"] {
        let message = world.archived(world.say(open)).await;
        assert!(message.files[0].name.starts_with("ritual-5-"), "{:?}", message.files[0].name);
    }
    let wrong = world.answer(world.say("!ritual 5 spoiler=perhaps")).await;
    assert_eq!(wrong.content, "Write spoiler=yes or spoiler=no.");

    world.kill().await;
    world.start().await;
    for button in ["Again", "Vary", "Larger"] {
        assert_hidden(&world.archived(world.click(member, &first, button)).await);
    }
    let names = archived(&world);
    assert!(names.len() == 7 && names.iter().all(|name| name.starts_with("ritual-5-")), "{names:?}");

    let details = world.whispered_on_click(member, &first, "Details").await.content;
    assert!(details.contains("\nHidden until somebody clicks on it.\n"), "{details}");
    let pulled = world.answer(world.say_by(manager, &format!("!archive pull {}", ritual_of(&first)))).await;
    assert_hidden(&pulled);
}

#[tokio::test]
async fn both_files_of_a_ritual_in_motion_are_hidden_and_so_is_a_smaller_picture() {
    let world = World::running().await;
    let moving = world.archived(world.say("!ritual 5 size=256 motion=yes spoiler=yes")).await;
    assert_hidden(&moving);
    assert_eq!(moving.files.len(), 2);
    world.discord.set_file_limit(60_000);
    let slash = Slash::new("ritual").option("steps", 27).option("size", "1024").option("spoiler", true);
    let smaller = world.archived(world.slash(&slash)).await;
    assert_hidden(&smaller);
    assert!(smaller.files[0].name.ends_with("-preview.jpg"));
}

#[tokio::test]
async fn a_picture_that_comes_in_private_instead_is_hidden_there() {
    let world = World::running().await;
    let channel = world.discord.channel();
    world.discord.deny(channel, SEND_MESSAGES | ADD_REACTIONS);
    world.say("!ritual 5 size=256 spoiler=yes");
    let private = world.discord.direct(world.discord.member());
    let shown = |state: &crate::support::discord::State| {
        state.by_bot(private).find(|message| !message.files.is_empty()).cloned()
    };
    assert_hidden(&world.discord.wait_for("the picture", shown).await);
}

#[tokio::test]
async fn a_hidden_picture_that_was_sent_but_not_recorded_is_found_after_a_kill() {
    let mut world = World::running().await;
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    let request = world.say("!ritual 5 size=256 spoiler=yes");
    let sent = world.answer(request).await;
    world.logged("archived and verified").await;
    world.kill().await;
    world.discord.forget_nonces();

    world.start().await;
    let message = world.archived(request).await;
    assert_eq!((message.id, world.pictures(message.channel).len()), (sent.id, 1));
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    assert_hidden(&message);
}

#[tokio::test]
async fn a_gallery_leaves_a_hidden_picture_out_and_opens_it_hidden() {
    let world = World::running().await;
    let member = world.discord.member();
    let hidden = rituals::perform(&world, member, "27 size=512 spoiler=yes lotus").await;
    let open = rituals::perform(&world, member, "27 size=512 style=flame lotus").await;
    let page = world.answer(world.slash(&Slash::new("gallery"))).await;
    assert_eq!(page.content.matches(" (hidden)").count(), 1, "{}", page.content);
    // The hidden picture's place, to the right, is that of a picture which is not there.
    let shown = image::load_from_memory(&page.files[0].bytes).expect("a picture").to_rgb8();
    let missing = |style| Plate { picture: None, steps: "27".parse().expect("steps"), style };
    let empty = sheet(&[missing(Style::Flame), missing(Style::Eye)]);
    assert_eq!(shown.dimensions(), empty.dimensions());
    let half = shown.width() / 2;
    let differs = |left: u32| {
        let inside = |sheet: &RgbImage| sheet.view(left, 0, half, sheet.height()).to_image().into_raw();
        let parts =
            inside(&shown).into_iter().zip(inside(&empty)).map(|(is, was)| u64::from(is.abs_diff(was)));
        parts.sum::<u64>() / (u64::from(half) * u64::from(shown.height()) * 3)
    };
    assert!(differs(half) <= 2 && differs(0) > 10, "{} and {}", differs(half), differs(0));

    for (id, begins) in [(&hidden, "SPOILER_ritual-27-"), (&open, "ritual-27-")] {
        let request = world.discord.choose(page.id, member, "Open one of them", &[id]).expect("sent");
        let opened = world.answer(request).await;
        assert!(opened.files[0].name.starts_with(begins), "{:?}", opened.files[0].name);
    }
}
