//! The double, a data directory, and the bot as a process between them.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr};
use tokio::task::JoinHandle;

use super::files::until;
use crate::support::command::helix;
use crate::support::discord::{Discord, PATIENCE};
use crate::support::rclone;

/// The double, folders, settings, and the bot while it runs.
pub(crate) struct World {
    // Goes first: the double's last judgement comes when nobody talks to it any more.
    bot: Option<Bot>,
    pub(crate) discord: Discord,
    pub(super) settings: Vec<(String, String)>,
    log: Arc<Mutex<String>>,
    pub(super) dir: TempDir,
}

/// A running bot; killed when dropped.
struct Bot {
    child: Child,
    reader: JoinHandle<()>,
}

impl World {
    /// A Discord with one guild, and an empty data directory. The bot does not run yet.
    pub(crate) async fn new() -> Self {
        let discord = Discord::start().await;
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("run")).expect("a folder");
        // Most tests have one member ask for many rituals in a row.
        let limits = "cooldown=off,quota=off,server-quota=off,at-once=off".to_owned();
        let settings = [
            ("DISCORD_TOKEN", discord.token()),
            ("DISCORD_API_URL", discord.url().to_owned()),
            ("HELIX_LIMITS", limits),
            // Its own tests switch it on; others look at what is archived, and begin without asking anybody.
            ("HELIX_STATE_BACKUP", "off".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        Self { bot: None, discord, settings: settings.into(), log: Arc::default(), dir }
    }

    /// The same with the bot connected and its slash commands registered.
    pub(crate) async fn running() -> Self {
        let mut world = Self::new().await;
        world.start().await;
        world
    }

    /// Sets a variable for the next start.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.into()));
    }

    /// Leaves a variable as this machine has it for the next start.
    pub(crate) fn unset(&mut self, name: &str) {
        self.settings.retain(|(known, _)| known != name);
    }

    /// Starts the bot and waits until it is connected and its slash commands can be used.
    pub(crate) async fn start(&mut self) {
        self.spawn();
        self.discord
            .wait_for("the bot to be ready", |state| {
                (state.gateway.is_connected() && !state.commands.is_empty()).then_some(())
            })
            .await;
    }

    /// Starts the bot without waiting for anything.
    pub(crate) fn spawn(&mut self) {
        assert!(self.bot.is_none(), "one bot at a time");
        let mut command = helix(self.dir.path());
        command
            .arg("run")
            .env("XDG_RUNTIME_DIR", self.dir.path().join("run"))
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut command = tokio::process::Command::from(command);
        let mut child = command.kill_on_drop(true).spawn().expect("the bot starts");
        let stderr = child.stderr.take().expect("a pipe");
        let reader = tokio::spawn(read_log(stderr, Arc::clone(&self.log)));
        self.bot = Some(Bot { child, reader });
    }

    /// The running bot's process.
    pub(crate) fn process(&self) -> Pid {
        let id = self.bot.as_ref().and_then(|bot| bot.child.id()).expect("a running bot");
        Pid::from_raw(i32::try_from(id).expect("an id")).expect("an id")
    }

    /// What the bot is started with, beside this machine's environment.
    pub(crate) fn settings(&self) -> Vec<(String, String)> {
        self.settings.clone()
    }

    /// Sends the running bot a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.process(), signal).expect("it is running");
    }

    /// Waits for the bot to end by itself; its exit code, or none if a signal ended it. Its log is then complete.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let mut bot = self.bot.take().expect("a running bot");
        let Ok(status) = tokio::time::timeout(PATIENCE, bot.child.wait()).await else {
            panic!("the bot did not end within {PATIENCE:?}\n{}", self.log());
        };
        let status = status.expect("its end can be waited for");
        bot.reader.await.expect("the log is read to its end");
        // A new connection must not be mistaken for what is left of the old one.
        let discord = &self.discord;
        discord.wait_for("the connection's end", |state| (!state.gateway.is_connected()).then_some(())).await;
        status.code()
    }

    /// Kills the bot on the spot, as a lack of memory or a host's failure would.
    pub(crate) async fn kill(&mut self) {
        self.signal(Signal::KILL);
        assert_eq!(self.ended().await, None, "nothing but the signal ended it");
    }

    /// All that the bot has written to standard error, over all its lives.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("no panic holds it").clone()
    }

    /// Waits until the log holds a text.
    pub(crate) async fn logged(&self, text: &str) {
        until(&format!("{text:?} in the log"), async || self.log().contains(text)).await;
    }

    /// The rclone daemons of this world's bots.
    pub(crate) fn daemons(&self) -> Vec<i32> {
        rclone::daemons_below(&self.dir.path().join("run"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the bot's log:\n{}", self.log.lock().map(|log| log.clone()).unwrap_or_default());
        }
    }
}

async fn read_log(stderr: ChildStderr, log: Arc<Mutex<String>>) {
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let mut log = log.lock().expect("no panic holds it");
        log.push_str(&line);
        log.push('\n');
    }
}
