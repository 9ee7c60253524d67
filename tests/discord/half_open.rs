//! Connections to the port for health and metrics that say half of a request, or nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::world::World;
use crate::support::discord::{PATIENCE, Slash};

/// Fewer descriptors than there will be connections.
const DESCRIPTORS: u64 = 256;
/// Fewer than the test's own limit.
const CONNECTIONS: usize = 900;

/// A bot that serves its health on loopback and may open few files; where.
async fn with_few_descriptors() -> (World, SocketAddr) {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let mut world = World::new().await;
    world.set("PORT", address.port().to_string());
    world.set("HELIX_BIND", address.ip().to_string());
    world.start().await;
    let limit = Rlimit { current: Some(DESCRIPTORS), maximum: Some(DESCRIPTORS) };
    prlimit(Some(world.process()), Resource::Nofile, limit).expect("a limit");
    (world, address)
}

/// Opens a connection and sends this much.
async fn send(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("sent");
    stream
}

/// Asks for a page as a health check does.
async fn get(address: SocketAddr, page: &str) -> String {
    let mut stream =
        send(address, &format!("GET {page} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
    let mut answer = String::new();
    let read = timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
    read.expect("an answer in time").expect("an answer");
    answer
}

fn open_files(process: Pid) -> usize {
    let folder = format!("/proc/{}/fd", process.as_raw_nonzero());
    std::fs::read_dir(folder).expect("its descriptors").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_say_half_a_request_keep_out_neither_health_checks_nor_rituals() {
    let (world, address) = with_few_descriptors().await;
    assert!(get(address, "/livez").await.ends_with("alive\n"));
    let mut silent = Vec::new();
    for number in 0..CONNECTIONS {
        let said =
            ["", "GET /livez HTTP/1.1\r\n", "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: "][number % 3];
        silent.push(send(address, said).await);
    }
    for page in ["/livez", "/readyz", "/metrics"] {
        assert!(get(address, page).await.starts_with("HTTP/1.1 200"), "{page}");
    }
    let open = open_files(world.process());
    assert!(open < 200, "{open} files are open");
    let asked = world.slash(&Slash::new("ritual").option("steps", 27).option("size", "512"));
    world.archived(asked).await;

    // All end, the last ones when their time is up.
    for mut stream in silent {
        let ended = timeout(PATIENCE, stream.read(&mut [0; 256])).await.expect("it is ended");
        assert!(matches!(ended, Ok(0) | Err(_)), "an answer to half a request: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_kept_open_after_an_answer_is_ended_too() {
    let (_world, address) = with_few_descriptors().await;
    let mut kept = send(address, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut answer = vec![0; 1024];
    let read = timeout(PATIENCE, kept.read(&mut answer)).await.expect("in time").expect("an answer");
    assert!(String::from_utf8_lossy(&answer[..read]).contains("alive"));
    kept.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let read = timeout(PATIENCE, kept.read(&mut answer)).await.expect("in time").expect("an answer");
    assert!(String::from_utf8_lossy(&answer[..read]).contains("alive"), "it may ask again");
    let ended = timeout(PATIENCE + Duration::from_secs(10), kept.read(&mut answer)).await;
    assert!(matches!(ended.expect("it is ended"), Ok(0) | Err(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_with_a_head_without_end_is_refused() {
    let (_world, address) = with_few_descriptors().await;
    let mut stream = send(address, "GET /livez HTTP/1.1\r\nX: ").await;
    let sent = async { while stream.write_all(&[b'x'; 4096]).await.is_ok() {} };
    timeout(PATIENCE, sent).await.expect("it is ended");
}
