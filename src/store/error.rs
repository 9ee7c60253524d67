//! Why the store could not do what was asked.

use crate::failure::{Class, Failure};

/// A database that does what [`Store`] promises, or says why not.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be opened or brought up to date.
    #[error("{0}")]
    Open(String, #[source] Option<sqlx::Error>),
    /// A statement failed.
    #[error("the database failed")]
    Sql(#[from] sqlx::Error),
    /// The guild's lore has changed since the revision that the new one follows from. Nothing was written.
    #[error("the lore of this server has changed meanwhile")]
    StaleLore,
    /// A row holds what this program cannot read.
    #[error("the database holds a {what} that cannot be read")]
    Unreadable {
        /// What was read.
        what: &'static str,
        /// Why it cannot be read.
        #[source]
        cause: Option<anyhow::Error>,
    },
}

/// A database that stumbles is tried again.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Class::Transient, "the database did not answer").because(error)
    }
}

/// A row holds what this program cannot read.
pub(super) fn unreadable(what: &'static str, cause: impl Into<anyhow::Error>) -> StoreError {
    StoreError::Unreadable { what, cause: Some(cause.into()) }
}
