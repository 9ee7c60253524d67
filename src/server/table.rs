//! Every setting of a server, once.

use super::ground::Ground;
use super::key::Key;
use super::problem::Problem;
use super::settings::ServerSettings;
use super::{ids, numbers, places};
use crate::language::Language;
use crate::prefix::BadPrefix;
use crate::ritual::Steps;
use crate::words::say;

/// One setting: everything that reads, shows or changes it follows from here. Whoever administrates the server may change
/// every one of them.
pub struct Setting {
    /// Its name.
    pub key: Key,
    /// What it is for, as a phrase.
    pub meaning: fn(Language) -> String,
    /// What it takes, and so how it is offered.
    pub kind: Kind,
    /// Takes a text into the settings, or says what is wrong with it.
    pub(super) parse: fn(&mut ServerSettings, &str, &Ground<'_>) -> Result<(), Problem>,
    /// What holds, as it can be written.
    pub(super) text: fn(&ServerSettings) -> String,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text, a number or a time, written.
    Written {
        /// How it is written.
        example: &'static str,
    },
    /// On or off.
    OnOff,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One channel, or none.
    Channel,
    /// Channels.
    Channels,
    /// Roles.
    Roles,
    /// Some of the operator's destinations.
    Destinations,
}

/// The sizes that are offered; others can be written.
const SIZES: &[&str] = &["256", "512", "1024", "2048", "4096"];
const LANGUAGES: &[&str] = &["en", "de", "hi"];
const DELETE_ARCHIVE: &[&str] = &["ask", "always", "never"];

impl Key {
    /// What there is to say of it.
    pub fn setting(self) -> &'static Setting {
        // The table has them in this order; a test holds it to that.
        &SETTINGS[self as usize]
    }
}

impl ServerSettings {
    /// What holds, as it is written.
    pub fn text(&self, key: Key) -> String {
        (key.setting().text)(self)
    }

    /// Notes that the server itself has set what now holds.
    pub(super) fn note_own(&mut self, key: Key) {
        let text = self.text(key);
        self.own.insert(key, text);
    }
}

