//! What whoever owns the bot does while it runs.

use std::time::Duration;

use rustix::process::Signal;

use super::world::{World, answers, until};
use crate::support::discord::permissions::ADMINISTRATOR;
use crate::support::discord::{Endpoint, Fault, Id, Slash, Team};

/// A bot that is at home in the first guild.
async fn at_home() -> World {
    let mut world = World::new().await;
    let home = world.discord.guild().to_string();
    world.set("HELIX_HOME_GUILDS", home);
    world.start().await;
    let home = world.discord.guild();
    let commands = |state: &crate::support::discord::State| state.guild_commands.get(&home).map(drop);
    world.discord.wait_for("the operator's commands", commands).await;
    world
}

/// What the owner is answered in private.
async fn in_private(world: &World, text: &str) -> String {
    let owner = world.discord.owner();
    world.answer(world.discord.say(world.discord.direct(owner), owner, text)).await.content
}

/// What the owner is answered in the home server, alone.
async fn by_slash(world: &World, slash: Slash) -> String {
    world.whispered(world.discord.owner(), &slash).await
}

async fn restart(world: &mut World) {
    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
}

#[tokio::test]
async fn nobody_else_is_obeyed_however_they_ask() {
    let world = at_home().await;
    let admin = world.discord.join("ada", ADMINISTRATOR);
    for text in ["!operator queue", "!operator drain", "!operator block 5", "!sync", "!heartbeat"] {
        assert_eq!(world.told(admin, text).await, "That is for whoever runs me.", "{text}");
    }
    let slash = Slash::new("operator pause").option("what", "rendering");
    assert_eq!(world.whispered(admin, &slash).await, "That is for whoever runs me.");
    let member = world.slash_by(world.discord.member(), &slash).expect_err("it is not offered");
    assert!(member.to_string().contains("not offered"), "{member}");
    assert!(in_private(&world, "!operator log").await.starts_with("Nothing was changed"));
    assert!(!world.told(admin, "!help").await.contains("operator"), "nor is it listed");
}

#[tokio::test]
async fn of_a_team_those_operate_the_bot_who_may_change_it() {
    let mut world = World::new().await;
    let [founder, admin, developer, reader, invited] =
        ["fay", "ann", "dev", "rita", "ivo"].map(|name| world.discord.join(name, ADMINISTRATOR));
    let members = vec![
        (admin, "admin", true),
        (developer, "developer", true),
        (reader, "read_only", true),
        (invited, "admin", false),
    ];
    world.discord.set_team(Team { owner: founder, members });
    world.start().await;
    let asked = async |user: Id, text: &str| {
        world.answer(world.discord.say(world.discord.direct(user), user, text)).await.content
    };
    for operator in [founder, admin, developer] {
        assert!(asked(operator, "!operator queue").await.starts_with("Pictures: 0 waiting"));
        assert!(asked(operator, "!status").await.contains("\nRituals: 0, "), "they are told of everything");
    }
    // Who owned the bot before it was a team's is nobody to it.
    for other in [reader, invited, world.discord.owner(), world.discord.member()] {
        assert_eq!(asked(other, "!operator drain").await, "That is for whoever runs me.");
        assert!(asked(other, "!status").await.contains("\nYour rituals in direct messages: 0, "));
    }
}

#[tokio::test]
async fn the_operator_operates_in_private_also_where_that_is_switched_off() {
    let mut world = World::new().await;
    world.set("HELIX_PRIVATE", "off");
    world.start().await;
    assert!(in_private(&world, "!operator queue").await.starts_with("Pictures: 0 waiting"));
    assert!(in_private(&world, "!heartbeat").await.starts_with("Up for "));
    let owner = world.discord.owner();
    let request = world.discord.say(world.discord.direct(owner), owner, "!operator announce hello");
    let question = world.answer(request).await;
    world.click(owner, &question, "Tell 1 server");
    world.became(&question, "an answer", |now| now.content.starts_with("It is being told;")).await;
    // Nothing else is done there, for nobody.
    let off = "Direct messages with me are switched off. Please use me in a server.";
    assert_eq!(in_private(&world, "!ritual 27").await, off);
    assert_eq!(world.answer(world.say_in_private("!status")).await.content, off);
    let refused = world.answer(world.say_in_private("!operator queue")).await.content;
    assert_eq!(refused, "That is for whoever runs me.");
}

