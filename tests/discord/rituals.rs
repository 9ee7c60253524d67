//! From a request to a receipt: the way of every ritual when nothing goes wrong.

use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::ritual::{Seed, artifact, evolve};

use super::world::{World, ritual_of, status};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};

/// Discord gives up on a slash command after three seconds, and members sooner.
const AT_ONCE: Duration = Duration::from_secs(3);

/// The message shows a picture and says what it is in a line; its object lies where it is to lie; where that is, no member
/// is told.
async fn assert_kept(world: &World, message: &Message, guild: Option<Id>) {
    let picture = message.picture().expect("a picture");
    assert_eq!((message.files.len(), message.embeds.len()), (1, 0), "one picture, large");
    assert_eq!(picture.content_type, "image/png");

    let (recipe, pixels) = artifact::read(&picture.bytes).expect("an artifact");
    let became = evolve(&recipe);
    let id = ritual_of(message);
    assert_eq!(picture.name, format!("ritual-27-{id}.png"));
    let caption = "**27 steps** into the **eye**, from the seed **";
    // While it waited, the answer may have told its place.
    let first = message.contents.iter().find(|text| text.starts_with("**")).expect("a caption");
    for text in [first, &message.content] {
        assert!(text.starts_with(caption) && text.contains(&recipe.seed.to_string()), "{text}");
        assert!(!text.contains(&id) && !text.contains("local") && text.lines().count() == 2, "{text}");
    }
    assert_eq!(message.buttons(), ["Again", "Vary", "Larger", "Details", "Delete"]);

    let folder = guild.map_or_else(|| "rituals".to_owned(), |guild| format!("rituals/{guild}"));
    let path = format!("{folder}/{}", picture.name);
    assert_eq!(world.place(message).await, format!("local:{path}"));
    assert_eq!(status(message), "archived and verified");
    assert_eq!(Digest::of(&world.object(&path)), Digest::of(&picture.bytes), "the promised file");
    assert!(message.mentions.is_empty() && !message.mentions_everyone, "{:?}", message.mentions);

    let details = world.whispered_on_click(world.discord.member(), message, "Details").await.content;
    for fact in [
        id,
        became.stage.name().to_owned(),
        became.stage.mantra().to_owned(),
        artifact::pixel_digest(&pixels).to_string(),
        Digest::of(&picture.bytes).to_string(),
        format!("harmony {:.3}", became.field.harmony),
        "local: archived, and verified <t:".to_owned(),
    ] {
        assert!(details.contains(&fact), "{fact}: {details}");
    }
    assert!(!details.contains(&path), "where copies lie is for those who manage the server: {details}");
}

#[tokio::test]
async fn a_preset_is_a_length_by_its_name() {
    let world = World::running().await;
    let quick = || Slash::new("ritual").option("preset", "quick").option("size", "512");
    for request in [
        world.slash(&quick()),
        world.slash(&quick().option("steps", 27)),
        world.say("!ritual preset=quick size=256 lotus"),
        world.say("!ritual quick size=256 preset=quick"),
    ] {
        let message = world.archived(request).await;
        assert!(message.content.starts_with("**27 steps** into the "), "{}", message.content);
    }
}

#[tokio::test]
async fn a_ritual_asked_for_by_prefix_is_acknowledged_posted_and_archived_where_it_says() {
    let world = World::running().await;
    let channel = world.discord.channel();
    let request = world.say("!ritual 27");
    world
        .discord
        .wait_within(AT_ONCE, "the typing indicator", |state| {
            state.typing.iter().any(|(place, _)| *place == channel).then_some(())
        })
        .await;

    let message = world.archived(request).await;
    assert_eq!(message.channel, channel);
    assert_kept(&world, &message, Some(world.discord.guild())).await;
    assert_eq!(
        world.discord.look(|state| state.in_channel(channel).count()),
        2,
        "the request and one message"
    );
    assert_eq!(world.objects().len(), 1, "one object and nothing beside it");
}

#[tokio::test]
async fn a_ritual_asked_for_by_mention_is_the_same() {
    let world = World::running().await;
    let request = world.say(&format!("<@{}> ritual 27 lotus", world.discord.bot()));
    let message = world.archived(request).await;
    assert_kept(&world, &message, Some(world.discord.guild())).await;
    let lotus: Seed = "lotus".parse().expect("a seed");
    assert!(message.content.contains(&format!(" **lotus** ({lotus})")), "{}", message.content);
    assert_eq!(world.pictures(message.channel).len(), 1);
}

