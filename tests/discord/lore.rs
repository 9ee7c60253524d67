//! `lore`: what a server's rituals leave to the next one, and how that is forgotten.

use helix_bot::ritual::{Anomaly, Evolution, Field, Lore, Recipe, Seed, Size, Steps, artifact, evolve};

use super::world::World;
use crate::support::discord::permissions::{ATTACH_FILES, MANAGE_GUILD};
use crate::support::discord::{Id, Message, Slash};

const NONE: &str =
    "This server has no lore yet. Its first ritual starts from the field that every server begins with.";
const HOW: &str = "That is not how this command is written; `!help lore` shows it.";
const SURE: &str =
    "Forget the field and the folklore of this server for good? Its pictures stay, and so do their copies.";
const FORGOTTEN: &str = "The lore of this server is forgotten. The next ritual starts from the field that every server begins \
                         with.";

fn recipe(message: &Message) -> Recipe {
    artifact::read(&message.picture().expect("a picture").bytes).expect("an artifact").0
}

async fn ritual(world: &World, channel: Id, text: &str) -> (Message, Evolution) {
    let owner = world.discord.owner();
    let message = world.archived(world.discord.say(channel, owner, text)).await;
    let became = evolve(&recipe(&message));
    (message, became)
}

/// How a kind that led so many rituals is told of, as the documentation has it: a legend at 4, a hymn at 12, a law at 36.
fn told(anomaly: Anomaly, leaders: &[Option<Anomaly>]) -> String {
    let count = leaders.iter().filter(|leader| **leader == Some(anomaly)).count();
    let more = if count < 4 { "; a legend at 4" } else { ", a legend; a hymn at 12" };
    format!("• {}: {count}{more}", anomaly.plural())
}

/// A seed with which a ritual of 27 steps is led by flares, whatever field it starts from.
fn seeds_of_flares() -> impl Iterator<Item = u64> {
    (0..).filter(|seed| {
        let seed = Seed::try_from(*seed).expect("a seed");
        let steps = Steps::try_from(27).expect("steps");
        evolve(&Recipe::new(steps, seed, Size::default(), Field::default())).leader() == Some(Anomaly::Flare)
    })
}

#[tokio::test]
async fn the_rituals_of_a_server_grow_its_lore_and_no_other_servers() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let (here, member) = (world.discord.channel(), world.discord.member());
    assert_eq!(world.told(member, "!lore").await, NONE);

    let (mut leaders, mut server) = (Vec::new(), Lore::default());
    for seed in seeds_of_flares().take(4) {
        let (message, became) = ritual(&world, here, &format!("!ritual 27 size=256 {seed}")).await;
        // Each starts from what its server kept of the ones before it, which is not what they left.
        assert_eq!(recipe(&message).field, server.field);
        leaders.push(became.leader());
        let (kept, turns) = server.after(world.discord.guild(), &became);
        assert_ne!(kept.field, became.field);
        server = kept;
        // The ritual that turned a kind says so.
        let has_turned = leaders.len() == 4;
        assert_eq!(turns.len(), usize::from(has_turned));
        if has_turned {
            let said = "\nThe flares of this server became a legend.\n";
            assert!(message.content.contains(said), "{}", message.content);
        }
    }

    let shown = [world.slash(&Slash::new("lore show")), world.say("!lore")];
    let mut lore = String::new();
    for request in shown {
        let message = world.answer(request).await;
        let [file] = &message.files[..] else { panic!("one picture: {message:?}") };
        let drawn = image::load_from_memory(&file.bytes).expect("a picture");
        assert_eq!((file.name.as_str(), drawn.width(), drawn.height()), ("lore.png", 1200, 720));
        lore = message.content;
    }
    // Where no files may be attached, the words come alone.
    world.discord.deny(here, ATTACH_FILES);
    assert_eq!(world.told(member, "!lore").await, lore);
    world.discord.deny(here, 0);
    let lines: Vec<_> = lore.lines().collect();
    assert_eq!(lines[0], "**The lore of this server**");
    assert!(lines[1].starts_with("The next ritual starts from harmony "), "{lore}");
    assert_eq!(lines[2], "It is the Satya age, after 4 rituals. What has led the rituals of this age:");
    assert_eq!(lines[3..7], Anomaly::ALL.map(|anomaly| told(anomaly, &leaders)), "{lore}");
    assert!(lines[7].starts_with("Last changed <t:") && lines.len() == 8, "{lore}");

    let (other, _) = ritual(&world, elsewhere, "!ritual 27 size=256 two").await;
    assert_eq!(recipe(&other).field, Field::default());
}

