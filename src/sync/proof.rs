//! What proves that a copy has the original's content.

/// Proof that a copy stands where it was promised and has the promised content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What proved it.
    pub verified_by: VerifiedBy,
    /// True when an identical copy was found there and nothing was sent.
    pub already_there: bool,
}

/// What proved a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
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
        self.into()
    }
}
