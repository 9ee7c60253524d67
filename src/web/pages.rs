//! What the port tells.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::metrics::{Format, exposition};
use crate::app::{App, DestinationState, GatewayState, Health, Readiness};
use crate::store::Timestamp;

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
    let readiness = app.readiness().await;
    let ready = readiness.is_ready();
    let archiving = match &readiness.archiving {
        Ok(program) => json!({"by": program}),
        Err(reason) => json!({"offline": reason}),
    };
    let details = json!({
        "ready": ready,
        "database": readiness.database,
        "disk": disk_details(&readiness),
        "spool": readiness.spool,
        "archiving": archiving,
        "destinations": readiness.destinations.iter().map(destination_details).collect::<Vec<_>>(),
        "gateway": gateway_details(readiness.gateway),
    });
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{details}\n")).into_response()
}

fn disk_details(readiness: &Readiness) -> Value {
    let room = readiness.disk;
    json!({
        "room": readiness.has_room(false),
        "room_for_large": readiness.has_room(true),
        "available_bytes": room.map(|room| room.available),
        "size_bytes": room.map(|room| room.size),
    })
}

fn destination_details(state: &DestinationState) -> Value {
    let DestinationState { destination, waiting, dead, paused } = state;
    json!({"name": destination.to_string(), "waiting": waiting, "dead": dead, "paused": paused})
}

fn gateway_details(gateway: GatewayState) -> Value {
    let since = UNIX_EPOCH + gateway.since.since(Timestamp(0));
    json!({
        "connected": gateway.is_connected(),
        "since": humantime::format_rfc3339_seconds(since).to_string(),
        "shards": {"connected": gateway.connected, "expected": gateway.shards},
    })
}

async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let format = Format::accepted(accept.unwrap_or_default());
    let page = exposition(app.metrics(), &app.measurements().await, format);
    ([(header::CONTENT_TYPE, format.content_type())], page).into_response()
}
