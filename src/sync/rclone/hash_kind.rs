//! The kinds of hash by which copies are compared, and when they count.

use crate::sync::VerifiedBy;

/// A hash that both sides can compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum HashKind {
    Sha256,
    Sha1,
    Md5,
}

impl HashKind {
    /// The strongest first.
    const ALL: [Self; 3] = [Self::Sha256, Self::Sha1, Self::Md5];

    /// rclone's name for it.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// What a comparison by it proves.
    pub(crate) fn proves(self) -> VerifiedBy {
        match self {
            Self::Sha256 => VerifiedBy::Sha256,
            Self::Sha1 => VerifiedBy::Sha1,
            Self::Md5 => VerifiedBy::Md5,
        }
    }

    /// The strongest of those that a remote offers by name.
    pub(crate) fn strongest(offered: &[String]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| offered.iter().any(|name| name == kind.name()))
    }
}

/// How a copy on a remote is compared with the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// By the remote's hash, for these objects; others are read back.
    By(HashKind, Counts),
    /// By reading the whole copy.
    ReadBack,
}

/// Of which objects a remote's hash is known to be computed from the stored bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Of all: nobody but the service can set it.
    Always,
    /// Of those that we have just sent, since we attach none. Another object may have one that its uploader attached.
    WhenJustSent,
}

/// How an object came to the place where it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// It was sent there a moment ago, by this program, and nothing had stood there.
    JustSent,
    /// It was found there.
    Found,
}

impl Counts {
    /// Whether it counts for an object that came there in this way.
    pub(crate) fn covers(self, provenance: Provenance) -> bool {
        match self {
            Self::Always => true,
            Self::WhenJustSent => provenance == Provenance::JustSent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_common_hash_is_taken() {
        let offered = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            HashKind::strongest(&offered(&["md5", "sha1", "crc32", "sha256"])),
            Some(HashKind::Sha256)
        );
        assert_eq!(HashKind::strongest(&offered(&["md5"])), Some(HashKind::Md5));
        assert_eq!(HashKind::strongest(&offered(&["dropbox"])), None);
    }

    #[test]
    fn a_hash_that_an_uploader_could_attach_counts_for_what_we_have_just_sent_only() {
        for (counts, provenance, expected) in [
            (Counts::Always, Provenance::Found, true),
            (Counts::Always, Provenance::JustSent, true),
            (Counts::WhenJustSent, Provenance::Found, false),
            (Counts::WhenJustSent, Provenance::JustSent, true),
        ] {
            assert_eq!(counts.covers(provenance), expected, "{counts:?} {provenance:?}");
        }
    }
}