#[tokio::test]
async fn a_ritual_asked_for_by_slash_command_is_deferred_publicly_and_answered_in_that_message() {
    let world = World::running().await;
    let request = world.slash(&Slash::new("ritual").option("steps", 27));
    let acknowledged =
        world.discord.wait_for("the first answer", |state| state.interactions[&request].callback).await;
    assert!(acknowledged.after < AT_ONCE, "{acknowledged:?}");
    assert!(acknowledged.deferred && !acknowledged.ephemeral, "{acknowledged:?}");

    let message = world.archived(request).await;
    assert_eq!(world.discord.interaction(request).original, Some(message.id));
    assert_kept(&world, &message, Some(world.discord.guild())).await;
    let all = world.discord.look(|state| state.in_channel(message.channel).count());
    assert_eq!(all, 1, "no message beside the deferred one");
}

#[tokio::test]
async fn direct_messages_take_both_forms_and_their_paths_name_no_guild() {
    let world = World::running().await;
    let (discord, member) = (&world.discord, world.discord.member());
    let direct = discord.direct(member);
    let written = discord.say(direct, member, "!ritual 27");
    let used = discord.slash(direct, member, &Slash::new("ritual").option("steps", 27)).expect("offered");
    for request in [written, used] {
        let message = world.archived(request).await;
        assert_eq!(message.channel, direct);
        assert_kept(&world, &message, None).await;
    }
    assert_eq!(world.pictures(direct).len(), 2);
    assert_eq!(world.objects().len(), 2);
}

#[tokio::test]
async fn the_same_steps_and_seed_give_the_same_picture_to_everybody() {
    let world = World::running().await;
    // Where no guild has a field of its own, which each ritual moves.
    let (discord, member) = (&world.discord, world.discord.member());
    let direct = discord.direct(member);
    let one = discord.say(direct, member, "!ritual 27 5");
    let slash = Slash::new("ritual").option("steps", 27).option("seed", "5");
    let other = discord.slash(direct, member, &slash).expect("offered");
    let (one, other) = (world.archived(one).await, world.archived(other).await);
    let pixels = |message: &Message| {
        artifact::read(&message.picture().expect("a picture").bytes).expect("an artifact")
    };
    assert_eq!(pixels(&one), pixels(&other));
    assert_ne!(ritual_of(&one), ritual_of(&other), "each is a ritual of its own");
    assert_eq!(world.objects().len(), 2);
}

#[tokio::test]
async fn the_message_says_that_the_copy_is_under_way_until_it_is_proven() {
    let (world, remote, request, message) = World::held_up(|world| world.say("!ritual 27")).await;
    assert!(message.picture().is_some(), "the picture does not wait for its copy");
    let object = world.place(&message).await;
    assert_eq!(status(&message), "archiving");
    assert!(object.starts_with(&format!("slow:bucket/rituals/{}/ritual-27-", world.discord.guild())));

    remote.release();
    let message = world.archived(request).await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let details = world.whispered_on_click(manager, &message, "Details").await.content;
    let proof = format!("• {object}: archived, and verified <t:");
    assert!(details.contains(&proof) && details.ends_with(" by its MD5"), "{details}");
    let picture = &message.picture().expect("still there").bytes;
    assert_eq!(remote.objects(), [(object.replacen("slow:bucket/", "", 1), picture.to_vec())]);
}

#[tokio::test]
async fn a_ritual_is_understood_as_people_write_it() {
    let world = World::running().await;
    let bot = world.discord.bot();
    let lotus: Seed = "lotus".parse().expect("a seed");
    for (text, steps, seed) in [
        ("!ritual lotus size=256".to_owned(), 108, Some(lotus)),
        ("!ritual 5 steps lotus size=256".to_owned(), 5, Some(lotus)),
        ("!ritual 1,000 lotus size=256".to_owned(), 1000, Some(lotus)),
        ("!ritual 5, lotus size=256".to_owned(), 5, Some(lotus)),
        ("!ritual5 size=256".to_owned(), 5, None),
        (format!("<@{bot}> !ritual 5 size=256"), 5, None),
        (format!("<@{bot}> ritual5 size=256"), 5, None),
    ] {
        let message = world.answer(world.say(&text)).await;
        let picture = message.picture().unwrap_or_else(|| panic!("{text}: {}", message.content));
        let (recipe, _) = artifact::read(&picture.bytes).expect("an artifact");
        assert_eq!(recipe.steps.get(), steps, "{text}");
        assert!(seed.is_none_or(|seed| recipe.seed == seed), "{text}");
    }
}
