//! What these tests share: the double, a data directory, and the bot as a process between them.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use helix_bot::store::{self, RitualView, Store};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr};
use tokio::task::JoinHandle;

use crate::support::command::{finish, helix};
use crate::support::discord::{Discord, Id, Message, NotSent, PATIENCE, Slash, State};
use crate::support::faults::{Fault, Faults};
use crate::support::rclone::{self, Login, Server, Speaks};

/// The double, folders, settings, and the bot while it runs.
pub(super) struct World {
    // Goes first: the double's last judgement comes when nobody talks to it any more.
    bot: Option<Bot>,
    pub(super) discord: Discord,
    settings: Vec<(String, String)>,
    log: Arc<Mutex<String>>,
    dir: TempDir,
}

/// A running bot; killed when dropped.
struct Bot {
    child: Child,
    reader: JoinHandle<()>,
}

impl World {
    /// A Discord with one guild, and an empty data directory. The bot does not run yet.
    pub(super) async fn new() -> Self {
        let discord = Discord::start().await;
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("run")).expect("a folder");
        let settings = [("DISCORD_TOKEN", discord.token()), ("DISCORD_API_URL", discord.url().to_owned())]
            .map(|(name, value)| (name.to_owned(), value));
        Self { bot: None, discord, settings: settings.into(), log: Arc::default(), dir }
    }

    /// The same with the bot connected and its slash commands registered.
    pub(super) async fn running() -> Self {
        let mut world = Self::new().await;
        world.start().await;
        world
    }

    /// The same with a remote that can be disturbed as its only destination.
    pub(super) async fn with_remote(speaks: Speaks) -> (Self, SlowRemote) {
        let mut world = Self::new().await;
        let server = Server::start(speaks);
        let proxy = Faults::before(server.address()).await;
        for (name, value) in server.remote_at("slow", proxy.address(), Login::Right) {
            world.set(&name, value);
        }
        world.set("HELIX_DESTINATIONS", "slow:bucket");
        world.start().await;
        (world, SlowRemote { server, proxy })
    }

    /// The same with a ritual that is posted while its copy is held up: what asked for it, and its message.
    pub(super) async fn held_up(ask: impl FnOnce(&Self) -> Id) -> (Self, SlowRemote, Id, Message) {
        let (world, remote) = Self::with_remote(Speaks::S3).await;
        remote.stall();
        let request = ask(&world);
        let message = world.answer(request).await;
        (world, remote, request, message)
    }

    /// Sets a variable for the next start.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.into()));
    }

    /// Leaves a variable as this machine has it for the next start.
    pub(super) fn unset(&mut self, name: &str) {
        self.settings.retain(|(known, _)| known != name);
    }

    /// Starts the bot and waits until it is connected and its slash commands can be used.
    pub(super) async fn start(&mut self) {
        self.spawn();
        self.discord
            .wait_for("the bot to be ready", |state| {
                (state.gateway.is_connected() && !state.commands.is_empty()).then_some(())
            })
            .await;
    }

    /// Starts the bot without waiting for anything.
    pub(super) fn spawn(&mut self) {
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

    /// Sends the running bot a signal.
    pub(super) fn signal(&self, signal: Signal) {
        let id = self.bot.as_ref().and_then(|bot| bot.child.id()).expect("a running bot");
        let id = Pid::from_raw(i32::try_from(id).expect("an id")).expect("an id");
        kill_process(id, signal).expect("it is running");
    }

    /// Waits for the bot to end by itself; its exit code, or none if a signal ended it. Its log is then complete.
    pub(super) async fn ended(&mut self) -> Option<i32> {
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
    pub(super) async fn kill(&mut self) {
        self.signal(Signal::KILL);
        assert_eq!(self.ended().await, None, "nothing but the signal ended it");
    }

    /// All that the bot has written to standard error, over all its lives.
    pub(super) fn log(&self) -> String {
        self.log.lock().expect("no panic holds it").clone()
    }

    /// Waits until the log holds a text.
    pub(super) async fn logged(&self, text: &str) {
        until(&format!("{text:?} in the log"), async || self.log().contains(text)).await;
    }

    /// A member uses a slash command in the guild's channel.
    pub(super) fn slash(&self, slash: &Slash) -> Id {
        self.slash_by(self.discord.member(), slash).expect("Discord's client sends it")
    }

    /// Somebody uses a slash command in the guild's channel.
    pub(super) fn slash_by(&self, user: Id, slash: &Slash) -> Result<Id, NotSent> {
        self.discord.slash(self.discord.channel(), user, slash)
    }

    /// A member writes into the guild's channel.
    pub(super) fn say(&self, text: &str) -> Id {
        self.say_by(self.discord.member(), text)
    }

    /// Somebody writes into the guild's channel.
    pub(super) fn say_by(&self, user: Id, text: &str) -> Id {
        self.discord.say(self.discord.channel(), user, text)
    }

    /// A member writes to the bot alone.
    pub(super) fn say_in_private(&self, text: &str) -> Id {
        let member = self.discord.member();
        self.discord.say(self.discord.direct(member), member, text)
    }

    /// What somebody who writes this into the guild's channel is answered, notifying nobody.
    pub(super) async fn told(&self, user: Id, text: &str) -> String {
        let message = self.answer(self.say_by(user, text)).await;
        assert_quiet(&message);
        message.content
    }

    /// What somebody who uses this command in the guild's channel is answered, notifying nobody.
    pub(super) async fn told_by_slash(&self, user: Id, slash: &Slash) -> String {
        let request = self.slash_by(user, slash).expect("Discord's client sends it");
        let message = self.answer(request).await;
        assert_quiet(&message);
        message.content
    }

    /// What is said to somebody alone who uses this command in the guild's channel.
    pub(super) async fn whispered(&self, user: Id, slash: &Slash) -> String {
        let request = self.slash_by(user, slash).expect("Discord's client sends it");
        let message = self.answer(request).await;
        assert!(message.is_ephemeral(), "{message:?}");
        message.content
    }

    /// What the operator of this bot is answered on the command line, to its end and without a failure.
    pub(super) async fn operator(&self, arguments: &[&str]) -> String {
        let mut command = helix(self.dir.path());
        command.args(arguments).envs(self.settings.iter().map(|(name, value)| (name, value)));
        let finished = tokio::task::spawn_blocking(move || finish(&mut command)).await.expect("it runs");
        finished.expect_code(0).out()
    }

    /// The one answer to a message or a slash command, once it stands.
    pub(super) async fn answer(&self, request: Id) -> Message {
        self.discord.wait_for("an answer", |state| answers(state, request).next().cloned()).await
    }

    /// The answer to a ritual's request, once it says that every copy is proven.
    pub(super) async fn archived(&self, request: Id) -> Message {
        self.discord
            .wait_for("a receipt", |state| answers(state, request).find(|it| tells_receipt(it)).cloned())
            .await
    }

    /// The rituals' messages in a channel: all of the bot's that carry a picture.
    pub(super) fn pictures(&self, channel: Id) -> Vec<Message> {
        let messages = self.discord.by_bot(channel).into_iter();
        messages.filter(|message| message.picture().is_some()).collect()
    }

    /// The object at a path of the destination `local`.
    pub(super) fn object(&self, path: &str) -> Vec<u8> {
        let file = self.data().join("archive").join(path);
        std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Every object of the destination `local`.
    pub(super) fn objects(&self) -> Vec<PathBuf> {
        files_below(&self.data().join("archive"))
    }

    /// A path in the folder that the operator works in.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Where the bot keeps everything.
    pub(super) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The bot's database, also while the bot runs.
    pub(super) async fn store(&self) -> Arc<dyn Store> {
        store::open(None, &self.data()).await.expect("the bot's database")
    }

    /// The oldest ritual of which a copy is missing, once there is one for which something holds.
    pub(super) async fn unarchived(&self, what: &str, holds: impl Fn(&RitualView) -> bool) -> RitualView {
        let store = self.store().await;
        let found = Mutex::new(None);
        until(what, async || {
            let oldest = store.overview().await.expect("counts").oldest_unarchived;
            let Some((id, _)) = oldest else { return false };
            let view = store.ritual(id).await.expect("the ritual").expect("the ritual");
            let hit = holds(&view);
            *found.lock().expect("no panic holds it") = hit.then_some(view);
            hit
        })
        .await;
        store.close().await;
        found.into_inner().expect("no panic holds it").expect("what was waited for")
    }

    /// The rclone daemons of this world's bots.
    pub(super) fn daemons(&self) -> Vec<i32> {
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

/// A real server behind a proxy that can hold uploads up; the bot's only destination, `slow:bucket`.
pub(super) struct SlowRemote {
    server: Server,
    proxy: Faults,
}

impl SlowRemote {
    /// From now on no connection carries more than questions: a picture stops on its way.
    pub(super) fn stall(&self) {
        self.proxy.set(Fault::Stall(64 << 10));
    }

    /// From now on not even questions come through.
    pub(super) fn silence(&self) {
        self.proxy.set(Fault::Stall(0));
    }

    /// From now on nothing may be written.
    pub(super) fn forbid(&self) {
        self.proxy.set(Fault::Answer("PUT", 403));
    }

    /// Waits until an upload is held up.
    pub(super) async fn stalled(&self) {
        until("an upload that is held up", async || self.proxy.stalls() > 0).await;
    }

    /// Uploads go through again; those that were held up break off.
    pub(super) fn release(&self) {
        self.proxy.set(Fault::None);
    }

    /// What a path in the bucket is on the server's disk.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.server.file("bucket").join(path)
    }

    /// Every object with its path in the bucket.
    pub(super) fn objects(&self) -> Vec<(String, Vec<u8>)> {
        let bucket = self.server.file("bucket");
        let files = files_below(&bucket).into_iter().map(|file| {
            let path = file.strip_prefix(&bucket).expect("below it").to_string_lossy().into_owned();
            (path, std::fs::read(&file).expect("the object"))
        });
        files.collect()
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

/// The bot's messages that answer a message or an interaction, oldest first. One that only asks for patience is none.
pub(super) fn answers(state: &State, request: Id) -> impl Iterator<Item = &Message> {
    state.messages.values().filter(move |message| {
        let asked = message.interaction.map(|answers| answers.interaction).or(message.reply_to);
        message.author == state.world.application && asked == Some(request) && !message.is_loading()
    })
}

/// Whether a ritual's message says that every copy is proven.
pub(super) fn tells_receipt(message: &Message) -> bool {
    !message.content.is_empty()
        && status(message).lines().all(|line| line.starts_with("archived and verified → "))
}

/// Whoever is answered is not notified of it, nor is anybody else.
#[track_caller]
pub(super) fn assert_quiet(message: &Message) {
    assert!(message.mentions.is_empty() && !message.mentions_everyone, "{message:?}");
}

/// A message's text without the line that mentions somebody.
pub(super) fn status(message: &Message) -> &str {
    let without = message.content.strip_prefix("<@").and_then(|rest| rest.split_once(">\n"));
    without.map_or(message.content.as_str(), |(_, status)| status)
}

/// The remote path that a status line names.
pub(super) fn place(status: &str) -> &str {
    let place = status.rsplit("→ ").next().unwrap_or_default();
    place.split(" (").next().unwrap_or_default()
}

/// The value of a field of a message's embed.
#[track_caller]
pub(super) fn field(message: &Message, name: &str) -> String {
    let fields = message.embeds.iter().flat_map(|embed| embed["fields"].as_array().into_iter().flatten());
    let found = fields.filter(|field| field["name"] == name).find_map(|field| field["value"].as_str());
    found.unwrap_or_else(|| panic!("no field {name} in {:?}", message.embeds)).replace('`', "")
}

pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Waits until something holds that nobody announces.
pub(super) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !holds().await {
        assert!(tokio::time::Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
