//! What members are told where something cannot be written down.

use crate::store::{StoreError, Trouble};

/// What to tell whoever asked for something that failed so: only where it is the database's disk or server.
pub fn told_to_members(error: &anyhow::Error) -> Option<&'static str> {
    let store = error.chain().find_map(|cause| cause.downcast_ref::<StoreError>())?;
    Some(match store.trouble()? {
        Trouble::Full => {
            "My disk is full just now, so I cannot take this on. What I took on before is kept. Please ask again later."
        }
        Trouble::ReadOnly | Trouble::DiskFails | Trouble::Gone | Trouble::NoMemory | Trouble::Away => {
            "I cannot write anything down just now, so I cannot take this on. Please ask again later."
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_told_what_keeps_the_database_and_nothing_else() {
        let gone = anyhow::Error::from(StoreError::Gone).context("the ritual could not be kept");
        let told = told_to_members(&gone).expect("it is told");
        assert!(told.contains("ask again later"), "{told}");
        assert_eq!(told_to_members(&StoreError::StaleLore.into()), None);
        assert_eq!(told_to_members(&anyhow::anyhow!("another fault")), None);
    }
}
