//! Settings while they are read one after the other.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::archive_path::ArchivePath;
use super::given::Given;
use super::mega;
use super::railway::Railway;
use super::remotes::Remotes;
use super::role::Role;
use super::settings::{LogFormat, RateLimits, Settings};
use crate::prefix::Prefix;
use crate::server::ServerSettings;

/// It begins with nothing, and what was set or is a default fills it.
pub(super) struct Draft {
    pub(super) settings: Settings,
    pub(super) mega: mega::Parts,
}

impl Draft {
    pub(super) fn new() -> Self {
        let settings = Settings {
            discord_token: None,
            discord_api_url: None,
            rate_limits: RateLimits::Bot,
            prefix: Prefix::default(),
            private: true,
            user_installs: true,
            limits: ServerSettings::default(),
            limits_max: None,
            destinations: Vec::new(),
            archive_path: ArchivePath::default(),
            data_dir: PathBuf::new(),
            role: Role::All,
            shards: None,
            database_url: None,
            bwlimit: None,
            audit: None,
            state_backup: None,
            state_keep: NonZeroUsize::MIN,
            rclone_idle: None,
            spool_max: None,
            operator_channel: None,
            home_guilds: Vec::new(),
            rclone: None,
            port: None,
            bind: None,
            mega: None,
            log_format: LogFormat::Text,
            for_rclone: Vec::new(),
            warnings: Vec::new(),
            given: Given::default(),
            railway: Railway::default(),
            remotes: Remotes::default(),
            sources: Vec::new(),
            handed_on: Vec::new(),
            for_collector: Vec::new(),
        };
        Self { settings, mega: mega::Parts::default() }
    }
}
