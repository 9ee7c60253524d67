//! A message's text as its author meant it, where that is not quite how commands are written.

use std::borrow::Cow;

/// The command that may be written together with its number, such as `!ritual108`.
const WITH_NUMBER: &str = "ritual";

/// The text as commands are written: it begins with the mention of the bot or the prefix, not with both, and there is a
/// space before the command's number. In a reply the mention may stand behind other words.
pub(super) fn as_meant<'t>(text: &'t str, in_reply: bool, bot: u64, prefix: &str) -> Cow<'t, str> {
    let text = from_mention(text, bot)
        .filter(|_| in_reply)
        .map_or(Cow::Borrowed(text), |text| Cow::Owned(text.to_owned()));
    let Some((sign, command)) = split(&text, bot, prefix) else { return text };
    let (command, had_both) = match command.strip_prefix(prefix) {
        Some(command) if sign != prefix => (command, true),
        _ => (command, false),
    };
    match with_space_before_number(command) {
        Some(spaced) => Cow::Owned(format!("{sign}{spaced}")),
        None if had_both => Cow::Owned(format!("{sign}{command}")),
        None => text,
    }
}

/// The text from a mention of the bot on; for `thanks! <@1> ritual 27` it is `<@1> ritual 27`.
fn from_mention(text: &str, bot: u64) -> Option<&str> {
    let place = mentions(bot).iter().filter_map(|mention| text.find(mention)).min()?;
    (place > 0).then(|| &text[place..])
}

fn mentions(bot: u64) -> [String; 2] {
    [format!("<@{bot}>"), format!("<@!{bot}>")]
}

/// What shows that a text is a command, with the white space behind it, and the command.
fn split<'t>(text: &'t str, bot: u64, prefix: &str) -> Option<(&'t str, &'t str)> {
    let sign = match mentions(bot).iter().find(|mention| text.starts_with(*mention)) {
        Some(mention) => {
            mention.len() + text[mention.len()..].len() - text[mention.len()..].trim_start().len()
        }
        None => text.starts_with(prefix).then_some(prefix.len())?,
    };
    Some(text.split_at(sign))
}

/// The command with a space before its number, where there is none.
fn with_space_before_number(command: &str) -> Option<String> {
    let (name, number) = command.split_at_checked(WITH_NUMBER.len())?;
    let runs_on =
        name.eq_ignore_ascii_case(WITH_NUMBER) && number.starts_with(|first: char| first.is_ascii_digit());
    runs_on.then(|| format!("{name} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str, in_reply: bool) -> Option<String> {
        match as_meant(text, in_reply, 1, "!") {
            Cow::Owned(meant) => Some(meant),
            Cow::Borrowed(_) => None,
        }
    }

    #[test]
    fn a_mention_in_the_middle_of_a_reply_begins_the_command() {
        assert_eq!(meant("thanks! <@1> ritual 27", true).as_deref(), Some("<@1> ritual 27"));
        assert_eq!(meant("and <@!1> !ritual27", true).as_deref(), Some("<@!1> ritual 27"));
        assert_eq!(meant("<@2> told <@1> once", true).as_deref(), Some("<@1> once"));
        assert_eq!(meant("thanks! <@1> ritual 27", false), None, "no reply");
        for other in ["<@1> ritual 27", "thanks! <@2> ritual 27", "", "<@12> x"] {
            assert_eq!(meant(other, true), None, "{other}");
        }
    }

    #[test]
    fn a_prefix_behind_a_mention_is_left_out() {
        for text in ["<@1> !ritual 27", "<@!1>!ritual 27", "<@1>   !ritual27"] {
            let meant = meant(text, false).expect(text);
            assert!(
                meant.starts_with("<@") && meant.ends_with("ritual 27") && !meant.contains("!r"),
                "{meant}"
            );
        }
        for other in ["<@1> ritual 27", "!ritual 27", "<@1", "", "hello <@1> !ritual", "<@2> !ritual 1"] {
            assert_eq!(meant(other, false), None, "{other}");
        }
    }

    #[test]
    fn a_number_may_be_written_together_with_the_command() {
        assert_eq!(meant("!ritual108 lotus", false).as_deref(), Some("!ritual 108 lotus"));
        assert_eq!(as_meant("$$RITUAL27", false, 1, "$$"), "$$RITUAL 27");
        assert_eq!(meant("<@1> ritual27", false).as_deref(), Some("<@1> ritual 27"));
        for other in [
            "!ritual 108",
            "!ritual",
            "!rituals",
            "!ritual-info",
            "!r",
            "",
            "!рitual1",
            "!status1",
            "ritual1",
        ] {
            assert_eq!(meant(other, false), None, "{other}");
        }
    }
}
