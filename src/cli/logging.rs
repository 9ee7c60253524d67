//! The log: to standard error, so that standard output carries answers only. `RUST_LOG` chooses what is told.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::FilterExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, filter};

use crate::config::LogFormat;
use crate::discord::may_be_logged;

/// Starts the log. `level` is what this program itself tells where `RUST_LOG` says nothing; libraries warn only.
pub(super) fn start(format: LogFormat, level: &str) {
    let ours = format!("warn,helix_bot={level}");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(ours));
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let log = match format {
        LogFormat::Json => log.json().flatten_event(true).boxed(),
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).with_target(false).boxed(),
    };
    // What libraries would tell of secrets is left out whatever the operator asks for.
    let log = log.with_filter(filter.and(filter::filter_fn(may_be_logged)));
    tracing_subscriber::registry().with(log).init();
}
