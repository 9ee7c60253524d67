//! Taking connections, of which there are never many.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::connection;
use super::pages::pages;
use crate::app::App;

/// How many connections there are at a time. A health check and a collector of metrics need two.
const MOST: usize = 64;
/// How long no connection is taken after the system refused one, as it does without free descriptors.
const REFUSED: Duration = Duration::from_secs(1);

/// Serves until `stop`.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: CancellationToken) {
    let pages = pages(app);
    let mut connections = Connections::default();
    while let Some(taken) = stop.run_until_cancelled(listener.accept()).await {
        match taken {
            Ok((stream, _)) => {
                connections.make_room().await;
                connections.begin(|end| connection::serve(stream, pages.clone(), end));
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection for health and metrics can be taken now");
                tokio::time::sleep(REFUSED).await;
            }
        }
    }
    connections.end().await;
}

/// Those that are open.
#[derive(Default)]
struct Connections {
    running: JoinSet<()>,
    /// What ends each, oldest first.
    ends: VecDeque<(Id, CancellationToken)>,
}

impl Connections {
    /// Makes the oldest give way if there are as many as there may be: waiting would let those that are silent keep out a
    /// health check. Only those that are being answered are waited for, and only if they are very many.
    async fn make_room(&mut self) {
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.forget(ended);
        }
        while self.ends.len() >= MOST {
            self.ends.pop_front().inspect(|(_, end)| end.cancel());
        }
        while self.running.len() >= 2 * MOST
            && let Some(ended) = self.running.join_next_with_id().await
        {
            self.forget(ended);
        }
    }

    /// Serves one more, which is given what will end it.
    fn begin<S: Future<Output = ()> + Send + 'static>(&mut self, serve: impl FnOnce(CancellationToken) -> S) {
        let end = CancellationToken::new();
        let task = self.running.spawn(serve(end.clone()));
        self.ends.push_back((task.id(), end));
    }

    fn forget(&mut self, ended: Result<(Id, ()), JoinError>) {
        let ended = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.ends.retain(|(id, _)| *id != ended);
    }

    /// Lets answers that are under way be given.
    async fn end(mut self) {
        self.ends.iter().for_each(|(_, end)| end.cancel());
        while self.running.join_next().await.is_some() {}
    }
}

/// The other side was gone before its connection was taken.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
