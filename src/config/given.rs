//! What settings were made of, to read it again.

use super::env_file::EnvFile;
use super::texts::Flags;

/// What settings were made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) flags: Flags,
    pub(super) file: Option<EnvFile>,
}
