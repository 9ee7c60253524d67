//! The file `.env`: what the environment does not say. Only the one in the working directory is read, or the one that
//! `--env-file` names; a parent folder's belongs to something else.
//!
//! dotenvy reads each entry. Entries are told apart here, because dotenvy says neither on which line a mistake is nor
//! that it changed a value; and a value is never repeated, since it may be a secret.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use self::entry::Entry;
use crate::bounded;

mod entry;

/// A larger file is none with settings.
const LARGEST: u64 = 1 << 20;
/// Read where no other is named.
const DEFAULT: &str = ".env";
/// Names another.
pub(super) const FLAG: &str = "env-file";

/// What a file filled in.
#[derive(Debug, Clone, Default)]
pub struct EnvFile {
    /// As it was named.
    path: PathBuf,
    /// Which variables have their value from it: others were in the environment already.
    filled: Vec<String>,
    /// What probably does not arrive as it was meant.
    warnings: Vec<String>,
    /// What cannot be read.
    mistakes: Vec<String>,
}

/// The file as it stands now.
pub(super) struct ReadAgain {
    pub(super) file: EnvFile,
    /// What it says that the environment does not.
    pub(super) said: Vec<(String, String)>,
}

impl EnvFile {
    /// Reads the file that these arguments of the program name, or `./.env` if that is there, and sets what the
    /// environment does not say for this process. Must be called before anything looks at the environment.
    pub fn load(arguments: impl IntoIterator<Item = OsString>) -> Option<Self> {
        Self::read(arguments, |name| std::env::var_os(name).is_some(), set)
    }

    /// Reads the file of these arguments as it stands now, and changes nothing: the file and what it says that the
    /// environment, without what an earlier reading set, does not.
    pub(super) fn read_again(
        arguments: impl IntoIterator<Item = OsString>,
        environment: &[(String, String)],
    ) -> Option<ReadAgain> {
        let mut said = Vec::new();
        let is_set = |name: &str| environment.iter().any(|(known, _)| known == name);
        let file = Self::read(arguments, is_set, |entry| entry.parse().map(|pair| said.push(pair)))?;
        Some(ReadAgain { file, said })
    }

    /// Has `take` take what `is_set` does not know. What cannot be read is a mistake like those in the file, so that all
    /// are told together.
    fn read(
        arguments: impl IntoIterator<Item = OsString>,
        is_set: impl Fn(&str) -> bool,
        take: impl FnMut(&Entry) -> Result<(), String>,
    ) -> Option<Self> {
        let named = named_file(arguments);
        let must_be = named.is_some();
        let mut file = Self { path: named.unwrap_or_else(|| PathBuf::from(DEFAULT)), ..Self::default() };
        match read(&file.path, must_be) {
            Ok(text) => file.apply(&text?, is_set, take),
            Err(mistake) => file.mistakes.push(mistake),
        }
        Some(file)
    }

    /// The variables that have their value from here.
    pub(super) fn names(&self) -> &[String] {
        &self.filled
    }

    /// The file's name.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a variable has its value from here.
    pub(super) fn filled(&self, variable: &str) -> bool {
        self.filled.iter().any(|name| name == variable)
    }

    /// What probably does not arrive as it was meant.
    pub(super) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What cannot be read, and what to do about it; never with a value.
    pub(super) fn mistakes(&self) -> &[String] {
        &self.mistakes
    }

    fn apply(
        &mut self,
        text: &str,
        is_set: impl Fn(&str) -> bool,
        mut take: impl FnMut(&Entry) -> Result<(), String>,
    ) {
        let mut lines = BTreeMap::new();
        for entry in entry::split(text) {
            let place = format!("{}, line {}", self.path.display(), entry.line);
            let name = match entry.parse() {
                Ok((name, _)) => name,
                Err(mistake) => {
                    self.mistakes.push(format!("{place}: {mistake}"));
                    continue;
                }
            };
            if let Some(doubt) = entry.doubt() {
                self.warnings.push(format!("{place}: {doubt}"));
            }
            if let Some(first) = lines.get(&name) {
                self.warnings
                    .push(format!("{place}: {name} stands on line {first} too, and that one counts"));
                continue;
            }
            lines.insert(name.clone(), entry.line);
            if is_set(&name) {
                continue;
            }
            match take(&entry) {
                Ok(()) => self.filled.push(name),
                Err(mistake) => self.mistakes.push(format!("{place}: {mistake}")),
            }
        }
    }
}

/// The text of the file; none where it is not there and need not be.
fn read(path: &Path, must_be: bool) -> Result<Option<String>, String> {
    match bounded::read_file(path, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| not_text(path)),
        Err(error) if error.kind() == ErrorKind::NotFound && !must_be => Ok(None),
        Err(error) => Err(format!("the file {} cannot be read: {error}", path.display())),
    }
}

/// dotenvy sets what is not set.
fn set(entry: &Entry) -> Result<(), String> {
    dotenvy::from_read_iter(entry.text.as_bytes()).load().map_err(|_| entry.mistake())
}

/// What `--env-file` names. The flag's value must be known before clap reads the other flags, which look at the
/// environment.
fn named_file(arguments: impl IntoIterator<Item = OsString>) -> Option<PathBuf> {
    let flag = format!("--{FLAG}");
    let mut arguments = arguments.into_iter().skip(1).take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        if argument == *flag {
            return arguments.next().map(PathBuf::from);
        }
        let attached = argument.to_str().and_then(|text| text.strip_prefix(&flag)?.strip_prefix('='));
        if let Some(path) = attached {
            return Some(PathBuf::from(path));
        }
    }
    None
}

fn not_text(path: &Path) -> String {
    format!("the file {} is not UTF-8 text; save it as UTF-8", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(arguments: &[&str]) -> Option<PathBuf> {
        named_file(["helix-bot"].iter().chain(arguments).map(OsString::from))
    }

    #[test]
    fn the_flag_names_the_file_in_either_form() {
        assert_eq!(named(&["config"]), None);
        assert_eq!(named(&["--env-file", "a", "config"]), Some(PathBuf::from("a")));
        assert_eq!(named(&["config", "--env-file=a=b"]), Some(PathBuf::from("a=b")));
        assert_eq!(named(&["verify", "--", "--env-file=a"]), None);
    }
}
