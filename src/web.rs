//! Health and metrics over HTTP: `/livez`, `/readyz`, `/metrics`.
//!
//! Ready means that rituals can be accepted: the database answers. A gateway or a cloud in trouble is told in the
//! details and does not fail a deployment, because a restart would not mend it.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rustix::io::Errno;
use serde_json::{Value, json};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::app::{App, GatewayState, Readiness};
use crate::store::{Overview, Proofs, Timestamp};

/// How long counting may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many connections may wait to be taken; as many as tokio allows.
const BACKLOG: i32 = 1024;

/// Takes the port on every address, IPv6 and IPv4: a host's health check comes from outside the container, and some
/// hosts, such as Railway, reach a service over IPv6 only. Needs tokio's runtime.
pub fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let bound = either(bind(Domain::IPV6, port), || bind(Domain::IPV4, port));
    let listener = bound.and_then(|socket| TcpListener::from_std(socket.into()));
    listener.with_context(|| format!("PORT: the port {port} cannot be used"))
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

/// Listens on all addresses of a family; with IPv6's on those of IPv4 as well, whatever the system's default is.
fn bind(family: Domain, port: u16) -> io::Result<Socket> {
    let socket = Socket::new(family, Type::STREAM, Some(Protocol::TCP))?;
    let all: IpAddr = if family == Domain::IPV6 {
        socket.set_only_v6(false)?;
        Ipv6Addr::UNSPECIFIED.into()
    } else {
        Ipv4Addr::UNSPECIFIED.into()
    };
    // A bot that is started again need not wait until the last one's connections are forgotten.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::from((all, port)).into())?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

/// Serves until `stop`.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: CancellationToken) {
    let router = Router::new()
        .route("/livez", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
    if let Err(error) = served {
        tracing::error!(%error, "health and metrics are not served any more");
    }
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let Readiness { database, archiving, gateway } = app.readiness().await;
    let archiving = match archiving {
        Ok(program) => json!({"by": program}),
        Err(reason) => json!({"offline": reason}),
    };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let details = json!({
        "ready": database, "database": database, "archiving": archiving, "gateway": gateway_details(gateway),
    });
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{details}\n")).into_response()
}

fn gateway_details(gateway: GatewayState) -> Value {
    let since = UNIX_EPOCH + gateway.since.since(Timestamp(0));
    json!({
        "connected": gateway.is_connected(),
        "since": humantime::format_rfc3339_seconds(since).to_string(),
        "shards": {"connected": gateway.connected, "expected": gateway.shards},
    })
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let counted = async { anyhow::Ok((app.overview().await?, app.proofs().await?)) };
    match timeout(PATIENCE, counted).await {
        Ok(Ok((overview, proofs))) => {
            let now = Timestamp::now();
            let text = exposition(&overview, now) + &exposition_of_proofs(&proofs, now);
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
        }
        Ok(Err(_)) | Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// The counts in Prometheus' text format.
fn exposition(overview: &Overview, now: Timestamp) -> String {
    let age = overview.oldest_unarchived.map_or(0, |(_, accepted)| now.since(accepted).as_secs());
    let mut text = String::new();
    let mut family =
        |name: &str, kind, help, samples: &[_]| text.push_str(&metric(name, kind, help, samples));
    let one = |value| [(String::new(), value)];
    family("helix_rituals_total", "counter", "Rituals accepted.", &one(overview.rituals));
    family("helix_jobs_waiting", "gauge", "Jobs waiting or running.", &one(overview.waiting));
    family("helix_jobs_dead", "gauge", "Jobs given up.", &one(overview.dead));
    family(
        "helix_oldest_unarchived_seconds",
        "gauge",
        "Age of the oldest ritual with a copy missing.",
        &one(age),
    );
    let by_destination = |count: fn(&crate::store::DestinationCounts) -> u64| -> Vec<_> {
        overview.destinations.iter().map(|(name, counts)| (label(name), count(counts))).collect()
    };
    family(
        "helix_archived_total",
        "counter",
        "Copies archived and verified.",
        // A counter that went down would be taken for one that began anew.
        &by_destination(|c| c.archived + c.lost),
    );
    family(
        "helix_archive_lost",
        "gauge",
        "Archived copies that are missing or damaged and not made good yet.",
        &by_destination(|c| c.lost),
    );
    family("helix_archive_waiting", "gauge", "Copies waiting or being sent.", &by_destination(|c| c.waiting));
    family(
        "helix_destination_paused",
        "gauge",
        "1 while a destination is paused.",
        &by_destination(|c| u64::from(c.paused.is_some())),
    );
    text
}

/// How old the proofs are, in the same format.
fn exposition_of_proofs(proofs: &BTreeMap<impl Display, Proofs>, now: Timestamp) -> String {
    let by_destination = |value: &dyn Fn(&Proofs) -> u64| -> Vec<_> {
        proofs.iter().map(|(name, proofs)| (label(name), value(proofs))).collect()
    };
    let ages = by_destination(&|proofs| now.since(proofs.oldest).as_secs());
    let overdue = by_destination(&|proofs| proofs.overdue);
    metric("helix_oldest_proof_seconds", "gauge", "Age of the oldest proof of an archived copy.", &ages)
        + &metric(
            "helix_proofs_overdue",
            "gauge",
            "Archived copies that were to be proven again by now, counted up to 10000.",
            &overdue,
        )
}

/// One metric with its samples: labels, value.
fn metric(name: &str, kind: &str, help: &str, samples: &[(String, u64)]) -> String {
    let mut text = format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
    text
}

fn label(name: &impl Display) -> String {
    let name = name.to_string().replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{destination=\"{name}\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DestinationCounts, RitualId};
    use crate::sync::Destination;

    async fn answers_at(listener: &TcpListener, address: IpAddr) -> bool {
        let port = listener.local_addr().expect("an address").port();
        tokio::net::TcpStream::connect((address, port)).await.is_ok()
    }

    #[tokio::test]
    async fn the_port_is_open_to_ipv6_and_ipv4() {
        let listener = listen(0).expect("it listens");
        assert!(answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await);
        let has_ipv6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        assert_eq!(answers_at(&listener, Ipv6Addr::LOCALHOST.into()).await, has_ipv6);
    }

    #[tokio::test]
    async fn where_there_is_no_ipv6_the_port_is_open_to_ipv4() {
        for missing in [Errno::AFNOSUPPORT, Errno::ADDRNOTAVAIL] {
            let socket = either(Err(missing.into()), || bind(Domain::IPV4, 0)).expect("it listens");
            let listener = TcpListener::from_std(socket.into()).expect("a listener");
            assert!(answers_at(&listener, Ipv4Addr::LOCALHOST.into()).await, "{missing}");
        }
        let taken = either(Err(Errno::ADDRINUSE.into()), || bind(Domain::IPV4, 0)).expect_err("taken");
        assert_eq!(taken.kind(), ErrorKind::AddrInUse);
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named() {
        let first = listen(0).expect("it listens");
        let port = first.local_addr().expect("an address").port();
        let error = format!("{:#}", listen(port).expect_err("taken"));
        assert!(error.contains(&format!("PORT: the port {port} cannot be used")), "{error}");
    }

    #[test]
    fn metrics_follow_the_text_format_and_tell_the_oldest_unarchived_age() {
        let mut overview = Overview {
            rituals: 3,
            oldest_unarchived: Some((RitualId::new(), Timestamp(0))),
            ..Overview::default()
        };
        let counts = DestinationCounts { archived: 2, lost: 1, ..DestinationCounts::default() };
        overview.destinations.insert("s3:a\"b".parse().expect("a destination"), counts);
        let text = exposition(&overview, Timestamp(90_000));
        assert!(text.contains("helix_rituals_total 3\n"), "{text}");
        assert!(text.contains("helix_oldest_unarchived_seconds 90\n"), "{text}");
        assert!(text.contains("helix_archived_total{destination=\"s3:a\\\"b\"} 3\n"), "{text}");
        assert!(text.contains("helix_archive_lost{destination=\"s3:a\\\"b\"} 1\n"), "{text}");
    }

    #[test]
    fn metrics_tell_the_age_of_the_oldest_proof_and_how_many_are_overdue() {
        let proofs = Proofs { oldest: Timestamp(10_000), overdue: 7 };
        let text = exposition_of_proofs(&BTreeMap::from([(Destination::local(), proofs)]), Timestamp(90_000));
        assert!(text.contains("helix_oldest_proof_seconds{destination=\"local\"} 80\n"), "{text}");
        assert!(text.contains("helix_proofs_overdue{destination=\"local\"} 7\n"), "{text}");
    }
}
