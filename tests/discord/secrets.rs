//! Tokens: whoever reads the log or the channel learns none of them.

use helix_bot::store::ArchiveState;
use rustix::process::Signal;

use super::world::{World, tells_receipt};
use crate::support::discord::{Endpoint, Fault, Message, Slash};
use crate::support::rclone::free_address;

#[tokio::test]
async fn no_token_is_ever_logged_or_said_however_much_the_operator_wants_to_know() {
    let mut world = World::new().await;
    world.set("RUST_LOG", "debug,helix_bot=trace");
    world.start().await;
    let discord = &world.discord;
    // What goes wrong is told at length.
    discord.fault(Endpoint::CALLBACK, Fault::DropSocket, 1);
    discord.fault(Endpoint::EDIT_ORIGINAL, Fault::Status(500), 1);
    discord.fault(Endpoint::EDIT_ORIGINAL, Fault::DropSocket, 1);
    discord.fault(Endpoint::SEND, Fault::Refuse { status: 403, code: 50_013 }, 1);
    discord.fault(Endpoint::TYPING, Fault::DropSocket, 1);
    let ritual = Slash::new("ritual").option("steps", 27).option("size", "512");
    let used = [world.slash(&ritual), world.slash(&ritual), world.slash(&Slash::new("status"))];
    let written = world.say("!ritual 27 size=512");
    for request in &used[..2] {
        world.archived(*request).await;
    }
    world.answer(used[2]).await;
    world
        .discord
        .wait_for("the other receipt", |state| {
            super::world::answers(state, written).find(|it| tells_receipt(it)).map(drop)
        })
        .await;
    world.discord.expire_tokens();
    world.discord.kick();
    world.discord.wait_for("a resumed session", |state| (state.gateway.resumed == 1).then_some(())).await;
    let rclone = world.daemons();
    assert_eq!(rclone.len(), 1);
    let environment = std::fs::read(format!("/proc/{}/environ", rclone[0])).expect("its environment");
    world.signal(Signal::TERM);
    world.ended().await;

    let mut secrets = vec![world.discord.token()];
    secrets.extend(world.discord.look(|state| {
        state.interactions.values().map(|interaction| interaction.token.clone()).collect::<Vec<_>>()
    }));
    assert_eq!(secrets.len(), 4);
    let log = world.log();
    assert!(log.contains("DEBUG") && log.contains("accepted"), "the log tells much: {log}");
    let said: String = world.discord.look(|state| {
        let words = |it: &crate::support::discord::Message| format!("{:?}{:?}", it.contents, it.embeds);
        state.messages.values().map(words).collect()
    });
    let environment = String::from_utf8_lossy(&environment);
    for secret in secrets {
        let place = log.find(&secret).map(|at| {
            let line = log[..at].rfind('\n').map_or(0, |at| at + 1);
            log[line..].lines().next().unwrap_or_default().to_owned()
        });
        assert_eq!(place, None, "a secret in the log");
        assert!(!said.contains(&secret), "a secret in a message");
        assert!(!environment.contains(&secret), "rclone needs no secret of Discord's");
    }
}

#[tokio::test]
async fn no_secret_of_a_destination_is_logged_said_served_or_kept() {
    let mut world = World::new().await;
    let (nobody, web) = (free_address(), free_address());
    let url = format!("http://marker-user:p%2Fmarker@{nobody}/marker-in-path/dav?access=marker-in-query");
    for (name, value) in [
        ("HELIX_DESTINATIONS", "local,dav:"),
        ("PORT", &web.port().to_string()),
        ("HELIX_BIND", "127.0.0.1"),
        ("RUST_LOG", "debug,helix_bot=trace,rclone=trace"),
        ("RCLONE_LOG_LEVEL", "DEBUG"),
        ("RCLONE_DUMP", "headers,bodies,auth"),
        ("RCLONE_CONFIG_DAV_TYPE", "webdav"),
        ("RCLONE_CONFIG_DAV_URL", &url),
        ("RCLONE_CONFIG_DAV_BEARER_TOKEN_COMMAND", "echo marker-of-command"),
        ("RCLONE_CONFIG_DAV_HEADERS", "Cookie,marker-of-cookie"),
    ] {
        world.set(name, value);
    }
    world.start().await;
    world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    world
        .unarchived("the failure of a copy", |view| {
            view.archives.iter().any(|copy| matches!(copy.state, ArchiveState::Retrying { .. }))
        })
        .await;
    world.answer(world.slash(&Slash::new("status"))).await;
    let mut told = String::new();
    for page in ["livez", "readyz", "metrics"] {
        let answer = reqwest::get(format!("http://{web}/{page}")).await.expect("an answer");
        told += &answer.text().await.expect("its text");
    }
    world.signal(Signal::TERM);
    world.ended().await;
    let log = world.log();
    assert!(log.contains("RCLONE_CONFIG_DAV_URL") && log.contains("(hidden)"), "rclone tells much: {log}");
    told += &log;
    told += &world.discord.look(|state| {
        let words = |it: &Message| format!("{:?}{:?}", it.contents, it.embeds);
        state.messages.values().map(words).collect::<String>()
    });
    for file in super::world::files_below(&world.data()) {
        told += &String::from_utf8_lossy(&std::fs::read(file).expect("a file"));
    }
    let leak = told.lines().find(|line| line.contains("marker"));
    assert_eq!(leak, None);
}
