//! The button “Delete”: who may, what is asked, what goes and what stays.

use super::world::{World, files_below, rituals, until};
use crate::support::discord::permissions::{MANAGE_GUILD, MANAGE_MESSAGES};
use crate::support::discord::{Endpoint, Id, Message, Slash, Thread};

const NOT_YOURS: &str =
    "This ritual can be deleted by whoever asked for it, and by those who may manage messages here.";
const GONE: &str = "There is no such ritual here; it may be deleted already.";
const KEEP: &str = "Delete, keep the copies";
const ALL: &str = "Delete with all copies";

async fn performed(world: &World, seed: &str) -> (Message, String) {
    let message = world.archived(world.say(&format!("!ritual 27 size=256 {seed}"))).await;
    let id = rituals::id_of(&message);
    (message, id)
}

/// What somebody is asked or told who clicks on “Delete”.
async fn delete(world: &World, user: Id, message: &Message) -> Message {
    world.whispered_on_click(user, message, "Delete").await
}

async fn confirm(world: &World, user: Id, question: &Message, button: &str) -> String {
    world.click(user, question, button);
    world.became(question, "an answer", |now| now.parts().next().is_none()).await.content
}

async fn gone(world: &World, message: &Message) {
    world
        .discord
        .wait_for("the message to go", |state| state.deleted.contains(&message.id).then_some(()))
        .await;
}

fn spooled(world: &World, id: &str) -> bool {
    files_below(&world.data().join("spool")).iter().any(|file| file.to_string_lossy().contains(id))
}

#[tokio::test]
async fn a_deleted_ritual_goes_from_channel_gallery_and_spool_and_its_copy_only_if_that_is_meant() {
    let world = World::running().await;
    let member = world.discord.member();
    let (first, id) = performed(&world, "one").await;
    let (second, other) = performed(&world, "two").await;
    world.answer(world.say("!gallery")).await;
    assert!(spooled(&world, &id) && world.objects().len() == 2);

    let question = delete(&world, member, &first).await;
    assert!(question.content.ends_with("There is one archived copy: shall it go as well?"), "{question:?}");
    assert_eq!(question.buttons(), [KEEP, ALL, "Keep everything as it is"]);
    let kept = confirm(&world, member, &question, "Keep everything as it is").await;
    assert_eq!(kept, "Nothing was changed.");
    let question = delete(&world, member, &first).await;
    assert_eq!(confirm(&world, member, &question, KEEP).await, "The ritual is deleted.");
    gone(&world, &first).await;
    assert!(!spooled(&world, &id), "nothing is left in the spool");
    assert_eq!(world.objects().len(), 2, "the copy stays");
    let unknown = world.told(member, &format!("!ritual-info {id}")).await;
    assert!(unknown.starts_with("I know no ritual here by that id."), "{unknown}");
    let page = world.answer(world.say("!gallery")).await;
    assert!(page.content.lines().count() == 2 && page.parts().any(|part| part.to_string().contains(&other)));
    assert!(!page.parts().any(|part| part.to_string().contains(&id)));

    let question = delete(&world, member, &second).await;
    let said = confirm(&world, member, &question, ALL).await;
    assert_eq!(said, "The ritual is deleted, and its archived copy is being taken away.");
    gone(&world, &second).await;
    until("the copy to go", async || world.objects().len() == 1).await;
    assert!(world.told(member, "!gallery").await.starts_with("Nothing hangs here yet."));
    let lore = world.answer(world.say("!lore")).await.content;
    assert!(lore.contains("after 2 rituals"), "what they left stays: {lore}");
}

