//! Passing on what one side sends, with what the fault does to it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Fault, Seen};

/// How many chunks may be on their way.
const ON_THE_WAY: usize = 256;

/// From the client to the server.
pub(super) async fn on(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    fault: Fault,
    first: Vec<u8>,
    seen: &Seen,
) -> std::io::Result<()> {
    if let Fault::Far(round_trip) = fault {
        return later(client, server, round_trip / 2, Some(&seen.sent)).await;
    }
    let note = |bytes: usize| seen.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    server.write_all(&first).await?;
    note(first.len());
    let begun = Instant::now();
    let mut passed = first.len();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = client.read(&mut buffer).await?;
        let chunk = &mut buffer[..read];
        let within = |place: usize| place.checked_sub(passed).filter(|place| *place < read);
        match fault {
            Fault::Cut(place) if within(place).is_some() => return Ok(()),
            Fault::Stall(place) if within(place).is_some() => {
                seen.stalled.fetch_add(1, Ordering::Relaxed);
                std::future::pending::<()>().await;
            }
            Fault::Flip(place) => {
                if let Some(place) = within(place) {
                    chunk[place] ^= 1;
                }
            }
            Fault::Slow(rate) => {
                let due = (passed + read) as f64 / f64::from(rate);
                tokio::time::sleep_until(begun + Duration::from_secs_f64(due)).await;
            }
            _ => {}
        }
        if read == 0 {
            // The client has said all; the answer may still come.
            server.shutdown().await?;
            std::future::pending::<()>().await;
        }
        server.write_all(chunk).await?;
        note(read);
        passed += read;
    }
}

/// From the server to the client.
pub(super) async fn back(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    fault: Fault,
) -> std::io::Result<()> {
    match fault {
        Fault::Far(round_trip) => later(server, client, round_trip / 2, None).await,
        _ => copy(&mut server, &mut client).await.map(drop),
    }
}

/// Everything arrives, in order, this much later than it was sent; what follows does not wait for it.
async fn later(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    delay: Duration,
    sent: Option<&AtomicU64>,
) -> std::io::Result<()> {
    let (depart, mut arrive) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_WAY);
    let send = async move {
        loop {
            let mut chunk = vec![0; 64 << 10];
            let read = from.read(&mut chunk).await?;
            chunk.truncate(read);
            let last = chunk.is_empty();
            if depart.send((Instant::now() + delay, chunk)).await.is_err() || last {
                return Ok::<(), std::io::Error>(());
            }
        }
    };
    let receive = async move {
        while let Some((due, chunk)) = arrive.recv().await {
            tokio::time::sleep_until(due).await;
            if chunk.is_empty() {
                to.shutdown().await?;
                if sent.is_some() {
                    // The client has said all; the answer may still come.
                    std::future::pending::<()>().await;
                }
                return Ok(());
            }
            to.write_all(&chunk).await?;
            if let Some(sent) = sent {
                sent.fetch_add(chunk.len() as u64, Ordering::Relaxed);
            }
        }
        Ok(())
    };
    tokio::try_join!(send, receive).map(drop)
}
