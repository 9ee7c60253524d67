//! Several processes of the bot on one PostgreSQL, each with a data directory of its own, as on machines of their own.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use helix_bot::store::{RitualView, Store};
use rustix::process::{Pid, Signal, kill_process};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tokio::process::Child;

use crate::support::command::helix;
use crate::support::discord::{Discord, Id, PATIENCE};
use crate::support::pgbouncer::Pgbouncer;
use crate::support::postgres::Postgres;

/// A double of Discord, a database, a folder that all processes reach, and the processes.
pub(super) struct Fleet {
    // Go first: the double's last judgement comes when nobody talks to it any more.
    members: BTreeMap<String, Member>,
    pub(super) discord: Discord,
    url: SecretString,
    pub(super) dir: TempDir,
    /// Whether all processes have one data directory, as they may on one machine.
    pub(super) shares_a_data_directory: bool,
    _pooler: Option<Pgbouncer>,
    _server: Postgres,
}

/// One process; killed when dropped.
struct Member {
    child: Child,
    settings: Vec<(&'static str, String)>,
}

impl Fleet {
    /// One without any process; `None` where PostgreSQL is missing.
    pub(super) async fn new() -> Option<Self> {
        let server = Postgres::start().await?;
        let url = server.database("fleet").await;
        Some(Self::on(server, None, url).await)
    }

    /// The same with a pooler before the database.
    pub(super) async fn behind_pgbouncer() -> Option<Self> {
        let server = Postgres::start().await?;
        let pooler = Pgbouncer::before(&server)?;
        server.database("fleet").await;
        let url = pooler.url("fleet");
        Some(Self::on(server, Some(pooler), url).await)
    }

    async fn on(server: Postgres, pooler: Option<Pgbouncer>, url: SecretString) -> Self {
        let (discord, dir) = (Discord::start().await, tempfile::tempdir().expect("a folder"));
        std::fs::create_dir(dir.path().join("shared")).expect("a folder");
        Self {
            members: BTreeMap::new(),
            discord,
            url,
            dir,
            shares_a_data_directory: false,
            _pooler: pooler,
            _server: server,
        }
    }

    /// So many channels for each of two shards, the first shard's first, each in a guild of its own.
    pub(super) fn channels_by_shard(&self, each: usize) -> [Vec<Id>; 2] {
        let mut found = [Vec::new(), Vec::new()];
        found[shard_of(self.discord.guild())].push(self.discord.channel());
        let mut number = 0;
        while found.iter().any(|channels| channels.len() < each) {
            let (guild, channel) = self.discord.another_guild(&format!("Server {number}"));
            found[shard_of(guild)].push(channel);
            number += 1;
        }
        found.map(|mut channels| {
            channels.truncate(each);
            channels
        })
    }

    /// Starts a process under a name, with these settings besides those that all have.
    pub(super) fn start(&mut self, name: &str, settings: &[(&'static str, &str)]) {
        let own = self.dir.path().join(name);
        std::fs::create_dir_all(own.join("run")).expect("a folder");
        let log = File::options().create(true).append(true).open(self.log_file(name)).expect("a log");
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut command = helix(&own);
        command
            .arg("run")
            .env("XDG_RUNTIME_DIR", own.join("run"))
            .env("DATABASE_URL", self.url.expose_secret())
            .env("DISCORD_TOKEN", self.discord.token())
            .env("DISCORD_API_URL", self.discord.url())
            .env("HELIX_LIMITS", "cooldown=off,quota=off,server-quota=off,at-once=off")
            .env("RCLONE_CONFIG_SHARED_TYPE", "local")
            .env("HELIX_DESTINATIONS", format!("shared:{}", self.dir.path().join("shared").display()))
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .envs(self.shares_a_data_directory.then(|| ("HELIX_DATA_DIR", self.dir.path().join("data"))))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = tokio::process::Command::from(command).kill_on_drop(true).spawn().expect("it starts");
        assert!(
            self.members.insert(name.to_owned(), Member { child, settings }).is_none(),
            "one of each name"
        );
    }

    /// Starts a gateway with a part of the shards.
    pub(super) fn gateway(&mut self, name: &str, shards: &str) {
        self.start(name, &[("HELIX_ROLE", "gateway"), ("HELIX_SHARDS", shards)]);
    }

    /// Starts a worker.
    pub(super) fn worker(&mut self, name: &str) {
        // It needs no token.
        self.start(name, &[("HELIX_ROLE", "worker"), ("DISCORD_TOKEN", "")]);
    }

    /// Kills a process on the spot.
    pub(super) async fn kill(&mut self, name: &str) {
        let mut member = self.members.remove(name).expect("it runs");
        member.child.kill().await.expect("it is killed");
    }

    /// Kills a process on the spot and starts it anew, as a platform would.
    pub(super) async fn replace(&mut self, name: &str) {
        let settings = self.members[name].settings.clone();
        self.kill(name).await;
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.start(name, &settings);
    }

    /// Asks a process to end, as a platform does before it starts the next one.
    pub(super) async fn stop(&mut self, name: &str) {
        let mut member = self.members.remove(name).expect("it runs");
        let id = member.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).expect("it runs");
        kill_process(id, Signal::TERM).expect("it runs");
        let ended = tokio::time::timeout(PATIENCE, member.child.wait()).await.expect("it ends in time");
        assert!(ended.expect("its end is known").success(), "{}", self.log(name));
    }

    /// Waits until a shard is connected.
    pub(super) async fn connected(&self, shard: u64, of: u64) {
        let there =
            |state: &crate::support::discord::State| state.gateway.has_shard((shard, of)).then_some(());
        self.discord.wait_for("a shard", there).await;
    }

    /// All that a process wrote, over all its lives.
    pub(super) fn log(&self, name: &str) -> String {
        std::fs::read_to_string(self.log_file(name)).unwrap_or_default()
    }

    fn log_file(&self, name: &str) -> PathBuf {
        self.dir.path().join(format!("{name}.log"))
    }

    /// The database that all share.
    pub(super) async fn store(&self) -> Arc<Store> {
        Arc::new(Store::postgres(&self.url).await.expect("the database"))
    }

    /// Every ritual that was accepted.
    pub(super) async fn rituals(store: &Store) -> Vec<RitualView> {
        let mut all: Vec<RitualView> = Vec::new();
        loop {
            let after = all.last().map(|view| view.ritual.id);
            let page = store.rituals(after, 500).await.expect("the database answers");
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    /// The objects that all processes archived.
    pub(super) fn objects(&self) -> Vec<PathBuf> {
        super::super::world::files_below(&self.dir.path().join("shared"))
    }
}

fn shard_of(guild: Id) -> usize {
    usize::try_from((guild >> 22) % 2).expect("one of two")
}

impl Drop for Fleet {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for name in self.members.keys() {
                let log = self.log(name);
                let start = log.len().saturating_sub(4000);
                eprintln!("the end of {name}'s log:\n{}", log.get(start..).unwrap_or(&log));
            }
        }
    }
}
