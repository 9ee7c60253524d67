//! What nobody can have: a clear sentence to who asked, and nothing accepted.

use std::time::Duration;

use super::world::{World, answers};
use crate::support::discord::{Id, Slash};

const STEPS: &str = "A ritual takes 1 to 1000 steps, written as a whole number such as 108 or as quick (27), standard \
                     (108) or deep (324);";

/// Nothing was kept of what was asked. All of it was answered before.
async fn assert_nothing_accepted(world: &World) {
    let store = world.store().await;
    assert_eq!(store.overview().await.expect("counts").rituals, 0);
    store.close().await;
    assert_eq!(world.objects().len(), 0);
    assert!(!world.log().contains("accepted"), "{}", world.log());
}

#[tokio::test]
async fn a_number_of_steps_that_is_none_is_answered_with_the_rule() {
    let world = World::running().await;
    for wrong in ["0", "1001", "-3", "1e9", "108.5", "99999999999999999999"] {
        let message = world.answer(world.say(&format!("!ritual {wrong}"))).await;
        assert_eq!(message.content, format!("{STEPS} “{wrong}” is not one."), "{wrong}");
        assert!(message.files.is_empty() && message.embeds.is_empty(), "{wrong}");
        assert!(message.mentions.is_empty(), "{wrong}");
    }
    assert_nothing_accepted(&world).await;
}

#[tokio::test]
async fn a_seed_that_is_none_is_answered_with_the_rule() {
    let world = World::running().await;
    let long = "x".repeat(101);
    for (seed, sentence) in [
        ("\"\"", "The seed is empty; "),
        ("\"  \"", "The seed is empty; "),
        ("-5", "The seed -5 is out of range; "),
        ("9007199254740992", "The seed 9007199254740992 is out of range; "),
        (long.as_str(), "The seed has 101 characters; at most 100 are allowed."),
    ] {
        let message = world.answer(world.say(&format!("!ritual 27 {seed}"))).await;
        assert!(message.content.starts_with(sentence), "{seed}: {}", message.content);
    }
    assert_nothing_accepted(&world).await;
}

#[tokio::test]
async fn a_preset_that_contradicts_the_steps_is_answered_with_what_is_allowed() {
    let world = World::running().await;
    let sentence = "You asked for 27 steps and for deep, which is 324. Give one of them: steps from 1 to 1000, or a \
                    preset: quick (27), standard (108), deep (324).";
    for wrong in ["!ritual 27 preset=deep", "!ritual quick lotus preset=deep"] {
        assert_eq!(world.answer(world.say(wrong)).await.content, sentence, "{wrong}");
    }
    let both = Slash::new("ritual").option("steps", 27).option("preset", "deep");
    assert_eq!(world.whispered(world.discord.member(), &both).await, sentence);
    let unknown = world.answer(world.say("!ritual preset=endless")).await.content;
    assert_eq!(unknown, "The presets are quick (27), standard (108), deep (324); “endless” is none of them.");
    assert_nothing_accepted(&world).await;
}

#[tokio::test]
async fn discord_itself_refuses_what_is_out_of_range() {
    let world = World::running().await;
    let ritual = || Slash::new("ritual");
    let long = "x".repeat(101);
    for command in [
        ritual().option("steps", 0),
        ritual().option("steps", 1001),
        ritual().option("steps", -3),
        ritual().option("steps", 1e9),
        ritual().option("steps", "abc"),
        ritual().option("preset", "endless"),
        ritual().option("seed", long),
    ] {
        let discord = &world.discord;
        let sent = discord.slash(discord.channel(), discord.member(), &command);
        assert!(sent.is_err(), "{command:?}");
    }
}

#[tokio::test]
async fn what_a_client_sends_all_the_same_is_refused_for_its_author_alone() {
    let world = World::running().await;
    let ritual = || Slash::new("ritual").unchecked();
    for (command, sentence) in [
        (ritual().option("steps", 0), format!("{STEPS} “0” is not one.")),
        (ritual().option("steps", 1001), format!("{STEPS} “1001” is not one.")),
        (ritual().option("steps", -3), format!("{STEPS} “-3” is not one.")),
        (ritual().option("steps", 1_000_000_000), format!("{STEPS} “1000000000” is not one.")),
        (
            ritual().option("steps", 27).option("seed", ""),
            "The seed is empty; give a number from 0 to 9007199254740991, or a word such as “lotus”, or leave it out."
                .to_owned(),
        ),
        (ritual().option("seed", "x".repeat(101)), "The seed has 101 characters; at most 100 are allowed.".into()),
    ] {
        let request = world.slash(&command);
        let message = world.answer(request).await;
        assert_eq!(message.content, sentence, "{command:?}");
        assert!(message.is_ephemeral(), "{command:?}");
        let callback = world.discord.interaction(request).callback.expect("answered");
        assert!(callback.after < Duration::from_secs(3) && !callback.deferred, "{callback:?}");
    }
    assert_nothing_accepted(&world).await;
}

#[tokio::test]
async fn what_is_echoed_mentions_nobody_and_formats_nothing() {
    let world = World::running().await;
    let owner = world.discord.owner();
    for echoed in [format!("<@{owner}>"), "@everyone".to_owned(), "@here".to_owned()] {
        for request in [world.say(&format!("!ritual steps={echoed}")), world.say(&format!("!help {echoed}"))]
        {
            assert_silent(&world, request).await;
        }
        let help = Slash::new("help").option("command", echoed);
        assert_silent(&world, world.slash(&help)).await;
    }
    assert_nothing_accepted(&world).await;
}

async fn assert_silent(world: &World, request: Id) {
    let message = world.answer(request).await;
    assert!(message.mentions.is_empty() && !message.mentions_everyone, "{message:?}");
    assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
}

#[tokio::test]
async fn what_is_echoed_is_letters_and_nothing_else() {
    let world = World::running().await;
    let owner = world.discord.owner();
    for (hostile, shown) in [
        ("a\u{202e}b\u{2066}c", "abc"),
        ("ze\u{200b}ro\u{feff}", "zero"),
        ("x\u{0}y\u{1b}[2Kz", "xy\\[2Kz"),
        ("https://evil.example/x", "https\\://evil.example\\/x"),
        ("discord.gg/evil", "discord.gg\\/evil"),
        ("[x](https://evil.example)", "\\[x\\](https\\://evil.example)"),
        ("**b**`c`~~d~~||e||", "\\*\\*b\\*\\*\\`c\\`\\~\\~d\\~\\~\\|\\|e\\|\\|"),
        ("<t:0:R>", "\\<t:0:R\\>"),
    ] {
        let slash = Slash::new("help").option("command", hostile);
        let set = Slash::new("destinations set").option("names", hostile);
        for request in [
            world.say(&format!("!ritual steps={hostile}")),
            world.say(&format!("!ritual size={hostile}")),
            world.say(&format!("!ritual style={hostile}")),
            world.say(&format!("!help {hostile}")),
            world.slash(&slash),
            world.say_by(owner, &format!("!destinations set {hostile}")),
            world.slash_by(owner, &set).expect("offered"),
        ] {
            let said = world.answer(request).await.content;
            assert!(said.contains(&format!("“{shown}”")), "{hostile:?}: {said:?}");
        }
    }
    assert_nothing_accepted(&world).await;
}
