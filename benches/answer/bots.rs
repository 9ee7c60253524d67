//! The bots that are measured: ours, and those that people usually write.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use super::support::discord::{Discord, Id};
use super::world::{World, answers};

/// One that takes ten pictures' time for ten of them may be as long as this.
const PATIENCE: Duration = Duration::from_mins(5);

/// A bot that answers `!ritual 108` with a picture.
pub(super) trait Bot {
    fn name(&self) -> &str;

    fn discord(&self) -> &Discord;

    /// All that works for it.
    fn processes(&self) -> Vec<i32>;

    /// Waits until all is done that a request brings with it.
    async fn settled(&self, request: Id);

    /// A member asks for one of several pictures, if the bot has more than one.
    fn ask(&self, _picture: u32) -> Id {
        let discord = self.discord();
        discord.say(discord.channel(), discord.member(), "!ritual 108")
    }

    /// Waits for the picture. What kind of file it is some libraries leave to Discord.
    async fn shown(&self, request: Id) {
        let shown = |state: &_| answers(state, request).any(|it| !it.files.is_empty()).then_some(());
        self.discord().wait_within(PATIENCE, "a picture", shown).await;
    }
}

impl Bot for World {
    fn name(&self) -> &'static str {
        "helix-bot"
    }

    fn discord(&self) -> &Discord {
        &self.discord
    }

    /// Some pictures take three times as long as others, so every run asks for the same.
    fn ask(&self, picture: u32) -> Id {
        self.discord.say(
            self.discord.channel(),
            self.discord.member(),
            &format!("!ritual 108 seed={picture}"),
        )
    }

    fn processes(&self) -> Vec<i32> {
        [vec![self.process().as_raw_nonzero().get()], self.daemons()].concat()
    }

    async fn settled(&self, request: Id) {
        self.archived(request).await;
    }
}

/// `benches/peer/bot.py`. Its messages are not judged: they are its library's.
pub(super) struct Peer {
    way: &'static str,
    child: Child,
    discord: Option<Discord>,
}

impl Peer {
    /// Starts one that draws in this way; none where its libraries are not at hand.
    pub(super) async fn start(way: &'static str) -> Option<Self> {
        let python = PathBuf::from(std::env::var_os("HELIX_PEERS")?);
        let discord = Discord::start().await;
        let child = Command::new(python)
            .args([concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer/bot.py"), way])
            .env("DISCORD_TOKEN", discord.token())
            .env("DISCORD_API_URL", discord.url())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Python starts");
        discord.connected().await;
        Some(Self { way, child, discord: Some(discord) })
    }
}

impl Bot for Peer {
    fn name(&self) -> &str {
        self.way
    }

    fn discord(&self) -> &Discord {
        self.discord.as_ref().expect("it lives as long")
    }

    fn processes(&self) -> Vec<i32> {
        vec![self.child.id().expect("it runs").cast_signed()]
    }

    async fn settled(&self, _: Id) {}
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(discord) = self.discord.take() {
            discord.take_violations();
        }
    }
}
