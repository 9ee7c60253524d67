//! Where the value of a setting or a variable comes from.

use std::fmt;

/// Where a setting's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// This flag.
    Flag(&'static str),
    /// This variable of the environment.
    Environment(String),
    /// This variable in this file.
    File(String, String),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(long) => write!(f, "flag --{long}"),
            Self::Environment(name) => write!(f, "environment, {name}"),
            Self::File(name, file) => write!(f, "file {file}, {name}"),
            Self::Default => f.write_str("default"),
        }
    }
}
