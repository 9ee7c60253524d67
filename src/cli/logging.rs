//! The log: to standard error, so that standard output carries answers only. `RUST_LOG` chooses what is told.

use std::fmt;
use std::io::{self, IsTerminal};

use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::FilterExt as _;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, filter};

use crate::config::LogFormat;
use crate::discord::may_be_logged;
use crate::printable::printable;

/// Starts the log. `level` is what this program itself tells where `RUST_LOG` says nothing; libraries warn only.
pub(super) fn start(format: LogFormat, level: &str) {
    let ours = format!("warn,helix_bot={level}");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(ours));
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let log = match format {
        LogFormat::Json => log.json().flatten_event(true).boxed(),
        LogFormat::Text => {
            let log = log.with_ansi(io::stderr().is_terminal()).with_target(false);
            log.fmt_fields(PrintableFields(DefaultFields::new())).boxed()
        }
    };
    // What libraries would tell of secrets is left out whatever the operator asks for.
    let log = log.with_filter(filter.and(filter::filter_fn(may_be_logged)));
    tracing_subscriber::registry().with(log).init();
}

/// Messages and fields on one line, without what would steer a terminal: the library's own writer leaves line ends and
/// marks that turn the direction of writing as they are.
struct PrintableFields(DefaultFields);

impl<'writer> FormatFields<'writer> for PrintableFields {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut text = String::new();
        self.0.format_fields(Writer::new(&mut text), fields)?;
        writer.write_str(&printable(&text))
    }
}
