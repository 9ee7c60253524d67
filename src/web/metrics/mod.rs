//! The page `/metrics`: what was counted, and how things are now, in one of the two formats that Prometheus reads.
//!
//! What was counted stands in the registry of [`Metrics`]; how things are is looked up for each answer and written into a
//! registry that lives as long as the answer.

mod format;
mod process;
mod seen;

use crate::app::Measurements;
use crate::metrics::Metrics;

pub(super) use format::Format;
use process::Process;
use seen::seen;

/// All of it in a format.
pub(super) fn exposition(metrics: &Metrics, measurements: &Measurements, format: Format) -> String {
    format.written(&[metrics.registry(), &seen(measurements, Process::look().as_ref())])
}
