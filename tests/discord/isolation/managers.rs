//! What those who manage a server reach with `archive` and in the settings' panel: their own server, whatever they write, and
//! whatever they carry over from another one.

use super::{chosen, clicked, filled_in, in_two_servers, says_nothing, soon, standing};
use crate::discord::world::{World, answers, ritual_of, rituals};
use crate::support::discord::permissions::{MANAGE_GUILD, SEND_MESSAGES};
use crate::support::discord::{Id, Message, Slash};

/// The id that a message's first button carries.
fn first_id(message: &Message) -> String {
    message.components[0]["components"][0]["custom_id"].as_str().expect("an id").to_owned()
}

/// What a command is answered at last that changes its answer while it works.
async fn at_last(world: &World, request: Id, words: &'static str) -> Message {
    let found = world
        .discord
        .wait_for(words, |state| answers(state, request).find(|it| it.content.contains(words)).cloned());
    found.await
}

#[tokio::test]
async fn every_part_of_archive_is_of_the_server_where_it_is_used() {
    let (world, elsewhere, foreign, own) = in_two_servers().await;
    let (owner, id) = (world.discord.owner(), ritual_of(&foreign));
    let say = |text: &str| world.discord.say(elsewhere, owner, text);
    let copy = world.place(&foreign).await;
    let damaged = world.data().join("archive").join(copy.split_once(':').expect("a place").1);
    std::fs::write(&damaged, b"damaged").expect("written");
    let before = standing(&world, &foreign);

    let offered = async |channel: Id, typed: &str| {
        let typing =
            world.discord.type_into((channel, owner), "archive pull", "ritual", typed).expect("sent");
        let choices = world.discord.wait_for("choices", |state| state.interactions[&typing].choices.clone());
        choices.await.to_string()
    };
    assert!(offered(elsewhere, "").await.contains(&ritual_of(&own)));
    for typed in ["", &id[..8], id.as_str(), "27"] {
        for channel in [elsewhere, world.discord.direct(owner)] {
            assert!(!offered(channel, typed).await.contains(&id), "{typed}");
        }
    }
    let status = world.answer(say("!archive status")).await;
    assert!(status.content.contains("• `local`: one copy ("), "{}", status.content);
    let list = world.answer(say("!archive list")).await;
    assert!(list.content.contains(&ritual_of(&own)), "{}", list.content);
    says_nothing(&list, &id, "hiddenlotus");
    let pulled = world.discord.slash(elsewhere, owner, &Slash::new("archive pull").option("ritual", &*id));
    let pulled = world.answer(pulled.expect("sent")).await;
    assert!(pulled.content.starts_with("I know no such ritual here."), "{}", pulled.content);
    says_nothing(&pulled, &id, "hiddenlotus");
    let verified = at_last(&world, say("!archive verify"), "copies are what was archived").await;
    assert_eq!(verified.content, "1 of 1 copies are what was archived.", "another's damage is not seen");
    let tested = at_last(&world, say("!archive test"), "all is well").await;
    says_nothing(&tested, &id, "hiddenlotus");
    assert_eq!(standing(&world, &foreign), before);
    assert_eq!(std::fs::read(&damaged).expect("a file"), b"damaged", "nor is it made good from there");
}

#[tokio::test]
async fn what_a_server_has_given_up_is_tried_again_by_that_server_alone() {
    let mut world = World::new().await;
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let (channel, owner) = (world.discord.channel(), world.discord.owner());
    world.discord.deny(channel, SEND_MESSAGES);
    let request = world.say("!ritual 27 size=256");
    world.logged("given up; it can be retried by hand").await;
    world.discord.deny(channel, 0);
    let retried = world.answer(world.discord.say(elsewhere, owner, "!archive retry")).await.content;
    assert_eq!(retried, "Everything of this server that waits is tried again now.");
    let retried = world.told(owner, "!archive retry").await;
    assert!(retried.ends_with(" now, and one job that had been given up."), "{retried}");
    assert!(world.archived(request).await.picture().is_some());
}

#[tokio::test]
async fn a_page_of_the_list_is_turned_within_ones_own_rituals() {
    let (world, elsewhere, foreign, own) = in_two_servers().await;
    let (owner, member) = (world.discord.owner(), world.discord.member());
    let (id, private) = (ritual_of(&foreign), world.discord.direct(owner));
    for page in [format!("v1:archive-list:a{id}"), format!("v1:archive-list:b{id}")] {
        for channel in [elsewhere, private] {
            let turned = clicked(&world, (channel, owner), &page).await;
            // A page begins at a ritual; its id may come back only in what leads on, and here nothing does.
            assert!(!turned.content.contains(&id), "{turned:?}");
            assert!(
                turned.content.contains(&ritual_of(&own)) || turned.content.contains("Nothing was archived")
            );
        }
    }
    let page = format!("v1:archive-list:b{id}");
    let refused = clicked(&world, (world.discord.channel(), member), &page).await;
    assert_eq!(refused.content, "You need the permission “Manage Server” for that.");
}

