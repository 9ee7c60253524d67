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
    /// The guild's folder and the file that a path was filled in with; none where it is no such path.
    pub fn unfill<'a>(&self, path: &'a RemotePath) -> Option<(Option<&'a str>, &'a str)> {
        let parts: Vec<_> = path.as_str().split('/').collect();
        let with_guild: Vec<_> = self.0.split('/').collect();
        let without: Vec<_> = with_guild.iter().copied().filter(|part| *part != "{guild}").collect();
        let inner = |written: &str, placeholder: &str, part: &'a str| {
            let (before, after) = written.split_once(placeholder)?;
            part.strip_prefix(before)?.strip_suffix(after)
        };
        [with_guild, without].iter().filter(|written| written.len() == parts.len()).find_map(|written| {
            let (mut guild, mut file) = (None, None);
            for (written, part) in written.iter().zip(&parts) {
                if written.contains("{guild}") {
                    guild = Some(inner(written, "{guild}", part)?);
                } else if written.contains("{file}") {
                    file = Some(inner(written, "{file}", part)?);
                }
            }
            let file = file?;
            let filled = self.fill(guild, file).is_ok_and(|filled| filled == *path);
            filled.then_some((guild, file))
        })
    }

    /// The folder below which all copies lie; none for the destination itself.
    pub fn top(&self) -> Option<RemotePath> {
        let fixed = self.0.split('/').take_while(|part| !part.contains('{'));
        fixed.collect::<Vec<_>>().join("/").parse().ok()
    }

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_that_was_filled_in_is_read_back() {
        for (written, top) in [
            ("rituals/{guild}/{file}", Some("rituals")),
            ("{guild}/{file}", None),
            ("a/b/{file}", Some("a/b")),
            ("a/srv-{guild}-x/b/of-{file}", Some("a")),
            ("{file}", None),
        ] {
            let path: ArchivePath = written.parse().expect("a path");
            assert_eq!(path.top().map(|top| top.to_string()), top.map(str::to_owned), "{written}");
            let filled = path.fill(Some("art-42"), "x.png").expect("a path");
            let guild = path.has_folders().then_some("art-42");
            assert_eq!(path.unfill(&filled), Some((guild, "x.png")), "{written}");
            for other in ["x", "rituals/a/b/c/d/x.png", "others/42/x.png/y"] {
                let other: RemotePath = other.parse().expect("a path");
                let read = path.unfill(&other);
                assert!(
                    read.is_none_or(|(guild, file)| path.fill(guild, file).as_ref() == Ok(&other)),
                    "{written}"
                );
            }
        }
        let path = ArchivePath::default();
        let private = path.fill(None, "x.png").expect("a path");
        assert_eq!(path.unfill(&private), Some((None, "x.png")));
        assert_eq!(path.unfill(&"elsewhere/42/x.png".parse().expect("a path")), None);
    }

    proptest! {
        #[test]
        fn no_path_makes_it_panic(written in "[a{}guildfe/]{0,20}\\{file\\}", path in "[a-c/]{1,12}") {
            if let (Ok(written), Ok(path)) = (written.parse::<ArchivePath>(), path.parse::<RemotePath>()) {
                let _ = (written.unfill(&path), written.top());
            }
        }
    }
}
