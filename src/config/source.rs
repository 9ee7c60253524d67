//! Where the value of a setting or a variable comes from.

use std::fmt;

use serde::Serialize;

/// Where a setting's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Source {
    /// The command line.
    Flag {
        /// With its dashes.
        flag: String,
    },
    /// The environment.
    Environment {
        /// The variable.
        variable: String,
    },
    /// A `.env` file.
    File {
        /// The variable in it.
        variable: String,
        /// As it was named.
        file: String,
    },
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag { flag } => write!(f, "flag {flag}"),
            Self::Environment { variable } => write!(f, "environment, {variable}"),
            Self::File { variable, file } => write!(f, "file {file}, {variable}"),
            Self::Default => f.write_str("default"),
        }
    }
}
