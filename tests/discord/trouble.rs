//! Whatever becomes of a request, each command is answered once, and rightly.

use std::time::Duration;

use super::world::{World, answers, tells_receipt};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Endpoint, Fault, Id, Message, Slash};

fn passing() -> [Fault; 5] {
    [
        Fault::RateLimit { retry_after: 0.5, global: false },
        Fault::Status(500),
        Fault::Status(502),
        Fault::DropSocket,
        Fault::SwallowResponse,
    ]
}

/// What was asked, and how a right answer begins.
type Question = (Id, &'static str);

const HELP: &str = "Write `";
const STATUS: &str = "**helix-bot ";
const NO_LORE: &str = "This server has no lore yet.";
/// Whether there is lore depends on which ritual came first.
const LORE: &str = "";
const NO_SUCH: &str = "I have no command “dance”";
const BAD_STEPS: &str = "A ritual takes 1 to 1000 steps";
const UNKNOWN: &str = "I do not know that one.";
const PREFIX: &str = "Commands here now begin with `!`";

/// Every answer is there, is right, and is alone.
async fn assert_each_is_right(world: &World, questions: &[Question]) {
    for (request, begins) in questions {
        let answer = world.answer(*request).await;
        assert!(answer.content.starts_with(begins), "{begins}: {}", answer.content);
    }
    for (request, begins) in questions {
        let all: Vec<Message> = world.discord.look(|state| answers(state, *request).cloned().collect());
        assert_eq!(all.len(), 1, "{begins}: {all:?}");
    }
}

#[tokio::test]
async fn an_answer_to_a_message_that_met_trouble_is_given_once() {
    let world = World::running().await;
    let manager = world.discord.join("mona", MANAGE_GUILD);
    let unknown = format!("<@{}> dance", world.discord.bot());
    let mut questions = Vec::new();
    for fault in passing() {
        for (who, text, answer) in [
            (world.discord.member(), "!help", HELP),
            (world.discord.member(), "!status", STATUS),
            (world.discord.member(), "!lore", NO_LORE),
            (world.discord.member(), "!help dance", NO_SUCH),
            (world.discord.member(), "!ritual 0", BAD_STEPS),
            (world.discord.member(), &unknown, UNKNOWN),
            (manager, "!prefix !", PREFIX),
        ] {
            world.discord.fault(Endpoint::SEND, fault.clone(), 1);
            let request = world.say_by(who, text);
            world.answer(request).await;
            questions.push((request, answer));
        }
    }
    assert_each_is_right(&world, &questions).await;
}

#[tokio::test]
async fn an_answer_to_a_slash_command_that_met_trouble_is_given_once() {
    let world = World::running().await;
    let manager = world.discord.join("mona", MANAGE_GUILD);
    let mut questions = Vec::new();
    for fault in passing() {
        for (who, slash, answer) in [
            (world.discord.member(), Slash::new("help"), HELP),
            (world.discord.member(), Slash::new("status"), STATUS),
            (world.discord.member(), Slash::new("lore show"), NO_LORE),
            (world.discord.member(), Slash::new("help").option("command", "dance"), NO_SUCH),
            (manager, Slash::new("prefix").option("new", "!"), PREFIX),
        ] {
            world.discord.fault(Endpoint::CALLBACK, fault.clone(), 1);
            world.discord.fault(Endpoint::EDIT_ORIGINAL, fault.clone(), 1);
            let request = world.slash_by(who, &slash).expect("Discord's client sends it");
            world.answer(request).await;
            questions.push((request, answer));
        }
    }
    assert_each_is_right(&world, &questions).await;
}

#[tokio::test]
async fn an_answer_that_is_never_heard_of_is_given_again_and_stands_once() {
    let world = World::running().await;
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    let by_message = world.say("!help");
    world.answer(by_message).await;
    world.discord.fault(Endpoint::CALLBACK, Fault::HoldResponse, 1);
    let by_slash = world.slash(&Slash::new("help"));
    world.discord.wait_for("a second try", |state| state.asked(Endpoint::SEND).nth(1).map(drop)).await;
    assert_each_is_right(&world, &[(by_message, HELP), (by_slash, HELP)]).await;
}

#[tokio::test]
async fn without_the_right_to_reply_every_answer_mentions_the_asker_alone() {
    let world = World::running().await;
    let member = world.discord.member();
    for (text, answer) in [("!help", HELP), ("!status", STATUS), ("!ritual 0", BAD_STEPS)] {
        let before = world.discord.by_bot(world.discord.channel()).len();
        // The reply is refused; what is written then is not.
        world.discord.fault(Endpoint::SEND, Fault::Refuse { status: 400, code: 160_002 }, 1);
        world.say(text);
        let message = world
            .discord
            .wait_for("an answer", |state| state.by_bot(world.discord.channel()).nth(before).cloned())
            .await;
        assert!(message.content.starts_with(&format!("<@{member}>\n{answer}")), "{}", message.content);
        assert_eq!((message.mentions.as_slice(), message.reply_to), ([member].as_slice(), None));
    }
}

#[tokio::test]
async fn a_slash_command_that_cannot_be_answered_is_answered_in_its_channel() {
    let world = World::running().await;
    let member = world.discord.member();
    for (slash, answer) in [
        // For everybody: as it is. For one person alone: only that something was lost.
        (Slash::new("lore show"), NO_LORE),
        (Slash::new("help"), "Discord did not take my answer to your command"),
    ] {
        let before = world.discord.by_bot(world.discord.channel()).len();
        world.discord.fault(Endpoint::CALLBACK, Fault::Refuse { status: 404, code: 10_062 }, 1);
        world.slash(&slash);
        let message = world
            .discord
            .wait_for("an answer", |state| state.by_bot(world.discord.channel()).nth(before).cloned())
            .await;
        assert!(message.content.starts_with(&format!("<@{member}>\n{answer}")), "{}", message.content);
        assert_eq!(message.mentions, [member]);
    }
}

/// Long enough for a ritual whose message fails three times in a row.
const LONG: Duration = Duration::from_mins(3);

#[tokio::test]
async fn in_a_crowd_of_faults_everybody_is_answered_once_and_rightly() {
    let world = World::running().await;
    // Every fifth request, whatever it is for. The last is carried out, though its answer is lost.
    world.discord.fault_every(5, &passing());
    let mut questions = Vec::new();
    let mut rituals = Vec::new();
    for _ in 0..4 {
        rituals.push(world.say("!ritual 1 size=256"));
        rituals.push(world.slash(&Slash::new("ritual").option("steps", 1).option("size", "512")));
        for (text, answer) in
            [("!help", HELP), ("!status", STATUS), ("!lore", LORE), ("!ritual 0", BAD_STEPS)]
        {
            questions.push((world.say(text), answer));
        }
        for (slash, answer) in [
            (Slash::new("help"), HELP),
            (Slash::new("status"), STATUS),
            (Slash::new("lore show"), LORE),
            (Slash::new("help").option("command", "dance"), NO_SUCH),
        ] {
            questions.push((world.slash(&slash), answer));
        }
    }
    for request in &rituals {
        world
            .discord
            .wait_within(LONG, "a receipt", |state| {
                answers(state, *request).find(|it| tells_receipt(it)).map(drop)
            })
            .await;
    }
    assert_each_is_right(&world, &questions).await;
    for request in rituals {
        assert_eq!(world.discord.look(|state| answers(state, request).count()), 1);
    }
    // On a busy machine some are told meanwhile how long it takes; that goes again once the picture is there.
    let everything = world
        .discord
        .wait_within(LONG, "no more than the answers", |state| {
            let all: Vec<Message> = state.by_bot(world.discord.channel()).cloned().collect();
            (all.len() <= 4 * 10).then_some(all)
        })
        .await;
    assert!(everything.iter().all(|message| !message.content.contains("went wrong")), "{everything:?}");
    assert_eq!(everything.len(), 4 * 10, "{everything:?}");
    let faults = world.discord.look(|state| state.requests.iter().filter(|it| it.fault.is_some()).count());
    assert!(faults > 10, "{faults}");
}
