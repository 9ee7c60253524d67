//! Threads, which are archived while nobody writes in them: no message in one says “archiving” for ever.

use super::world::{World, tells_receipt};
use crate::support::discord::{Id, Message, Slash, Thread};

/// A thread in which a ritual's message stands while its copy is held up.
async fn with_thread(by_slash: bool) -> (World, super::world::SlowRemote, Id, Message) {
    let mut thread = 0;
    let (world, remote, _, message) = World::held_up(|world| {
        thread = world.discord.thread();
        let member = world.discord.member();
        if by_slash {
            let ritual = Slash::new("ritual").option("steps", 27).option("size", "512");
            world.discord.slash(thread, member, &ritual).expect("offered")
        } else {
            world.discord.say(thread, member, "!ritual 27 size=512")
        }
    })
    .await;
    (world, remote, thread, message)
}

#[tokio::test]
async fn in_a_thread_that_was_archived_meanwhile_the_one_message_tells_the_receipt() {
    for by_slash in [false, true] {
        let (world, remote, thread, message) = with_thread(by_slash).await;
        world.discord.set_thread(thread, Thread { archived: true, locked: false });
        remote.release();
        let receipt = world
            .discord
            .wait_for("a receipt", |state| state.by_bot(thread).find(|it| tells_receipt(it)).cloned())
            .await;
        assert_eq!(receipt.id, message.id);
        assert_eq!(world.discord.by_bot(thread).len(), 1);
    }
}

#[tokio::test]
async fn in_a_thread_that_a_moderator_locked_the_receipt_comes_in_private() {
    let (world, remote, thread, _) = with_thread(false).await;
    world.discord.set_thread(thread, Thread { archived: true, locked: true });
    remote.release();
    let private = world.discord.direct(world.discord.member());
    let told = world.discord.wait_for("the receipt", |state| state.by_bot(private).next().cloned()).await;
    let note = format!("\nI may not write in <#{thread}>, so I answer here.\n");
    assert!(told.content.contains(&note) && tells_receipt(&told), "{}", told.content);
}
