//! `lore`: what a server's rituals leave to the next one, and how that is forgotten.

use helix_bot::ritual::{AnomalyCounts, Evolution, Field, Recipe, artifact, evolve};

use super::world::{World, field};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};

const NONE: &str =
    "This server has no lore yet. Its first ritual starts from the field that every server begins with.";
const HOW: &str = "That is not how this command is written; `help lore` shows it.";
const SURE: &str = "A reset forgets the field and the folklore of this server for good. If that is meant, write \
                    `lore reset confirm:yes`.";

fn recipe(message: &Message) -> Recipe {
    artifact::read(&message.picture().expect("a picture").bytes).expect("an artifact").0
}

async fn ritual(world: &World, channel: Id, text: &str) -> (Message, Evolution) {
    let owner = world.discord.owner();
    let message = world.archived(world.discord.say(channel, owner, text)).await;
    let became = evolve(&recipe(&message));
    (message, became)
}

/// The four counts in the order in which they are told.
fn counts(counts: AnomalyCounts) -> [u16; 4] {
    [counts.flares, counts.voids, counts.echoes, counts.resonances]
}

/// How a kind that came so often is told of, as the documentation has it: a legend at 5, a hymn at 10, a law at 20.
fn told(plural: &str, count: u16) -> String {
    let more = match count {
        0..5 => "; a legend at 5",
        5..10 => ", a legend; a hymn at 10",
        10..20 => ", a hymn; a law at 20",
        20.. => ", a law",
    };
    format!("• {plural}: {count}{more}")
}

#[tokio::test]
async fn two_rituals_of_a_server_grow_its_lore_and_no_other_servers() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let (here, member) = (world.discord.channel(), world.discord.member());
    assert_eq!(world.told(member, "!lore").await, NONE);

    let (first, left) = ritual(&world, here, "!ritual 27 size=256 one").await;
    let (second, left_then) = ritual(&world, here, "!ritual 27 size=256 two").await;
    assert_eq!(recipe(&first).field, Field::default());
    let start = recipe(&second).field;
    assert_ne!(start, Field::default());
    let (one, two) = (counts(left.anomalies), counts(left_then.anomalies));
    let kinds = ["flares", "voids", "echoes", "resonances"];
    // Where nothing turned, the second starts exactly from what the first left.
    assert_eq!(start == left.field, one.iter().all(|count| *count < 5), "{one:?}");

    let lore = world.told_by_slash(member, &Slash::new("lore show")).await;
    let expected: Vec<_> =
        kinds.iter().enumerate().map(|(kind, plural)| told(plural, one[kind] + two[kind])).collect();
    let lines: Vec<_> = lore.lines().collect();
    assert_eq!(lines[0], "**The lore of this server**");
    assert!(lines[1].starts_with("The next ritual starts from harmony "), "{lore}");
    assert_eq!(lines[2..6], expected, "{lore}");
    assert!(lines[6].starts_with("Last changed <t:") && lines.len() == 7, "{lore}");

    // The ritual that turned a kind says so.
    let turned: Vec<_> = (0..4)
        .filter(|kind| one[*kind] < 5 && one[*kind] + two[*kind] >= 5)
        .map(|kind| kinds[kind])
        .collect();
    assert!(!turned.is_empty(), "these seeds turn something: {one:?} {two:?}");
    for kind in turned {
        let sentence = format!("The {kind} of this server became a legend");
        assert!(field(&second, "Folklore").contains(&sentence), "{sentence}");
    }

    let (other, _) = ritual(&world, elsewhere, "!ritual 27 size=256 two").await;
    assert_eq!(recipe(&other).field, Field::default());
}

#[tokio::test]
async fn a_reset_needs_the_word_that_confirms_it_and_the_next_ritual_begins_anew() {
    let world = World::running().await;
    let (here, manager) = (world.discord.channel(), world.discord.join("manu", MANAGE_GUILD));
    ritual(&world, here, "!ritual 27 size=256 one").await;
    let reset = || Slash::new("lore reset");
    for unconfirmed in ["!lore reset", "!lore reset no", "!lore reset confirm:no"] {
        assert_eq!(world.told(manager, unconfirmed).await, SURE, "{unconfirmed}");
    }
    assert_eq!(world.whispered(manager, &reset()).await, SURE);
    assert_eq!(world.whispered(manager, &reset().option("confirm", "no")).await, SURE);
    assert_eq!(world.told(manager, "!lore forget").await, HOW);
    let misspelt = world.told(manager, "!lore reset yes please").await;
    assert_eq!(misspelt, HOW.replace("lore", "lore reset"));
    assert!(world.told(manager, "!lore show").await.starts_with("**The lore of this server**"));

    let said = world.told_by_slash(manager, &reset().option("confirm", "yes")).await;
    let forgotten = "The lore of this server is forgotten. The next ritual starts from the field that every server \
                     begins with.";
    assert_eq!(said, forgotten);
    let lore = world.told(manager, "!lore").await;
    assert!(lore.contains(" from harmony 0.500, resilience 1.000, prana 0.500, "), "{lore}");
    assert!(lore.contains("• flares: 0; a legend at 5\n"), "{lore}");
    let (next, _) = ritual(&world, here, "!ritual 27 size=256 one").await;
    assert_eq!(recipe(&next).field, Field::default());
    assert_eq!(world.told(manager, "!lore reset confirm:yes").await, forgotten);
}

#[tokio::test]
async fn who_may_not_manage_the_server_cannot_have_its_lore_forgotten() {
    let world = World::running().await;
    let member = world.discord.member();
    ritual(&world, world.discord.channel(), "!ritual 27 size=256 one").await;
    let needed = "You need the permission “Manage Server” for that.";
    let reset = Slash::new("lore reset").option("confirm", "yes");
    assert_eq!(world.told(member, "!lore reset confirm:yes").await, needed);
    assert_eq!(world.whispered(member, &reset).await, needed);
    assert!(world.told(member, "!lore").await.starts_with("**The lore of this server**"));
    let direct = world.answer(world.say_in_private("!lore")).await.content;
    assert_eq!(direct, "This works in a server only.");
}
