//! What is wrong with a request, in the language of whoever asked. What they wrote may hold anything, and is shown so that
//! nothing in it comes alive.

use crate::discord::error::{BotError, UserError};
use crate::discord::messages::text::plain;
use crate::ritual::{BadPreset, BadSeed, BadSize, BadSteps, BadStyle, Preset, Seed, Steps};
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

impl From<BadPreset> for UserError {
    fn from(BadPreset(written): BadPreset) -> Self {
        let written = echoed(&written);
        Self::saying(move |language| {
            say!(language, "mistake-preset", written = written.as_str(), presets = presets())
        })
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

/// As they are written, each with its number: `quick (27), …`.
fn presets() -> String {
    Preset::ALL.map(|preset| format!("{} ({})", preset.name(), preset.steps())).join(", ")
}

/// Two lengths were asked for at once.
pub(super) fn contradicting(steps: Steps, preset: Preset) -> UserError {
    UserError::saying(move |language| {
        say!(
            language,
            "mistake-two-lengths",
            steps = steps.get(),
            preset = preset.name(),
            means = preset.steps().get(),
            most = Steps::MAX,
            presets = presets(),
        )
    })
}

/// An option that is yes or no was given as something else.
pub(super) fn neither_yes_nor_no(name: &str) -> UserError {
    let name = name.to_ascii_lowercase();
    UserError::saying(move |language| say!(language, "mistake-yes-no", option = name.as_str()))
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
