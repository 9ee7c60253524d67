//! Every setting, once: its flag, its environment variable, its default, its meaning. All mistakes are reported
//! together. Secrets come from the environment only, because a process's arguments are visible to its neighbours.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::sync::{Destination, RemotePath};

mod checks;

pub use checks::bandwidth_problem;
use checks::token_problem;

/// The settings as they come from the command line and the environment, not yet checked.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Settings (each also an environment variable)")]
pub struct Flags {
    /// Where copies go, comma-separated: `local` (a folder in the data directory), or rclone remotes such as `mega:`,
    /// `s3:bucket/folder`, `gdrive:`, `dropbox:`, `webdav:folder` [default: local; with `MEGA_EMAIL` set: mega:]
    #[arg(long, env = "HELIX_DESTINATIONS", value_name = "LIST", global = true)]
    destinations: Option<String>,

    /// Path of a copy below its destination; {guild} falls away outside guilds, {file} is the file's name
    /// [default: rituals/{guild}/{file}]
    #[arg(long, env = "HELIX_ARCHIVE_PATH", value_name = "PATH", global = true)]
    archive_path: Option<String>,

    /// Folder of the database, the spool and the local archive [default: ./data; on Railway the volume]
    #[arg(long, env = "HELIX_DATA_DIR", value_name = "DIR", global = true)]
    data_dir: Option<String>,

    /// What commands begin with; a guild may set its own [default: !]
    #[arg(long, env = "HELIX_PREFIX", value_name = "TEXT", global = true)]
    prefix: Option<String>,

    /// Upload limit in rclone's syntax: `1M`, `512k:off`, or a timetable such as `08:00,512k 19:00,off` [default: off]
    #[arg(long, env = "HELIX_BWLIMIT", value_name = "RATE", global = true)]
    bwlimit: Option<String>,

    /// Id of a Discord channel where the operator is told when a destination refuses its login, and when it works
    /// again [default: the log only]
    #[arg(long, env = "HELIX_OPERATOR_CHANNEL", value_name = "ID", global = true)]
    operator_channel: Option<String>,

    /// The rclone program, 1.73 or newer [default: the one on PATH]
    #[arg(long, env = "HELIX_RCLONE", value_name = "FILE", global = true)]
    rclone: Option<String>,

    /// Port for /livez, /readyz and /metrics [default: off]
    #[arg(long, env = "PORT", value_name = "PORT", global = true)]
    port: Option<String>,

    /// Base URL of Discord's REST interface, e.g. a rate-limit proxy [default: Discord]
    #[arg(long, env = "DISCORD_API_URL", value_name = "URL", global = true)]
    discord_api_url: Option<String>,

    /// How the log is written: text or json [default: text; on Railway json]
    #[arg(long, env = "HELIX_LOG_FORMAT", value_name = "FORMAT", global = true)]
    log_format: Option<String>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for log collectors.
    Json,
}

/// v15.3's MEGA account.
#[derive(Debug, Clone)]
pub struct MegaAccount {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: SecretString,
    /// Where v15.3 put its files: folder of the destination `mega:` if none is configured.
    pub folder: Option<String>,
}

/// Where a copy lies below its destination, with `{guild}` and `{file}` to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePath(String);

impl ArchivePath {
    fn parse(text: &str) -> Result<Self, String> {
        let path = Self(text.trim().to_owned());
        let rest = path.0.replace("{guild}", "").replace("{file}", "");
        if !path.0.ends_with("{file}") || path.0.matches("{file}").count() > 1 {
            return Err("it must end with {file}, once, so that every ritual has its own place".to_owned());
        }
        if rest.contains(['{', '}']) {
            return Err("the only placeholders are {guild} and {file}".to_owned());
        }
        for guild in [None, Some(1)] {
            path.fill(guild, "name.png").map_err(|error| error.to_string())?;
        }
        Ok(path)
    }

