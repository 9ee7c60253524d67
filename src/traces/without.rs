//! What stands in for the exporter in a build without the feature.

use std::time::SystemTime;

use tokio::runtime::Handle;
use tracing::{Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Identity;
use uuid::Uuid;

use crate::failure::Class;

/// Exports nothing.
#[expect(clippy::unnecessary_wraps, reason = "the exporter can fail to start")]
pub(crate) fn layer<S: Subscriber>(_: &Handle) -> anyhow::Result<Option<impl Layer<S> + use<S>>> {
    Ok(None::<Identity>)
}

/// Has nothing to send.
pub(crate) fn flush() {}

/// Notes nothing.
pub(crate) fn accepted(_: Uuid, _: SystemTime) {}

/// Leaves the span where it is.
pub(crate) fn begun(_: &Span, _: Uuid, _: &'static str) {}

/// Leaves the span its name.
pub(crate) fn renamed(_: &Span, _: &'static str) {}

/// Leaves the span as it is.
pub(crate) fn failed(_: &Span, _: Class) {}
