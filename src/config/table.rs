//! Every setting, once. `helix-bot config`, `--help`, the README's table and the list of known variables follow from
//! this table; a test holds the README to it.

use std::path::PathBuf;

use secrecy::SecretString;

use super::role::Role;
use super::setting::{Flag, Setting, Value, WhenUnset};
use super::settings::{LogFormat, RateLimits};
use super::variables::Owner;
use super::{
    archive_path, audit, checks, destinations, limits, mega, opentelemetry, period, railway, rclone_idle,
    spool_max, state_backup, state_keep, url,
};
use crate::prefix::{BadPrefix, Prefix};
use crate::server::{parse_ceilings, parse_defaults};

/// All settings, in the order in which they are shown.
pub(super) static SETTINGS: [Setting; 29] = [
    Setting {
        variable: "DISCORD_TOKEN",
        also: Some("DISCORD_BOT_TOKEN"),
        flag: None,
        default: WhenUnset::Missing,
        meaning: "The bot's token; needed by `run` only",
        // Its shape is checked where it is needed.
        parse: |draft, text| {
            draft.settings.discord_token = Some(SecretString::from(text));
            Ok(())
        },
        value: Value::Secret(|settings| settings.discord_token.is_some()),
    },
    Setting {
        variable: "DISCORD_API_URL",
        also: None,
        flag: Some(Flag { long: "discord-api-url", value: "URL" }),
        default: WhenUnset::Absent("Discord"),
        meaning: "Base URL of Discord's REST interface, e.g. a rate-limit proxy (see `HELIX_RATE_LIMITS`); the gateway's address is asked from it",
        parse: |draft, text| {
            draft.settings.discord_api_url = Some(checks::http_url(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| settings.discord_api_url.as_deref().map(url::shown)),
    },
    Setting {
        variable: "HELIX_RATE_LIMITS",
        also: None,
        flag: Some(Flag { long: "rate-limits", value: "WHO" }),
        default: WhenUnset::Text("bot"),
        meaning: "Who keeps Discord's rate limits: `bot`, or `proxy` where `DISCORD_API_URL` names a rate-limit proxy",
        parse: |draft, text| {
            draft.settings.rate_limits = RateLimits::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.rate_limits.name().to_owned())),
    },
    Setting {
        variable: "HELIX_PREFIX",
        also: None,
        flag: Some(Flag { long: "prefix", value: "TEXT" }),
        default: WhenUnset::Text(Prefix::DEFAULT),
        meaning: "What commands begin with; a server may set its own",
        parse: |draft, text| {
            draft.settings.prefix = text.parse().map_err(|error: BadPrefix| vec![error.to_string()])?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.prefix.to_string())),
    },
    Setting {
        variable: "HELIX_PRIVATE",
        also: None,
        flag: Some(Flag { long: "private", value: "on|off" }),
        default: WhenUnset::Text("on"),
        meaning: "Whether the bot answers in direct messages",
        parse: |draft, text| {
            draft.settings.private = checks::switch(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(checks::switched(settings.private))),
    },
    Setting {
        variable: "HELIX_USER_INSTALLS",
        also: None,
        flag: Some(Flag { long: "user-installs", value: "on|off" }),
        default: WhenUnset::Text("on"),
        meaning: "Whether people may install the bot for themselves, and use it where no server has added it",
        parse: |draft, text| {
            draft.settings.user_installs = checks::switch(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(checks::switched(settings.user_installs))),
    },
    Setting {
        variable: "HELIX_LIMITS",
        also: None,
        flag: Some(Flag { long: "limits", value: "LIST" }),
        default: WhenUnset::Text(limits::DEFAULT),
        meaning: "What holds where a server has set nothing, and in direct messages: the time between two rituals of a person, \
                  how many a person and a server may ask for in a day (UTC), how many of a person may wait at once, the \
                  largest size, the most steps, motion; `off` is no limit",
        parse: |draft, text| {
            draft.settings.limits = parse_defaults(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.limits.limits_text())),
    },
    Setting {
        variable: "HELIX_LIMITS_MAX",
        also: None,
        flag: Some(Flag { long: "limits-max", value: "LIST" }),
        default: WhenUnset::Absent("servers choose freely"),
        meaning: "What no server may go beyond, written like `HELIX_LIMITS`",
        parse: |draft, text| {
            draft.settings.limits_max = Some(parse_ceilings(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.limits_max.as_ref()?.limits_text())),
    },
    Setting {
        variable: "HELIX_DESTINATIONS",
        also: None,
        flag: Some(Flag { long: "destinations", value: "LIST" }),
        default: WhenUnset::Depends {
            words: "`local`; with `MEGA_EMAIL` set: `mega:`",
            text: destinations::default,
        },
        meaning: "Where copies go, comma-separated: `local` (a folder in the data directory), or rclone remotes such as \
                  `mega:`, `s3:bucket/folder`, `gdrive:`, `dropbox:`, `webdav:folder`",
        parse: |draft, text| {
            draft.settings.destinations = destinations::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(destinations::shown(&settings.destinations))),
    },
    Setting {
        variable: "HELIX_ARCHIVE_PATH",
        also: None,
        flag: Some(Flag { long: "archive-path", value: "PATH" }),
        default: WhenUnset::Text(archive_path::DEFAULT),
        meaning: "Path of a copy below its destination; `{guild}` falls away outside servers, `{file}` is the file's name",
        parse: |draft, text| {
            draft.settings.archive_path = text.parse().map_err(|problem| vec![problem])?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.archive_path.to_string())),
    },
    Setting {
        variable: "HELIX_DATA_DIR",
        also: None,
        flag: Some(Flag { long: "data-dir", value: "DIR" }),
        default: WhenUnset::Depends { words: "`./data`; on Railway the volume", text: railway::data_dir },
        meaning: "Folder of the database, the spool and the local archive",
        parse: |draft, text| {
            draft.settings.data_dir = PathBuf::from(text);
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.data_dir.display().to_string())),
    },
    Setting {
        variable: "DATABASE_URL",
        also: None,
        flag: None,
        default: WhenUnset::Absent("SQLite in the data directory"),
        meaning: "`postgres://…` to keep rituals and jobs in PostgreSQL",
        parse: |draft, text| {
            draft.settings.database_url = Some(checks::database_url(text)?);
            Ok(())
        },
        value: Value::Secret(|settings| settings.database_url.is_some()),
    },
    Setting {
        variable: "HELIX_ROLE",
        also: None,
        flag: Some(Flag { long: "role", value: "ROLE" }),
        default: WhenUnset::Text("all"),
        meaning: "Which part of the work this process does, where several share a PostgreSQL: `all`, `gateway` (accepts and \
                  posts) or `worker` (renders and archives; needs no token)",
        parse: |draft, text| {
            draft.settings.role = Role::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.role.name().to_owned())),
    },
    Setting {
        variable: "HELIX_SHARDS",
        also: None,
        flag: Some(Flag { long: "shards", value: "A..B/N" }),
        default: WhenUnset::Text("auto"),
        meaning: "Which shards of Discord's gateway this process has: `0..4/16` the first four of sixteen, `auto` all that \
                  Discord recommends; processes on one PostgreSQL never have the same at once",
        parse: |draft, text| {
            draft.settings.shards = checks::shards(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| {
            Some(settings.shards.map_or_else(|| "auto".to_owned(), |shards| shards.to_string()))
        }),
    },
    Setting {
        variable: "HELIX_BWLIMIT",
        also: None,
        flag: Some(Flag { long: "bwlimit", value: "RATE" }),
        default: WhenUnset::Off,
        meaning: "Upload limit in rclone's syntax: `1M`, `512k:off`, or a timetable such as `08:00,512k 19:00,off`",
        // rclone judges it itself when it starts.
        parse: |draft, text| {
            draft.settings.bwlimit = Some(text.to_owned());
            Ok(())
        },
        value: Value::Shown(|settings| settings.bwlimit.clone()),
    },
    Setting {
        variable: "HELIX_AUDIT",
        also: None,
        flag: Some(Flag { long: "audit", value: "TIME" }),
        default: WhenUnset::Text(audit::DEFAULT),
        meaning: "In which time each archived copy is proven again: `90d`, `2weeks`, or `off`; lost copies are made good",
        parse: |draft, text| {
            draft.settings.audit = audit::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(period::shown(settings.audit))),
    },
    Setting {
        variable: "HELIX_STATE_BACKUP",
        also: None,
        flag: Some(Flag { long: "state-backup", value: "TIME" }),
        default: WhenUnset::Text(state_backup::DEFAULT),
        meaning: "How often, and at each stop, a snapshot of SQLite's database goes to each destination under `state/`; an \
                  empty data directory goes on from the latest: `1h`, `15m`, or `off`",
        parse: |draft, text| {
            draft.settings.state_backup = state_backup::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(period::shown(settings.state_backup))),
    },
    Setting {
        variable: "HELIX_STATE_KEEP",
        also: None,
        flag: Some(Flag { long: "state-keep", value: "NUMBER" }),
        default: WhenUnset::Text(state_keep::DEFAULT),
        meaning: "How many of these snapshots stay at each destination; in the data directory itself three",
        parse: |draft, text| {
            draft.settings.state_keep = state_keep::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.state_keep.to_string())),
    },
    Setting {
        variable: "HELIX_RCLONE_IDLE",
        also: None,
        flag: Some(Flag { long: "rclone-idle", value: "TIME" }),
        default: WhenUnset::Text(rclone_idle::DEFAULT),
        meaning: "After how long without work rclone's daemon is ended, which gives some 70 MB back; the next transfer \
                  starts another at once: `5m`, `1h`, or `off`; at least 30 minutes with MEGA, which limits logins",
        parse: |draft, text| {
            draft.settings.rclone_idle = rclone_idle::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(period::shown(settings.rclone_idle))),
    },
    Setting {
        variable: "HELIX_SPOOL_MAX",
        also: None,
        flag: Some(Flag { long: "spool-max", value: "SIZE" }),
        default: WhenUnset::Absent("a tenth of the disk"),
        meaning: "How much the spool may hold before pictures that are posted and archived leave it within their 24 hours, \
                  the oldest first: `500M`, `2G`",
        parse: |draft, text| {
            draft.settings.spool_max = Some(spool_max::parse(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| settings.spool_max.map(|bytes| bytes.to_string())),
    },
    Setting {
        variable: "HELIX_OPERATOR_CHANNEL",
        also: None,
        flag: Some(Flag { long: "operator-channel", value: "ID" }),
        default: WhenUnset::Absent("the log only"),
        meaning: "Id of a Discord channel where the operator is told when a destination refuses its login, when it works \
                  again, when archived copies are lost, and when no snapshot of the database reaches a destination",
        parse: |draft, text| {
            draft.settings.operator_channel = Some(checks::channel_id(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| settings.operator_channel.map(|id| id.to_string())),
    },
    Setting {
        variable: "HELIX_HOME_GUILDS",
        also: None,
        flag: Some(Flag { long: "home-guilds", value: "IDS" }),
        default: WhenUnset::Absent("none"),
        meaning: "Ids of the servers, comma-separated, where the bot's owners find `/operator`; `!operator` works everywhere",
        parse: |draft, text| {
            draft.settings.home_guilds = checks::server_ids(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| {
            let ids: Vec<_> = settings.home_guilds.iter().map(ToString::to_string).collect();
            Some(ids.join(",")).filter(|ids| !ids.is_empty())
        }),
    },
    Setting {
        variable: "HELIX_RCLONE",
        also: None,
        flag: Some(Flag { long: "rclone", value: "FILE" }),
        default: WhenUnset::Absent("the one on PATH"),
        meaning: "The rclone program, 1.73 or newer",
        parse: |draft, text| {
            draft.settings.rclone = Some(PathBuf::from(text));
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.rclone.as_ref()?.display().to_string())),
    },
    Setting {
        variable: "PORT",
        also: None,
        flag: Some(Flag { long: "port", value: "PORT" }),
        default: WhenUnset::Off,
        meaning: "Port for `/livez`, `/healthz`, `/readyz` and `/metrics`",
        parse: |draft, text| {
            draft.settings.port = Some(checks::port(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| settings.port.map(|port| port.to_string())),
    },
    Setting {
        variable: "HELIX_BIND",
        also: None,
        flag: Some(Flag { long: "bind", value: "ADDRESS" }),
        default: WhenUnset::Absent("all addresses"),
        meaning: "Address on which that port is taken, such as `127.0.0.1` or `::1` for this machine alone",
        parse: |draft, text| {
            draft.settings.bind = Some(checks::bind_address(text)?);
            Ok(())
        },
        value: Value::Shown(|settings| settings.bind.map(|address| address.to_string())),
    },
    Setting {
        variable: "HELIX_LOG_FORMAT",
        also: None,
        flag: Some(Flag { long: "log-format", value: "FORMAT" }),
        default: WhenUnset::Depends { words: "`text`; on Railway `json`", text: railway::log_format },
        meaning: "How the log is written: `text` or `json`; `RUST_LOG` chooses what is told",
        parse: |draft, text| {
            draft.settings.log_format = LogFormat::parse(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.log_format.name().to_owned())),
    },
    Setting {
        variable: mega::EMAIL,
        also: None,
        flag: None,
        default: WhenUnset::Missing,
        meaning: "Address of a MEGA account, v15.3's name for it: the account becomes the remote `mega`",
        parse: |draft, text| {
            draft.mega.email = Some(text.to_owned());
            Ok(())
        },
        value: Value::Shown(|settings| Some(settings.mega.as_ref()?.email.clone())),
    },
    Setting {
        variable: mega::PASS,
        also: None,
        flag: None,
        default: WhenUnset::Missing,
        meaning: "The password of that account, as it is typed",
        parse: |draft, text| {
            draft.mega.password = Some(SecretString::from(text));
            Ok(())
        },
        value: Value::Secret(|settings| settings.mega.is_some()),
    },
    Setting {
        variable: mega::FOLDER,
        also: None,
        flag: None,
        default: WhenUnset::Missing,
        meaning: "The folder in that account to which copies go where `HELIX_DESTINATIONS` is not set",
        parse: |draft, text| {
            draft.mega.folder = mega::folder(text)?;
            Ok(())
        },
        value: Value::Shown(|settings| settings.mega.as_ref()?.folder.clone()),
    },
];

/// Variables that rclone reads, and what for. The bot looks at none of them.
pub(super) static HANDED_ON: [(&str, &str); 4] = [
    ("RCLONE_CONFIG_*", "Configuration of rclone's remotes, one variable for each of their options"),
    ("RCLONE_CONFIG", "A configuration file of rclone; without it rclone uses none"),
    ("RCLONE_CONFIG_PASS", "The password of a configuration file that is encrypted"),
    ("RCLONE_PASSWORD_COMMAND", "A command that prints that password"),
];

/// Variables that OpenTelemetry's SDK reads where it is built in, and what for.
pub(super) static OF_OPENTELEMETRY: [(&str, &str); 7] = [
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "A collector's address for OTLP over HTTP, to which `/v1/traces` is added",
    ),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "The same for traces alone, as it is"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "What is sent along, such as a key: `name=value,name=value`; secret"),
    ("OTEL_SERVICE_NAME", "What the bot is called there; by default `helix-bot`"),
    ("OTEL_RESOURCE_ATTRIBUTES", "What else is told of it: `name=value,name=value`"),
    ("OTEL_TRACES_SAMPLER", "Which traces are kept, by default all; `OTEL_TRACES_SAMPLER_ARG` is its share"),
    ("OTEL_SDK_DISABLED", "`true` exports nothing"),
];

/// Whether a variable's value may be a secret.
pub(super) fn is_secret(variable: &str) -> bool {
    let named = |setting: &&Setting| setting.variable == variable || setting.also == Some(variable);
    owner(variable) == Owner::Rclone
        || opentelemetry::is_secret(variable)
        || SETTINGS.iter().find(named).is_some_and(Setting::is_secret)
}

/// Who reads a variable.
pub(super) fn owner(variable: &str) -> Owner {
    let is_setting = |setting: &Setting| setting.variable == variable || setting.also == Some(variable);
    if variable.starts_with("RCLONE_") {
        Owner::Rclone
    } else if SETTINGS.iter().any(is_setting) {
        Owner::Bot
    } else {
        Owner::Other
    }
}
