//! Where a copy lies below its destination.

use std::fmt;
use std::str::FromStr;

use crate::printable::is_unseen;
use crate::sync::{BadRemotePath, RemotePath};

/// A folder for each server.
pub(super) const DEFAULT: &str = "rituals/{guild}/{file}";

/// Where a copy lies below its destination, with `{guild}` and `{file}` to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePath(String);

impl ArchivePath {
    /// The path of one copy in the folder of a guild. Outside guilds `{guild}` falls away, with the part that it leaves
    /// empty.
    pub fn fill(&self, guild: Option<&str>, file: &str) -> Result<RemotePath, BadRemotePath> {
        let guild_text = guild.unwrap_or_default();
        let parts = self.0.split('/').filter(|part| guild.is_some() || *part != "{guild}");
        let filled: Vec<_> =
            parts.map(|part| part.replace("{guild}", guild_text).replace("{file}", file)).collect();
        filled.join("/").parse()
    }
}

impl ArchivePath {
    /// Whether every guild has a folder of its own, which it may name.
    pub fn has_folders(&self) -> bool {
        self.0.contains("{guild}")
    }
}

impl Default for ArchivePath {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

impl FromStr for ArchivePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = Self(text.to_owned());
        let rest = path.0.replace("{guild}", "").replace("{file}", "");
        if !path.0.ends_with("{file}") || path.0.matches("{file}").count() > 1 {
            return Err("it must end with {file}, once, so that every ritual has its own place".to_owned());
        }
        if rest.contains(['{', '}']) {
            return Err("the only placeholders are {guild} and {file}".to_owned());
        }
        if rest.contains(is_unseen) {
            return Err("it must not contain characters that cannot be seen, such as marks that turn the direction of \
                        writing"
                .to_owned());
        }
        for guild in [None, Some("1")] {
            path.fill(guild, "name.png").map_err(|error| error.to_string())?;
        }
        Ok(path)
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
