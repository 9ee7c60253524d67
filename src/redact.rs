//! Hiding secrets in what is told, before anybody reads it.
//!
//! A secret turns up as it is, percent-encoded in an address, with backslashes in JSON or in Go's quotes, or in base64
//! behind a login's name. All of these are found: each letter of a secret is recognised however it is written.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;

/// What stands in a secret's place.
const HIDDEN: &str = "(hidden)";

/// Shorter values are not hidden: replacing every `a` or `true` would make a text unreadable and hide nothing.
const SHORTEST: usize = 6;

/// Parts of an address's path that are as long as tokens are.
const TOKEN: usize = 12;

/// Knows the secrets that were handed out, and hides them wherever they turn up.
#[derive(Clone, Default)]
pub struct Redactor {
    /// Longest first, so that a secret inside another does not spoil it.
    secrets: Vec<Secret>,
}

#[derive(Clone, PartialEq, Eq)]
struct Secret {
    bytes: Vec<u8>,
    /// Whether it is what base64 makes of a secret wherever that begins: then the letters around it are hidden as well.
    is_base64: bool,
}

impl Redactor {
    /// Hides these values.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut redactor = Self::default();
        redactor.extend(secrets);
        redactor
    }

    /// Hides one more.
    pub fn add(&mut self, secret: &str) {
        self.extend([secret.to_owned()]);
    }

    /// Hides more.
    pub fn extend(&mut self, secrets: impl IntoIterator<Item = String>) {
        for secret in secrets {
            // A key has many lines, and each may be told alone.
            let lines = secret.lines().map(str::trim).filter(|line| *line != secret);
            for text in lines.chain([secret.as_str()]).filter(|text| text.len() >= SHORTEST) {
                self.secrets.extend(forms(text));
            }
        }
        self.secrets
            .sort_unstable_by(|a, b| b.bytes.len().cmp(&a.bytes.len()).then_with(|| a.bytes.cmp(&b.bytes)));
        self.secrets.dedup();
    }

    /// `text` without the known secrets, without logins inside web addresses, and without what stands after their `?`:
    /// a signature or a token that this program never saw.
    pub fn redact(&self, text: &str) -> String {
        redact_addresses(&self.redact_known(text))
    }

    /// `text` without the known secrets.
    pub fn redact_known(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        let mut first = [false; 256];
        for secret in &self.secrets {
            first[usize::from(secret.bytes[0])] = true;
        }
        while let Some(letter) = rest.chars().next() {
            let may_begin = !letter.is_ascii() || first[letter as usize] || "%\\+".contains(letter);
            let mut found = self.secrets.iter().filter(|_| may_begin);
            match found.find_map(|secret| Some((secret, secret.at_start_of(rest)?))) {
                Some((secret, length)) if secret.is_base64 => {
                    shown.truncate(shown.trim_end_matches(is_base64).len());
                    shown.push_str(HIDDEN);
                    rest = rest[length..].trim_start_matches(is_base64);
                }
                Some((_, length)) => {
                    shown.push_str(HIDDEN);
                    rest = &rest[length..];
                }
                None => {
                    shown.push(letter);
                    rest = &rest[letter.len_utf8()..];
                }
            }
        }
        shown
    }
}

/// Of an address the login, the path and what is asked: each may be or have a token. A path's parts are secret if they are
/// as long as tokens are.
pub fn in_address(value: &str) -> Vec<String> {
    let Some((_, rest)) = value.split_once("://") else { return Vec::new() };
    let (login, rest) = rest.rsplit_once('@').map_or((None, rest), |(login, rest)| (Some(login), rest));
    let mut secrets = Vec::new();
    if let Some(login) = login {
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        secrets.extend([login, user, password]);
    }
    let (place, query) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
    let (_, path) = place.split_once('/').unwrap_or_default();
    let path = path.trim_matches('/');
    secrets.push(path);
    secrets.extend(path.split('/').filter(|part| part.len() >= TOKEN));
    secrets.push(query);
    secrets.extend(query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value)));
    // Once more as it is meant: it may be told decoded.
    secrets
        .into_iter()
        .flat_map(|secret| [secret.to_owned(), percent_decode_str(secret).decode_utf8_lossy().into_owned()])
        .collect()
}

/// A secret as it is, and what base64 makes of it after any number of bytes.
fn forms(text: &str) -> Vec<Secret> {
    let mut forms = vec![Secret { bytes: text.into(), is_base64: false }];
    for before in 0..3 {
        let padded = [&[0; 2][..before.min(2)], text.as_bytes()].concat();
        // What depends on the bytes before and after it is left out.
        let (skipped, kept) = ([0, 2, 3][before], padded.len() * 8 / 6);
        for encoded in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            let fixed = &encoded[skipped..kept];
            if fixed.len() >= SHORTEST {
                forms.push(Secret { bytes: fixed.into(), is_base64: true });
            }
        }
    }
    forms
}

