//! The log: to standard error, so that standard output carries answers only. `RUST_LOG` chooses what is told.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use tokio::runtime::Handle;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::FilterExt as _;
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::fmt::{FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, filter};

use crate::config::LogFormat;
use crate::discord::may_be_logged;
use crate::printable::printable;
use crate::redact::Redactor;
use crate::traces;

/// Starts the log. `level` is what this program itself tells where `RUST_LOG` says nothing; libraries warn only. No
/// secret is written, whoever tells it. Rituals' traces are exported beside it where the operator asked for that.
pub(super) fn start(format: LogFormat, level: &str, secrets: Vec<String>, runtime: &Handle) {
    let ours = format!("warn,helix_bot={level}");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(ours));
    let log = tracing_subscriber::fmt::layer().with_writer(Hiding(Redactor::new(secrets)));
    let log = match format {
        LogFormat::Json => log.json().flatten_event(true).boxed(),
        LogFormat::Text => {
            let log = log.with_ansi(may_be_coloured()).with_target(false);
            log.fmt_fields(PrintableFields(DefaultFields::new())).boxed()
        }
    };
    // What libraries would tell of secrets is left out whatever the operator asks for.
    let log = log.with_filter(filter.and(filter::filter_fn(may_be_logged)));
    let (traces, problem) = match traces::layer(runtime) {
        Ok(layer) => (layer, None),
        Err(error) => (None, Some(format!("{error:#}"))),
    };
    tracing_subscriber::registry().with(log).with(traces).init();
    if let Some(problem) = problem {
        tracing::warn!(problem, "no traces are exported");
    }
}

/// On a terminal, unless somebody asked for none: <https://no-color.org>.
fn may_be_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !refused
}

/// Standard error, without secrets. The layer writes each event at once, so none is cut in two.
struct Hiding(Redactor);

impl<'a> MakeWriter<'a> for Hiding {
    type Writer = HidingWriter<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        HidingWriter(&self.0)
    }
}

struct HidingWriter<'a>(&'a Redactor);

impl Write for HidingWriter<'_> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        io::stderr().lock().write_all(self.0.redact_known(&text).as_bytes()).map(|()| event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
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
