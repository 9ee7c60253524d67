//! Health and metrics over HTTP: `/livez`, `/readyz`, `/metrics`.
//!
//! Ready means that rituals can be accepted: the database answers. A gateway or a cloud in trouble is told in the
//! details and does not fail a deployment, because a restart would not mend it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::store::{Overview, Timestamp};

/// How long a question to the database or to rclone may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Takes the port, on every address: a host's health check comes from outside the container.
pub async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(("0.0.0.0", port))
        .await
        .with_context(|| format!("PORT: the port {port} cannot be used"))
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
    let jobs = app.jobs();
    let database = timeout(PATIENCE, jobs.store.check()).await.is_ok_and(|answer| answer.is_ok());
    let archiving = match timeout(PATIENCE, jobs.sync.available()).await {
        Ok(Ok(program)) => json!({"by": program}),
        Ok(Err(error)) => json!({"offline": error.guidance}),
        Err(_) => json!({"offline": "rclone does not answer"}),
    };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let details = json!({"ready": database, "database": database, "archiving": archiving});
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{details}\n")).into_response()
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    match timeout(PATIENCE, app.jobs().store.overview()).await {
        Ok(Ok(overview)) => {
            let text = exposition(&overview, Timestamp::now());
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
    let mut family = |name: &str, kind: &str, help: &str, samples: &[(String, u64)]| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
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
        let label =
            |name: &str| format!("{{destination=\"{}\"}}", name.replace('\\', "\\\\").replace('"', "\\\""));
        overview.destinations.iter().map(|(name, counts)| (label(name), count(counts))).collect()
    };
    family(
        "helix_archived_total",
        "counter",
        "Copies archived and verified.",
        &by_destination(|c| c.archived),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DestinationCounts, RitualId};

    #[test]
    fn metrics_follow_the_text_format_and_tell_the_oldest_unarchived_age() {
        let mut overview = Overview {
            rituals: 3,
            oldest_unarchived: Some((RitualId::new(), Timestamp(0))),
            ..Overview::default()
        };
        let counts = DestinationCounts { archived: 2, ..DestinationCounts::default() };
        overview.destinations.insert("s3:a\"b".to_owned(), counts);
        let text = exposition(&overview, Timestamp(90_000));
        assert!(text.contains("helix_rituals_total 3\n"), "{text}");
        assert!(text.contains("helix_oldest_unarchived_seconds 90\n"), "{text}");
        assert!(text.contains("helix_archived_total{destination=\"s3:a\\\"b\"} 2\n"), "{text}");
    }
}
