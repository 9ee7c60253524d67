//! Where files go: a configured rclone remote with a folder, and paths below it.

use std::fmt;
use std::str::FromStr;

/// A configured destination: `local`, or an rclone remote with an optional folder such as `s3:bucket/folder`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    remote: String,
    folder: String,
    /// Whether the folder was written with a leading slash. On a disk or a file server `nas:/srv/x` is another place than
    /// `nas:srv/x`, which lies in the login's home.
    from_root: bool,
}

/// Why a text is not a destination.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a destination: {reason}")]
pub struct BadDestination {
    text: String,
    reason: &'static str,
}

impl Destination {
    /// The destination in the data directory.
    pub const LOCAL: &'static str = "local";

    /// The embedded destination, a folder in the data directory.
    pub fn local() -> Self {
        Self { remote: Self::LOCAL.to_owned(), folder: String::new(), from_root: false }
    }

    /// The remote's name without its colon: `s3` of `s3:bucket/folder`.
    pub fn remote(&self) -> &str {
        &self.remote
    }

    /// The folder below the remote, without slashes at either end; empty for the remote's root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether the folder was written with a leading slash.
    pub fn is_from_root(&self) -> bool {
        self.from_root
    }

    /// rclone's name for where the folder begins: `s3:`, or `nas:/` for one that was written with a leading slash.
    pub fn root(&self) -> String {
        format!("{}:{}", self.remote, if self.from_root { "/" } else { "" })
    }

    /// The same without the leading slash, for remotes that have one root only.
    #[must_use]
    pub fn without_leading_slash(self) -> Self {
        Self { from_root: false, ..self }
    }

    /// True for the embedded destination.
    pub fn is_local(&self) -> bool {
        self.remote == Self::LOCAL
    }

    /// The whole remote path as rclone and people read it: `s3:bucket/folder/rituals/x.png`, `nas:/srv/x/rituals/x.png`,
    /// `local:rituals/x.png`.
    pub fn full_path(&self, path: &RemotePath) -> String {
        let between = if self.folder.is_empty() { "" } else { "/" };
        format!("{}{}{between}{path}", self.root(), self.folder)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_local() { f.write_str(Self::LOCAL) } else { write!(f, "{}{}", self.root(), self.folder) }
    }
}

impl FromStr for Destination {
    type Err = BadDestination;

    fn from_str(text: &str) -> Result<Self, BadDestination> {
        let text = text.trim();
        let bad = |reason| BadDestination { text: text.to_owned(), reason };
        if text == Self::LOCAL || text == "local:" {
            return Ok(Self::local());
        }
        if text.starts_with(':') {
            return Err(bad(
                "connection strings would put secrets into a path; name a remote and configure it with \
                            RCLONE_CONFIG_<NAME>_… variables",
            ));
        }
        let Some((remote, folder)) = text.split_once(':') else {
            return Err(bad(
                "write `local`, or an rclone remote with a colon such as `mega:` or `s3:bucket/folder`",
            ));
        };
        let valid = |c: char| c.is_alphanumeric() || "_-.+@ ".contains(c);
        if remote.is_empty()
            || remote.starts_with(['-', ' '])
            || remote.ends_with(' ')
            || !remote.chars().all(valid)
        {
            return Err(bad("an rclone remote's name has letters, digits and _ - . + @ only"));
        }
        if remote == Self::LOCAL {
            return Err(bad(
                "`local` is the folder in the data directory and takes no path of its own; for another \
                            folder define a remote of the type `local` or `alias`",
            ));
        }
        let from_root = folder.starts_with('/');
        let folder = folder.trim_matches('/');
        if !folder.is_empty() && check_components(folder).is_err() {
            return Err(bad("its folder must not have empty parts, `.`, `..` or control characters"));
        }
        Ok(Self { remote: remote.to_owned(), folder: folder.to_owned(), from_root })
    }
}

/// A path below a destination: relative, `/` between its parts, never climbing out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RemotePath(String);

