//! No server reaches another's rituals, and in private nobody another's: by no command, id, button, menu or autocompletion.

mod forged;
mod managers;

use super::world::{World, answers, rituals};
use crate::support::discord::permissions::ADMINISTRATOR;
use crate::support::discord::{Id, Message, Slash};

/// Every word of a button that carries a ritual's id.
const WORDS: [&str; 6] = ["again", "vary", "larger", "details", "link", "delete"];
/// Every word that confirms something about a ritual.
const CONFIRMING: [&str; 2] = ["delete-message", "delete-copies"];
/// Every command that takes a ritual's id, and in which option.
const COMMANDS: [(&str, &str); 2] = [("ritual-info", "id"), ("cancel", "ritual")];

/// How the ritual whose id somebody has got hold of stands: its message and its copies.
fn standing(world: &World, message: &Message) -> (Option<String>, usize, usize) {
    let state = world.discord.look(|state| state.messages.get(&message.id).map(|it| it.content.clone()));
    let asked = world.discord.look(|state| state.messages.values().filter(|it| is_ritual(it)).count());
    (state, world.objects().len(), asked)
}

/// Whether a message shows a ritual, and not a page of a gallery.
fn is_ritual(message: &Message) -> bool {
    message.picture().is_some_and(|file| file.name.starts_with("ritual-"))
}

/// Nothing of a ritual is in an answer.
fn says_nothing(answer: &Message, id: &str, secret: &str) {
    let told = format!("{answer:?}");
    assert!(!told.contains(id) && !told.contains(secret), "{told}");
    assert!(answer.files.is_empty(), "{told}");
}

/// A bot in two servers of one owner, each with one archived ritual: the channel of the second, and both messages. What the
/// first ritual was asked for with is “hiddenlotus”.
async fn in_two_servers() -> (World, Id, Message, Message) {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let owner = world.discord.owner();
    let foreign = world.archived(world.say_by(owner, "!ritual 27 size=256 hiddenlotus")).await;
    let own = world.archived(world.discord.say(elsewhere, owner, "!ritual 27 size=256 theirs")).await;
    (world, elsewhere, foreign, own)
}

/// What somebody is told who does to a fresh message of the bot's what no client offers there: an answer of its own, or what
/// the message became.
async fn tried(world: &World, (channel, user): (Id, Id), act: impl FnOnce(Id) -> Id) -> Message {
    let message = world.answer(world.discord.say(channel, user, "!help")).await;
    let act = act(message.id);
    let told = world.discord.wait_for("an answer or a change", |state| {
        let changed = state.messages.get(&message.id).filter(|now| now.contents.len() > 1);
        answers(state, act).next().or(changed).cloned()
    });
    told.await
}

/// The same of somebody who clicks with an id of their own making.
async fn clicked(world: &World, at: (Id, Id), id: &str) -> Message {
    tried(world, at, |message| world.discord.click_forged(message, at.1, id)).await
}

/// The same of somebody who chooses in a menu.
async fn chosen(world: &World, at: (Id, Id), id: &str, values: &[&str]) -> Message {
    tried(world, at, |message| world.discord.choose_forged(message, at.1, id, values)).await
}

/// The same of somebody who sends a form.
async fn filled_in(world: &World, at: (Id, Id), id: &str, fields: &[(&str, &str)]) -> Message {
    tried(world, at, |message| world.discord.submit_forged(message, at.1, id, fields)).await
}

/// Until when a confirmation counts that was asked for just now.
fn soon() -> u64 {
    std::time::UNIX_EPOCH.elapsed().expect("a time").as_secs() + 200
}

/// Tries to reach a ritual from `channel`, where its id should mean nothing.
async fn try_everything(world: &World, channel: Id, user: Id, ritual: &Message, secret: &str) {
    let id = rituals::id_of(ritual);
    let before = standing(world, ritual);
    let anchor = world.answer(world.discord.say(channel, user, "!help")).await;
    let until = soon();
    let mut custom_ids: Vec<String> = WORDS.iter().map(|word| format!("v1:{word}:{id}")).collect();
    custom_ids.extend(CONFIRMING.iter().map(|word| format!("v1:{word}:{until}:{user}:{id}")));
    for custom_id in custom_ids {
        let answer = world.answer(world.discord.click_forged(anchor.id, user, &custom_id)).await;
        assert!(answer.is_ephemeral(), "{custom_id}: {answer:?}");
        let echoed = custom_id.contains(&answer.content);
        assert!(!echoed && !answer.content.contains("error id"), "{custom_id}: {answer:?}");
        says_nothing(&answer, &id, secret);
    }
    // A gallery's pages around it, and the menu that opens it.
    let simple = id.replace('-', "");
    for start in [format!("b{simple}"), format!("a{simple}"), "l".to_owned()] {
        let page = world.answer(world.discord.say(channel, user, "!gallery")).await;
        world.discord.click_forged(page.id, user, &format!("v1:gallery:{start}:-:-:-"));
        let turned = world.became(&page, "a page", |now| now.contents.len() > 1).await;
        says_nothing_but_pages(&turned, &id, secret);
    }
    for (command, option) in COMMANDS {
        let slash = world.discord.slash(channel, user, &Slash::new(command).option(option, id.as_str()));
        says_nothing(&world.answer(slash.expect("sent")).await, &id, secret);
        let said = world.answer(world.discord.say(channel, user, &format!("!{command} {id}"))).await;
        says_nothing(&said, &id, secret);
        let begun =
            world.answer(world.discord.say(channel, user, &format!("!{command} {}", &id[..30]))).await;
        says_nothing(&begun, &id, secret);
        for typed in ["", &id[..8], id.as_str(), secret] {
            let typing = world.discord.type_into((channel, user), command, option, typed).expect("sent");
            let offered =
                world.discord.wait_for("choices", |state| state.interactions[&typing].choices.clone()).await;
            let told = offered.to_string();
            assert!(!told.contains(&id) && !told.contains(secret), "{command} {typed}: {told}");
        }
    }
    assert_eq!(standing(world, ritual), before, "everything is as it was");
}

fn says_nothing_but_pages(page: &Message, id: &str, secret: &str) {
    let told = format!("{} {:?}", page.content, page.components);
    assert!(!told.contains(id) && !told.contains(secret), "{told}");
}

#[tokio::test]
async fn a_server_reaches_no_ritual_of_another() {
    // The same person asked here and administrates there; what counts is the server.
    let (world, elsewhere, ritual, _) = in_two_servers().await;
    let owner = world.discord.owner();
    try_everything(&world, elsewhere, owner, &ritual, "hiddenlotus").await;
    let private = world.discord.direct(owner);
    try_everything(&world, private, owner, &ritual, "hiddenlotus").await;
}

#[tokio::test]
async fn nobody_reaches_what_another_asked_for_in_private() {
    let world = World::running().await;
    let admin = world.discord.join("admin", ADMINISTRATOR);
    let ritual = world.archived(world.say_in_private("!ritual 27 size=256 hiddenlotus")).await;
    let private = world.discord.direct(admin);
    world.archived(world.discord.say(private, admin, "!ritual 27 size=256 theirs")).await;
    try_everything(&world, private, admin, &ritual, "hiddenlotus").await;
    // Nor does it show in a server, not even to whoever asked for it: others read along.
    let member = world.discord.member();
    rituals::perform(&world, member, "27 size=256 open").await;
    try_everything(&world, world.discord.channel(), member, &ritual, "hiddenlotus").await;
}
