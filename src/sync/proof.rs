//! What proves that a copy has the original's content.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Proof that a copy stands where it was promised and has the promised content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What proved it.
    pub verified_by: VerifiedBy,
    /// True when an identical copy was found there and nothing was sent.
    pub already_there: bool,
}

/// What proved a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifiedBy {
    /// The remote's SHA-256.
    Sha256,
    /// The remote's SHA-1.
    Sha1,
    /// The remote's MD5.
    Md5,
    /// The copy was read back whole and its SHA-256 compared.
    ReadBack,
}

impl VerifiedBy {
    /// The word shown to people and kept by the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
            Self::ReadBack => "read-back",
        }
    }

    /// The value that the store's word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha1, Self::Md5, Self::ReadBack].into_iter().find(|by| by.as_str() == word)
    }
}

impl fmt::Display for VerifiedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
