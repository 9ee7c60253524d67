//! What is wrong with a request, in the language of whoever asked. What they wrote may hold anything, and is shown so that
//! nothing in it comes alive.

use crate::discord::error::{BotError, UserError};
use crate::discord::messages::text::plain;
use crate::ritual::{BadSeed, BadSize, BadSteps, BadStyle, Seed};
use crate::words::say;

/// How much of what somebody wrote is shown again, in characters.
const SHOWN: usize = 40;

/// What somebody wrote, as it stands in the middle of a sentence: there a minus begins no list.
fn echoed(written: &str) -> String {
    plain(&format!("“{written}"), SHOWN + 1).trim_start_matches('“').to_owned()
}

impl From<BadSteps> for UserError {
    fn from(BadSteps(written): BadSteps) -> Self {
        let written = echoed(&written);
        Self::saying(move |language| say!(language, "mistake-steps", written = written.as_str()))
    }
}

impl From<BadSeed> for UserError {
    fn from(mistake: BadSeed) -> Self {
        Self::saying(move |language| match &mistake {
            BadSeed::Empty => say!(language, "mistake-seed-empty", most = Seed::MAX.to_string()),
            BadSeed::OutOfRange(written) => {
                let (written, most) = (echoed(written), Seed::MAX.to_string());
                say!(language, "mistake-seed-range", written = written, most = most)
            }
            BadSeed::TooLong(length) => {
                let most = Seed::MAX_TEXT.to_string();
                say!(language, "mistake-seed-long", length = length.to_string(), most = most)
            }
        })
    }
}

impl From<BadStyle> for UserError {
    fn from(BadStyle(written): BadStyle) -> Self {
        let written = echoed(&written);
        Self::saying(move |language| say!(language, "mistake-style", written = written.as_str()))
    }
}

impl From<BadSize> for UserError {
    fn from(BadSize(written): BadSize) -> Self {
        let written = echoed(&written);
        Self::saying(move |language| say!(language, "mistake-size", written = written.as_str()))
    }
}

impl From<BadSteps> for BotError {
    fn from(error: BadSteps) -> Self {
        Self::User(error.into())
    }
}

impl From<BadSeed> for BotError {
    fn from(error: BadSeed) -> Self {
        Self::User(error.into())
    }
}

/// An option was given twice.
pub(super) fn twice(name: &str) -> UserError {
    let name = name.to_ascii_lowercase();
    UserError::saying(move |language| say!(language, "mistake-twice", option = name.as_str()))
}

/// There is no such option; `options` are those that there are.
pub(super) fn unknown(name: &str, options: &[&str]) -> UserError {
    let name = echoed(name);
    let options = options.iter().map(|option| format!("{option}=…")).collect::<Vec<_>>().join(", ");
    UserError::saying(move |language| {
        say!(language, "mistake-option", option = name.as_str(), options = options.as_str())
    })
}
