//! Asking again before something is lost.
//!
//! ```ignore
//! // In the command, or in the click on “Delete”:
//! let sure = Confirmation { word: "lore-reset", what: &guild.to_string(), label: "Forget it", language };
//! reply::answer_privately(ctx, sure.asked(ctx.author().id.get(), "Forget the lore for good?")).await?;
//! // In what belongs to the word `lore-reset`:
//! let what = confirm::confirmed(click)?;
//! ```
//!
//! Who was asked, and until when the answer counts, stands in the button's id. Whoever handles the click asks for rights
//! again all the same: they may have been taken meanwhile.

use std::time::Duration;

use super::click::Click;
use super::custom_id::{BadCustomId, CustomId};
use super::part::Part;
use crate::discord::error::UserError;
use crate::discord::messages::components::{Button, Look, Row};
use crate::discord::messages::reply::Answer;
use crate::store::Timestamp;
use crate::words::{Language, say};

/// How long a confirmation counts.
const LIFE: Duration = Duration::from_mins(5);

/// The word of the button that changes nothing.
const NO: &str = "keep";

/// What belongs to the word of the button that changes nothing.
pub(super) const PARTS: &[Part] = &[Part {
    word: NO,
    run: |click| {
        Box::pin(async move {
            confirmed(click)?;
            click.update(say!(click.language().await, "common-kept")).await
        })
    },
}];

/// What is asked again before it is done.
pub(crate) struct Confirmation<'a> {
    /// The word that the confirming button's click is handled by.
    pub(crate) word: &'static str,
    /// What it is about, in visible ASCII: at most some forty characters.
    pub(crate) what: &'a str,
    /// What stands on the button.
    pub(crate) label: &'a str,
    /// The language of it all.
    pub(crate) language: Language,
}

impl Confirmation<'_> {
    /// The question, for `user` alone to answer, within five minutes.
    pub(crate) fn asked(&self, user: u64, question: impl Into<Answer>) -> Result<Answer, BadCustomId> {
        self.asked_or(user, question, &[])
    }

    /// The same with further ways to confirm it: their words, and what stands on their buttons.
    pub(crate) fn asked_or(
        &self,
        user: u64,
        question: impl Into<Answer>,
        others: &[(&'static str, &str)],
    ) -> Result<Answer, BadCustomId> {
        let until = (Timestamp::now() + LIFE).seconds();
        let mut buttons = Vec::new();
        for (word, label) in [(self.word, self.label)].iter().chain(others) {
            let yes = CustomId::new(word, format_args!("{until}:{user}:{}", self.what))?;
            buttons.push(Button::new(&yes, label, Look::Danger));
        }
        let no = CustomId::new(NO, format_args!("{until}:{user}:-"))?;
        buttons.push(Button::new(&no, &say!(self.language, "common-keep"), Look::Secondary));
        Ok(question.into().row(Row::buttons(buttons)))
    }
}

/// What a click confirms, if it is by whoever was asked, and in time.
pub(crate) fn confirmed<'a>(click: &'a Click<'_>) -> Result<&'a str, UserError> {
    read(click.id.argument(), click.user(), Timestamp::now())
}

fn read(argument: &str, user: u64, now: Timestamp) -> Result<&str, UserError> {
    let parts = argument.split_once(':').and_then(|(until, rest)| {
        let (asked, what) = rest.split_once(':')?;
        Some((until.parse::<i64>().ok()?, asked.parse::<u64>().ok()?, what))
    });
    let (until, asked, what) = parts.ok_or_else(expired)?;
    if asked != user {
        return Err(UserError::saying(|language| say!(language, "common-of-another")));
    }
    // A time far ahead was not written by this program.
    let latest = now + LIFE;
    if !(now.seconds()..=latest.seconds()).contains(&until) {
        return Err(expired());
    }
    Ok(what)
}

fn expired() -> UserError {
    UserError::saying(|language| say!(language, "common-question-expired"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confirmation_counts_for_whoever_was_asked_and_in_time() {
        let now = Timestamp(1_700_000_000_000);
        let said =
            |argument: &'static str, user| read(argument, user, now).map_err(|error| error.to_string());
        assert_eq!(said("1700000300:7:a:b", 7), Ok("a:b"));
        assert_eq!(said("1700000000:7:x", 7), Ok("x"));
        assert_eq!(said("1700000300:7:x", 8), Err("That question is for whoever asked for it.".to_owned()));
        for argument in ["1699999999:7:x", "1700000301:7:x", "soon:7:x", "1700000300:7", "x", "-1:7:x"] {
            assert_eq!(
                said(argument, 7),
                Err("That question is too old; please ask for it again.".to_owned()),
                "{argument}"
            );
        }
    }

    #[test]
    fn the_longest_question_about_a_ritual_fits_into_its_buttons() {
        let ritual = crate::store::RitualId::new().to_string();
        let sure = Confirmation {
            word: "delete-everywhere",
            what: &ritual,
            label: "Delete",
            language: Language::Hindi,
        };
        assert!(sure.asked(u64::MAX, "Really?").is_ok());
    }
}
