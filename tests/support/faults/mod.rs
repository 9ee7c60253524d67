//! A TCP proxy on loopback that misbehaves on demand: it cuts, stalls, slows and corrupts what is sent through it,
//! or answers HTTP requests with a status of its own.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use self::answer::Refusal;

mod answer;
mod pass;

/// A time at which no test runs.
pub(crate) const LONG_AGO: &str = "Thu, 26 Nov 2020 11:00:00 GMT";

/// What happens to connections. Bytes are counted from the client to the server, for each connection.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The connection is cut after so many bytes.
    Cut(usize),
    /// Nothing goes on after so many bytes, and the connection stays open.
    Stall(usize),
    /// The byte at this place has a bit flipped.
    Flip(usize),
    /// So many bytes a second go to the server on each connection.
    Slow(u32),
    /// What is sent arrives later, in both directions, and a connection takes so long to be made: the time that a
    /// question and its answer spend on the way together.
    Far(Duration),
    /// Requests with this method, or with any for `*`, are answered with this status and go no further.
    Answer(&'static str, u16),
    /// S3 makes no buckets.
    NoNewBuckets,
    /// The same as `Answer` with a body, and with a `Date` of long ago, as from a server whose clock differs.
    AnswerWith(&'static str, u16, &'static str),
    /// Requests with this method are answered with this status and told to wait so many seconds.
    AskToWait(&'static str, u16, u32),
}

impl Fault {
    /// What a request with this head is answered, if it is not to reach the server.
    fn answers(self, head: &[u8]) -> Option<Refusal> {
        let is = |method: &str| {
            method == "*"
                || head.strip_prefix(method.as_bytes()).is_some_and(|rest| rest.first() == Some(&b' '))
        };
        match self {
            Self::Answer(method, status) if is(method) => Some(Refusal { status, ..Refusal::default() }),
            Self::AnswerWith(method, status, body) if is(method) => {
                Some(Refusal { status, body, date: Some(LONG_AGO), ..Refusal::default() })
            }
            Self::NoNewBuckets if is("PUT") && !names_an_object(head) => {
                Some(Refusal { status: 403, ..Refusal::default() })
            }
            Self::AskToWait(method, status, seconds) if is(method) => {
                Some(Refusal { status, wait: Some(seconds), ..Refusal::default() })
            }
            _ => None,
        }
    }

    /// Whether it needs the requests' heads to be read.
    fn reads_heads(self) -> bool {
        matches!(self, Self::Answer(..) | Self::AnswerWith(..) | Self::AskToWait(..) | Self::NoNewBuckets)
    }
}

/// Whether a request for S3 is about an object, and not about its bucket.
fn names_an_object(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    path.trim_matches('/').contains('/')
}

/// A proxy before one server; it ends when dropped.
pub(crate) struct Faults {
    address: SocketAddr,
    mode: Arc<Mutex<Mode>>,
    seen: Arc<Seen>,
    _serving: AbortOnDropHandle<()>,
}

struct Mode {
    fault: Fault,
    /// Cancelled when the fault changes, so that no connection lives on under the old one.
    current: CancellationToken,
}

/// What went through.
#[derive(Default)]
struct Seen {
    /// Bytes that were passed on to the server.
    sent: AtomicU64,
    /// Requests that were answered here.
    answered: AtomicUsize,
    /// Connections that were stalled.
    stalled: AtomicUsize,
}

impl Faults {
    /// Starts one before `server` that does nothing yet.
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mode = Arc::new(Mutex::new(Mode { fault: Fault::None, current: CancellationToken::new() }));
        let seen = Arc::new(Seen::default());
        let serving = tokio::spawn(serve(listener, server, Arc::clone(&mode), Arc::clone(&seen)));
        Self { address, mode, seen, _serving: AbortOnDropHandle::new(serving) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on; open connections are closed.
    pub(crate) fn set(&self, fault: Fault) {
        let mut mode = self.mode.lock().expect("no panic holds it");
        mode.current.cancel();
        *mode = Mode { fault, current: CancellationToken::new() };
    }

    /// How many bytes were passed on to the server so far.
    pub(crate) fn sent(&self) -> u64 {
        self.seen.sent.load(Ordering::Relaxed)
    }

    /// How many requests were answered in the server's place so far.
    pub(crate) fn answered(&self) -> usize {
        self.seen.answered.load(Ordering::Relaxed)
    }

    /// How many connections have stalled so far.
    pub(crate) fn stalls(&self) -> usize {
        self.seen.stalled.load(Ordering::Relaxed)
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        self.set(Fault::None);
    }
}

async fn serve(listener: TcpListener, server: SocketAddr, mode: Arc<Mutex<Mode>>, seen: Arc<Seen>) {
    while let Ok((client, _)) = listener.accept().await {
        let (fault, current) = {
            let mode = mode.lock().expect("no panic holds it");
            (mode.fault, mode.current.clone())
        };
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            tokio::select! {
                () = current.cancelled() => {}
                _ = connection(client, server, fault, &seen) => {}
            }
        });
    }
}

async fn connection(client: TcpStream, server: SocketAddr, fault: Fault, seen: &Seen) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let (mut from_client, to_client) = client.into_split();
    let mut first = Vec::new();
    if fault.reads_heads() {
        let head = answer::read_head(&mut from_client, &mut first).await?;
        if let Some(refusal) = fault.answers(&first) {
            seen.answered.fetch_add(1, Ordering::Relaxed);
            return answer::refuse(from_client, to_client, refusal).await;
        }
        answer::ask_to_close(&mut first, head);
    }
    if let Fault::Far(round_trip) = fault {
        tokio::time::sleep(round_trip).await;
    }
    let server = TcpStream::connect(server).await?;
    server.set_nodelay(true)?;
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        sent = pass::on(from_client, to_server, fault, first, seen) => sent,
        answered = pass::back(from_server, to_client, fault) => answered,
    }
}
