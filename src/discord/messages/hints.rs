//! Commands that an answer names, as whoever reads it can type them there.

/// The text with `sign` before each command that stands in backticks without one: the server's prefix, or the slash.
pub(crate) fn with_sign(text: &str, is_command: impl Fn(&str) -> bool, sign: &str) -> String {
    let (mut signed, mut rest, mut inside) = (String::with_capacity(text.len() + 8), text, false);
    while let Some(place) = rest.find('`') {
        let (before, tick) = rest.split_at(place);
        signed.push_str(before);
        signed.push('`');
        rest = &tick[1..];
        // One that is escaped is a letter of what somebody wrote.
        if before.ends_with('\\') {
            continue;
        }
        inside = !inside;
        let word = rest.split([' ', '`']).next().unwrap_or_default();
        if inside && is_command(word) {
            signed.push_str(sign);
        }
    }
    signed.push_str(rest);
    signed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_backticks_get_the_sign_and_nothing_else_does() {
        let signed = |text: &str| with_sign(text, |word| ["lore", "help"].contains(&word), "$");
        for (text, expected) in [
            ("Write `lore reset confirm:yes`.", "Write `$lore reset confirm:yes`."),
            (
                "`help` or `$help`, `lores`, lore, `helix-bot help`",
                "`$help` or `$help`, `lores`, lore, `helix-bot help`",
            ),
            ("“\\`lore” is none; `help lore` shows it", "“\\`lore” is none; `$help lore` shows it"),
            ("`lore", "`$lore"),
            ("a`", "a`"),
            ("", ""),
        ] {
            assert_eq!(signed(text), expected);
        }
    }
}
