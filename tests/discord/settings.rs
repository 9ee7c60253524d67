//! `settings`: a panel of everything, a command for each, export and import, and who changed what.

use std::time::Duration;

use rustix::process::Signal;

use super::world::{World, answers};
use crate::support::discord::permissions::MANAGE_GUILD;
use crate::support::discord::{Id, Message, Slash};

fn of(setting: &str) -> Slash {
    Slash::new(&format!("settings {setting}"))
}

fn to(setting: &str, value: &str) -> Slash {
    of(setting).option("value", value)
}

/// The labels and placeholders of a message's buttons and menus.
fn parts(message: &Message) -> Vec<String> {
    let parts = message.components.iter().flat_map(|row| row["components"].as_array().into_iter().flatten());
    let word =
        |part: &serde_json::Value| part["label"].as_str().or(part["placeholder"].as_str()).map(str::to_owned);
    parts.filter_map(word).collect()
}

async fn restart(world: &mut World) {
    world.signal(Signal::TERM);
    world.ended().await;
    world.start().await;
}

/// The panel, opened by a slash command.
async fn panel(world: &World, manager: Id) -> Message {
    let asked = world.slash_by(manager, &of("panel")).expect("offered");
    let panel = world.answer(asked).await;
    assert!(panel.is_ephemeral());
    panel
}

