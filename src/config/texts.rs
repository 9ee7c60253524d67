//! The texts that were set, by flag or by environment variable.

use std::collections::BTreeMap;

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

    /// The names of all environment variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = &'a str> {
        self.environment.names()
    }

    /// The file from which a variable has its value, if it has it from one.
    pub(super) fn file_of(&self, name: &str) -> Option<String> {
        self.environment.file_of(name)
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
