//! Texts that fit into a message and cannot format it. Whatever comes from outside and is shown in Discord passes
//! through [`plain`] or [`code`].

use crate::printable::is_unseen;

/// Discord's limit for a message's text, in UTF-16 units at the strictest reading.
pub(crate) const LIMIT: usize = 2000;

/// A text that fits into a message.
pub(crate) fn cut(text: String) -> String {
    if length(&text) <= LIMIT {
        return text;
    }
    let mut room = LIMIT - 1;
    let fits = |letter: &char| {
        let width = letter.len_utf16();
        room.checked_sub(width).map(|left| room = left).is_some()
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    short
}

/// A text from outside on one line, as nothing but its letters: at most `most` characters, no full stop at the end, no
/// formatting, no mention, no live link, and nothing that cannot be seen.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let words = seen(text, most, true);
    let mut plain = String::with_capacity(words.len());
    // Where the word began that is being written.
    let mut word = 0;
    let mut before = None;
    let mut letters = words.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == ' ' {
            word = plain.len() + 1;
        }
        let next = letters.peek().copied();
        let is_live = match letter {
            '*' | '`' | '~' | '|' | '<' | '>' | '\\' | '[' | ']' | '@' => true,
            // Inside of a word it formats nothing.
            '_' => !(is_of_a_word(before) && is_of_a_word(next)),
            // An address with its scheme, and one without it such as an invitation.
            ':' => next == Some('/'),
            '/' => plain[word..].contains('.'),
            '#' | '-' | '+' => plain.is_empty(),
            _ => false,
        };
        if is_live {
            plain.push('\\');
        }
        plain.push(letter);
        before = Some(letter);
    }
    plain
}

/// A text from outside as code, where no letter means anything but itself; at most `most` characters.
pub(crate) fn code(text: &str, most: usize) -> String {
    // A backtick would end it.
    format!("`{}`", seen(text, most, false).replace('`', "'"))
}

/// What can be seen of a text, on one line. Whoever cuts it says so with a `…`.
fn seen(text: &str, most: usize, is_sentence: bool) -> String {
    let visible = text.chars().filter(|letter| letter.is_whitespace() || !is_unseen(*letter));
    let words = visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let words = if is_sentence { words.trim_end_matches('.') } else { &words };
    match words.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

fn is_of_a_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

/// The length as Discord counts it at the strictest reading.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_to_what_a_message_takes() {
        assert_eq!(cut("short".to_owned()), "short");
        for text in ["x".repeat(2001), "🜁".repeat(1500), format!("x{}", "🜁".repeat(1500))] {
            let short = cut(text);
            assert!((LIMIT - 1..=LIMIT).contains(&short.encode_utf16().count()), "{}", short.len());
            assert!(short.ends_with('…'));
        }
    }

    #[test]
    fn reasons_cannot_format_or_break_the_message() {
        assert_eq!(plain("a\n**b** `c` <@1> ||d||.", 100), r"a \*\*b\*\* \`c\` \<\@1\> \|\|d\|\|");
        assert_eq!(plain(&"x".repeat(20), 5), "xxxxx…");
    }

    #[test]
    fn of_a_hostile_text_only_the_letters_are_left() {
        for (hostile, shown) in [
            ("a\0b\u{7}c\u{1b}[2K", r"abc\[2K"),
            ("gpj\u{202e}gnp\u{2066}x\u{2069}\u{200f}", "gpjgnpx"),
            ("ze\u{200b}ro\u{200d}wi\u{feff}d\u{ad}th\u{2060}", "zerowidth"),
            ("\u{e0041}tag\u{e007f}", "tag"),
            ("line\u{2028}break\r\nand\u{85}more", "line break and more"),
            ("https://evil.example/x", r"https\://evil.example\/x"),
            ("see discord.gg/abc now", r"see discord.gg\/abc now"),
            ("[click](https://evil.example)", r"\[click\](https\://evil.example)"),
            ("<https://evil.example>", r"\<https\://evil.example\>"),
            ("@everyone and @here", r"\@everyone and \@here"),
            (
                "<@1> <@&2> <#3> </ritual:4> <t:0:R> <:a:5>",
                r"\<\@1\> \<\@&2\> \<#3\> \</ritual:4\> \<t:0:R\> \<:a:5\>",
            ),
            ("# heading", r"\# heading"),
            ("- item", r"\- item"),
            ("> quote", r"\> quote"),
            ("_slanted_ __lined__ a_b", r"\_slanted\_ \__lined_\_ a_b"),
            ("\\*bold*", r"\\\*bold\*"),
            ("```rm -rf```", r"\`\`\`rm -rf\`\`\`"),
            ("mega:rituals/7/x.png", "mega:rituals/7/x.png"),
        ] {
            assert_eq!(plain(hostile, 100), shown, "{hostile:?}");
        }
    }

    #[test]
    fn nothing_ends_or_leaves_the_code_that_a_text_is_shown_as() {
        assert_eq!(code("a`b``c`", 100), "`a'b''c'`");
        assert_eq!(code("x\u{202e}\0\ny", 100), "`x y`");
        assert_eq!(code("123456", 5), "`12345…`");
    }
}
