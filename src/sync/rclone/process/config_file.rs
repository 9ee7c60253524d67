//! The operator's configuration file for rclone, as far as it can be read here: one that is encrypted says nothing.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bounded;

/// How an encrypted file begins, after comments.
const ENCRYPTED: &str = "RCLONE_ENCRYPT_";

/// A larger file is no configuration; one with a hundred remotes has some 100 KiB.
const LARGEST: u64 = 8 << 20;

/// Remotes with their options, by the names that they have in variables: `my-drive` is `MY_DRIVE` there.
#[derive(Clone, Default)]
pub(crate) struct ConfigFile {
    remotes: BTreeMap<String, BTreeMap<String, String>>,
}

impl ConfigFile {
    /// Reads a file; one that is missing, unreadable or encrypted is as good as empty.
    pub(crate) fn read(path: &Path) -> Self {
        // The file that stands for none is a device; what is no file can be read once only, and rclone reads it.
        let bytes = if path.is_file() { bounded::read_file(path, LARGEST).ok() } else { None };
        Self::parse(&bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let mut remotes = BTreeMap::<String, BTreeMap<String, String>>::new();
        let mut current = None;
        for line in text.lines().map(str::trim) {
            if line.starts_with(ENCRYPTED) {
                return Self::default();
            }
            if line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                current = Some(in_variables(name));
            } else if let (Some(remote), Some((option, value))) = (&current, line.split_once('=')) {
                let options = remotes.entry(remote.clone()).or_default();
                options.insert(option.trim().to_owned(), value.trim().to_owned());
            }
        }
        Self { remotes }
    }

    /// The remotes that have a type, and their types.
    pub(crate) fn types(&self) -> impl Iterator<Item = (String, String)> {
        self.remotes.iter().filter_map(|(name, options)| Some((name.clone(), options.get("type")?.clone())))
    }

    /// All options of all remotes.
    pub(crate) fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.remotes.values().flatten().map(|(option, value)| (option.as_str(), value.as_str()))
    }

    /// Whether nothing was read.
    pub(crate) fn is_empty(&self) -> bool {
        self.remotes.is_empty()
    }

    /// What is set for a remote, by its name in variables.
    pub(crate) fn remote(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        self.remotes.get(name)
    }

    /// Whether it sets an option, given as in variables.
    pub(crate) fn decides(&self, remote: &str, option: &str) -> bool {
        self.remote(remote).is_some_and(|options| options.contains_key(&option.to_lowercase()))
    }
}

/// A remote's name as rclone looks for it in variables.
pub(crate) fn in_variables(remote: &str) -> String {
    remote.replace('-', "_").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_and_their_options_are_read_and_an_encrypted_file_says_nothing() {
        let text = "# made by hand\n[my-drive]\ntype = drive\ntoken = {\"a\":\"b=c\"}\n; no\n[s3]\ntype=s3\n";
        let file = ConfigFile::parse(text);
        let types: Vec<_> = file.types().collect();
        assert_eq!(
            types,
            [("MY_DRIVE", "drive"), ("S3", "s3")].map(|(name, it)| (name.to_owned(), it.to_owned()))
        );
        assert!(file.options().any(|option| option == ("token", "{\"a\":\"b=c\"}")));
        assert!(file.decides("S3", "TYPE") && !file.decides("S3", "TOKEN"));
        let encrypted = "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nabc=\n";
        assert_eq!(ConfigFile::parse(encrypted).types().count(), 0);
        assert_eq!(ConfigFile::read(Path::new("/dev/null")).types().count(), 0);
    }
}
