//! `archive` in Discord: what those who manage a server see of its archive, and have done with it.

use super::world::{World, answers, files_below, ritual_of, status, tells_receipt, until};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};
use crate::support::rclone::{Server, Speaks};

/// The bot with two destinations, `local` and `cloud:`, and the server behind the second.
async fn with_two() -> (World, Server) {
    let mut world = World::new().await;
    let server = Server::start(Speaks::WebDav);
    for (name, value) in server.remote("cloud") {
        world.set(&name, value);
    }
    world.set("HELIX_DESTINATIONS", "local,cloud:");
    world.start().await;
    (world, server)
}

/// So many archived rituals of the guild; the messages that show them.
async fn rituals(world: &World, count: usize) -> Vec<Message> {
    let mut shown = Vec::new();
    for _ in 0..count {
        shown.push(world.archived(world.say("!ritual 27 size=256")).await);
    }
    shown
}

/// The answer to a request, once it says something.
async fn once_it_says(world: &World, request: Id, words: &str) -> Message {
    let words_owned = words.to_owned();
    world
        .discord
        .wait_for(words, move |state| {
            answers(state, request).find(|it| it.content.contains(&words_owned)).cloned()
        })
        .await
}

/// Somebody types a code into the form that a click opened.
async fn submitted(world: &World, click: Id, code: &str) -> Id {
    let sent = std::sync::Mutex::new(None);
    until("the form", async || {
        let form = world.discord.submit(click, &[("code", code)]).ok();
        *sent.lock().expect("no panic") = form;
        form.is_some()
    })
    .await;
    sent.into_inner().expect("no panic").expect("a form")
}

#[tokio::test]
async fn a_manager_sees_what_stands_where_and_turns_pages() {
    let (world, _server) = with_two().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let empty = world.told(manager, "!archive list").await;
    assert_eq!(empty, "Nothing was archived here yet.");
    rituals(&world, 7).await;
    let told = world.told(manager, "!archive status").await;
    assert!(told.starts_with("**The archive of this server**\n• `local`: 7 copies ("), "{told}");
    assert!(told.contains("• `cloud:`: 7 copies (") && told.contains("last proof <t:"), "{told}");
    assert!(told.ends_with("Every copy that was asked for is archived."), "{told}");
    assert_eq!(world.whispered(manager, &Slash::new("archive status")).await, told);

    let list = world.answer(world.say_by(manager, "!archive list")).await;
    assert_eq!(list.content.matches("`local` archived, `cloud:` archived").count(), 6, "{}", list.content);
    world.click(manager, &list, "Older");
    let older = world.became(&list, "the next page", |it| it.content.matches("• `").count() == 1).await;
    world.click(manager, &older, "Newer");
    let newer = world.became(&list, "the first page", |it| it.content.matches("• `").count() == 6).await;
    assert_eq!(newer.content, list.content);

    // Whoever may not manage the server may not turn it either, nor does a forged page tell anything.
    let member = world.discord.member();
    let refused = world.whispered_on_click(member, &newer, "Older").await;
    assert_eq!(refused.content, "You need the permission “Manage Server” for that.");
    let forged = world.discord.click_forged(list.id, manager, "v1:archive-list:zz");
    assert!(world.answer(forged).await.content.contains("no such page"));
}

#[tokio::test]
async fn members_and_other_servers_see_and_change_nothing_and_in_private_it_is_ones_own() {
    let (world, _server) = with_two().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    let (member, owner) = (world.discord.member(), world.discord.owner());
    let shown = rituals(&world, 1).await;
    let needed = "You need the permission “Manage Server” for that.";
    for command in ["status", "list", "test", "verify", "prune keep-last:0", "pull x"] {
        assert_eq!(world.told(member, &format!("!archive {command}")).await, needed, "{command}");
    }
    assert_eq!(world.told(member, "!testmega").await, needed);
    assert!(world.slash_by(member, &Slash::new("archive status")).is_err(), "Discord does not offer it");
    assert_eq!(world.whispered(member, &Slash::new("archive list").unchecked()).await, needed);

    let there = async |text: &str| world.answer(world.discord.say(elsewhere, owner, text)).await.content;
    assert!(there("!archive status").await.contains("• `local`: 0 copies"));
    assert_eq!(there("!archive list").await, "Nothing was archived here yet.");
    let id = ritual_of(&shown[0]);
    assert!(there(&format!("!archive pull {id}")).await.contains("I know no such ritual here"));
    assert!(there("!archive prune keep-last:0").await.starts_with("No copy goes; 0 stay."));
    assert_eq!(world.objects().len(), 1, "nothing was touched");

    let own = world.answer(world.say_in_private("!archive status")).await.content;
    assert!(own.starts_with("**Your archive**\n• `local`: 0 copies"), "{own}");
    let own = world.answer(world.say_in_private("!archive test")).await.content;
    assert_eq!(own, "This works in a server only.");
}

