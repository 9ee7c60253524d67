//! Looking at what stands at a remote, and what else it can tell.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::failure::{Action, Class, Failure};
use crate::sync::rclone::entry::{Seen, Space};
use crate::sync::rclone::rc::session::{RemoteSession, Responder};
use crate::sync::rclone::rclone_path::RclonePath;
use crate::sync::{Entry, EntryKind, RemotePath};

/// An object or folder as rclone describes it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    name: String,
    size: i64,
    is_dir: bool,
}

impl Item {
    fn kind(&self) -> EntryKind {
        // Some remotes cannot tell a size and say -1.
        if self.is_dir { EntryKind::Folder } else { EntryKind::File { bytes: u64::try_from(self.size).ok() } }
    }
}

/// Lists the folder at `place`. One that does not exist yet is fine.
pub(crate) async fn reach(session: &RemoteSession<'_>, place: &RclonePath) -> Result<(), Failure> {
    let options = json!({"dirsOnly": true, "noModTime": true, "noMimeType": true});
    let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
    let responder = Responder::Remote(session.timeouts.answer);
    match session.try_ask::<IgnoredAny>(responder, Action::List, "operations/list", &input).await? {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.status == 404 && refusal.text.contains("directory not found") => Ok(()),
        Err(refusal) => Err(session.refused(Action::List, refusal).await),
    }
}

/// Looks at the destination's own folder at `place`.
pub(crate) async fn look(session: &RemoteSession<'_>, place: &RclonePath) -> Result<Seen, Failure> {
    #[derive(Deserialize)]
    struct Listing {
        /// Null where there is nothing.
        list: Option<Vec<IgnoredAny>>,
    }
    let options = json!({"noModTime": true, "noMimeType": true});
    let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
    let responder = Responder::Remote(session.timeouts.answer);
    match session.try_ask::<Listing>(responder, Action::List, "operations/list", &input).await {
        Ok(Ok(listing)) => Ok(Seen::Folder { entries: Some(listing.list.unwrap_or_default().len() as u64) }),
        Ok(Err(refusal)) if refusal.status == 404 && refusal.text.contains("directory not found") => {
            let features = features(session, place, Action::List).await?;
            Ok(if features.bucket_based { Seen::NoBucket } else { Seen::NoFolder })
        }
        Ok(Err(refusal)) => Err(session.refused(Action::List, refusal).await),
        // The answer for a folder with tens of thousands of files is too long; it is there if its folders are listed.
        Err(failure) if matches!(failure.class, Class::Transient | Class::Away) => {
            reach(session, place).await.map(|()| Seen::Folder { entries: None })
        }
        Err(failure) => Err(failure),
    }
}

/// What a remote's type is like.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Features {
    /// Folders are but beginnings of names, so that only a bucket can be missing.
    #[serde(default)]
    bucket_based: bool,
    /// One folder may have several files of one name.
    #[serde(default)]
    pub(crate) duplicate_files: bool,
}

/// What the remote at `place` is like.
pub(crate) async fn features(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    action: Action,
) -> Result<Features, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Info {
        features: Features,
    }
    let info: Info = session.ask(action, "operations/fsinfo", &json!({"fs": place.fs})).await?;
    Ok(info.features)
}

/// What lies directly in the folder at `place`, which is `folder` below its destination.
pub(crate) async fn list(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    folder: Option<&RemotePath>,
) -> Result<Vec<Entry>, Failure> {
    #[derive(Deserialize)]
    struct Listing {
        /// Null where there is nothing.
        list: Option<Vec<Item>>,
    }
    let options = json!({"noModTime": true, "noMimeType": true});
    let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
    let responder = Responder::Remote(session.timeouts.answer);
    let listing: Listing = match session.try_ask(responder, Action::List, "operations/list", &input).await? {
        Ok(listing) => listing,
        Err(refusal) if refusal.status == 404 && refusal.text.contains("directory not found") => {
            return Ok(Vec::new());
        }
        Err(refusal) => return Err(session.refused(Action::List, refusal).await),
    };
    let entries = listing.list.unwrap_or_default().into_iter().filter_map(|item| {
        let path = match folder {
            Some(folder) => format!("{folder}/{}", item.name),
            None => item.name.clone(),
        };
        match path.parse() {
            Ok(path) => Some(Entry { path, kind: item.kind() }),
            Err(reason) => {
                tracing::warn!(name = item.name, %reason, "left out: its name is not a usable path");
                None
            }
        }
    });
    Ok(entries.collect())
}

/// What stands at `place`, which is `path` below its destination.
pub(crate) async fn stat(
    session: &RemoteSession<'_>,
    place: &RclonePath,
    path: &RemotePath,
    action: Action,
) -> Result<Option<Entry>, Failure> {
    #[derive(Deserialize)]
    struct Stat {
        item: Option<Item>,
    }
    let options = json!({"noModTime": true, "noMimeType": true});
    let input = json!({"fs": place.fs, "remote": place.path, "opt": options});
    let found: Stat = session.ask(action, "operations/stat", &input).await?;
    Ok(found.item.map(|item| Entry { path: path.clone(), kind: item.kind() }))
}

/// A link for everybody.
pub(crate) async fn link(session: &RemoteSession<'_>, place: &RclonePath) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Link {
        url: String,
    }
    let input = json!({"fs": place.fs, "remote": place.path});
    let responder = Responder::Remote(session.timeouts.answer);
    match session.try_ask::<Link>(responder, Action::Link, "operations/publiclink", &input).await? {
        Ok(link) => Ok(link.url),
        Err(refusal) if refusal.text.contains("doesn't support public links") => {
            Err(unable(session, Action::Link, "makes no links"))
        }
        Err(refusal) if refusal.status == 404 => Err(unable(session, Action::Link, "has no such file")),
        Err(refusal) => Err(session.refused(Action::Link, refusal).await),
    }
}

/// How much room there is.
pub(crate) async fn space(session: &RemoteSession<'_>, place: &RclonePath) -> Result<Space, Failure> {
    #[derive(Deserialize)]
    struct About {
        total: Option<u64>,
        used: Option<u64>,
        free: Option<u64>,
    }
    let responder = Responder::Remote(session.timeouts.answer);
    let input = json!({"fs": place.fs});
    let About { total, used, free } =
        match session.try_ask(responder, Action::Space, "operations/about", &input).await? {
            Ok(about) => about,
            Err(refusal) if refusal.text.contains("doesn't support about") => {
                return Err(untold(session));
            }
            Err(refusal) => return Err(session.refused(Action::Space, refusal).await),
        };
    // Some servers answer and say nothing.
    if total.is_none() && used.is_none() && free.is_none() {
        return Err(untold(session));
    }
    Ok(Space { total, used, free })
}

fn untold(session: &RemoteSession<'_>) -> Failure {
    unable(session, Action::Space, "does not tell how much room it has")
}

fn unable(session: &RemoteSession<'_>, action: Action, what: &str) -> Failure {
    Failure::during(action, Class::Permanent, format!("{} {what}", session.remote))
}
