//! One connection: whoever is silent is not waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// How long a request's head may take to arrive, and how long a connection may wait for the next one.
const HEAD: Duration = Duration::from_secs(10);
/// How long a connection may last in all. Whoever asks regularly opens another.
const LIFETIME: Duration = Duration::from_mins(2);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 << 10;

/// Answers requests until the other side is done, is silent for too long, or `stop`: then one that is being answered is
/// answered, and no other is waited for.
pub(super) async fn serve(stream: TcpStream, pages: Router, stop: CancellationToken) {
    let answering = Arc::new(AtomicBool::new(false));
    let pages = TowerToHyperService::new(pages);
    let answer = {
        let answering = Arc::clone(&answering);
        service_fn(move |request| {
            answering.store(true, Ordering::Relaxed);
            let (answer, answering) = (pages.call(request), Arc::clone(&answering));
            async move {
                let answer = answer.await;
                answering.store(false, Ordering::Relaxed);
                answer
            }
        })
    };
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    let mut connection = std::pin::pin!(protocol.serve_connection(TokioIo::new(stream), answer));
    let served = async {
        tokio::select! {
            ended = connection.as_mut() => return ended,
            () = stop.cancelled() => {}
        }
        if answering.load(Ordering::Relaxed) {
            connection.as_mut().graceful_shutdown();
            return connection.await;
        }
        Ok(())
    };
    match tokio::time::timeout(LIFETIME, served).await {
        Ok(Ok(())) | Err(_) => {}
        Ok(Err(error)) => tracing::trace!(%error, "a connection for health or metrics ended"),
    }
}