/// Why a text is not a path below a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRemotePath {
    /// Nothing there.
    #[error("the path is empty")]
    Empty,
    /// An empty part: it begins or ends with a slash, or has two in a row.
    #[error("the path must not begin or end with a slash or have two in a row")]
    EmptyPart,
    /// `.` or `..`.
    #[error("the path must not contain `.` or `..` as a part: it may not climb out of its folder")]
    Climbs,
    /// Control characters or a backslash.
    #[error("the path must not contain control characters or backslashes")]
    BadCharacter,
    /// Longer than remotes take.
    #[error("the path is longer than 1000 bytes, or one of its parts longer than 250")]
    TooLong,
}

fn check_components(path: &str) -> Result<(), BadRemotePath> {
    if path.len() > 1000 || path.split('/').any(|part| part.len() > 250) {
        return Err(BadRemotePath::TooLong);
    }
    if path.chars().any(|c| c.is_control() || c == '\\') {
        return Err(BadRemotePath::BadCharacter);
    }
    for part in path.split('/') {
        match part {
            "" => return Err(BadRemotePath::EmptyPart),
            "." | ".." => return Err(BadRemotePath::Climbs),
            _ => {}
        }
    }
    Ok(())
}

impl RemotePath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl FromStr for RemotePath {
    type Err = BadRemotePath;

    fn from_str(text: &str) -> Result<Self, BadRemotePath> {
        if text.is_empty() {
            return Err(BadRemotePath::Empty);
        }
        check_components(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(text: &str) -> Destination {
        text.parse().expect("a destination")
    }

    #[test]
    fn destinations_read_back_as_they_were_written() {
        for text in ["local", "mega:", "s3:bucket/folder", "my-drive:a b", "nas:/srv/x", "disk:/"] {
            assert_eq!(destination(text).to_string(), text);
        }
        assert_eq!(destination(" s3:bucket/ ").to_string(), "s3:bucket");
        assert_ne!(destination("nas:/srv"), destination("nas:srv"));
        assert_eq!(destination("s3:/bucket").without_leading_slash(), destination("s3:bucket"));
        assert_eq!(destination("local:"), Destination::local());
    }

    #[test]
    fn the_full_path_puts_remote_folder_and_path_together() {
        let path: RemotePath = "rituals/x.png".parse().expect("a path");
        assert_eq!(destination("mega:").full_path(&path), "mega:rituals/x.png");
        assert_eq!(destination("s3:b/f").full_path(&path), "s3:b/f/rituals/x.png");
        assert_eq!(destination("local").full_path(&path), "local:rituals/x.png");
        assert_eq!(destination("nas:/srv/x").full_path(&path), "nas:/srv/x/rituals/x.png");
        assert_eq!(destination("disk:/").full_path(&path), "disk:/rituals/x.png");
    }

    #[test]
    fn what_is_no_destination_is_refused_with_the_reason() {
        for text in [
            "",
            "mega",
            ":s3,access_key_id=x:b",
            "s3:../up",
            "s3:a//b",
            "-x:",
            "a/b:",
            "local:other",
            "s3:a\nb",
        ] {
            let error = text.parse::<Destination>().expect_err(text);
            assert!(error.to_string().contains("is not a destination: "), "{error}");
        }
    }

    #[test]
    fn paths_that_climb_or_are_malformed_are_refused() {
        assert_eq!("../x".parse::<RemotePath>(), Err(BadRemotePath::Climbs));
        assert_eq!("a/../x".parse::<RemotePath>(), Err(BadRemotePath::Climbs));
        assert_eq!("/a".parse::<RemotePath>(), Err(BadRemotePath::EmptyPart));
        assert_eq!("a//b".parse::<RemotePath>(), Err(BadRemotePath::EmptyPart));
        assert_eq!("a\u{0}b".parse::<RemotePath>(), Err(BadRemotePath::BadCharacter));
        assert_eq!("a\\b".parse::<RemotePath>(), Err(BadRemotePath::BadCharacter));
        assert_eq!("".parse::<RemotePath>(), Err(BadRemotePath::Empty));
        assert_eq!("x".repeat(251).parse::<RemotePath>(), Err(BadRemotePath::TooLong));
    }
}