#[tokio::test]
async fn the_slash_form_is_there_in_home_servers_and_goes_with_them() {
    let mut world = at_home().await;
    let home = world.discord.guild();
    let registered = |world: &World| world.discord.look(|state| state.guild_commands[&home].len());
    assert_eq!(registered(&world), 1);
    assert!(world.discord.look(|state| state.commands.iter().all(|command| command["name"] != "operator")));
    world.set("HELIX_HOME_GUILDS", "");
    restart(&mut world).await;
    until("the commands are taken away", async || registered(&world) == 0).await;
    assert!(in_private(&world, "!operator queue").await.starts_with("Pictures: 0 waiting"));
}

#[tokio::test]
async fn what_tells_of_others_is_not_told_where_others_read_along() {
    let mut world = World::new().await;
    world.start().await;
    for text in
        ["!operator queue", "!operator log", "!operator blocks", "!heartbeat", "!operator announce hello"]
    {
        let told = world.told(world.discord.owner(), text).await;
        assert!(told.starts_with("Others read along here"), "{text}: {told}");
    }
    let told = world.told(world.discord.owner(), "!operator drain").await;
    assert!(told.starts_with("I take no new rituals until you write `!operator resume rituals`"), "{told}");
}

#[tokio::test]
async fn a_pause_of_rendering_holds_through_a_restart_until_it_is_resumed() {
    let mut world = at_home().await;
    let said = by_slash(
        &world,
        Slash::new("operator pause").option("what", "rendering").option("reason", "a new lamp"),
    );
    assert!(said.await.starts_with("No pictures are made until you write `/operator resume rendering`"));
    let request = world.say("!ritual 27 size=256");
    world.unarchived("an accepted ritual", |_| true).await;
    restart(&mut world).await;
    let status = world.told(world.discord.owner(), "!status").await;
    assert!(
        status.contains("⚠ No pictures are made for now; rituals wait until that goes on: a new lamp"),
        "{status}"
    );
    let queue = in_private(&world, "!operator queue").await;
    assert!(queue.contains("Pictures: 1 waiting, 0 under way"), "{queue}");
    assert!(queue.contains("Most pictures waiting:\n• Helix ("), "{queue}");
    assert!(queue.contains("⚠ Rendering paused by <@"), "{queue}");
    let queue = world.told(world.discord.member(), "!queue").await;
    let begins = "⚠ No pictures are made for now; rituals wait until that goes on\n**Yours** (1)\n";
    assert!(queue.starts_with(begins), "{queue}");
    assert_eq!(world.pictures(world.discord.channel()).len(), 0);
    assert_eq!(in_private(&world, "!operator resume rendering").await, "Pictures are made again.");
    world.archived(request).await;
    assert_eq!(in_private(&world, "!operator resume rendering").await, "Rendering was not paused.");
    let log = in_private(&world, "!operator log").await;
    assert!(
        log.contains(": rendering held back: a new lamp") && log.contains(": rendering goes on"),
        "{log}"
    );
}

#[tokio::test]
async fn a_paused_destination_waits_and_sync_does_not_end_that() {
    let world = at_home().await;
    let said = in_private(&world, "!operator pause local moving house").await;
    assert!(said.starts_with("Nothing goes to `local` until"), "{said}");
    let request = world.say("!ritual 27 size=256");
    world
        .discord
        .wait_for("a picture", |state| answers(state, request).find(|it| it.picture().is_some()).map(drop))
        .await;
    let told = in_private(&world, "!status").await;
    assert!(told.contains("⚠ held back by whoever runs me until that is ended: moving house"), "{told}");
    let wrong = in_private(&world, "!operator pause moon").await;
    assert!(wrong.contains("is nothing that I can pause: write rendering, or one of `local`"), "{wrong}");
    assert!(world.objects().is_empty());
    let resumed = in_private(&world, "!operator resume local").await;
    assert_eq!(resumed, "Copies go to `local` again, and what waited is on its way.");
    world.archived(request).await;
    assert_eq!(in_private(&world, "!sync").await, "• `local`: nothing was waiting");
    let beat = in_private(&world, "!heartbeat").await;
    assert!(beat.starts_with("Up for ") && beat.contains("• `local` answers"), "{beat}");
}