#[tokio::test]
async fn only_who_asked_a_moderator_or_the_operator_may_delete() {
    let world = World::running().await;
    let (other, moderator) = (world.discord.join("otto", 0), world.discord.join("mod", MANAGE_MESSAGES));
    let (message, id) = performed(&world, "one").await;
    assert_eq!(delete(&world, other, &message).await.content, NOT_YOURS);
    // Nor by a forged confirmation, nor by clicking on another's question.
    let until = std::time::UNIX_EPOCH.elapsed().expect("a time").as_secs() + 200;
    for word in ["delete-message", "delete-copies"] {
        let forged = format!("v1:{word}:{until}:{other}:{id}");
        let said = world.answer(world.discord.click_forged(message.id, other, &forged)).await;
        assert_eq!((said.is_ephemeral(), said.content.as_str()), (true, NOT_YOURS));
    }
    let own = format!("v1:delete-copies:{until}:{}:{id}", world.discord.member());
    let said = world.answer(world.discord.click_forged(message.id, other, &own)).await.content;
    assert_eq!(said, "That question is for whoever asked for it.");
    let expired = format!("v1:delete-copies:1:{}:{id}", world.discord.member());
    let said =
        world.answer(world.discord.click_forged(message.id, world.discord.member(), &expired)).await.content;
    assert!(said.contains("too old"), "{said}");
    assert!(world.told(other, &format!("!ritual-info {id}")).await.contains(&id), "nothing happened");

    let question = delete(&world, moderator, &message).await;
    assert_eq!(confirm(&world, moderator, &question, KEEP).await, "The ritual is deleted.");
    gone(&world, &message).await;
    let (message, _) = performed(&world, "two").await;
    // The owner of the bot, where they may not even manage messages.
    let owner = world.discord.owner();
    let question = delete(&world, owner, &message).await;
    assert_eq!(confirm(&world, owner, &question, KEEP).await, "The ritual is deleted.");
    gone(&world, &message).await;
}

#[tokio::test]
async fn deleting_survives_restarts_double_clicks_and_messages_that_are_gone() {
    let mut world = World::running().await;
    let member = world.discord.member();
    let (message, id) = performed(&world, "one").await;
    let (kept, kept_id) = performed(&world, "two").await;
    let question = delete(&world, member, &message).await;
    world.kill().await;
    world.start().await;
    let click = world.click(member, &question, ALL);
    world.discord.deliver_again(click);
    world.became(&question, "an answer", |now| now.content.starts_with("The ritual is deleted")).await;
    gone(&world, &message).await;
    until("the copy to go", async || world.objects().len() == 1).await;
    // A click on a message that a slow client still shows.
    let late = world.discord.click_forged(kept.id, member, &format!("v1:delete:{id}"));
    assert_eq!(world.answer(late).await.content, GONE);

    // Somebody has deleted the message by hand: what is left is found by its details.
    world.discord.delete(kept.id);
    let details = world.answer(world.slash(&Slash::new("ritual-info").option("id", kept_id.as_str()))).await;
    let question = delete(&world, member, &details).await;
    assert_eq!(confirm(&world, member, &question, KEEP).await, "The ritual is deleted.");
    let unknown = world.whispered(member, &Slash::new("ritual-info").option("id", kept_id.as_str())).await;
    assert!(unknown.starts_with("I know no ritual here"), "{unknown}");
}