    /// The path of one copy. Outside guilds `{guild}` falls away, with the part that it leaves empty.
    pub fn fill(&self, guild: Option<u64>, file: &str) -> Result<RemotePath, crate::sync::BadRemotePath> {
        let guild_text = guild.map(|guild| guild.to_string()).unwrap_or_default();
        let parts = self.0.split('/').filter(|part| guild.is_some() || *part != "{guild}");
        let filled: Vec<_> =
            parts.map(|part| part.replace("{guild}", &guild_text).replace("{file}", file)).collect();
        filled.join("/").parse()
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The bot's token; needed, and its shape checked, by `run` only.
    pub discord_token: Option<SecretString>,
    /// Base URL for REST; `None` is Discord itself.
    pub discord_api_url: Option<String>,
    /// What commands begin with.
    pub prefix: String,
    /// Where copies go, in order, each once.
    pub destinations: Vec<Destination>,
    /// Path below a destination.
    pub archive_path: ArchivePath,
    /// Folder of all that the bot keeps.
    pub data_dir: PathBuf,
    /// `postgres://…` to scale out; `None` is SQLite in the data directory.
    pub database_url: Option<SecretString>,
    /// Upload limit in rclone's syntax.
    pub bwlimit: Option<String>,
    /// The Discord channel where the operator is told; `None` is the log only.
    pub operator_channel: Option<u64>,
    /// The rclone program; `None` is the one on PATH.
    pub rclone: Option<PathBuf>,
    /// Port for health and metrics.
    pub port: Option<u16>,
    /// v15.3's MEGA account.
    pub mega: Option<MegaAccount>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// Things that are probably mistakes but stop nothing.
    pub warnings: Vec<String>,
}

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadSettings(pub Vec<String>);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(f, "{count} setting{} cannot be used:", if count == 1 { "" } else { "s" })?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// The variables of our own; another `HELIX_` name is probably a slip.
const KNOWN: [&str; 8] = [
    "HELIX_DESTINATIONS",
    "HELIX_ARCHIVE_PATH",
    "HELIX_DATA_DIR",
    "HELIX_PREFIX",
    "HELIX_BWLIMIT",
    "HELIX_OPERATOR_CHANNEL",
    "HELIX_RCLONE",
    "HELIX_LOG_FORMAT",
];

impl Settings {
    /// Checks flags and environment. A variable that is set to nothing counts as not set, as hosting panels do it.
    pub fn load(flags: &Flags, environment: &[(String, String)]) -> Result<Self, BadSettings> {
        let variable = |name: &str| {
            environment
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.trim())
                .filter(|v| !v.is_empty())
        };
        let mut problems = Vec::new();
        let mut check = |name: &str, problem: Result<(), String>| {
            if let Err(problem) = problem {
                problems.push(format!("{name}: {problem}"));
            }
        };
        let on_railway = variable("RAILWAY_ENVIRONMENT_NAME").is_some();
        let mega = mega_account(variable, &mut check);

        let default_destinations = match &mega {
            Some(account) => format!("mega:{}", account.folder.as_deref().unwrap_or_default()),
            None => Destination::LOCAL.to_owned(),
        };
        let mut destinations = Vec::new();
        let list = given(flags.destinations.as_deref()).unwrap_or(&default_destinations);
        for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            match text.parse::<Destination>() {
                Ok(destination) if destinations.contains(&destination) => {
                    check("HELIX_DESTINATIONS", Err(format!("{destination} is listed twice")));
                }
                Ok(destination) => destinations.push(destination),
                Err(error) => check("HELIX_DESTINATIONS", Err(error.to_string())),
            }
        }
        if destinations.is_empty() && !list.contains(|c: char| c.is_alphanumeric()) {
            check("HELIX_DESTINATIONS", Err("it lists no destination; leave it out for `local`".to_owned()));
        }

        let path_text = given(flags.archive_path.as_deref()).unwrap_or("rituals/{guild}/{file}");
        let archive_path = ArchivePath::parse(path_text).unwrap_or_else(|problem| {
            check("HELIX_ARCHIVE_PATH", Err(problem));
            ArchivePath(String::new())
        });

        let volume = variable("RAILWAY_VOLUME_MOUNT_PATH").unwrap_or("./data");
        let data_dir = PathBuf::from(given(flags.data_dir.as_deref()).unwrap_or(volume));

        let prefix = given(flags.prefix.as_deref()).unwrap_or("!").to_owned();
        check("HELIX_PREFIX", checks::prefix(&prefix));

        let bwlimit = given(flags.bwlimit.as_deref()).map(str::to_owned);
        check("HELIX_BWLIMIT", bwlimit.as_deref().and_then(bandwidth_problem).map_or(Ok(()), Err));

        let operator_channel = given(flags.operator_channel.as_deref()).and_then(|text| {
            let id = text.parse::<u64>().ok().filter(|id| *id != 0);
            let advice = "a channel's id: in Discord switch on the developer mode, then “Copy Channel ID”";
            let checked = id.map(|_| ()).ok_or_else(|| format!("“{text}” is not {advice}"));
            check("HELIX_OPERATOR_CHANNEL", checked);
            id
        });

        let port = given(flags.port.as_deref()).and_then(|text| {
            let port = text.parse::<u16>().ok().filter(|port| *port != 0);
            check("PORT", port.map(|_| ()).ok_or_else(|| format!("“{text}” is not a port from 1 to 65535")));
            port
        });

        let discord_api_url =
            given(flags.discord_api_url.as_deref()).map(|url| url.trim_end_matches('/').to_owned());
        check("DISCORD_API_URL", discord_api_url.as_deref().map_or(Ok(()), checks::http_url));

        let database_url = variable("DATABASE_URL");
        check("DATABASE_URL", database_url.map_or(Ok(()), checks::database_url));

        let discord_token = variable("DISCORD_TOKEN").or_else(|| variable("DISCORD_BOT_TOKEN"));

