//! Remotes that give back what they keep themselves.
//!
//! rclone's type `cache` keeps what it sends and reads, on this machine, and answers reading from there: with `writes`
//! a copy that arrived damaged is read back whole, and without it any later reading proves nothing either.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use crate::failure::{Action, Class, Failure};
use crate::sync::Destination;
use crate::sync::rclone::process::environment::Environment;
use crate::sync::rclone::rc::session::RemoteSession;

/// What names the remotes behind a remote: one, or several with spaces between them.
#[derive(Default, Deserialize)]
struct Section {
    r#type: Option<String>,
    remote: Option<String>,
    upstreams: Option<String>,
}

/// Refuses a destination that is reached through such a remote, however deep below others.
pub(crate) async fn refuse(
    session: &RemoteSession<'_>,
    environment: &Environment,
    destination: &Destination,
) -> Result<(), Failure> {
    if destination.is_local() {
        return Ok(());
    }
    let (mut seen, mut to_see) = (BTreeSet::new(), vec![destination.remote().to_owned()]);
    while let Some(remote) = to_see.pop() {
        if remote == ":cache" || look(session, environment, &remote, &mut to_see).await? {
            return Err(refused(destination, &remote));
        }
        seen.insert(remote);
        to_see.retain(|remote| !seen.contains(remote));
    }
    Ok(())
}

/// Whether a remote is of this type; if not, adds the remotes behind it.
async fn look(
    session: &RemoteSession<'_>,
    environment: &Environment,
    remote: &str,
    behind: &mut Vec<String>,
) -> Result<bool, Failure> {
    // One in a connection string has no section of its own.
    let section: Section = if remote.starts_with(':') {
        Section::default()
    } else {
        session.ask_daemon(Action::Stat, "config/get", &json!({"name": remote})).await?
    };
    let configured = environment.remote_type(remote).map(str::to_owned).or(section.r#type);
    let of_type = configured.as_deref().unwrap_or_default();
    for (option, in_file) in [("REMOTE", section.remote), ("UPSTREAMS", section.upstreams)] {
        let values = environment.option(remote, of_type, option).into_iter().chain(in_file);
        behind.extend(values.flat_map(|value| named_in(&value)));
    }
    Ok(of_type == "cache")
}

/// The remotes of `one:folder`, of `folder=one:folder two:`, and of connection strings such as `:type,remote=one:folder`,
/// whose type keeps its colon. What else looks like a remote's name does no harm.
fn named_in(value: &str) -> Vec<String> {
    let words = value.split_whitespace().map(|word| word.trim_matches('"'));
    words.flat_map(|word| word.split(',').filter_map(move |part| name_of(part, word != part))).collect()
}

/// The remote's name in `folder=one:folder`, or in the first part of a connection string, which may have no other colon.
fn name_of(part: &str, in_connection: bool) -> Option<String> {
    let remote =
        part.split_once('=').filter(|(before, _)| !before.contains(':')).map_or(part, |(_, after)| after);
    let end = remote.match_indices(':').map(|(at, _)| at).find(|at| *at > 0);
    let end = end.or_else(|| in_connection.then_some(remote.len()))?;
    Some(remote[..end].to_owned())
}

fn refused(destination: &Destination, remote: &str) -> Failure {
    let (name, remote) = (destination.remote(), remote.trim_start_matches(':'));
    let guidance = format!(
        "{name} is reached through {remote}, of rclone's type cache, which gives back what it keeps itself: no copy can be \
         proven there; name the remote behind it as the destination"
    );
    Failure::during(Action::Stat, Class::Auth, guidance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remotes_behind_a_remote_are_found_by_their_names() {
        assert_eq!(named_in("cloud:bucket/folder"), ["cloud"]);
        assert_eq!(named_in("one:half two:bucket/half:nc /srv/x"), ["one", "two"]);
        assert_eq!(named_in("top=cloud:bucket \"a b=other:\""), ["cloud", "other"]);
        assert_eq!(named_in(":cache,remote=cloud:folder"), [":cache", "cloud"]);
        assert_eq!(named_in("cloud,writes=true:x"), ["cloud", "true"]);
        assert_eq!(named_in("/srv/x"), [""; 0]);
    }
}