#[tokio::test]
async fn a_server_decides_whether_copies_go_with_a_deleted_ritual() {
    let world = World::running().await;
    let (asker, moderator) = (world.discord.member(), world.discord.join("mod", MANAGE_MESSAGES));
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let no = "Keep everything as it is";
    let mut copies = 0;
    for (policy, sentence, offered, refused) in [
        ("always", "Its archived copies go as well, as this server has it.", [ALL, no].as_slice(), "message"),
        ("never", "Its archived copies stay, as this server has it.", &[KEEP, no], "copies"),
    ] {
        let set = world.told(manager, &format!("!settings delete-archive {policy}")).await;
        assert!(set.ends_with(&format!("→ `{policy}`")), "{set}");
        for user in [asker, moderator] {
            let (message, id) = performed(&world, policy).await;
            let question = delete(&world, user, &message).await;
            assert!(question.content.ends_with(sentence), "{policy}: {}", question.content);
            assert_eq!(question.buttons(), offered);
            // What the policy rules out is not done either by whoever knows its button's id.
            let soon = std::time::UNIX_EPOCH.elapsed().expect("a time").as_secs() + 200;
            let forged = format!("v1:delete-{refused}:{soon}:{user}:{id}");
            let told = world.answer(world.discord.click_forged(message.id, user, &forged)).await.content;
            assert!(told.starts_with("This server has decided otherwise about archived copies meanwhile;"));
            let said = confirm(&world, user, &question, offered[0]).await;
            assert_eq!(said.contains("its archived copy is being taken away"), policy == "always", "{said}");
            gone(&world, &message).await;
            copies += usize::from(policy == "never");
            until("what the server decided", async || world.objects().len() == copies).await;
        }
    }
    // Asked, whoever deletes decides; here those who keep order, above whoever asked for it.
    world.told(manager, "!settings delete-archive ask").await;
    for (button, left) in [(KEEP, copies + 1), (ALL, copies + 1)] {
        let (message, _) = performed(&world, "ask").await;
        let question = delete(&world, moderator, &message).await;
        assert_eq!(question.buttons(), [KEEP, ALL, no]);
        confirm(&world, moderator, &question, button).await;
        gone(&world, &message).await;
        until("what they decided", async || world.objects().len() == left).await;
    }
    // A question that was asked under another policy is asked anew.
    let (message, _) = performed(&world, "changed").await;
    let question = delete(&world, asker, &message).await;
    world.told(manager, "!settings delete-archive never").await;
    let told = world.answer(world.click(asker, &question, ALL)).await.content;
    assert!(told.starts_with("This server has decided otherwise about archived copies meanwhile;"), "{told}");
}

/// How often Discord was asked to take a message away, and with which answers.
fn removals(world: &World) -> Vec<Option<u16>> {
    let delete = Endpoint("DELETE", "/channels/{channel_id}/messages/{message_id}");
    world.discord.look(|state| state.asked(delete).map(|it| it.status).collect())
}

#[tokio::test]
async fn in_an_archived_thread_a_message_is_taken_away_where_the_thread_may_be_opened() {
    let world = World::running().await;
    let (member, thread) = (world.discord.member(), world.discord.thread());
    let archived = Thread { archived: true, locked: false };
    let performed = async || world.archived(world.discord.say(thread, member, "!ritual 27 size=256")).await;
    let message = performed().await;
    let question = delete(&world, member, &message).await;
    world.discord.set_thread(thread, archived);
    assert_eq!(confirm(&world, member, &question, KEEP).await, "The ritual is deleted.");
    gone(&world, &message).await;
    assert_eq!(removals(&world), [Some(400), Some(204)], "refused with 50083, and done once it was opened");
    assert!(!world.discord.look(|state| state.world.threads[&thread].archived));

    // Where a moderator has locked it the message stands, and shows a ritual that is no longer there.
    let message = performed().await;
    let question = delete(&world, member, &message).await;
    world.discord.set_thread(thread, Thread { locked: true, ..archived });
    assert_eq!(confirm(&world, member, &question, KEEP).await, "The ritual is deleted.");
    world.logged("the message of a deleted ritual cannot be taken away").await;
    assert!(world.discord.look(|state| state.messages.contains_key(&message.id)));
    let again = world.whispered_on_click(member, &message, "Delete").await;
    assert_eq!(again.content, GONE);
    assert!(!world.log().contains("given up"), "that is no failure");
}

#[tokio::test]
async fn a_message_that_is_gone_already_is_no_failure() {
    let world = World::running().await;
    let member = world.discord.member();
    let (message, id) = performed(&world, "one").await;
    let question = delete(&world, member, &message).await;
    world.discord.delete_unheard(message.id);
    let said = confirm(&world, member, &question, ALL).await;
    assert_eq!(said, "The ritual is deleted, and its archived copy is being taken away.");
    until("the copy to go", async || world.objects().is_empty()).await;
    until("the message to be asked for", async || removals(&world) == [Some(404)]).await;
    assert!(world.told(member, &format!("!ritual-info {id}")).await.starts_with("I know no ritual here"));
    assert!(!world.log().contains("given up") && !world.log().contains("cannot be taken away"));
}
