//! What the port tells.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::metrics::{exposition, exposition_of_proofs};
use crate::app::{App, GatewayState, Health, Readiness};
use crate::store::Timestamp;

/// How long counting may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// All pages.
pub(super) fn pages(app: Arc<App>) -> Router {
    Router::new()
        .route("/livez", get(async || "alive\n"))
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn healthy(State(app): State<Arc<App>>) -> Response {
    let Health { problems, gateway } = app.health().await;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let details = json!({
        "healthy": problems.is_empty(), "problems": problems, "gateway": gateway_details(gateway),
    });
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{details}\n")).into_response()
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
