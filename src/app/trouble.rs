//! Where something cannot be written down, members are told what keeps it.

use crate::store::{StoreError, Trouble};

/// What keeps the database from writing something down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotWrite {
    /// Its disk is full.
    DiskFull,
    /// Its disk or its server does not play along.
    Unavailable,
}

impl CannotWrite {
    /// Whether something failed so. What failed otherwise is none of the members' business.
    pub fn of(error: &anyhow::Error) -> Option<Self> {
        let store = error.chain().find_map(|cause| cause.downcast_ref::<StoreError>())?;
        Some(match store.trouble()? {
            Trouble::Full => Self::DiskFull,
            Trouble::ReadOnly | Trouble::DiskFails | Trouble::Gone | Trouble::NoMemory | Trouble::Away => {
                Self::Unavailable
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_told_what_keeps_the_database_and_nothing_else() {
        let gone = anyhow::Error::from(StoreError::Gone).context("the ritual could not be kept");
        assert_eq!(CannotWrite::of(&gone), Some(CannotWrite::Unavailable));
        assert_eq!(CannotWrite::of(&StoreError::StaleLore.into()), None);
        assert_eq!(CannotWrite::of(&anyhow::anyhow!("another fault")), None);
    }
}
