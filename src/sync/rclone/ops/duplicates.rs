//! Several objects of one name in one folder, which Google Drive and MEGA allow.
//!
//! They come about when an upload was stored and its answer lost. rclone looks at one of them only, so the others
//! would stay for ever, with whatever they hold.

use serde::Deserialize;
use serde_json::json;

use crate::failure::{Action, Failure};
use crate::sync::rclone::ops::listing;
use crate::sync::rclone::rc::session::RemoteSession;
use crate::sync::rclone::rclone_path::RclonePath;

/// So many are removed in one go, at most. Where a removed object still shows for a moment, this ends the looking.
pub(crate) const MOST: usize = 10;

/// Whether there is more than one object at `place`.
pub(crate) async fn any(session: &RemoteSession<'_>, place: &RclonePath) -> Result<bool, Failure> {
    #[derive(Deserialize)]
    struct Listing {
        #[serde(default)]
        list: Vec<Entry>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Entry {
        path: String,
    }
    if !listing::features(session, place, Action::Stat).await?.duplicate_files {
        return Ok(false);
    }
    let folder = place.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let input = json!({
        "fs": place.fs, "remote": folder,
        "opt": {"filesOnly": true, "noModTime": true, "noMimeType": true},
        // A folder may hold tens of thousands of files.
        "_filter": {"IncludeRule": [format!("/{}", literal(&place.path))]},
    });
    let listing: Listing = session.ask(Action::Stat, "operations/list", &input).await?;
    Ok(listing.list.iter().filter(|entry| entry.path == place.path).count() > 1)
}

/// A path as a pattern of rclone's that matches nothing else.
fn literal(path: &str) -> String {
    path.chars().fold(String::with_capacity(path.len()), |mut pattern, char| {
        if r"*?[]{}\".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
        pattern
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_a_pattern_is_taken_literally() {
        assert_eq!(literal("rituals/42/a b.png"), "rituals/42/a b.png");
        assert_eq!(literal("a[1]{2}*?.png"), r"a\[1\]\{2\}\*\?.png");
    }
}
