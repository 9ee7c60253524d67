//! Discord's channels and roles, as people write them: mentions or bare ids, with spaces or commas between them.

use super::ground::{Ground, is_nothing};
use super::problem::Problem;

/// How many channels or roles a list takes: as many as Discord's menus.
pub(super) const MOST: usize = 25;

/// Channels; none for all.
pub(super) fn channels(text: &str) -> Result<Vec<u64>, Problem> {
    list(text, "<#").ok_or(Problem::Channels).and_then(bounded)
}

/// One channel, or none.
pub(super) fn channel(text: &str) -> Result<Option<u64>, Problem> {
    match list(text, "<#").ok_or(Problem::Channel)?.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(Problem::Channel),
    }
}

/// Roles, or none. Everybody has the role that has the server's id.
pub(super) fn roles(text: &str, ground: &Ground<'_>) -> Result<Vec<u64>, Problem> {
    if text.split([',', ' ']).any(|word| word == "@everyone") {
        return Err(Problem::Everyone);
    }
    let roles = list(text, "<@&").ok_or(Problem::Roles)?;
    if ground.guild.is_some_and(|guild| roles.contains(&guild)) {
        return Err(Problem::Everyone);
    }
    bounded(roles)
}

/// As it is written; `nothing` for the empty list.
pub(super) fn text(ids: &[u64], nothing: &str) -> String {
    if ids.is_empty() {
        return nothing.to_owned();
    }
    let ids: Vec<_> = ids.iter().map(u64::to_string).collect();
    ids.join(", ")
}

fn bounded(ids: Vec<u64>) -> Result<Vec<u64>, Problem> {
    if ids.len() > MOST { Err(Problem::TooMany { most: MOST }) } else { Ok(ids) }
}

/// The ids, each once; none where something else stands among them.
fn list(text: &str, mention: &str) -> Option<Vec<u64>> {
    if is_nothing(text) {
        return Some(Vec::new());
    }
    // Mentions that are written without a space between them are several all the same.
    let text = text.replace('>', "> ");
    let mut ids = Vec::new();
    for word in text.split([',', ' ', '\n']).filter(|word| !word.is_empty()) {
        let bare = word.strip_prefix(mention).and_then(|word| word.strip_suffix('>')).unwrap_or(word);
        let is_id = bare.bytes().all(|digit| digit.is_ascii_digit());
        let id = bare.parse().ok().filter(|id| is_id && *id != 0)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    (!ids.is_empty()).then_some(ids)
}
