//! Texts that fit into a message and cannot format it.

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

/// A text on one line, without formatting of its own, at most `most` characters and no full stop at the end.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches('.');
    let mut plain = String::with_capacity(words.len());
    for (index, letter) in words.chars().enumerate() {
        if index == most {
            plain.push('…');
            break;
        }
        if matches!(letter, '*' | '`' | '~' | '|' | '<' | '>' | '\\') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    plain
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
        assert_eq!(plain("a\n**b** `c` <@1> ||d||.", 100), r"a \*\*b\*\* \`c\` \<@1\> \|\|d\|\|");
        assert_eq!(plain(&"x".repeat(20), 5), "xxxxx…");
    }
}
