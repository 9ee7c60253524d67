//! A word that an id may begin with, and what belongs to it.

use poise::BoxFuture;

use super::click::{Click, ClickResult};

/// A word, and what is done where somebody clicks on what carries it.
pub(crate) struct Part {
    /// The word in the id.
    pub(crate) word: &'static str,
    /// What is done.
    pub(crate) run: for<'a> fn(&'a Click<'a>) -> BoxFuture<'a, ClickResult>,
}
