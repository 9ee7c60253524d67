//! What can go wrong at the Discord edge, sorted into what a member did and what we did.

use std::fmt::Display;

use super::messages::text::plain;
use super::rest_error::RestError;

/// How much is shown of a sentence that repeats what somebody wrote, in characters.
const ECHOED: usize = 600;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum BotError {
    /// The member can do something about it and reads the sentence as it is.
    #[error("{0}")]
    User(UserError),
    /// The member cannot; an error id is shown and the log has the rest, which is the whole chain.
    #[error("{0:#}")]
    Fault(anyhow::Error),
    /// What was asked for was done, but Discord did not take the answer, which was tried as long as it made sense. Another
    /// answer would fare no better.
    #[error("the answer could not be given: {0}")]
    Unanswered(RestError),
}

/// A full sentence for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct UserError(String);

impl UserError {
    /// A sentence as it will be read.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A sentence that repeats what somebody wrote, and so may hold anything.
    pub(super) fn echoing(sentence: &impl Display) -> Self {
        Self(format!("{}.", plain(&sentence.to_string(), ECHOED)))
    }
}

impl From<UserError> for BotError {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

impl From<anyhow::Error> for BotError {
    fn from(error: anyhow::Error) -> Self {
        Self::Fault(error)
    }
}
