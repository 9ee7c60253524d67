//! A TCP proxy on loopback that misbehaves on demand: it cuts, stalls and corrupts what is sent through it, or
//! answers HTTP requests with a status of its own.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

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
    /// Requests with this method are answered with this status and go no further.
    Answer(&'static str, u16),
}

/// A proxy before one server; it ends when dropped.
pub(crate) struct Faults {
    address: SocketAddr,
    mode: Arc<Mutex<Mode>>,
    stalls: Arc<AtomicUsize>,
    _serving: AbortOnDropHandle<()>,
}

struct Mode {
    fault: Fault,
    /// Cancelled when the fault changes, so that no connection lives on under the old one.
    current: CancellationToken,
}

impl Faults {
    /// Starts one before `server` that does nothing yet.
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mode = Arc::new(Mutex::new(Mode { fault: Fault::None, current: CancellationToken::new() }));
        let stalls = Arc::new(AtomicUsize::new(0));
        let serving = tokio::spawn(serve(listener, server, Arc::clone(&mode), Arc::clone(&stalls)));
        Self { address, mode, stalls, _serving: AbortOnDropHandle::new(serving) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections have stalled so far.
    pub(crate) fn stalls(&self) -> usize {
        self.stalls.load(Ordering::SeqCst)
    }

    /// From now on; open connections are closed.
    pub(crate) fn set(&self, fault: Fault) {
        let mut mode = self.mode.lock().expect("no panic holds it");
        mode.current.cancel();
        *mode = Mode { fault, current: CancellationToken::new() };
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        self.set(Fault::None);
    }
}

async fn serve(listener: TcpListener, server: SocketAddr, mode: Arc<Mutex<Mode>>, stalls: Arc<AtomicUsize>) {
    while let Ok((client, _)) = listener.accept().await {
        let (fault, current) = {
            let mode = mode.lock().expect("no panic holds it");
            (mode.fault, mode.current.clone())
        };
        let stalls = Arc::clone(&stalls);
        tokio::spawn(async move {
            tokio::select! {
                () = current.cancelled() => {}
                _ = connection(client, server, fault, &stalls) => {}
            }
        });
    }
}

async fn connection(
    client: TcpStream,
    server: SocketAddr,
    fault: Fault,
    stalls: &AtomicUsize,
) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let mut first = Vec::new();
    if let Fault::Answer(method, status) = fault {
        let head = read_head(&mut from_client, &mut first).await?;
        if first.starts_with(method.as_bytes()) {
            return refuse(from_client, to_client, status).await;
        }
        // The next request has to come on a connection of its own, so that its head is seen as well.
        let line = first.windows(2).position(|pair| pair == b"\r\n").map_or(head, |at| at + 2);
        first.splice(line..line, *b"Connection: close\r\n");
    }
    let (mut from_server, to_server) = TcpStream::connect(server).await?.into_split();
    tokio::select! {
        sent = forward(from_client, to_server, fault, first, stalls) => sent,
        answered = async { copy(&mut from_server, &mut to_client).await } => answered.map(drop),
    }
}

/// Passes on what the client sends, with the fault.
async fn forward(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    fault: Fault,
    first: Vec<u8>,
    stalls: &AtomicUsize,
) -> std::io::Result<()> {
    server.write_all(&first).await?;
    let mut passed = first.len();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = client.read(&mut buffer).await?;
        let chunk = &mut buffer[..read];
        let within = |place: usize| place.checked_sub(passed).filter(|place| *place < read);
        match fault {
            Fault::Cut(place) if within(place).is_some() => return Ok(()),
            Fault::Stall(place) if within(place).is_some() => {
                stalls.fetch_add(1, Ordering::SeqCst);
                std::future::pending::<()>().await;
            }
            Fault::Flip(place) => {
                if let Some(place) = within(place) {
                    chunk[place] ^= 1;
                }
            }
            _ => {}
        }
        if read == 0 {
            // The client has said all; the answer may still come.
            server.shutdown().await?;
            std::future::pending::<()>().await;
        }
        server.write_all(chunk).await?;
        passed += read;
    }
}

/// Reads until the head of the request is complete; returns its length.
async fn read_head(client: &mut OwnedReadHalf, head: &mut Vec<u8>) -> std::io::Result<usize> {
    loop {
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            return Ok(end + 4);
        }
        if client.read_buf(head).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn refuse(mut client: OwnedReadHalf, mut answer: OwnedWriteHalf, status: u16) -> std::io::Result<()> {
    let reason = hyper::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let head = format!(
        "HTTP/1.1 {status} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        reason.unwrap_or("Unknown")
    );
    answer.write_all(head.as_bytes()).await?;
    // What the client still sends is taken, or closing would throw away the answer as well.
    let mut rest = tokio::io::sink();
    copy(&mut client, &mut rest).await.map(drop)
}