/// All settings, in the order of [`Key::ALL`].
pub static SETTINGS: [Setting; 18] = [
    Setting {
        key: Key::Prefix,
        meaning: |language| say!(language, "setting-prefix"),
        kind: Kind::Written { example: "!" },
        parse: |settings, text, _| {
            settings.prefix = text.parse().map_err(|error| match error {
                BadPrefix::Malformed => Problem::Prefix,
                BadPrefix::Reserved => Problem::ReservedPrefix,
            })?;
            Ok(())
        },
        text: |settings| settings.prefix.to_string(),
    },
    Setting {
        key: Key::Language,
        meaning: |language| say!(language, "setting-language"),
        kind: Kind::Choice(LANGUAGES),
        parse: |settings, text, _| {
            settings.language = text.parse().map_err(|_| Problem::Language)?;
            Ok(())
        },
        text: |settings| settings.language.code().to_owned(),
    },
    Setting {
        key: Key::Channels,
        meaning: |language| say!(language, "setting-channels"),
        kind: Kind::Channels,
        parse: |settings, text, _| {
            settings.channels = ids::channels(text)?;
            Ok(())
        },
        text: |settings| ids::text(&settings.channels, "all"),
    },
    Setting {
        key: Key::Roles,
        meaning: |language| say!(language, "setting-roles"),
        kind: Kind::Roles,
        parse: |settings, text, ground| {
            settings.roles = ids::roles(text, ground)?;
            Ok(())
        },
        text: |settings| ids::text(&settings.roles, "all"),
    },
    Setting {
        key: Key::DeniedRoles,
        meaning: |language| say!(language, "setting-denied-roles"),
        kind: Kind::Roles,
        parse: |settings, text, ground| {
            settings.denied_roles = ids::roles(text, ground)?;
            Ok(())
        },
        text: |settings| ids::text(&settings.denied_roles, "none"),
    },
    Setting {
        key: Key::AdminRoles,
        meaning: |language| say!(language, "setting-admin-roles"),
        kind: Kind::Roles,
        parse: |settings, text, ground| {
            settings.admin_roles = ids::roles(text, ground)?;
            Ok(())
        },
        text: |settings| ids::text(&settings.admin_roles, "none"),
    },
    Setting {
        key: Key::Cooldown,
        meaning: |language| say!(language, "setting-cooldown"),
        kind: Kind::Written { example: "10s" },
        parse: |settings, text, _| {
            settings.cooldown = numbers::time(text)?;
            Ok(())
        },
        text: |settings| numbers::time_text(settings.cooldown),
    },
    Setting {
        key: Key::Quota,
        meaning: |language| say!(language, "setting-quota"),
        kind: Kind::Written { example: "100" },
        parse: |settings, text, _| {
            settings.quota = numbers::count_or_off(text)?;
            Ok(())
        },
        text: |settings| numbers::count_text(settings.quota),
    },
    Setting {
        key: Key::ServerQuota,
        meaning: |language| say!(language, "setting-server-quota"),
        kind: Kind::Written { example: "1000" },
        parse: |settings, text, _| {
            settings.server_quota = numbers::count_or_off(text)?;
            Ok(())
        },
        text: |settings| numbers::count_text(settings.server_quota),
    },
    Setting {
        key: Key::AtOnce,
        meaning: |language| say!(language, "setting-at-once"),
        kind: Kind::Written { example: "10" },
        parse: |settings, text, _| {
            settings.at_once = numbers::count_or_off(text)?;
            Ok(())
        },
        text: |settings| numbers::count_text(settings.at_once),
    },
    Setting {
        key: Key::Size,
        meaning: |language| say!(language, "setting-size"),
        kind: Kind::Choice(SIZES),
        parse: |settings, text, _| {
            settings.size = numbers::side(text)?;
            Ok(())
        },
        text: |settings| settings.size.to_string(),
    },
    Setting {
        key: Key::Steps,
        meaning: |language| say!(language, "setting-steps"),
        kind: Kind::Written { example: "1000" },
        parse: |settings, text, _| {
            let wrong = |_| Problem::Number { least: 1, most: Steps::MAX.into(), off: false };
            settings.steps = text.parse().map_err(wrong)?;
            Ok(())
        },
        text: |settings| settings.steps.to_string(),
    },
    Setting {
        key: Key::Motion,
        meaning: |language| say!(language, "setting-motion"),
        kind: Kind::OnOff,
        parse: |settings, text, _| {
            settings.motion = numbers::on_off(text)?;
            Ok(())
        },
        text: |settings| numbers::on_off_text(settings.motion),
    },
    Setting {
        key: Key::Destinations,
        meaning: |language| say!(language, "setting-destinations"),
        kind: Kind::Destinations,
        parse: |settings, text, ground| {
            settings.destinations = places::destinations(text, ground)?;
            Ok(())
        },
        text: |settings| places::destinations_text(&settings.destinations),
    },
    Setting {
        key: Key::Folder,
        meaning: |language| say!(language, "setting-folder"),
        kind: Kind::Written { example: "garden" },
        parse: |settings, text, ground| {
            settings.folder = places::folder(text, ground)?;
            Ok(())
        },
        text: |settings| settings.folder.as_ref().map_or_else(|| "off".to_owned(), |folder| folder.0.clone()),
    },
    Setting {
        key: Key::Links,
        meaning: |language| say!(language, "setting-links"),
        kind: Kind::OnOff,
        parse: |settings, text, _| {
            settings.links = numbers::on_off(text)?;
            Ok(())
        },
        text: |settings| numbers::on_off_text(settings.links),
    },
    Setting {
        key: Key::LogChannel,
        meaning: |language| say!(language, "setting-log-channel"),
        kind: Kind::Channel,
        parse: |settings, text, _| {
            settings.log_channel = ids::channel(text)?;
            Ok(())
        },
        text: |settings| settings.log_channel.map_or_else(|| "off".to_owned(), |id| id.to_string()),
    },
    Setting {
        key: Key::DeleteArchive,
        meaning: |language| say!(language, "setting-delete-archive"),
        kind: Kind::Choice(DELETE_ARCHIVE),
        parse: |settings, text, _| {
            let wrong = |_| Problem::Choice { words: DELETE_ARCHIVE.join(", ") };
            settings.delete_archive = text.trim().parse().map_err(wrong)?;
            Ok(())
        },
        text: |settings| <&str>::from(settings.delete_archive).to_owned(),
    },
];
