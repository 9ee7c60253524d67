//! Hiding secrets in what rclone says, before anybody reads it.

/// What stands in a secret's place.
const HIDDEN: &str = "(hidden)";

/// Shorter values are not hidden: replacing every `a` or `true` would make a text unreadable and hide nothing.
const SHORTEST: usize = 6;

/// Knows the secrets that were handed to rclone, and hides them wherever they turn up.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// Longest first, so that a secret inside another does not spoil it.
    secrets: Vec<String>,
}

impl Redactor {
    /// Hides these values.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<_> = secrets.into_iter().filter(|secret| secret.len() >= SHORTEST).collect();
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Self { secrets }
    }

    /// Hides one more.
    pub(crate) fn add(&mut self, secret: &str) {
        *self = Self::new(self.secrets.drain(..).chain([secret.to_owned()]));
    }

    /// `text` without the known secrets and without logins inside web addresses.
    pub(crate) fn redact(&self, text: &str) -> String {
        let known = self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
        redact_logins(&known)
    }
}

/// Replaces `user:password` of `scheme://user:password@host`. A raw `/` or `@` in a password must not let a part of it
/// through, so everything up to the last `@` goes, even where that hides a path.
fn redact_logins(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let address = after.find(|c: char| c == '"' || c.is_whitespace()).unwrap_or(after.len());
        rest = match after[..address].rfind('@') {
            Some(end) => {
                shown.push_str(HIDDEN);
                &after[end..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_secrets_and_logins_in_addresses_are_hidden() {
        let mut redactor =
            Redactor::new(["hunter22".to_owned(), "hunter22-and-more".to_owned(), "abc".to_owned()]);
        redactor.add("obscured");
        assert_eq!(
            redactor.redact("hunter22-and-more hunter22 abc obscured"),
            "(hidden) (hidden) abc (hidden)"
        );
        assert_eq!(
            redactor.redact(r#"Get "https://ann:pw@cloud.example/dav/a": EOF at http://plain.example/x"#),
            r#"Get "https://(hidden)@cloud.example/dav/a": EOF at http://plain.example/x"#
        );
        for password in ["p/w", "p@w", "p#w", "p/@/w"] {
            let text = format!("Get \"https://ann:{password}@cloud.example/dav\": EOF");
            assert_eq!(redactor.redact(&text), "Get \"https://(hidden)@cloud.example/dav\": EOF");
        }
        assert_eq!(redactor.redact("ends with ://"), "ends with ://");
    }
}
