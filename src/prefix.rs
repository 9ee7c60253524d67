//! What commands begin with: one rule for the setting and for the command that changes it.

use std::fmt;
use std::str::FromStr;

use crate::printable::is_unseen;

/// The longest prefix, in characters.
const MOST: usize = 5;

/// What commands begin with: 1 to 5 characters that can be seen and typed, without spaces or backticks. A single letter
/// will do: only a message in which a command's name follows is taken for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix(String);

/// Why a text cannot be a prefix, as a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPrefix {
    /// Too short, too long, or with characters that do not belong there.
    #[error("A prefix is 1 to 5 printable characters without spaces or backticks.")]
    Malformed,
    /// Discord's own clients act on it.
    #[error("Discord keeps / and mentions for itself; please choose another prefix.")]
    Reserved,
}

impl Prefix {
    /// The prefix where nobody chose one.
    pub const DEFAULT: &'static str = "!";

    /// A prefix that was accepted earlier. It stays good even if the rule has become stricter since.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Prefix {
    type Err = BadPrefix;

    /// White space around it is left out.
    fn from_str(text: &str) -> Result<Self, BadPrefix> {
        let text = text.trim();
        if !(1..=MOST).contains(&text.chars().count()) || !text.chars().all(can_be_typed) {
            return Err(BadPrefix::Malformed);
        }
        if text.starts_with(['/', '@']) || text.starts_with("<@") {
            return Err(BadPrefix::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Whether a member can see and type a character. One without width would make a prefix that nobody finds again, and
/// a backtick would end the code that a prefix is shown as.
fn can_be_typed(letter: char) -> bool {
    !letter.is_whitespace() && !is_unseen(letter) && letter != '`'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_printable_prefixes_are_taken_as_they_are() {
        for text in ["!", "h", "é", "hx!", "$$$$$", "🜁", "\\", "<", "a@"] {
            assert_eq!(text.parse::<Prefix>().as_ref().map(Prefix::as_str), Ok(text));
        }
        assert_eq!(" ? ".parse::<Prefix>().as_ref().map(Prefix::as_str), Ok("?"));
        assert_eq!(Prefix::DEFAULT.parse(), Ok(Prefix::default()));
    }

    #[test]
    fn what_cannot_be_typed_or_seen_is_refused() {
        for wrong in ["", "  ", "toolong", "a b", "`", "\u{200b}", "a\nb", "\u{202e}", "\u{7}"] {
            assert_eq!(wrong.parse::<Prefix>(), Err(BadPrefix::Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn what_discord_acts_on_itself_is_refused() {
        for wrong in ["/", "/hx", "@", "@hx", "<@1>"] {
            assert_eq!(wrong.parse::<Prefix>(), Err(BadPrefix::Reserved), "{wrong:?}");
        }
    }
}
