//! Where copies go, as people write it.

use super::ground::{Ground, is_off};
use super::problem::Problem;
use super::settings::Folder;
use crate::printable::is_unseen;
use crate::sync::{Destination, RemotePath};

/// The longest name of a folder, in bytes: with a server's id behind it, it is a part of a path.
const LONGEST_FOLDER: usize = 60;

/// Some of the operator's destinations; an empty list for all of them.
pub(super) fn destinations(text: &str, ground: &Ground<'_>) -> Result<Vec<Destination>, Problem> {
    if text.trim().eq_ignore_ascii_case("all") {
        return Ok(Vec::new());
    }
    let allowed = ground.destinations;
    let unknown = || Problem::Destination { known: destinations_text(allowed) };
    let mut chosen = Vec::new();
    for part in text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        // A folder's name may have spaces, and people put spaces between names.
        let found = match find(allowed, part) {
            Some(found) => vec![found],
            None => {
                part.split(' ').map(|name| find(allowed, name)).collect::<Option<_>>().ok_or_else(unknown)?
            }
        };
        for found in found {
            if !chosen.contains(found) {
                chosen.push(found.clone());
            }
        }
    }
    if chosen.is_empty() { Err(unknown()) } else { Ok(chosen) }
}

/// As it is written.
pub(super) fn destinations_text(destinations: &[Destination]) -> String {
    if destinations.is_empty() {
        return "all".to_owned();
    }
    let names: Vec<_> = destinations.iter().map(Destination::to_string).collect();
    names.join(", ")
}

/// By the whole text, or by the remote's name where only one has it.
fn find<'a>(allowed: &'a [Destination], name: &str) -> Option<&'a Destination> {
    let name = name.trim_matches('`');
    let whole = allowed.iter().find(|destination| destination.to_string() == name);
    whole.or_else(|| {
        let remote = name.trim_end_matches(':');
        let mut alike =
            allowed.iter().filter(|destination| destination.remote().eq_ignore_ascii_case(remote));
        alike.next().filter(|_| alike.next().is_none())
    })
}

/// One part of a path that every remote takes; or `off`, for the server's id alone.
pub(super) fn folder(text: &str, ground: &Ground<'_>) -> Result<Option<Folder>, Problem> {
    if is_off(text) {
        return Ok(None);
    }
    if !ground.folders {
        return Err(Problem::NoFolders);
    }
    let name = text.trim();
    // Some remotes have no such letters in names, and `{}` would be filled in.
    let odd = |letter: char| is_unseen(letter) || "/{}<>:\"|?*`".contains(letter);
    let is_part =
        !name.is_empty() && name.len() <= LONGEST_FOLDER && !name.contains(odd) && !name.ends_with('.');
    if is_part && name.parse::<RemotePath>().is_ok() {
        Ok(Some(Folder(name.to_owned())))
    } else {
        Err(Problem::Folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_whose_it_is_whether_it_was_named_or_not() {
        let named = Folder("friends-of 7-art".to_owned());
        assert_eq!(Folder::owner(&named.of(42)), Some(42));
        assert_eq!(Folder::owner("42"), Some(42));
        for text in ["", "holiday", "42-", "-0", "042", "art-4x", "art-99999999999999999999999"] {
            assert_eq!(Folder::owner(text), None, "{text}");
        }
    }
}
