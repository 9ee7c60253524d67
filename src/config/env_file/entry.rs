//! One entry of the file: `NAME=value`, over several lines where a quote is open.

/// A comment's beginning.
const COMMENT: char = '#';

/// One entry, and on which line it begins, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) text: String,
}

/// Takes the text apart; blank lines and comments fall away.
pub(super) fn split(text: &str) -> Vec<Entry> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut entries: Vec<Entry> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        match entries.last_mut() {
            Some(entry) if open => {
                entry.text.push('\n');
                entry.text.push_str(line);
            }
            _ if line.trim().is_empty() || line.trim_start().starts_with(COMMENT) => continue,
            _ => entries.push(Entry { line: number + 1, text: line.to_owned() }),
        }
        open = entries.last().is_some_and(Entry::is_open);
    }
    for entry in &mut entries {
        entry.text.truncate(entry.text.trim_end().len());
    }
    entries
}

impl Entry {
    /// Name and value as dotenvy understands them, or what is wrong and what to write.
    pub(super) fn parse(&self) -> Result<(String, String), String> {
        match dotenvy::from_read_iter(self.text.as_bytes()).next() {
            Some(Ok((name, value))) if !self.is_torn() => Ok((name, value)),
            _ => Err(self.mistake()),
        }
    }

    /// What is wrong, without the text: it may be a secret.
    pub(super) fn mistake(&self) -> String {
        let Some((name, _)) = self.parts() else {
            return "it is not of the form NAME=value; write so, or put a # before a comment".to_owned();
        };
        if self.quoted() && self.is_open() {
            return format!("the quote that begins the value of {name} is not closed; put one at its end");
        }
        format!("the value of {name} cannot be read as it stands; {}", advice(name))
    }

    /// Whether the value probably does not arrive as it was written, in words.
    pub(super) fn doubt(&self) -> Option<String> {
        let (name, value) = self.parts()?;
        let what = match value.chars().next() {
            Some('\'') => return None,
            Some('"') => {
                has_bare_dollar(value).then_some("`$` in double quotes, which stands for a variable")?
            }
            _ => unquoted_doubt(value)?,
        };
        Some(format!("the value of {name} has a {what}, and does not arrive as it stands; {}", advice(name)))
    }

    /// Name and value as they stand, if there are both.
    fn parts(&self) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once('=')?;
        let name = name.trim();
        let name =
            name.strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace)).unwrap_or(name);
        let valid = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let name = name.trim_start();
        let first = name.chars().next()?;
        (name.chars().all(valid) && !first.is_ascii_digit()).then_some((name, value.trim_start()))
    }

    /// Whether the value begins with a quote.
    fn quoted(&self) -> bool {
        self.parts().is_some_and(|(_, value)| value.starts_with(['\'', '"']))
    }

    /// Whether the value goes on with the next line: a quote begins it, and one is not closed.
    fn is_open(&self) -> bool {
        self.quoted() && self.has_open_quote()
    }

    /// Whether a quote in the middle of a value is left open, as in `it's`. dotenvy would take the lines that follow for
    /// a part of it.
    fn is_torn(&self) -> bool {
        !self.quoted() && self.has_open_quote()
    }

    fn has_open_quote(&self) -> bool {
        let Some((_, value)) = self.parts() else { return false };
        let (mut open, mut escaped, mut blank) = (None, false, false);
        for c in value.chars() {
            match open {
                _ if escaped => escaped = false,
                None if c == COMMENT && blank => return false,
                None if c == '\'' || c == '"' => open = Some(c),
                Some(quote) if c == quote => open = None,
                // Within single quotes a backslash is itself.
                None | Some('"') if c == '\\' => escaped = true,
                _ => {}
            }
            blank = c.is_whitespace();
        }
        open.is_some()
    }
}

/// What to write instead.
fn advice(name: &str) -> String {
    format!(
        "put single quotes around it: {name}='…'. If it has a single quote itself, use double quotes, with a backslash \
         before each \" \\ and $ in it"
    )
}

fn unquoted_doubt(value: &str) -> Option<&'static str> {
    let comment = value.starts_with(COMMENT)
        || value.char_indices().any(|(at, c)| c == COMMENT && value[..at].ends_with(char::is_whitespace));
    if value.contains('$') {
        Some("`$`, which stands for a variable")
    } else if value.contains(['\'', '"']) {
        Some("quote in it, which is left out")
    } else if value.contains('\\') {
        Some("backslash in it, which is left out")
    } else if comment {
        Some("`#`, which begins a comment")
    } else {
        None
    }
}

fn has_bare_dollar(value: &str) -> bool {
    let mut escaped = false;
    for c in value.chars() {
        if c == '$' && !escaped {
            return true;
        }
        escaped = c == '\\' && !escaped;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Entry {
        let [entry] = <[Entry; 1]>::try_from(split(text)).expect("one entry");
        entry
    }

    fn value(text: &str) -> String {
        only(text).parse().expect(text).1
    }

    #[test]
    fn single_quotes_keep_every_byte() {
        for kept in [
            "abc #def",
            "pa$$w0rd$HOME",
            r#"{"access_token":"a","expiry":"2026-01-01T00:00:00Z"}"#,
            r"-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
            "words with spaces",
            "two\nlines",
        ] {
            assert_eq!(value(&format!("A='{kept}'")), kept);
        }
        assert_eq!(value(r#"A="it's 5 \$ \"and\" \\ more""#), r#"it's 5 $ "and" \ more"#);
    }

    #[test]
    fn entries_know_their_lines_and_may_go_on_over_several() {
        let text = "\u{feff}# first\nA=1\n\nexport B='x\ny' # and\r\nC= \r\n";
        let lines: Vec<_> =
            split(text).iter().map(|entry| (entry.line, entry.parse().expect("parsed"))).collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(lines, [(2, pair("A", "1")), (4, pair("B", "x\ny")), (6, pair("C", ""))]);
    }

    #[test]
    fn mistakes_are_told_with_the_name_and_never_with_the_value() {
        for (text, said) in [
            ("hunter2 hunter2", "NAME=value"),
            ("A=hunter2 and more", "the value of A"),
            ("A=hunter2's", "the value of A"),
            ("A='hunter2", "not closed"),
            (r"A=hunter2\x", "the value of A"),
            (r"A='hunter2\'", "the value of A"),
            ("2A=hunter2", "NAME=value"),
        ] {
            let mistake = only(text).parse().expect_err(text);
            assert!(mistake.contains(said) && !mistake.contains("hunter2"), "{text}: {mistake}");
        }
    }

    #[test]
    fn a_quote_in_the_middle_takes_no_following_line() {
        let entries = split("A=it's\nB=2\nC=that's\n");
        assert_eq!(entries.len(), 3);
        assert!(entries[0].parse().is_err() && entries[1].parse().is_ok());
    }

    #[test]
    fn what_does_not_arrive_as_it_stands_is_doubted_by_name() {
        for text in ["A=pa$$w0rd", "A=abc #def", "A=#def", r#"A={"a":1}"#, r"A=a\\b", r#"A="a$b""#] {
            let doubt = only(text).doubt().expect(text);
            assert!(doubt.starts_with("the value of A has a ") && doubt.contains("A='…'"), "{doubt}");
        }
        for text in ["A=abc", "A=a#b", "A='$ # \"'", r#"A="a\$b" # c"#, "A=", "A=a=b"] {
            assert_eq!(only(text).doubt(), None, "{text}");
        }
    }
}
