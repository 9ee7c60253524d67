//! Reading the settings again while the program runs.
//!
//! What a process was given in its environment never changes. What it took from a `.env` file is read anew, judged as at the
//! start, and compared; it counts from the next start, because rclone and half of the program have taken theirs over. So
//! whoever reads again starts the program anew ([`Settings::filled_by_file`] says what has to be forgotten for that).

use std::collections::BTreeSet;

use super::env_file::EnvFile;
use super::load::BadSettings;
use super::settings::Settings;
use super::variables::Variables;

impl Settings {
    /// Reads the `.env` file again and judges everything as at the start. Changes nothing; tells the names of the variables
    /// that are others now, without their values, since they may be secrets; or
    /// everything that is wrong.
    pub fn read_again(&self) -> Result<Vec<String>, Vec<String>> {
        let filled = self.filled_by_file();
        let all = |(name, text): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, text.into_string().ok()?))
        };
        let running: Vec<_> = std::env::vars_os().filter_map(all).collect();
        let mut now = running.clone();
        now.retain(|(name, _)| !filled.contains(name));
        let file = EnvFile::read_again(std::env::args_os(), &now).map(|read| {
            now.extend(read.said);
            read.file
        });
        Self::load(&self.given.flags, &Variables::new(now.clone(), file))
            .map_err(|BadSettings(problems)| problems)?;
        Ok(differing(&running, &now))
    }

    /// The variables that this process has from its `.env` file, not from whoever started it.
    pub fn filled_by_file(&self) -> &[String] {
        self.given.file.as_ref().map(EnvFile::names).unwrap_or_default()
    }
}

/// The names of those that only one of them has, or that differ.
fn differing(one: &[(String, String)], other: &[(String, String)]) -> Vec<String> {
    let of = |all: &[(String, String)]| all.iter().cloned().collect::<BTreeSet<_>>();
    let (one, other) = (of(one), of(other));
    let names = one.symmetric_difference(&other).map(|(name, _)| name.clone());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_changed_or_taken_away_is_named_once() {
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let before = pairs(&[("A", "1"), ("B", "2"), ("C", "3")]);
        let after = pairs(&[("A", "1"), ("B", "4"), ("D", "5")]);
        assert_eq!(differing(&before, &after), ["B", "C", "D"]);
        assert_eq!(differing(&before, &before), Vec::<String>::new());
    }
}
