//! The settings, checked.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::archive_path::ArchivePath;
use super::checks::{Problems, token_problem};
use super::given::Given;
use super::mega::MegaAccount;
use super::railway::Railway;
use super::remotes::Remotes;
use super::role::Role;
use super::source::Source;
use super::url;
use crate::prefix::Prefix;
use crate::server::ServerSettings;
use crate::shard_range::ShardRange;
use crate::sync::Destination;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for log collectors.
    Json,
}

impl LogFormat {
    /// The word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problems> {
        let known = [Self::Text, Self::Json].into_iter().find(|format| format.name() == text);
        known.ok_or_else(|| vec![format!("“{text}” is neither text nor json")])
    }
}

/// Who keeps Discord's rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimits {
    /// The bot.
    Bot,
    /// A proxy between the bot and Discord.
    Proxy,
}

impl RateLimits {
    /// As it is written in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Proxy => "proxy",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problems> {
        let known = [Self::Bot, Self::Proxy].into_iter().find(|keeper| keeper.name() == text);
        known.ok_or_else(|| vec![format!("“{text}” is neither bot nor proxy")])
    }
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token; needed, and its shape checked, by `run` only.
    pub discord_token: Option<SecretString>,
    /// Base URL for REST; `None` is Discord itself.
    pub discord_api_url: Option<String>,
    /// Who keeps Discord's rate limits.
    pub rate_limits: RateLimits,
    /// What commands begin with.
    pub prefix: Prefix,
    /// Whether the bot answers in direct messages.
    pub private: bool,
    /// Whether people may install the bot for themselves.
    pub user_installs: bool,
    /// What holds where a server has set nothing.
    pub limits: ServerSettings,
    /// What no server may go beyond; `None` is nothing.
    pub limits_max: Option<ServerSettings>,
    /// Where copies go, in order, each once.
    pub destinations: Vec<Destination>,
    /// Path below a destination.
    pub archive_path: ArchivePath,
    /// Folder of all that the bot keeps.
    pub data_dir: PathBuf,
    /// Which part of the work this process does.
    pub role: Role,
    /// Its shards at Discord's gateway; `None` is all that Discord recommends.
    pub shards: Option<ShardRange>,
    /// `postgres://…` to scale out; `None` is SQLite in the data directory.
    pub database_url: Option<SecretString>,
    /// Upload limit in rclone's syntax.
    pub bwlimit: Option<String>,
    /// In which time each archived copy is proven again; `None` is never.
    pub audit: Option<Duration>,
    /// How often a snapshot of the database is archived; `None` is never, and none is gone on from by itself.
    pub state_backup: Option<Duration>,
    /// How many snapshots of the database stay at each destination.
    pub state_keep: NonZeroUsize,
    /// After how long without work rclone's daemon is ended; `None` is never.
    pub rclone_idle: Option<Duration>,
    /// How many bytes the spool may hold where nothing needs them any more; `None` is a tenth of the disk.
    pub spool_max: Option<u64>,
    /// The Discord channel where the operator is told; `None` is the log only.
    pub operator_channel: Option<u64>,
    /// The servers where the bot's owners find the operator's commands.
    pub home_guilds: Vec<u64>,
    /// The rclone program; `None` is the one on PATH.
    pub rclone: Option<PathBuf>,
    /// Port for health and metrics.
    pub port: Option<u16>,
    /// The address on which that port is taken; `None` is all addresses.
    pub bind: Option<IpAddr>,
    /// v15.3's MEGA account.
    pub mega: Option<MegaAccount>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// What rclone is to get instead of what this process's environment has.
    pub for_rclone: Vec<(String, String)>,
    /// Things that are probably mistakes but stop nothing.
    pub warnings: Vec<String>,
    /// What they were made of, to read it again.
    pub(super) given: Given,
    /// Whether this is Railway.
    pub(super) railway: Railway,
    /// The remotes that variables describe.
    pub(super) remotes: Remotes,
    /// Where each setting that has a text comes from, by its variable.
    pub(super) sources: Vec<(&'static str, Source)>,
    /// rclone's variables, and where they come from.
    pub(super) handed_on: Vec<(String, Source)>,
    /// What OpenTelemetry's collector alone is told.
    pub(super) for_collector: Vec<SecretString>,
}

impl Settings {
    /// The token that `run` needs, or what is wrong with it.
    pub fn token(&self) -> Result<&SecretString, String> {
        let Some(token) = &self.discord_token else {
            return Err("it is not set; create an application in Discord's Developer Portal, take the token from its page \
                        Bot, and put it into the environment or a .env file"
                .to_owned());
        };
        let own_server = self.discord_api_url.is_some();
        token_problem(token.expose_secret(), own_server).map_or(Ok(token), Err)
    }

    /// Where this machine finds health and metrics, if they are served.
    pub fn own_web_address(&self) -> Option<SocketAddr> {
        let bound = self.bind.filter(|address| !address.is_unspecified());
        // All addresses include this one, `::` as well.
        let address = bound.unwrap_or(Ipv4Addr::LOCALHOST.into());
        Some(SocketAddr::new(address, self.port?))
    }

    /// What no log may show, whoever writes it.
    pub fn secrets(&self) -> Vec<String> {
        let values = [&self.discord_token, &self.database_url].into_iter().flatten();
        let values = values.chain(self.mega.as_ref().map(|mega| &mega.password)).chain(&self.for_collector);
        let mut secrets: Vec<_> = values.map(|secret| secret.expose_secret().to_owned()).collect();
        secrets.extend(self.database_url.iter().flat_map(|url| url::login_parts(url.expose_secret())));
        secrets.extend(self.discord_api_url.iter().flat_map(|url| url::login_parts(url)));
        secrets
    }

    /// What holds where a server has set nothing, within what no server may go beyond.
    pub fn server_defaults(&self, ceilings: &ServerSettings) -> ServerSettings {
        let mut defaults = self.limits.clone();
        defaults.prefix = self.prefix.clone();
        defaults.within(ceilings)
    }

    /// Folder of the destination `local`.
    pub fn local_dir(&self) -> PathBuf {
        self.data_dir.join("archive")
    }

    /// Where all runs of this program note when they log in to accounts that mind it.
    pub fn logins_file(&self) -> PathBuf {
        self.data_dir.join("logins.json")
    }

    /// Folder of the files that wait.
    pub fn spool_dir(&self) -> PathBuf {
        self.data_dir.join("spool")
    }

    /// A destination that somebody named, in the spelling of the configured ones.
    pub fn destination(&self, named: Destination) -> Destination {
        self.remotes.spelled(named)
    }

    /// Where on this machine a destination is, if it is here.
    pub(super) fn folder_of(&self, destination: &Destination) -> Option<PathBuf> {
        if destination.is_local() {
            return Some(self.local_dir());
        }
        let here = self.remotes.type_of(destination) == Some("local");
        here.then(|| Path::new(if destination.is_from_root() { "/" } else { "" }).join(destination.folder()))
    }
}
