//! A collector of OpenTelemetry's traces: it takes what processes tell by OTLP over HTTP, and keeps it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode as Said;
use parking_lot::Mutex;
use prost::Message as _;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::hex;

/// The key that a collector asks for.
pub(crate) const KEY: &str = "a-key-for-the-collector-alone";
/// The kind of body that the protocol names.
const PROTOBUF: &str = "application/x-protobuf";

/// A collector; it ends when dropped.
pub(crate) struct Collector {
    address: SocketAddr,
    told: Arc<Mutex<Vec<Told>>>,
    _serving: AbortOnDropHandle<()>,
}

/// A span, and the name of the service that told it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) service: String,
    pub(crate) span: Span,
}

impl Collector {
    /// Starts one that was told nothing yet.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let told = Arc::new(Mutex::default());
        let router = Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&told));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves until it is dropped");
        });
        Self { address, told, _serving: AbortOnDropHandle::new(serving) }
    }

    /// What has a process tell it everything when it ends, and nothing before.
    pub(crate) fn settings(&self) -> [(&'static str, String); 3] {
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{}", self.address)),
            ("OTEL_EXPORTER_OTLP_HEADERS", format!("authorization=Bearer%20{KEY}")),
            ("OTEL_BSP_SCHEDULE_DELAY", "3600000".to_owned()),
        ]
    }

    /// All that was told.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.told.lock().clone()
    }

    /// All that was told as one trace, which a ritual with this id is to be.
    #[track_caller]
    pub(crate) fn trace(&self, ritual: &str) -> Trace {
        let told = self.told();
        let id = ritual.replace('-', "");
        for it in &told {
            assert_eq!(hex(&it.span.trace_id), id, "another trace: {it:?}");
        }
        Trace(told)
    }
}

async fn take(
    State(told): State<Arc<Mutex<Vec<Told>>>>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let is = |name, value: &str| headers.get(name).is_some_and(|found| found == value);
    if !is(AUTHORIZATION, &format!("Bearer {KEY}")) {
        return (StatusCode::UNAUTHORIZED, HeaderMap::new(), Vec::new());
    }
    assert!(is(CONTENT_TYPE, PROTOBUF), "{headers:?}");
    let request = ExportTraceServiceRequest::decode(body).expect("a request of the protocol");
    for resource in request.resource_spans {
        let attributes = resource.resource.unwrap_or_default().attributes;
        let service = text(&attributes, "service.name").expect("a service's name");
        let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
        told.lock().extend(spans.map(|span| Told { service: service.clone(), span }));
    }
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, PROTOBUF.parse().expect("a value"))]);
    (StatusCode::OK, headers, ExportTraceServiceResponse::default().encode_to_vec())
}

/// An attribute's text.
fn text(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        any_value::Value::StringValue(text) => Some(text.clone()),
        _ => None,
    }
}

/// The spans of one trace.
#[derive(Debug)]
pub(crate) struct Trace(pub(crate) Vec<Told>);

impl Trace {
    /// Each span behind those that it lies in, with who told it and how it failed; those that say the same once.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.0.iter().map(|told| self.line(told)).collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn line(&self, told: &Told) -> String {
        let Told { service, span } = told;
        let failed = span.status.as_ref().is_some_and(|status| status.code() == Said::Error);
        let failed = failed.then(|| text(&span.attributes, "error.type").expect("how it failed"));
        let failed = failed.map(|class| format!(", failed: {class}")).unwrap_or_default();
        format!("{} ({service}{failed})", self.path(span))
    }

    /// The names of a span and of those that it lies in, from the root.
    fn path(&self, span: &Span) -> String {
        if span.parent_span_id.is_empty() {
            return span.name.clone();
        }
        let mut parents = self.0.iter().filter(|told| told.span.span_id == span.parent_span_id);
        let (Some(parent), None) = (parents.next(), parents.next()) else {
            panic!("one parent of {span:?} in {self:?}")
        };
        format!("{} > {}", self.path(&parent.span), span.name)
    }

    /// The spans with this name.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = &Span> {
        self.0.iter().map(|told| &told.span).filter(move |span| span.name == name)
    }
}