fn is_base64(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+/-_=".contains(letter)
}

impl Secret {
    /// How many bytes of the text's beginning are this secret, however its letters are written.
    fn at_start_of(&self, text: &str) -> Option<usize> {
        let text = text.as_bytes();
        if text.starts_with(&self.bytes) {
            return Some(self.bytes.len());
        }
        let mut at = 0;
        for byte in &self.bytes {
            at += letter(&text[at..], *byte)?;
        }
        Some(at)
    }
}

/// How many bytes the text takes for this one at its beginning: as it is, percent-encoded, or after a backslash.
fn letter(text: &[u8], byte: u8) -> Option<usize> {
    let hex = |digits: Option<&[u8]>| u8::from_str_radix(std::str::from_utf8(digits?).ok()?, 16).ok();
    // The longer ways first: a percent sign or a backslash may stand for itself as well.
    match text {
        [b'%', ..] if hex(text.get(1..3)) == Some(byte) => Some(3),
        [b'\\', b'u', b'0', b'0', ..] if hex(text.get(4..6)) == Some(byte) => Some(6),
        [b'\\', b'x', ..] if hex(text.get(2..4)) == Some(byte) => Some(4),
        [b'\\', b'n', ..] if byte == b'\n' => Some(2),
        [b'\\', b'r', ..] if byte == b'\r' => Some(2),
        [b'\\', b't', ..] if byte == b'\t' => Some(2),
        [b'\\', second, ..] if *second == byte => Some(2),
        [first, ..] if *first == byte => Some(1),
        [b'+', ..] if byte == b' ' => Some(1),
        _ => None,
    }
}

/// Replaces `user:password` of `scheme://user:password@host`, and what stands after the `?`. A raw `/` or `@` in a
/// password must not let a part of it through, so everything up to the last `@` goes, even where that hides a path.
fn redact_addresses(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let length = after.find(|c: char| c == '"' || c.is_whitespace()).unwrap_or(after.len());
        let (mut address, behind) = after.split_at(length);
        if let Some(end) = address.rfind('@') {
            shown.push_str(HIDDEN);
            address = &address[end..];
        }
        match address.split_once('?') {
            Some((place, query)) if !query.is_empty() => {
                shown.extend([place, "?", HIDDEN]);
            }
            _ => shown.push_str(address),
        }
        rest = behind;
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
        assert_eq!(
            redactor.redact("Put \"https://h/b/x.png?X-Amz-Signature=ab&x=y\": EOF"),
            "Put \"https://h/b/x.png?(hidden)\": EOF"
        );
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let secret = "pä ss/w\"o\\rd?&<+=";
        let redactor = Redactor::new([secret.to_owned()]);
        let json = serde_json::to_string(secret).expect("JSON");
        for written in [
            secret,
            json.trim_matches('"'),
            "p%C3%A4%20ss%2Fw%22o%5Crd%3F%26%3C%2B%3D",
            "p%c3%a4+ss/w%22o%5crd?&%3c%2b=",
            "pä ss/w\\\"o\\\\rd?\\u0026\\u003c+=",
        ] {
            assert_eq!(redactor.redact_known(&format!("a {written} b")), "a (hidden) b", "{written}");
        }
    }

    #[test]
    fn a_secret_is_found_in_base64_wherever_it_begins() {
        let redactor = Redactor::new(["hunter22-and-more".to_owned()]);
        for user in ["", "u", "us", "use", "user", "user@example.org"] {
            for (before, after) in [("", ""), (":", ""), (":", "\n"), ("=", "&x=y")] {
                let login = format!("{user}{before}hunter22-and-more{after}");
                for encoded in [STANDARD_NO_PAD.encode(&login), URL_SAFE_NO_PAD.encode(&login)] {
                    let said = redactor.redact_known(&format!("Authorization: Basic {encoded}== end"));
                    assert_eq!(said, "Authorization: Basic (hidden) end", "{login}");
                }
            }
        }
    }

    #[test]
    fn each_line_of_a_key_is_hidden() {
        let redactor = Redactor::new(["-----BEGIN\nfirst-line\nsecond-line\n".to_owned()]);
        assert_eq!(
            redactor.redact_known("bad second-line, first-line\\nsecond-line"),
            "bad (hidden), (hidden)\\n(hidden)"
        );
    }
}