#[tokio::test]
async fn while_drained_new_rituals_are_refused_in_words_and_others_are_finished() {
    let mut world = at_home().await;
    in_private(&world, "!operator pause rendering").await;
    let before = world.say("!ritual 27 size=256");
    world.unarchived("an accepted ritual", |_| true).await;
    in_private(&world, "!operator drain a move on Sunday").await;
    restart(&mut world).await;
    let refused = "I take no new rituals for now; those that I have taken are finished. Please ask again later. The reason: \
                   a move on Sunday.";
    assert_eq!(world.told(world.discord.member(), "!ritual 27 size=256").await, refused);
    let slash = Slash::new("ritual").option("steps", 27);
    assert_eq!(world.whispered(world.discord.member(), &slash).await, refused);
    let queue = world.whispered(world.discord.member(), &Slash::new("queue")).await;
    let drains = "⚠ I take no new rituals for now; those that I have taken are finished\n";
    assert!(queue.contains(drains) && queue.contains("⚠ No pictures are made for now; "), "{queue}");
    in_private(&world, "!operator resume rendering").await;
    world.archived(before).await;
    assert_eq!(in_private(&world, "!operator resume rituals").await, "I take new rituals again.");
    world.archived(world.say("!ritual 27 size=256")).await;
}

#[tokio::test]
async fn who_is_blocked_reads_why_and_nobody_else_is_concerned() {
    let mut world = at_home().await;
    let (member, other) = (world.discord.member(), world.discord.join("nora", 0));
    let (elsewhere, channel) = world.discord.another_guild("Elsewhere");
    let said = by_slash(
        &world,
        Slash::new("operator block").option("whom", format!("<@{member}>")).option("reason", "rude"),
    );
    assert!(said.await.contains(&format!("`{member}` are refused from now on")));
    in_private(&world, &format!("!operator block {elsewhere}")).await;
    restart(&mut world).await;
    let refused = "I perform no rituals for you. Whoever runs me can say more. The reason: rude.";
    assert_eq!(world.told(member, "!ritual 27 size=256").await, refused);
    let owner = world.discord.owner();
    let there = world.answer(world.discord.say(channel, owner, "!ritual 27 size=256")).await.content;
    assert_eq!(there, "I perform no rituals for this server. Whoever manages it can ask whoever runs me.");
    world.archived(world.say_by(other, "!ritual 27 size=256")).await;
    let listed = in_private(&world, "!operator blocks").await;
    assert!(listed.contains(&format!("• `{member}` by <@{owner}>")) && listed.contains(": rude"), "{listed}");
    for id in [member, elsewhere] {
        assert_eq!(
            in_private(&world, &format!("!operator unblock {id}")).await,
            format!("`{id}` is not blocked any more.")
        );
    }
    world.archived(world.say("!ritual 27 size=256")).await;
    let wrong = in_private(&world, "!operator block mira").await;
    assert!(wrong.starts_with("“mira” is neither a person's mention nor an id"), "{wrong}");
}

#[tokio::test]
async fn the_bandwidth_is_limited_at_once_and_after_a_restart() {
    let mut world = at_home().await;
    assert_eq!(in_private(&world, "!operator bandwidth").await, "The limit is `off`, as in the settings.");
    let wrong = in_private(&world, "!operator bandwidth fast").await;
    assert!(wrong.starts_with("That is no bandwidth limit; write for example 1M"), "{wrong}");
    let said = by_slash(&world, Slash::new("operator bandwidth").option("rate", "200k")).await;
    assert_eq!(said, "The limit is `200k` from now on, also after a restart.");
    restart(&mut world).await;
    assert_eq!(
        in_private(&world, "!operator bandwidth").await,
        "The limit is `200k`; by default it is `off`."
    );
    let begun = std::time::Instant::now();
    world.archived(world.say("!ritual 27 size=512")).await;
    let bytes = std::fs::metadata(&world.objects()[0]).expect("the copy").len();
    let least = Duration::from_secs_f64(bytes as f64 / f64::from(200 << 10) * 0.7);
    assert!(begun.elapsed() >= least, "{bytes} bytes took {:?}", begun.elapsed());
    let said = in_private(&world, "!operator bandwidth default").await;
    assert_eq!(said, "The limit is that of the settings again.");
    assert_eq!(in_private(&world, "!operator bandwidth").await, "The limit is `off`, as in the settings.");
}

/// Further servers with a channel for their system's messages, and one without.
fn servers(world: &World, many: usize) -> Vec<Id> {
    let add = |number: usize| {
        let (guild, channel) = world.discord.another_guild(&format!("Server {number}"));
        world.discord.set_system_channel(guild, channel);
        channel
    };
    (0..many).map(add).collect()
}

fn told(world: &World, channels: &[Id]) -> Vec<usize> {
    channels.iter().map(|channel| world.discord.by_bot(*channel).len()).collect()
}