#[tokio::test]
async fn a_reset_is_asked_for_again_and_the_next_ritual_begins_anew() {
    let mut world = World::running().await;
    let (here, manager) = (world.discord.channel(), world.discord.join("manu", MANAGE_GUILD));
    assert_eq!(world.told(manager, "!lore reset").await, NONE);
    ritual(&world, here, "!ritual 27 size=256 one").await;
    let reset = Slash::new("lore reset");
    let question = world.answer(world.slash_by(manager, &reset).expect("sent")).await;
    assert_eq!((question.is_ephemeral(), question.content.as_str()), (true, SURE));
    assert_eq!(world.told(manager, "!lore forget").await, HOW);
    let kept = world.click(manager, &question, "Keep everything as it is");
    world.became(&question, "nothing changed", |now| now.content == "Nothing was changed.").await;
    world
        .discord
        .wait_for("the click", |state| state.interactions[&kept].callback.is_some().then_some(()))
        .await;
    let lore = world.told(manager, "!lore show").await;
    assert!(lore.contains("after one ritual"), "{lore}");

    // The question outlives a restart; it is for whoever asked, who may have lost the right meanwhile.
    let question = world.answer(world.slash_by(manager, &reset).expect("sent")).await;
    world.kill().await;
    world.start().await;
    let member = world.discord.member();
    let asked = world.answer(world.say_by(manager, "!lore reset")).await;
    assert_eq!(asked.content, SURE);
    let refused = world.answer(world.click(member, &asked, "Forget it")).await.content;
    assert_eq!(refused, "That question is for whoever asked for it.");
    let until = std::time::UNIX_EPOCH.elapsed().expect("a time").as_secs() + 200;
    let forge = |server: Id| format!("v1:lore-reset:{until}:{member}:{server}");
    let forged = world.discord.click_forged(asked.id, member, &forge(world.discord.guild()));
    assert_eq!(world.answer(forged).await.content, "You need the permission “Manage Server” for that.");
    let elsewhere = format!("v1:lore-reset:{until}:{manager}:1");
    let forged = world.discord.click_forged(asked.id, manager, &elsewhere);
    assert_eq!(world.answer(forged).await.content, "That question was asked in another server.");

    world.click(manager, &question, "Forget it");
    world.became(&question, "it is forgotten", |now| now.content == FORGOTTEN).await;
    let lore = world.told(manager, "!lore").await;
    assert!(lore.contains(" from harmony 0.500, resilience 1.000, prana 0.500, "), "{lore}");
    assert!(lore.contains("• flares: 0; a legend at 4\n"), "{lore}");
    let (next, _) = ritual(&world, here, "!ritual 27 size=256 one").await;
    assert_eq!(recipe(&next).field, Field::default());
    // By a message as well.
    world.click(manager, &asked, "Forget it");
    world.became(&asked, "it is forgotten", |now| now.content == FORGOTTEN).await;
}

#[tokio::test]
async fn who_may_not_manage_the_server_cannot_have_its_lore_forgotten() {
    let world = World::running().await;
    let member = world.discord.member();
    ritual(&world, world.discord.channel(), "!ritual 27 size=256 one").await;
    let needed = "You need the permission “Manage Server” for that.";
    let reset = Slash::new("lore reset");
    assert_eq!(world.told(member, "!lore reset").await, needed);
    assert_eq!(world.whispered(member, &reset).await, needed);
    assert!(world.told(member, "!lore").await.starts_with("**The lore of this server**"));
    let direct = world.answer(world.say_in_private("!lore")).await.content;
    assert_eq!(direct, "This works in a server only.");
}
