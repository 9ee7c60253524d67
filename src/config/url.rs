//! Addresses with a login in them: nothing after `://` up to the last `@` is ever shown.

use percent_encoding::percent_decode_str;

/// Characters that end a login, and so cannot stand in it as they are.
const ENDS: [char; 4] = ['@', '/', '#', '?'];

/// The address without its login. A raw `@` or `/` in a password does not let a part of it through.
pub(super) fn shown(url: &str) -> String {
    match login(url) {
        Some((scheme, _, rest)) => format!("{scheme}://(hidden){rest}"),
        None => url.to_owned(),
    }
}

/// A character that stands raw in the login and would have to be percent-encoded.
pub(super) fn raw_in_login(url: &str) -> Option<char> {
    let (_, login, _) = login(url)?;
    login.chars().find(|c| ENDS.contains(c))
}

/// What of an address's login is secret, as it stands and as it is meant.
pub(super) fn login_parts(url: &str) -> Vec<String> {
    let Some((_, login, _)) = login(url) else { return Vec::new() };
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let parts = [login, user, password].into_iter();
    parts
        .flat_map(|part| [part.to_owned(), percent_decode_str(part).decode_utf8_lossy().into_owned()])
        .collect()
}

/// Scheme, login, and the rest with its `@`.
fn login(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let at = rest.rfind('@')?;
    Some((scheme, &rest[..at], &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_up_to_the_last_at_is_shown() {
        assert_eq!(shown("http://proxy:8080/x"), "http://proxy:8080/x");
        for login in ["u:p", "u:p@q", "u:p/q", "u:p#q", "u:p?q"] {
            assert_eq!(shown(&format!("http://{login}@proxy:8080")), "http://(hidden)@proxy:8080");
        }
    }

    #[test]
    fn what_is_raw_in_a_login_is_found() {
        let raw = |login: &str| raw_in_login(&format!("postgres://{login}@db:5432/x"));
        assert_eq!([raw("u:p@q"), raw("u:p/q"), raw("u:p#q"), raw("u:p?q")], ENDS.map(Some));
        assert_eq!([raw("u:p%40q"), raw("u:p:q"), raw("u")], [None; 3]);
        assert_eq!(raw_in_login("postgres://db/x"), None);
    }
}
