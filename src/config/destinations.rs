//! The list of destinations.

use super::checks::Problems;
use super::mega;
use super::remotes::Remotes;
use super::texts::Texts;
use crate::printable::{is_unseen, printable};
use crate::sync::Destination;

/// Where copies go if nothing is said: to v15.3's account if there is one, as it did.
pub(super) fn default(texts: &Texts<'_>) -> String {
    match (texts.variable(mega::EMAIL), texts.variable(mega::FOLDER)) {
        (Some(_), folder) => format!("mega:{}", folder.unwrap_or_default()),
        (None, _) => Destination::LOCAL.to_owned(),
    }
}

pub(super) fn parse(list: &str) -> Result<Vec<Destination>, Problems> {
    let (mut destinations, mut problems) = (Vec::new(), Vec::new());
    for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        match text.parse::<Destination>() {
            // Refused here only: what was recorded under such a name must stay readable.
            Ok(destination) if text.contains(is_unseen) => {
                problems.push(format!(
                    "{} has characters that cannot be seen; leave them out",
                    printable(&destination.to_string())
                ));
            }
            Ok(destination) if destinations.contains(&destination) => {
                problems.push(format!("{destination} is listed twice"));
            }
            Ok(destination) => destinations.push(destination),
            Err(error) => problems.push(error.to_string()),
        }
    }
    if destinations.is_empty() && problems.is_empty() {
        problems.push("it lists no destination; leave it out for `local`".to_owned());
    }
    if problems.is_empty() { Ok(destinations) } else { Err(problems) }
}

/// Each in its one spelling; two that were written differently may be the same place.
pub(super) fn spelled(written: Vec<Destination>, remotes: &Remotes) -> Result<Vec<Destination>, String> {
    let mut spelled = Vec::with_capacity(written.len());
    for destination in written {
        let destination = remotes.spelled(destination);
        if spelled.contains(&destination) {
            return Err(format!("{destination} is listed twice"));
        }
        spelled.push(destination);
    }
    Ok(spelled)
}

/// As it could be set.
pub(super) fn shown(destinations: &[Destination]) -> String {
    let names: Vec<_> = destinations.iter().map(ToString::to_string).collect();
    names.join(",")
}
