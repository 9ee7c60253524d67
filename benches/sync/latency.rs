//! A line with a round trip: a TCP proxy that hands everything on later, without making it narrower.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Chunks under way in one direction: at 64 KiB each more than a picture.
const UNDER_WAY: usize = 64;

/// A proxy before one server. Its threads end with their connections.
pub(crate) struct DelayedLink {
    address: SocketAddr,
}

impl DelayedLink {
    /// Opens one before `server` with this round trip.
    pub(crate) fn before(server: SocketAddr, round_trip: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || connect(client, server, round_trip));
            }
        });
        Self { address }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

fn connect(client: TcpStream, server: SocketAddr, round_trip: Duration) -> io::Result<()> {
    // The handshake of a new connection takes a round trip of its own.
    thread::sleep(round_trip);
    let server = TcpStream::connect(server)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let (upload, download) = ((client.try_clone()?, server.try_clone()?), (server, client));
    for (from, to) in [upload, download] {
        let (send, receive) = sync_channel(UNDER_WAY);
        thread::spawn(move || read(from, &send, round_trip / 2));
        thread::spawn(move || write(to, &receive));
    }
    Ok(())
}

fn read(mut from: TcpStream, to: &SyncSender<(Instant, Vec<u8>)>, delay: Duration) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if to.send((Instant::now() + delay, buffer[..length].to_vec())).is_err() {
            break;
        }
    }
}

fn write(mut to: TcpStream, from: &Receiver<(Instant, Vec<u8>)>) {
    for (due, chunk) in from {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&chunk).is_err() {
            break;
        }
    }
    // The other side has said all; it may be gone already.
    let _ = to.shutdown(Shutdown::Write);
}