        let log_format = match given(flags.log_format.as_deref()) {
            None if on_railway => LogFormat::Json,
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(other) => {
                check("HELIX_LOG_FORMAT", Err(format!("“{other}” is neither text nor json")));
                LogFormat::Text
            }
        };

        if !problems.is_empty() {
            return Err(BadSettings(problems));
        }
        Ok(Self {
            discord_token: discord_token.map(SecretString::from),
            discord_api_url,
            prefix,
            destinations,
            archive_path,
            data_dir,
            database_url: database_url.map(SecretString::from),
            bwlimit,
            operator_channel,
            rclone: given(flags.rclone.as_deref()).map(PathBuf::from),
            port,
            mega,
            log_format,
            warnings: unknown_variables(environment),
        })
    }

    /// The token that `run` needs, or what is wrong with it.
    pub fn token(&self) -> Result<&SecretString, String> {
        let Some(token) = &self.discord_token else {
            return Err("it is not set; create an application in Discord's Developer Portal, take the token from its page \
                        Bot, and put it into the environment or a .env file"
                .to_owned());
        };
        token_problem(token.expose_secret()).map_or(Ok(token), Err)
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

    /// Every setting with its value, secrets hidden: what `helix-bot config` prints.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let or = |value: Option<&str>, default: &str| value.unwrap_or(default).to_owned();
        let path = |path: &Path| path.display().to_string();
        let destinations: Vec<_> = self.destinations.iter().map(ToString::to_string).collect();
        vec![
            ("DISCORD_TOKEN", hidden(self.discord_token.as_ref())),
            ("DISCORD_API_URL", or(self.discord_api_url.as_deref(), "(Discord)")),
            ("HELIX_PREFIX", self.prefix.clone()),
            ("HELIX_DESTINATIONS", destinations.join(",")),
            ("HELIX_ARCHIVE_PATH", self.archive_path.to_string()),
            ("HELIX_DATA_DIR", path(&self.data_dir)),
            (
                "DATABASE_URL",
                self.database_url
                    .as_ref()
                    .map_or("(SQLite in the data directory)".to_owned(), |_| "(set, hidden)".to_owned()),
            ),
            ("HELIX_BWLIMIT", or(self.bwlimit.as_deref(), "off")),
            (
                "HELIX_OPERATOR_CHANNEL",
                self.operator_channel.map_or("(the log only)".to_owned(), |id| id.to_string()),
            ),
            ("HELIX_RCLONE", self.rclone.as_deref().map_or("(on PATH)".to_owned(), path)),
            ("PORT", self.port.map_or("off".to_owned(), |port| port.to_string())),
            ("HELIX_LOG_FORMAT", format!("{:?}", self.log_format).to_lowercase()),
            ("MEGA_EMAIL", or(self.mega.as_ref().map(|mega| mega.email.as_str()), "(not set)")),
            ("MEGA_PASS", hidden(self.mega.as_ref().map(|mega| &mega.password))),
            ("MEGA_REMOTE_DIR", or(self.mega.as_ref().and_then(|mega| mega.folder.as_deref()), "(not set)")),
        ]
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn hidden(secret: Option<&SecretString>) -> String {
    match secret {
        Some(secret) if !secret.expose_secret().is_empty() => "(set, hidden)".to_owned(),
        _ => "(not set)".to_owned(),
    }
}

fn mega_account<'a>(
    variable: impl Fn(&str) -> Option<&'a str>,
    check: &mut impl FnMut(&str, Result<(), String>),
) -> Option<MegaAccount> {
    let folder = variable("MEGA_REMOTE_DIR").map(|folder| folder.trim_matches('/').to_owned());
    let folder = folder.filter(|folder| !folder.is_empty());
    if let Some(folder) = &folder {
        let usable = folder.parse::<RemotePath>().map(|_| ()).map_err(|error| error.to_string());
        check("MEGA_REMOTE_DIR", usable);
    }
    match (variable("MEGA_EMAIL"), variable("MEGA_PASS")) {
        (Some(email), Some(password)) => {
            Some(MegaAccount { email: email.to_owned(), password: SecretString::from(password), folder })
        }
        (None, None) => None,
        (Some(_), None) => {
            check("MEGA_PASS", Err("it is missing although MEGA_EMAIL is set".to_owned()));
            None
        }
        (None, Some(_)) => {
            check("MEGA_EMAIL", Err("it is missing although MEGA_PASS is set".to_owned()));
            None
        }
    }
}

fn unknown_variables(environment: &[(String, String)]) -> Vec<String> {
    let names = environment.iter().map(|(name, _)| name.as_str());
    names
        .filter(|name| name.starts_with("HELIX_") && !KNOWN.contains(name))
        .map(|name| format!("{name} is not a setting of helix-bot; `helix-bot config` lists them"))
        .collect()
}

#[cfg(test)]
mod tests;
