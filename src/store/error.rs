//! Why the store could not do what was asked.

use std::borrow::Cow;

use super::model::Limited;
use super::trouble::Trouble;
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
    #[error("{}", Trouble::of(.0).map_or("the database failed", Trouble::sentence))]
    Sql(#[from] sqlx::Error),
    /// SQLite's file is not where it was when it was opened, or another stands there. What is written would be lost.
    #[error("{}", Trouble::Gone.sentence())]
    Gone,
    /// It was asked something and took too long.
    #[error("the database took too long to answer")]
    TooSlow,
    /// The guild's lore has changed since the revision that the new one follows from. Nothing was written.
    #[error("the lore of this server has changed meanwhile")]
    StaleLore,
    /// Somebody asked for more rituals than they may. Nothing was written.
    #[error(transparent)]
    Limited(#[from] Limited),
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

impl StoreError {
    /// What keeps the database from being used, if it is something that has to change first. The store has told the
    /// log of it, once; whoever meets it need not.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Sql(error) => Trouble::of(error),
            Self::Gone => Some(Trouble::Gone),
            Self::Open(..) | Self::TooSlow | Self::StaleLore | Self::Limited(_) | Self::Unreadable { .. } => {
                None
            }
        }
    }
}

/// A database that stumbles is tried again.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (class, guidance) = match error.trouble() {
            Some(trouble) if trouble.is_of_the_disk() => (Class::Disk, trouble.sentence()),
            Some(trouble) => (Class::Transient, trouble.sentence()),
            None => (Class::Transient, "the database did not answer"),
        };
        Self::new(class, Cow::Borrowed(guidance)).because(error)
    }
}

/// A row holds what this program cannot read.
pub(super) fn unreadable(what: &'static str, cause: impl Into<anyhow::Error>) -> StoreError {
    StoreError::Unreadable { what, cause: Some(cause.into()) }
}