#[tokio::test]
async fn an_announcement_is_confirmed_and_told_once_to_each_server_also_after_a_kill() {
    let mut world = at_home().await;
    let channels = servers(&world, 5);
    let owner = world.discord.owner();
    let request = world
        .slash_by(owner, &Slash::new("operator announce").option("text", "We **move** on Sunday. @everyone"))
        .expect("offered");
    let question = world.answer(request).await;
    assert!(question.is_ephemeral());
    assert!(
        question.content.starts_with("This is told to 6 servers:\n\nWe **move** on Sunday."),
        "{question:?}"
    );
    assert_eq!(told(&world, &channels), [0; 5], "nobody is told before it is confirmed");

    // The second message arrives, and its answer never does.
    world.discord.fault(Endpoint::SEND, Fault::HoldResponse, 1);
    world.discord.click(question.id, owner, "Tell 6 servers").expect("it can be clicked");
    until("a server is being told", async || told(&world, &channels).contains(&1)).await;
    world.kill().await;
    world.start().await;
    until("every server is told", async || told(&world, &channels).iter().all(|count| *count > 0)).await;
    let progress = async || in_private(&world, "!operator announce").await;
    until("it is done", async || progress().await.contains("told in 5 servers; 1 server had no channel"))
        .await;
    assert_eq!(told(&world, &channels), [1; 5], "each once");
    let message = world.discord.by_bot(channels[0]).remove(0);
    assert_eq!(message.content, "We **move** on Sunday. @everyone");
    assert!(!message.mentions_everyone);

    let twice = world.discord.click_forged(question.id, owner, &id_of(&question));
    let again = world.discord.wait_for("an answer", |state| {
        let message = state.messages.get(&question.id)?;
        (state.interactions[&twice].callback.is_some() && message.content.contains("confirmed already"))
            .then_some(())
    });
    again.await;
    let member = world.discord.member();
    let forged = world.discord.click_forged(question.id, member, &id_of(&question));
    assert_eq!(world.answer(forged).await.content, "That is for whoever runs me.");
    assert_eq!(told(&world, &channels), [1; 5]);
}

#[tokio::test]
async fn an_announcement_goes_to_the_log_channel_that_a_server_named() {
    let world = at_home().await;
    servers(&world, 1);
    let system = world.discord.another_channel();
    world.discord.set_system_channel(world.discord.guild(), system);
    let (owner, log) = (world.discord.owner(), world.discord.another_channel());
    world.told(owner, &format!("!settings log-channel <#{log}>")).await;
    let request = world
        .slash_by(owner, &Slash::new("operator announce").option("text", "We move on Sunday."))
        .expect("offered");
    let question = world.answer(request).await;
    world.discord.click(question.id, owner, "Tell 2 servers").expect("it can be clicked");
    until("it is done", async || {
        in_private(&world, "!operator announce").await.ends_with("told in 2 servers.")
    })
    .await;
    assert_eq!(told(&world, &[log, system]), [1, 0]);
    assert_eq!(world.discord.by_bot(log)[0].content, "We move on Sunday.");
}

/// The id of a message's first button.
fn id_of(message: &crate::support::discord::Message) -> String {
    let row = &message.components[0]["components"];
    row[0]["custom_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_reload_is_judged_first_and_then_the_bot_begins_anew() {
    let mut world = World::new().await;
    let file = world.path(".env");
    std::fs::write(&file, "HELIX_AUDIT=90d\n").expect("written");
    world.start().await;
    assert!(in_private(&world, "!operator reload").await.starts_with("The .env file says what it said"));
    std::fs::write(&file, "HELIX_AUDIT=soon\nHELIX_SPOOL_MAX=1G\n").expect("written");
    let wrong = in_private(&world, "!operator reload").await;
    assert!(
        wrong.starts_with("Nothing was changed, as these settings cannot be used:\n• HELIX_AUDIT"),
        "{wrong}"
    );
    std::fs::write(&file, "HELIX_DESTINATIONS='local,attic:'\nRCLONE_CONFIG_ATTIC_TYPE=memory\n")
        .expect("written");
    let said = in_private(&world, "!operator reload").await;
    assert!(
        said.starts_with("The settings are right. I begin anew with other values of `HELIX_AUDIT`, "),
        "{said}"
    );
    world.discord.wait_for("another login", |state| (state.gateway.identifies.len() > 1).then_some(())).await;
    world.discord.connected().await;
    let status = in_private(&world, "!status").await;
    assert!(status.contains("• `attic:` reachable"), "{status}");
    let log = in_private(&world, "!operator log").await;
    assert!(log.contains(": begun anew with other settings: HELIX_AUDIT, HELIX"), "{log}");
    world.archived(world.say("!ritual 27 size=256")).await;
}