#[tokio::test]
async fn destinations_are_tried_step_by_step_and_seldom() {
    let (world, server) = with_two().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let tried = once_it_says(&world, world.say_by(manager, "!testmega"), "`cloud:`: written").await;
    let well = "written, read back and compared, removed: all is well";
    let tried = world.became(&tried, "its end", |it| it.content.matches(well).count() == 2).await;
    assert_eq!(tried.content, format!("**Trying the destinations**\n• `local`: {well}\n• `cloud:`: {well}"));
    let left: Vec<_> = files_below(&server.file(""));
    assert_eq!(left.len(), 0, "the probe is gone: {left:?}");

    let request = world.slash_by(manager, &Slash::new("archive test")).expect("sent");
    let soon = once_it_says(&world, request, "`cloud:`: tried a moment ago; again <t:").await;
    assert!(soon.is_ephemeral());
}

#[tokio::test]
async fn a_picture_is_brought_back_and_a_damaged_copy_is_found_and_made_good() {
    let (world, server) = with_two().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let shown = rituals(&world, 2).await;
    let picture = shown[0].picture().expect("a picture");
    let id = ritual_of(&shown[0]);
    for from in ["", " cloud:", " local"] {
        let answer = world.answer(world.say_by(manager, &format!("!archive pull {id}{from}"))).await;
        assert_eq!(answer.picture().expect("a picture").bytes, picture.bytes, "{}", answer.content);
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    }
    let slash = Slash::new("archive pull").option("ritual", &*id);
    let request = world.slash_by(manager, &slash).expect("sent");
    let answer = world.answer(request).await;
    assert!(answer.is_ephemeral() && answer.picture().expect("a picture").bytes == picture.bytes);
    let odd = world.told(manager, "!archive pull nonsense").await;
    assert!(odd.contains("I know no such ritual here") || odd.contains("a short while ago"), "{odd}");

    let guild = world.discord.guild();
    let copy = server.file(&format!("rituals/{guild}/{}", picture.name));
    let whole = std::fs::read(&copy).expect("a copy");
    std::fs::write(&copy, b"damaged").expect("written");
    let request = world.say_by(manager, "!archive verify");
    let found = once_it_says(&world, request, "3 of 4 copies are what was archived.").await;
    assert!(found.content.ends_with("One is missing or damaged; I am making it good."), "{}", found.content);
    until("the copy is made good", async || std::fs::read(&copy).is_ok_and(|it| it == whole)).await;
}

#[tokio::test]
async fn exactly_what_was_shown_is_pruned_once_it_is_confirmed() {
    let (mut world, server) = with_two().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    rituals(&world, 3).await;
    let guild = world.discord.guild();
    let copies = || files_below(&server.file(&format!("rituals/{guild}"))).len();
    let what = world.told(manager, "!archive prune").await;
    assert!(what.starts_with("Please say what is to stay: `!archive prune keep-last:100`"), "{what}");
    assert!(
        world.told(manager, "!archive prune everything").await.contains("do not understand “everything”")
    );

    let slash = Slash::new("archive prune").option("keep-last", 2);
    let request = world.slash_by(manager, &slash).expect("sent");
    let shown = world.answer(request).await;
    assert!(shown.content.starts_with("**2 copies go** ("), "{}", shown.content);
    assert_eq!(shown.content.matches("\n• ").count(), 2, "{}", shown.content);
    // What was shown has changed meanwhile: it is shown anew, and nothing is removed.
    rituals(&world, 1).await;
    world.click(manager, &shown, "Remove these 2 copies");
    let anew = world.became(&shown, "the new plan", |it| it.content.contains("has changed meanwhile")).await;
    assert!(anew.content.contains("**4 copies go**"), "{}", anew.content);
    assert_eq!((world.objects().len(), copies()), (4, 4));
    // Also when the bot was restarted between the two.
    world.kill().await;
    world.start().await;
    world.click(manager, &anew, "Remove these 4 copies");
    let done = world.became(&shown, "the end", |it| it.content.contains("copies removed")).await;
    assert_eq!(done.content, "4 copies removed.");
    assert_eq!((world.objects().len(), copies()), (2, 2));
    let listed = world.told(manager, "!archive list").await;
    assert_eq!(listed.matches("`cloud:` removed <t:").count(), 2, "{listed}");
}

#[tokio::test]
async fn nothing_is_left_only_if_the_code_is_typed() {
    let (world, _server) = with_two().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    rituals(&world, 1).await;
    let slash = Slash::new("archive prune").option("keep-last", 0);
    let request = world.slash_by(manager, &slash).expect("sent");
    let shown = world.answer(request).await;
    assert!(shown.content.contains("**Nothing would be left at `cloud:`, `local`.**"), "{}", shown.content);
    let code = shown.content.split("confirm:").nth(1).expect("a code").split('`').next().expect("a code");
    let open = || world.click(manager, &shown, "Type the code");
    let wrong = submitted(&world, open(), "0000").await;
    assert!(world.answer(wrong).await.content.starts_with("That is not the code"));
    assert_eq!(world.objects().len(), 1);
    submitted(&world, open(), code).await;
    world.became(&shown, "the end", |it| it.content == "2 copies removed.").await;
    assert_eq!(world.objects().len(), 0);

    let again = world.archived(world.say("!ritual 27 size=256")).await;
    assert!(tells_receipt(&again), "{}", status(&again));
    let told = world.told(manager, "!archive prune keep-last:0").await;
    let code = told.split("confirm:").nth(1).expect("a code").split('`').next().expect("a code");
    let request = world.say_by(manager, &format!("!archive prune keep-last:0 confirm:{code}"));
    once_it_says(&world, request, "2 copies removed.").await;
    assert_eq!(world.objects().len(), 0);
}
