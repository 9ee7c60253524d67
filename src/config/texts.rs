//! The texts that were set, by flag or by environment variable.

use std::collections::BTreeMap;

use super::source::Source;
use super::variables::Variables;

/// The settings as they come from the command line, not yet checked.
#[derive(Debug, Clone, Default)]
pub struct Flags(BTreeMap<&'static str, String>);

impl Flags {
    /// Keeps the text for the setting with this variable.
    pub(super) fn set(&mut self, variable: &'static str, text: String) {
        self.0.insert(variable, text);
    }
}

/// Looks texts up. One that is empty counts as not set, as hosting panels do it.
pub(super) struct Texts<'a> {
    flags: &'a Flags,
    environment: &'a Variables,
}

impl<'a> Texts<'a> {
    pub(super) fn new(flags: &'a Flags, environment: &'a Variables) -> Self {
        Self { flags, environment }
    }

    /// What the flag of the setting with this variable was given.
    pub(super) fn flag(&self, variable: &str) -> Option<&'a str> {
        self.flags.0.get(variable).and_then(|text| given(text))
    }

    /// What an environment variable holds.
    pub(super) fn variable(&self, name: &str) -> Option<&'a str> {
        self.environment.get(name).and_then(given)
    }

    /// Whether a setting or a variable is given, by flag or in the environment.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.flag(name).or_else(|| self.variable(name)).is_some()
    }

    /// The names of all environment variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = &'a str> {
        self.environment.names()
    }

    /// Where a variable that is set has its value from.
    pub(super) fn source_of(&self, name: &str) -> Source {
        match self.environment.file_of(name) {
            Some(file) => Source::File { variable: name.to_owned(), file },
            None => Source::Environment { variable: name.to_owned() },
        }
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
