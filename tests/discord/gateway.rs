//! The connection to Discord: it comes back however it was lost, goes on without what it may not have, and ends
//! where coming back would be of no use.

use serde_json::Value;

use super::offline::free_port;
use super::world::{World, answers};
use crate::support::discord::{Discord, Endpoint, Fault, Slash, intents};

/// Something is asked and answered, so the bot hears and is heard.
async fn assert_at_work(world: &World) {
    let message = world.answer(world.say("!status")).await;
    assert!(message.content.starts_with("**helix-bot "), "{}", message.content);
}

async fn resumed(discord: &Discord, times: usize) {
    discord.wait_for("a resumed session", |state| (state.gateway.resumed == times).then_some(())).await;
    assert_eq!(discord.identifies().len(), 1, "resuming spends no login");
}

#[tokio::test]
async fn a_broken_connection_is_resumed_and_nothing_said_meanwhile_is_lost() {
    let world = World::running().await;
    world.discord.kick();
    let meanwhile = world.say("!status");
    resumed(&world.discord, 1).await;
    world.answer(meanwhile).await;
    assert_eq!(world.discord.look(|state| answers(state, meanwhile).count()), 1);
    assert_at_work(&world).await;
}

#[tokio::test]
async fn discord_may_ask_to_reconnect_and_close_for_passing_reasons() {
    let world = World::running().await;
    world.discord.reconnect();
    resumed(&world.discord, 1).await;
    world.discord.invalid_session(true);
    resumed(&world.discord, 2).await;
    world.discord.close(4000);
    resumed(&world.discord, 3).await;
    assert_at_work(&world).await;
}

#[tokio::test]
async fn a_session_that_is_over_is_followed_by_a_new_one() {
    let world = World::running().await;
    let ready = |times| {
        let discord = &world.discord;
        discord.wait_for("a new session", move |state| (state.gateway.ready == times).then_some(()))
    };
    world.discord.invalid_session(false);
    ready(2).await;
    assert_at_work(&world).await;
    // The bot finds out only when it tries to resume.
    world.discord.forget_sessions();
    ready(3).await;
    assert_at_work(&world).await;
    assert_eq!(world.discord.identifies().len(), 3);
    assert_eq!(world.discord.count(Endpoint::REGISTER), 1, "a new session is no reason to register again");
}

#[tokio::test]
async fn a_discord_that_is_down_at_the_start_is_waited_for() {
    let mut world = World::new().await;
    world.discord.fault(Endpoint::GATEWAY, Fault::Status(503), 1);
    world.discord.fault(Endpoint::GATEWAY, Fault::DropSocket, 1);
    world.start().await;
    assert_at_work(&world).await;
}

/// What `/readyz` says of the gateway, once it is what is waited for; the bot is ready all the while.
async fn gateway_details(port: u16, connected: bool) -> Value {
    let mut details = Value::Null;
    for _ in 0..100 {
        if let Ok(answer) = reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await {
            assert_eq!(answer.status(), 200);
            let body: Value = serde_json::from_str(&answer.text().await.expect("text")).expect("JSON");
            details = body["gateway"].clone();
            if details["connected"] == connected {
                return details;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the gateway is not told as connected: {connected}, but as {details}");
}

#[tokio::test]
async fn readyz_tells_whether_the_gateway_is_connected_and_since_when() {
    let mut world = World::new().await;
    let port = free_port();
    world.set("PORT", port.to_string());
    world.discord.fault(Endpoint::GATEWAY, Fault::Status(503), 2);
    world.spawn();
    let before = gateway_details(port, false).await;
    assert_eq!(before["shards"]["connected"], 0, "{before}");
    let connected = gateway_details(port, true).await;
    assert_eq!(connected["shards"], serde_json::json!({"connected": 1, "expected": 1}));
    let since = |details: &Value| {
        let text = details["since"].as_str().expect("a time").to_owned();
        humantime::parse_rfc3339(&text).expect("a time")
    };
    assert!(since(&connected) > since(&before), "{before} {connected}");
}

#[tokio::test]
async fn on_railway_without_a_volume_log_and_status_say_what_will_be_deleted() {
    let mut world = World::new().await;
    world.set("RAILWAY_ENVIRONMENT", "production");
    world.start().await;
    world.logged("NOT SAFE HERE: this service on Railway has no volume").await;
    let told = world.told_by_slash(world.discord.owner(), &Slash::new("status")).await;
    assert!(told.contains("⚠ **Not safe here**") && told.contains("all copies in local"), "{told}");
    let told = world.told_by_slash(world.discord.member(), &Slash::new("status")).await;
    assert!(told.contains("⚠ **Not safe here**: what I keep can be lost;"), "{told}");
    assert!(!told.contains("volume"), "{told}");
}

#[tokio::test]
async fn a_wrong_token_ends_the_bot_with_advice_and_without_showing_it() {
    let mut world = World::new().await;
    let wrong = "MTAwMDAwMDAwMDAwMDAwMDAw.wrong0.this-is-not-the-token-of-the-double-000";
    world.set("DISCORD_TOKEN", wrong);
    // Something else would have to be said as well.
    world.set("HELIX_RCLONE", "/nonexistent/rclone");
    world.spawn();
    assert_eq!(world.ended().await, Some(1));
    let log = world.log();
    assert!(log.contains("Discord refuses the bot's token"), "{log}");
    for other in ["NOTHING IS BEING ARCHIVED", "closed", "pool", "WARN"] {
        assert!(!log.contains(other), "{other}: {log}");
    }
    assert_eq!(log.lines().count(), 1, "{log}");
    assert!(log.contains("DISCORD_TOKEN"), "{log}");
    assert!(!log.contains(wrong), "{log}");
    assert!(world.daemons().is_empty(), "what was started ends with a start that failed");
}

#[tokio::test]
async fn a_token_that_is_withdrawn_while_the_bot_runs_ends_it_with_advice() {
    let mut world = World::running().await;
    world.discord.close(4004);
    assert_eq!(world.ended().await, Some(1));
    let log = world.log();
    assert!(log.contains("Discord refuses the bot's token") && !log.contains("closed"), "{log}");
}

#[tokio::test]
async fn without_the_message_content_intent_the_bot_says_what_to_switch_on_and_goes_on() {
    let mut world = World::new().await;
    world.discord.deny_message_content(true);
    world.start().await;
    let identifies = world.discord.identifies();
    let refused: Vec<_> = identifies.iter().map(|identify| identify.refused).collect();
    assert_eq!(refused, [Some(4014), None]);
    assert_eq!(identifies[1].intents & intents::MESSAGE_CONTENT, 0);
    world.logged("Message Content Intent; then restart the bot").await;

    let unheard = world.say("!status");
    let by_slash = world.answer(world.slash(&Slash::new("status"))).await;
    assert!(by_slash.content.contains("⚠ Discord does not let me read messages: "), "{}", by_slash.content);
    let told = world.told_by_slash(world.discord.owner(), &Slash::new("status")).await;
    assert!(told.contains("Message Content Intent"), "{told}");
    let mention = world.say(&format!("<@{}> ritual 27", world.discord.bot()));
    assert!(world.archived(mention).await.picture().is_some());
    let by_slash = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    assert!(world.archived(by_slash).await.picture().is_some());
    let member = world.discord.member();
    let direct = world.discord.say(world.discord.direct(member), member, "!status");
    world.answer(direct).await;
    assert_eq!(world.discord.look(|state| answers(state, unheard).count()), 0);
}