#[tokio::test]
async fn what_was_to_be_pruned_in_one_server_is_pruned_nowhere_else_and_by_nobody_else() {
    let (world, elsewhere, foreign, own) = in_two_servers().await;
    let (owner, member) = (world.discord.owner(), world.discord.member());
    let manager = world.discord.join("manu", MANAGE_GUILD);
    rituals::perform(&world, owner, "27 size=256 second").await;
    world.archived(world.discord.say(elsewhere, owner, "!ritual 27 size=256 second")).await;
    let asked = world.answer(world.say_by(owner, "!archive prune keep-last:1")).await;
    assert!(asked.content.starts_with("**One copy goes** ("), "{}", asked.content);
    let id = first_id(&asked);
    let (stays, copies) = (ritual_of(&own), world.objects().len());
    let what = id.splitn(5, ':').last().expect("what it is about").to_owned();
    let confirmation = |user: Id| format!("{}:{user}:{what}", soon());
    let here = world.discord.channel();

    // Carried over into another server and into private: what would go there is shown, and none of what was asked about.
    let there = clicked(&world, (elsewhere, owner), &id).await;
    assert!(
        there.content.starts_with("What would go has changed meanwhile, so nothing was removed."),
        "{there:?}"
    );
    assert!(there.content.contains(&stays), "the oldest of that server: {}", there.content);
    says_nothing(&there, &ritual_of(&foreign), "hiddenlotus");
    let alone = world.discord.direct(owner);
    let private = clicked(&world, (alone, owner), &id).await;
    assert!(private.content.ends_with("No copy goes; 0 stay."), "{}", private.content);

    let forged = [
        (manager, id.clone(), "That question is for whoever asked for it."),
        (owner, format!("v1:prune:1:{owner}:{what}"), "That question is too old;"),
        (owner, format!("v1:prune:99999999999:{owner}:{what}"), "That question is too old;"),
        (owner, format!("v1:prune:{}:{owner}:x", soon()), "That question does not fit any more;"),
        (owner, "v1:prune:x".to_owned(), "That question is too old;"),
        (member, format!("v1:prune:{}", confirmation(member)), "You need the permission “Manage Server”"),
    ];
    for (user, custom_id, words) in forged {
        let told = clicked(&world, (here, user), &custom_id).await;
        assert!(told.is_ephemeral() && told.content.starts_with(words), "{custom_id}: {told:?}");
    }
    let typed = [
        (owner, format!("v1:prune-code:{}", confirmation(owner)), "That is not the code"),
        (owner, format!("v1:prune-code:{}:{owner}:x", soon()), "That question does not fit any more;"),
        (manager, format!("v1:prune-code:{}", confirmation(owner)), "That question is for whoever asked"),
        (member, format!("v1:prune-code:1:{member}:{what}"), "That question is too old;"),
    ];
    for (user, custom_id, words) in typed {
        let told = filled_in(&world, (here, user), &custom_id, &[("code", "0000")]).await;
        assert!(told.is_ephemeral() && told.content.starts_with(words), "{custom_id}: {told:?}");
    }
    assert_eq!(world.objects().len(), copies, "nothing was removed");
}

#[tokio::test]
async fn the_panels_parts_change_and_tell_of_the_server_where_they_are_clicked() {
    let (world, elsewhere, ..) = in_two_servers().await;
    let (owner, member) = (world.discord.owner(), world.discord.member());
    world.told(owner, "!settings quota 41").await;
    let asked = world.answer(world.say_by(owner, r#"!settings import {"quota": 43}"#)).await;
    let import = first_id(&asked);

    let there = (elsewhere, owner);
    let log = clicked(&world, there, "v1:settings:log:99").await;
    assert_eq!(log.content, "**Who changed what**\nNobody has changed anything yet.");
    let told = clicked(&world, there, &import).await;
    assert!(told.content.starts_with("That is not what you wanted to import last;"), "{told:?}");
    let export = clicked(&world, there, "v1:settings:export:").await;
    let exported = String::from_utf8(export.files[0].bytes.to_vec()).expect("text");
    assert!(!exported.contains("41"), "{exported}");

    // By a form and by a menu as by a button: whoever may not, may not.
    let needed = "You need the permission “Manage Server” for that.";
    let here = (world.discord.channel(), member);
    let written = filled_in(&world, here, "v1:settings:write:quota", &[("value", "5")]).await;
    let set = chosen(&world, here, "v1:settings:set:motion", &["off"]).await;
    assert_eq!((written.content.as_str(), set.content.as_str()), (needed, needed));
    // Whoever may is asked again where the question is too old, or somebody else's.
    let here = (world.discord.channel(), owner);
    for (custom_id, words) in [
        (format!("v1:settings-reset:1:{owner}:all"), "That question is too old;"),
        (format!("v1:settings-reset:{}:{member}:all", soon()), "That question is for whoever asked for it."),
        (format!("v1:settings-import:1:{owner}:x"), "That question is too old;"),
        ("v1:settings:set:".to_owned(), "I do not know this part of the settings any more;"),
        ("v1:settings:write:secrets".to_owned(), "I do not know this part of the settings any more;"),
        ("v1:settings:log:x".to_owned(), "I do not know this part of the settings any more;"),
    ] {
        let told = clicked(&world, here, &custom_id).await;
        assert!(told.is_ephemeral() && told.content.starts_with(words), "{custom_id}: {told:?}");
    }
    assert!(world.told(owner, "!settings quota").await.contains("**`41`**"), "all is as it was");
    let quota = world.answer(world.discord.say(elsewhere, owner, "!settings quota")).await.content;
    assert!(quota.ends_with("`off`, which is the default."), "{quota}");
}
