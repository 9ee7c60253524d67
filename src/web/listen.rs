//! Taking the port.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Context as _;
use rustix::io::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

/// How many connections may wait to be taken; as many as tokio allows.
const BACKLOG: i32 = 1024;

/// Takes the port on this address, or on every address, IPv6 and IPv4: a host's health check comes from outside the
/// container, and some hosts, such as Railway, reach a service over IPv6 only. Needs tokio's runtime.
pub fn listen(address: Option<IpAddr>, port: u16) -> anyhow::Result<TcpListener> {
    let bound = match address {
        Some(address) => bind(SocketAddr::new(address, port)),
        None => everywhere(port),
    };
    let listener = bound.and_then(|socket| TcpListener::from_std(socket.into()));
    listener.with_context(|| match address {
        Some(address) => format!("PORT, HELIX_BIND: the port {port} cannot be used on {address}"),
        None => format!("PORT: the port {port} cannot be used"),
    })
}

fn everywhere(port: u16) -> io::Result<Socket> {
    either(bind((Ipv6Addr::UNSPECIFIED, port).into()), || bind((Ipv4Addr::UNSPECIFIED, port).into()))
}

/// IPv4 where this machine has no IPv6.
fn either(both: io::Result<Socket>, ipv4: impl FnOnce() -> io::Result<Socket>) -> io::Result<Socket> {
    match both {
        Err(error) if is_without_ipv6(&error) => ipv4(),
        both => both,
    }
}

/// A kernel without IPv6 does not know its addresses; one in which it is switched off has none.
fn is_without_ipv6(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::AFNOSUPPORT.raw_os_error())
        || error.kind() == ErrorKind::AddrNotAvailable
}

/// Listens on an address; on all of IPv6 means on all of IPv4 as well, whatever the system's default is.
fn bind(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // A bot that is started again need not wait until the last one's connections are forgotten.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answers_at(listener: &TcpListener, address: IpAddr) -> bool {
        let port = listener.local_addr().expect("an address").port();
        tokio::net::TcpStream::connect((address, port)).await.is_ok()
    }

    #[tokio::test]
    async fn the_port_is_open_to_ipv6_and_ipv4() {
        let listener = listen(None, 0).expect("it listens");
        assert!(answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await);
        let has_ipv6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        assert_eq!(answers_at(&listener, Ipv6Addr::LOCALHOST.into()).await, has_ipv6);
    }

    #[tokio::test]
    async fn on_one_address_the_port_is_open_there_alone() {
        let listener = listen(Some(Ipv4Addr::LOCALHOST.into()), 0).expect("it listens");
        assert!(answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await);
        assert!(!answers_at(&listener, Ipv4Addr::new(127, 0, 0, 2).into()).await);
        if let Ok(listener) = listen(Some(Ipv6Addr::LOCALHOST.into()), 0) {
            assert!(answers_at(&listener, Ipv6Addr::LOCALHOST.into()).await);
            assert!(!answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await);
        }
        let elsewhere = listen(Some(Ipv4Addr::new(192, 0, 2, 1).into()), 8080).expect_err("not ours");
        assert!(format!("{elsewhere:#}").contains("cannot be used on 192.0.2.1"), "{elsewhere:#}");
    }

    #[tokio::test]
    async fn where_there_is_no_ipv6_the_port_is_open_to_ipv4() {
        for missing in [Errno::AFNOSUPPORT, Errno::ADDRNOTAVAIL] {
            let ipv4 = || bind((Ipv4Addr::UNSPECIFIED, 0).into());
            let socket = either(Err(missing.into()), ipv4).expect("it listens");
            let listener = TcpListener::from_std(socket.into()).expect("a listener");
            assert!(answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await, "{missing}");
        }
        let taken = either(Err(Errno::ADDRINUSE.into()), || bind((Ipv4Addr::UNSPECIFIED, 0).into()));
        assert_eq!(taken.expect_err("taken").kind(), ErrorKind::AddrInUse);
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named() {
        let first = listen(None, 0).expect("it listens");
        let port = first.local_addr().expect("an address").port();
        let error = format!("{:#}", listen(None, port).expect_err("taken"));
        assert!(error.contains(&format!("PORT: the port {port} cannot be used")), "{error}");
    }
}
