//! One OpenTelemetry trace for each ritual, from the request to the receipt, whichever processes have a part in it.
//!
//! Nothing is carried from one process to another: a ritual's id is its trace's id, and the root's span id follows from it
//! ([`identity`]). The other spans are those that the log has as well (`job` and what lies in it), under the root. Their
//! fields become attributes; what the log tells within them is not exported, as it may quote what others said.
//!
//! Without the feature `otel`, and without an endpoint, nothing here does anything.

#[cfg(feature = "otel")]
mod client;
#[cfg(feature = "otel")]
mod export;
#[cfg(feature = "otel")]
mod identity;
#[cfg(not(feature = "otel"))]
mod without;

#[cfg(feature = "otel")]
pub(crate) use export::{accepted, begun, failed, flush, layer, renamed};
#[cfg(not(feature = "otel"))]
pub(crate) use without::{accepted, begun, failed, flush, layer, renamed};

/// OpenTelemetry's variables that name a collector.
pub(crate) const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
