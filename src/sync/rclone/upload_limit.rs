//! How many uploads a destination gets at once, and how many files besides are looked for or proven meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::failure::{Action, Failure};
use crate::sync::Destination;
use crate::sync::rclone::rc::session::RemoteSession;

/// Uploads at once to one destination: rclone's own default. More bought nothing where it was measured.
const AT_ONCE: usize = 4;

/// Types that are spoken to in single requests. While four files are sent, as many others wait for an answer, which is
/// most of the time where the server is far. Elsewhere each file under way takes a connection, and servers count those.
const BY_REQUESTS: [&str; 8] =
    ["s3", "webdav", "drive", "dropbox", "google cloud storage", "b2", "onedrive", "box"];

/// How many files may be under way to a destination of this type, if that is known.
pub(crate) fn under_way(kind: Option<&str>) -> usize {
    if kind.is_some_and(|kind| BY_REQUESTS.contains(&kind)) { 2 * AT_ONCE } else { AT_ONCE }
}

/// Bounds the uploads that run at once, for each destination.
#[derive(Default)]
pub(crate) struct UploadLimit(Mutex<HashMap<Destination, Arc<Semaphore>>>);

impl UploadLimit {
    /// Waits until an upload may start; it counts as running until the permit is dropped.
    pub(crate) async fn acquire(
        &self,
        session: &RemoteSession<'_>,
        destination: &Destination,
    ) -> Result<OwnedSemaphorePermit, Failure> {
        let semaphore = {
            let mut all = self.0.lock();
            let entry = all.entry(destination.clone());
            Arc::clone(entry.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
        };
        let permit = session.cancel.run_until_cancelled(semaphore.acquire_owned()).await;
        // The semaphore is never closed.
        permit.and_then(Result::ok).ok_or_else(|| session.cancelled(Action::Copy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_files_are_under_way_where_a_server_takes_single_requests() {
        assert_eq!(under_way(Some("s3")), 8);
        assert_eq!(under_way(Some("ftp")), 4);
        assert_eq!(under_way(None), 4);
    }
}
