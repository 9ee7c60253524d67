//! What comes from outside, made fit to be printed: file names, paths, other programs' words, values of variables.
//!
//! A line's end in a file's name would forge a line of ours, an escape sequence would steer the terminal, and marks that
//! turn the direction of writing would show another name. So all that goes to standard output, to standard error and
//! into the text log passes through here.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// The text on one line, with whatever cannot be seen written out as JSON writes it: `\n`, `\u001b`, `\u202e`. A text that
/// is JSON on one line means the same afterwards.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(is_unseen) { Cow::Owned(Printable(text).to_string()) } else { Cow::Borrowed(text) }
}

/// Whether a character shows nothing of itself: it controls, ends a line, turns the direction of writing or has no
/// width. Spaces are seen by the gap that they leave.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || is_ignorable(letter)
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
}

/// Unicode's property `Default_Ignorable_Code_Point`: shown as nothing by whoever does not act on it.
fn is_ignorable(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Shows a text as [`printable`] does.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                letter if is_unseen(letter) => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        write!(f, "\\u{unit:04x}")?;
                    }
                }
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_forge_a_line_steer_a_terminal_or_turn_the_writing_is_written_out() {
        for (text, shown) in [
            ("a.png", "a.png"),
            ("Ärger mit 猫 🜁.png", "Ärger mit 猫 🜁.png"),
            ("x\nok    y.png", "x\\nok    y.png"),
            ("\u{1b}[2K\rok\t", "\\u001b[2K\\rok\\t"),
            ("\u{9b}31m\u{7f}\0", "\\u009b31m\\u007f\\u0000"),
            ("gpj\u{202e}gnp.exe\u{2069}", "gpj\\u202egnp.exe\\u2069"),
            ("a\u{200b}b\u{2028}c\u{feff}", "a\\u200bb\\u2028c\\ufeff"),
            ("\u{e0041}", "\\udb40\\udc41"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn json_means_the_same_afterwards() {
        let value = serde_json::json!({"file": "a\n\u{1b}\u{202e}\u{7f}\u{e0041}\\n.png"});
        let shown = printable(&value.to_string()).into_owned();
        assert!(!shown.contains(is_unseen), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), value);
    }
}
