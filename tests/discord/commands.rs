//! `status`, `help` and `prefix`, in each of their forms.

use helix_bot::store::{SettingChange, Timestamp};

use super::world::{World, answers, assert_quiet};
use crate::support::discord::Slash;
use crate::support::discord::permissions::MANAGE_GUILD;

#[track_caller]
fn assert_tells_status(text: &str, whose: &str) {
    assert!(text.starts_with(&format!("**helix-bot {}**, up for ", env!("CARGO_PKG_VERSION"))), "{text}");
    assert!(text.contains("Archives through rclone "), "{text}");
    assert!(text.contains("• `local` reachable; 0 archived"), "{text}");
    let totals = format!("{whose}: 0, jobs waiting: 0, given up: 0\nEvery ritual is archived");
    assert!(text.contains(&totals), "{text}");
    assert!(!text.contains('⚠'), "nothing is amiss: {text}");
}

/// The list names commands as they are typed where it is read.
#[track_caller]
fn assert_tells_help(text: &str, sign: &str) {
    assert!(text.contains(" or `/` before each of these.\n"), "{text}");
    for usage in
        ["ritual [steps] [preset] [style] [seed] [size] [motion] [spoiler]", "status", "help [command]"]
    {
        assert!(text.contains(&format!("\n`{sign}{usage}` ")), "{usage}: {text}");
    }
}

#[tokio::test]
async fn status_tells_everybody_how_the_bot_is() {
    let world = World::running().await;
    let (here, private) = ("Rituals of this server", "Your rituals in direct messages");
    for (request, whose) in [
        (world.slash(&Slash::new("status")), here),
        (world.say("!status"), here),
        (world.say_in_private("!status"), private),
    ] {
        let message = world.answer(request).await;
        assert_tells_status(&message.content, whose);
        assert!(!message.is_ephemeral());
        assert_quiet(&message);
    }
}

#[tokio::test]
async fn help_lists_the_commands_and_explains_one() {
    let world = World::running().await;
    let by_slash = world.answer(world.slash(&Slash::new("help"))).await;
    assert_tells_help(&by_slash.content, "/");
    assert!(by_slash.is_ephemeral(), "only who asked needs it");
    let here = world.answer(world.say("!help")).await;
    assert_tells_help(&here.content, "!");
    assert!(here.content.contains("`!lore show|reset` "), "{}", here.content);
    assert_quiet(&here);
    let private = world.answer(world.say_in_private("!help")).await;
    assert_tells_help(&private.content, "!");
    assert!(!private.content.contains("`!lore"), "it works in servers only: {}", private.content);
    assert_quiet(&private);
    let one = world.answer(world.slash(&Slash::new("help").option("command", "ritual"))).await;
    assert!(one.content.contains("• `seed`: "), "{}", one.content);
    let of_itself = world.answer(world.say("!ritual help")).await;
    assert!(
        of_itself.content.starts_with("`!ritual [steps] [preset] [style] [seed] "),
        "{}",
        of_itself.content
    );
    assert!(of_itself.content.contains("anywhere: `!ritual 108 style=flame "), "{}", of_itself.content);
    let sub = world.answer(world.say("!help destinations set")).await;
    assert_eq!(
        sub.content,
        "`!destinations set <names>` or `/destinations set <names>`: Choose where this server's rituals go from now on. (Manage Server)\n\
         • `names`: Names with commas between them, or `all`\n\
         Names with commas or spaces between them, out of those that `!destinations` lists; `all` returns to all of \
         them. What is archived already stays where it is.\n\
         For example: `!destinations set mega, s3`\n\
         For example: `!destinations set all`\n\
         Only for members with the permission “Manage Server”."
    );
    let unknown = world.answer(world.say("!help dance")).await;
    assert_eq!(unknown.content, "I have no command “dance”; `!help` lists those I have.");
}

#[tokio::test]
async fn a_command_that_is_none_is_answered_only_where_the_bot_was_mentioned() {
    let world = World::running().await;
    let ignored = world.say("!dance");
    let hinted = world.say(&format!("<@{}> dance", world.discord.bot()));
    let message = world.answer(hinted).await;
    assert!(message.content.starts_with("I do not know that one."), "{}", message.content);
    assert_quiet(&message);
    assert_eq!(world.discord.look(|state| answers(state, ignored).count()), 0);
}

#[tokio::test]
async fn who_may_manage_the_server_changes_its_prefix_and_it_holds_after_a_restart() {
    let mut world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let said = world.told(manager, "!prefix").await;
    assert_eq!(said, "Commands here begin with `!`.");
    let wrong = world.told(manager, "!prefix toolong").await;
    assert!(wrong.starts_with("A prefix is 1 to 5 printable characters without spaces"), "{wrong}");
    let said = world.told(manager, "!prefix $").await;
    assert_eq!(said, "Commands here now begin with `$`, for example `$ritual 108`.");

    world.signal(rustix::process::Signal::TERM);
    world.ended().await;
    world.start().await;
    assert_tells_help(&world.told(world.discord.member(), "$help").await, "$");
    let unheard = world.say("!status");
    assert!(world.archived(world.say("$ritual 27")).await.picture().is_some());
    assert_eq!(world.discord.look(|state| answers(state, unheard).count()), 0, "the old prefix is over");
    let direct = world.say_in_private("!help");
    assert_tells_help(&world.answer(direct).await.content, "!");

    let used = world.slash_by(manager, &Slash::new("prefix").option("new", "reset")).expect("offered");
    let said = world.answer(used).await;
    assert_eq!(said.content, "Commands here now begin with `!`, for example `!ritual 108`.");
    let shown = world.told(manager, "!prefix").await;
    assert_eq!(shown, "Commands here begin with `!`.");
}

#[tokio::test]
async fn messages_are_recognised_without_asking_the_database_and_a_new_prefix_counts_at_once() {
    let world = World::running().await;
    let (manager, member) = (world.discord.join("manu", MANAGE_GUILD), world.discord.member());
    world.told(manager, "!prefix $").await;
    // Whoever asked the database would read this; the bot does so once a minute at most.
    let store = world.store().await;
    let change = SettingChange { name: "prefix", after: Some("%".to_owned()) };
    let changed = store.change_settings(world.discord.guild(), member, &[change], Timestamp::now()).await;
    changed.expect("changed behind the bot's back");
    store.close().await;
    for _ in 0..5 {
        assert_tells_help(&world.told(member, "$help").await, "$");
    }
    world.told(manager, "$prefix ?").await;
    assert_tells_help(&world.told(member, "?help").await, "?");
}

#[tokio::test]
async fn who_may_not_manage_the_server_cannot_change_its_prefix() {
    let world = World::running().await;
    let member = world.discord.member();
    let said = world.told(member, "!prefix $").await;
    assert_eq!(said, "You need the permission “Manage Server” for that.");
    let said = world.whispered(member, &Slash::new("prefix").option("new", "$")).await;
    assert_eq!(said, "You need the permission “Manage Server” for that.");
    // Everybody may see it.
    assert_eq!(world.told(member, "!prefix").await, "Commands here begin with `!`.");
    assert_eq!(world.told_by_slash(member, &Slash::new("prefix")).await, "Commands here begin with `!`.");
    assert_tells_help(&world.told(member, "!help").await, "!");

    let direct = world.say_in_private("!prefix $");
    assert_eq!(world.answer(direct).await.content, "This works in a server only.");
}
