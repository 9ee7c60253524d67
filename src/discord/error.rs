//! What can go wrong at the Discord edge, sorted into what a member did and what we did.

use std::fmt;
use std::sync::Arc;

use super::rest_error::RestError;
use crate::words::Language;

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

/// A full sentence for the person who asked, in each language.
#[derive(Clone)]
pub(super) struct UserError(Arc<dyn Fn(Language) -> String + Send + Sync>);

impl UserError {
    /// A sentence as it will be read, in whatever language.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self::saying(move |_| sentence.clone())
    }

    /// A sentence that is said in the language of whoever reads it: `UserError::saying(|language| say!(language, …))`.
    pub(super) fn saying(sentence: impl Fn(Language) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(sentence))
    }

    /// The sentence in a language.
    pub(super) fn told(&self, language: Language) -> String {
        (self.0)(language)
    }
}

impl fmt::Display for UserError {
    /// In English, as the log has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::English))
    }
}

impl fmt::Debug for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl std::error::Error for UserError {}

#[cfg(test)]
impl PartialEq for UserError {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
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
