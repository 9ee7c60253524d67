//! A ritual in motion, and pictures that are shown smaller than they are: what is posted, and what is archived.

use helix_bot::digest::Digest;
use helix_bot::ritual::artifact;

use super::world::{World, ritual_of, tells_receipt};
use crate::support::discord::{Message, Slash};

/// The posted GIF and the picture beside it; both are archived as they are.
#[track_caller]
fn assert_moves(world: &World, message: &Message) -> (Digest, Digest) {
    let moving = message.picture().expect("it shows what moves first");
    assert!(moving.bytes.starts_with(b"GIF89a"));
    assert_eq!(moving.content_type, "image/gif");
    assert_eq!((message.attachments().count(), message.embeds.len()), (2, 0));
    let picture = &message.files[1];
    assert_eq!(picture.name, format!("ritual-5-{}.png", ritual_of(message)));
    assert_eq!(moving.name, picture.name.replace(".png", ".gif"));
    artifact::read(&picture.bytes).expect("an artifact");

    let path = format!("rituals/{}/{}", world.discord.guild(), picture.name);
    assert_eq!(world.object(&path), picture.bytes);
    assert_eq!(world.object(&path.replace(".png", ".gif")), moving.bytes);
    (Digest::of(&picture.bytes), Digest::of(&moving.bytes))
}

#[tokio::test]
async fn a_ritual_in_motion_is_posted_and_archived_with_its_picture() {
    let world = World::running().await;
    let by_message = world.archived(world.say("!ritual 5 size=256 motion=yes")).await;
    assert_moves(&world, &by_message);
    let slash = Slash::new("ritual").option("steps", 5).option("size", "512").option("motion", true);
    assert_moves(&world, &world.archived(world.slash(&slash)).await);
    assert_eq!(world.objects().len(), 4);
    let wrong = world.answer(world.say("!ritual 5 motion=fast")).await;
    assert_eq!(wrong.content, "Write motion=yes or motion=no.");
}

#[tokio::test]
async fn the_operator_lists_and_brings_back_both_files_of_a_ritual_in_motion() {
    let world = World::running().await;
    let message = world.archived(world.say("!ritual 5 size=256 motion=yes")).await;
    let (picture, moving) = assert_moves(&world, &message);
    let (id, guild) = (ritual_of(&message), world.discord.guild());

    let listed = world.operator(&["archive", "list"]).await;
    for ending in ["png", "gif"] {
        let line = format!("  local:rituals/{guild}/ritual-5-{id}.{ending}  archived, proven by sha256\n");
        assert!(listed.contains(&line), "{listed}");
    }
    let read = |path: &str| Digest::of(&std::fs::read(world.path(path)).expect(path));
    world.operator(&["archive", "pull", &id, "--out=back.png"]).await;
    assert_eq!((read("back.png"), read("back.gif")), (picture, moving));
    let restored = world.operator(&["archive", "restore", "--out=all"]).await;
    assert!(restored.starts_with("2 restored to "), "{restored}");
    let whole = |ending| format!("all/rituals/{guild}/ritual-5-{id}.{ending}");
    assert_eq!((read(&whole("png")), read(&whole("gif"))), (picture, moving));
}

#[tokio::test]
async fn a_picture_larger_than_the_server_takes_is_shown_smaller_and_archived_whole() {
    // Too little for all pixels of the picture, however strongly they are compressed.
    const LIMIT: usize = 60_000;
    let world = World::running().await;
    world.discord.set_file_limit(LIMIT);
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "1024"));
    let message = world.archived(request).await;
    let says = "\nShown smaller; the original has 1024 × 1024 pixels.\n";
    assert!(message.content.contains(says) && tells_receipt(&message), "{}", message.content);
    let shown = message.picture().expect("a picture");
    assert!(shown.bytes.len() <= LIMIT && message.files.len() == 1, "{}", shown.bytes.len());
    let id = ritual_of(&message);
    assert_eq!(shown.name, format!("ritual-27-{id}-preview.jpg"));

    let whole = world.object(&format!("rituals/{}/ritual-27-{id}.png", world.discord.guild()));
    assert!(whole.len() > LIMIT);
    let (recipe, pixels) = artifact::read(&whole).expect("an artifact");
    assert_eq!(recipe.size.width(), 1024);
    let details = world.whispered_on_click(world.discord.member(), &message, "Details").await.content;
    let digest = artifact::pixel_digest(&pixels).to_string();
    assert!(details.contains(&digest), "the facts are the original's: {details}");
}