#[tokio::test]
async fn the_panel_shows_every_setting_and_changes_them_by_clicks_also_after_a_restart() {
    let mut world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let shown = panel(&world, manager).await;
    insta::assert_snapshot!(shown.content, @r"
    **The settings of this server.** What it has set itself is bold.
    prefix · what commands begin with: `!`
    language · the language I answer in: `en`
    channels · the channels in which I work: `all`
    roles · the roles that may use me: `all`
    denied-roles · the roles that may not: `none`
    admin-roles · the roles that may change settings: `none`
    cooldown · the time between two rituals of a person: `off`
    quota · rituals a person may ask for in a day: `off`
    server-quota · rituals of the whole server in a day: `off`
    at-once · rituals of a person that may wait at once: `off`
    size · the most pixels a side: `4096`
    steps · the most steps: `1000`
    motion · whether rituals may be shown in motion: `on`
    destinations · where copies go: `all`
    folder · what this server's folder is called there: `off`
    links · whether links to copies may be made: `off`
    log-channel · where I tell that archiving fails and recovers: `off`
    delete-archive · whether copies go when a ritual is deleted: `ask`
    ");
    assert_eq!(parts(&shown), ["Choose what to change", "Export", "Who changed what", "Reset everything"]);
    restart(&mut world).await;

    world.discord.choose(shown.id, manager, "Choose what to change", &["motion"]).expect("offered");
    let shown =
        world.became(&shown, "the menu of motion", |it| parts(it).contains(&"motion: choose".into())).await;
    world.discord.choose(shown.id, manager, "motion: choose", &["off"]).expect("offered");
    let shown = world
        .became(&shown, "the change", |it| it.content.starts_with("**motion**: default → `off`\n"))
        .await;
    assert!(
        shown.content.contains("motion · whether rituals may be shown in motion: **`off`**"),
        "{}",
        shown.content
    );
    let refused = world.told(manager, "!ritual 27 size=256 motion=yes").await;
    assert_eq!(refused, "Rituals are not shown in motion here.");

    world.click(manager, &shown, "Reset motion");
    let shown =
        world.became(&shown, "the reset", |it| it.content.starts_with("**motion**: `off` → default\n")).await;
    assert!(!parts(&shown).contains(&"Reset motion".to_owned()), "nothing is left to be reset");

    // A number is written into a form; a wrong one is told, and the panel stays.
    world.discord.choose(shown.id, manager, "Choose what to change", &["quota"]).expect("offered");
    let shown =
        world.became(&shown, "the button of quota", |it| parts(it).contains(&"Write quota".into())).await;
    let form = |world: &World, shown: &Message| world.click(manager, shown, "Write quota");
    let opened = form(&world, &shown);
    world.discord.wait_for("the form", |state| state.interactions[&opened].form.clone()).await;
    let wrong = world.discord.submit(opened, &[("value", "many")]).expect("sent");
    let told = world.answer(wrong).await;
    assert!(told.is_ephemeral(), "{told:?}");
    assert_eq!(
        told.content,
        "**quota** stays as it is. Write a whole number from 1 to 1000000, or `off` for no limit. `reset` returns to the default."
    );
    let opened = form(&world, &shown);
    world.discord.wait_for("the form", |state| state.interactions[&opened].form.clone()).await;
    world.discord.submit(opened, &[("value", "50")]).expect("sent");
    let shown =
        world.became(&shown, "the quota", |it| it.content.starts_with("**quota**: default → `50`\n")).await;

    // Channels and roles are chosen in menus of their own; nothing chosen is all.
    let role = world.discord.give_role(manager).to_string();
    world.discord.choose(shown.id, manager, "Choose what to change", &["admin-roles"]).expect("offered");
    let shown = world
        .became(&shown, "the menu of roles", |it| parts(it).contains(&"admin-roles: choose".into()))
        .await;
    world.discord.choose(shown.id, manager, "admin-roles: choose", &[&role]).expect("offered");
    let shown = world
        .became(&shown, "the role", |it| {
            it.content.starts_with(&format!("**admin-roles**: default → <@&{role}>\n"))
        })
        .await;
    world.discord.choose(shown.id, manager, "admin-roles: choose", &[]).expect("offered");
    world
        .became(&shown, "no role", |it| {
            it.content.starts_with(&format!("**admin-roles**: <@&{role}> → `none`\n"))
        })
        .await;
}

#[tokio::test]
async fn each_setting_has_a_command_in_both_forms() {
    let world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    assert_eq!(
        world.told(manager, "!settings cooldown").await,
        "**cooldown** · the time between two rituals of a person: `off`, which is the default."
    );
    assert_eq!(world.told(manager, "!settings cooldown 10s").await, "**cooldown**: default → `10s`");
    assert_eq!(world.whispered(manager, &to("cooldown", "1m")).await, "**cooldown**: `10s` → `1m`");
    assert_eq!(
        world.whispered(manager, &of("cooldown")).await,
        "**cooldown** · the time between two rituals of a person: **`1m`** (by default `off`)."
    );
    assert_eq!(
        world.whispered(manager, &to("cooldown", "1m")).await,
        "Everything is so already; nothing was changed."
    );
    assert_eq!(world.told(manager, "!settings cooldown reset").await, "**cooldown**: `1m` → default");

    let channel = world.discord.channel();
    let set = format!("**channels**: default → <#{channel}>");
    assert_eq!(world.told(manager, &format!("!settings channels <#{channel}>")).await, set);
    let wrong = "**channels** stays as it is. Name channels such as #here, with spaces between them, or `all`. `reset` returns \
                 to the default.";
    assert_eq!(world.told(manager, "!settings channels nowhere").await, wrong);
    assert_eq!(world.whispered(manager, &to("channels", "nowhere")).await, wrong);

    // `prefix` and `destinations set` are the same settings.
    assert_eq!(world.told(manager, "!settings prefix $").await, "**prefix**: default → `$`");
    assert!(world.told(manager, "$settings prefix").await.contains("**`$`** (by default `!`)"));
    // A language counts at once, for its own answer as well.
    assert_eq!(world.told(manager, "$settings language de").await, "**language**: Anfangswert → `de`");
    let help = world.told(manager, "$help settings folder").await;
    assert!(help.contains("`$settings folder"), "{help}");
}

#[tokio::test]
async fn everything_is_reset_after_a_question_and_every_change_is_in_the_log() {
    let mut world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    assert_eq!(
        world.told(manager, "!settings log").await,
        "**Who changed what**\nNobody has changed anything yet."
    );
    for number in 1..=12 {
        world.told(manager, &format!("!settings quota {number}")).await;
    }
    world.told(manager, "!settings links on").await;
    let asked = world.answer(world.slash_by(manager, &of("reset")).expect("offered")).await;
    assert_eq!(asked.content, "All settings of this server return to their defaults. Is that meant?");
    restart(&mut world).await;
    // Somebody else cannot answer for them, and twice is once.
    let other = world.discord.join("otto", MANAGE_GUILD);
    let yes = asked.components[0]["components"][0]["custom_id"].as_str().expect("an id").to_owned();
    let refused = world.answer(world.discord.click_forged(asked.id, other, &yes)).await;
    assert!(refused.is_ephemeral(), "{refused:?}");
    world.click(manager, &asked, "Reset everything");
    let done = world.became(&asked, "the reset", |it| it.content.contains("→ default")).await;
    assert_eq!(done.content, "**quota**: `12` → default\n**links**: `on` → default");
    world.discord.click_forged(asked.id, manager, &yes);
    world.became(&asked, "nothing more", |it| it.content.starts_with("Everything is so already")).await;

    let log = world.answer(world.slash_by(manager, &of("log")).expect("offered")).await;
    assert_eq!(log.content.lines().count(), 11, "{}", log.content);
    assert!(log.content.contains(&format!("<@{manager}> **quota**: `11` → `12`")), "{}", log.content);
    assert!(log.mentions.is_empty(), "nobody is notified");
    world.click(manager, &log, "Older");
    let older = world.became(&log, "older ones", |it| it.content.contains("**quota**: default → `1`")).await;
    assert_eq!(parts(&older), ["Newer"]);
    world.click(manager, &older, "Newer");
    world.became(&older, "newer ones", |it| it.content.contains("**links**: `on` → default")).await;
}

#[tokio::test]
async fn settings_are_exported_and_imported_after_a_look_at_what_would_change() {
    let mut world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    world.told(manager, "!settings quota 50").await;
    world.told(manager, "!settings cooldown 10s").await;
    let exported = world.answer(world.slash_by(manager, &of("export")).expect("offered")).await;
    assert!(exported.is_ephemeral(), "{exported:?}");
    let file = exported.files.first().expect("a file").clone();
    assert_eq!(file.name, format!("settings-{}.json", world.discord.guild()));

    // Taken back by another manager, after a restart, from the file.
    world.told(manager, "!settings quota 60").await;
    world.told(manager, "!settings links on").await;
    let (address, _server) = serve(&file.bytes).await;
    let import = of("import").file("file", &address, file.bytes.len());
    let asked = world.answer(world.slash_by(manager, &import).expect("offered")).await;
    assert_eq!(asked.content, "This would change:\n**links**: `on` → default\n**quota**: `60` → `50`");
    restart(&mut world).await;
    world.click(manager, &asked, "Change it");
    world.became(&asked, "the import", |it| !it.content.starts_with("This would")).await;
    assert!(world.told(manager, "!settings quota").await.contains("**`50`**"));
    assert!(world.told(manager, "!settings links").await.ends_with(": `off`, which is the default."));

    // All mistakes at once, and nothing is changed.
    let wrong = r#"!settings import {"quotta": 5, "quota": 0, "xyzzy": 1, "motion": {}, "links": true}"#;
    let told = world.told(manager, wrong).await;
    assert_eq!(
        told,
        "Nothing was changed, since this is wrong:\n\
         • **motion** is a text, a number, a list of these, or null.\n\
         • **quota**: Write a whole number from 1 to 1000000, or `off` for no limit.\n\
         • “quotta” is not a setting; **quota** is.\n\
         • “xyzzy” is not a setting."
    );
    assert!(world.told(manager, "!settings import").await.starts_with("Attach a file of `!settings export`"));
    assert!(
        world
            .told(manager, "!settings import []")
            .await
            .starts_with("That is not a file of `!settings export`")
    );
    assert!(world.told(manager, "!settings links").await.ends_with("which is the default."));
    // A question that a later one replaced imports nothing.
    let first = world.answer(world.say_by(manager, r#"!settings import {"links": true}"#)).await;
    let second = world.answer(world.say_by(manager, r#"!settings import {"quota": "off"}"#)).await;
    let refused = world.whispered_on_click(manager, &first, "Change it").await;
    assert!(refused.content.starts_with("That is not what you wanted to import last"), "{}", refused.content);
    world.click(manager, &second, "Change it");
    world.became(&second, "the second", |it| it.content == "**quota**: `50` → `off`").await;
}

/// A file at an address, for as long as the guard lives.
async fn serve(bytes: &[u8]) -> (String, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/settings.json", listener.local_addr().expect("an address"));
    let bytes = bytes.to_vec();
    let app = axum::Router::new().fallback(move || std::future::ready(bytes.clone()));
    (address, tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") }))
}

#[tokio::test]
async fn a_log_channel_is_one_of_this_server_into_which_the_bot_may_write() {
    let world = World::running().await;
    let manager = world.discord.join("manu", MANAGE_GUILD);
    let (_, elsewhere) = world.discord.another_guild("Elsewhere");
    let closed = world.discord.another_channel();
    world.discord.deny(closed, crate::support::discord::permissions::SEND_MESSAGES);
    let unknown = "I see no such channel in this server.";
    for other in [elsewhere, 4711] {
        assert_eq!(world.told(manager, &format!("!settings log-channel <#{other}>")).await, unknown);
        assert_eq!(world.whispered(manager, &to("log-channel", &other.to_string())).await, unknown);
    }
    assert_eq!(
        world.told(manager, &format!("!settings log-channel <#{closed}>")).await,
        format!(
            "I may not write in <#{closed}>; give me “View Channel” and “Send Messages” there, and set it again."
        )
    );
    let open = world.discord.channel();
    let set = format!("**log-channel**: default → <#{open}>");
    assert_eq!(world.told(manager, &format!("!settings log-channel <#{open}>")).await, set);
    assert!(world.discord.by_bot(closed).is_empty() && world.discord.by_bot(elsewhere).is_empty());
}

#[tokio::test]
async fn what_a_server_had_set_is_there_when_the_bot_comes_back() {
    let mut world = World::new().await;
    let (other, channel) = world.discord.another_guild("Elsewhere");
    world.start().await;
    let (owner, here) = (world.discord.owner(), world.discord.guild());
    world.told(owner, "!settings quota 50").await;
    world.answer(world.discord.say(channel, owner, "!settings quota 60")).await;
    let store = world.store().await;
    let is_left = async |guild| store.is_left(guild).await.expect("answered");
    // In trouble at Discord is not left, and neither is whoever READY tells as unavailable.
    world.discord.trouble(here);
    world.discord.remove_bot(other);
    super::world::until("the leaving", async || is_left(other).await).await;
    assert!(!is_left(here).await);
    world.kill().await;
    // Removed while nobody listened.
    let (third, _) = world.discord.another_guild("Third");
    let change = helix_bot::store::SettingChange { name: "quota", after: Some("7".to_owned()) };
    let now = helix_bot::store::Timestamp::now();
    store.change_settings(third, owner, &[change], now).await.expect("changed");
    world.discord.remove_bot(third);
    world.start().await;
    super::world::until("the look at READY", async || is_left(third).await).await;
    assert!(!is_left(here).await);
    assert!(world.told(owner, "!settings quota").await.contains("**`50`**"));
    store.close().await;
    tokio::time::sleep(Duration::ZERO).await;
    assert_eq!(world.discord.look(|state| answers(state, 0).count()), 0);
}
