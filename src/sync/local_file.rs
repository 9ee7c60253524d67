//! A file on this machine, with what is recorded of it.

use std::path::PathBuf;

use crate::digest::{Digest, Md5};
use crate::failure::{Action, Class, Failure};

/// A local file to be archived, with what its copy is checked against.
#[derive(Debug, Clone)]
pub struct LocalFile {
    /// Absolute path.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its MD5 where it is known, for remotes that know no other hash.
    pub md5: Option<Md5>,
    /// Length in bytes.
    pub bytes: u64,
}

impl LocalFile {
    /// The failure of a file that is not there, or is not what was promised.
    pub(crate) fn mismatch() -> Failure {
        let guidance = "the local file is missing or is not the one that was to be archived";
        Failure::during(Action::Read, Class::Transient, guidance)
    }
}
