//! Who waits sees that the bot is at work, and after some seconds how far it is.

use std::time::{Duration, Instant};

use super::world::{World, says_to_wait, tells_receipt};
use crate::support::discord::{Endpoint, Slash, State};

#[tokio::test]
async fn the_bot_goes_on_typing_until_the_picture_is_there_and_no_longer() {
    let world = World::running().await;
    world.hold_rendering().await;
    let channel = world.discord.channel();
    world.say("!ritual 27 size=256");
    let typed = |state: &State| state.typing.iter().filter(|(place, _)| *place == channel).count();
    world.discord.wait_for("typing that goes on", |state| (typed(state) >= 3).then_some(())).await;
    world.told(world.discord.member(), "!cancel all").await;
    let stopped = Instant::now();
    tokio::time::sleep(Duration::from_secs(10)).await;
    let late = Duration::from_secs(2);
    let after =
        world.discord.look(|state| state.typing.iter().filter(|(_, at)| *at > stopped + late).count());
    assert_eq!(after, 0, "nobody waits any more");
}

#[tokio::test]
async fn the_answer_to_a_slash_command_tells_place_and_time_until_the_picture_is_there() {
    let world = World::running().await;
    world.hold_rendering().await;
    let owner = world.discord.owner();
    world.say_by(owner, "!ritual 27 size=256");
    world.accepted(1).await;
    let request = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    let says = async |text: &str| {
        let holds = |state: &State| {
            let original = state.interactions[&request].original?;
            (state.messages[&original].content == text).then_some(())
        };
        world.discord.wait_for(text, holds).await;
    };
    says("One ritual goes before yours.").await;
    world.told(owner, "!cancel").await;
    says("Your ritual comes next.").await;
    world.release_rendering().await;
    let message = world.archived(request).await;
    assert!(message.picture().is_some());
    assert!(tells_receipt(&message), "{}", message.content);
    // Nothing was said after the picture.
    let contents: Vec<bool> = message.contents.iter().map(|text| says_to_wait(text)).collect();
    let last_word = contents.iter().rposition(|waiting| *waiting).map_or(0, |place| place + 1);
    assert!(contents[last_word..].iter().all(|waiting| !waiting), "{:?}", message.contents);
    let edits: Vec<Instant> =
        world.discord.look(|state| state.asked(Endpoint::EDIT_ORIGINAL).map(|it| it.at).collect());
    let words = &edits[..last_word.min(edits.len())];
    assert!(words.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(2900)), "{edits:?}");
}
