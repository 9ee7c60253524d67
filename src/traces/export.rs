//! From the program's spans to a collector, by OpenTelemetry's own variables.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use opentelemetry::trace::{
    Span as _, SpanKind, Status, TraceContextExt as _, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::{Config, SdkTracer, SdkTracerProvider};
use tokio::runtime::Handle;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, filter};
use uuid::Uuid;

use super::ENDPOINTS;
use super::client::Client;
use super::identity::{self, ByTrace, RitualIds};
use crate::failure::Class;

/// What the spans are told to come from.
const NAME: &str = "helix-bot";
/// Spans below this level are for whoever looks for a mistake in the program.
const FINEST: Level = Level::INFO;
/// How long the last spans may take when the program stops. With the rest of the stop it stays below 10 s.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What exports, once it is there.
static EXPORT: OnceLock<Export> = OnceLock::new();

struct Export {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// Exports the program's own spans; none where no collector is named, or all is switched off. Then nothing is started.
pub(crate) fn layer<S>(runtime: &Handle) -> anyhow::Result<Option<impl Layer<S> + use<S>>>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    if !is_wanted() {
        return Ok(None);
    }
    let export = Export::new(runtime)?;
    let tracer = EXPORT.get_or_init(|| export).tracer.clone();
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    let layer =
        layer.with_location(false).with_threads(false).with_target(false).with_tracked_inactivity(false);
    // Said here, so that what libraries tell in detail costs nothing.
    let ours = filter::filter_fn(is_exported).with_max_level_hint(LevelFilter::from_level(FINEST));
    Ok(Some(layer.with_filter(ours)))
}

impl Export {
    fn new(runtime: &Handle) -> anyhow::Result<Self> {
        let client = Client::new(runtime.clone())?;
        let exporter = SpanExporter::builder().with_http().with_http_client(client).build();
        let exporter = exporter.context("the collector that OTEL_EXPORTER_OTLP_… name cannot be used")?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            // The one that the operator chose, which the SDK reads.
            .with_sampler(ByTrace(Config::default().sampler))
            .with_id_generator(RitualIds::default())
            .with_resource(resource())
            .build();
        let tracer = provider.tracer(NAME);
        Ok(Self { provider, tracer })
    }
}

fn is_wanted() -> bool {
    let disabled = given("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    !disabled && ENDPOINTS.into_iter().any(|name| given(name).is_some())
}

/// What a variable holds. One that is set to nothing counts as not set, as the specification has it.
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The operator's names come before ours.
fn resource() -> Resource {
    let ours =
        [KeyValue::new("service.name", NAME), KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))];
    let resource = Resource::builder_empty()
        .with_attributes(ours)
        .with_detectors(&[Box::new(TelemetryResourceDetector), Box::new(EnvResourceDetector::new())]);
    match given("OTEL_SERVICE_NAME") {
        Some(name) => resource.with_service_name(name).build(),
        None => resource.build(),
    }
}

/// Spans of this program alone. Events are left to the log, since what they quote is not known here; and so is a span with a
/// path, in which the name of a server may stand.
fn is_exported(metadata: &Metadata<'_>) -> bool {
    let ours = metadata.target().strip_prefix(env!("CARGO_CRATE_NAME"));
    metadata.is_span()
        && *metadata.level() <= FINEST
        && ours.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        && metadata.fields().field("path").is_none()
}

/// Sends what has not been sent, and exports nothing more. Takes a second at most.
pub(crate) fn flush() {
    if let Some(export) = EXPORT.get() {
        // What does not arrive in time is lost, as it is while the collector is away.
        let _ = export.provider.shutdown_with_timeout(LAST_WORDS);
    }
}

/// Notes the root of a ritual's trace, from when it was asked for until now.
pub(crate) fn accepted(ritual: Uuid, asked: SystemTime) {
    let Some(Export { tracer, .. }) = EXPORT.get() else { return };
    let root = tracer
        .span_builder("ritual")
        .with_kind(SpanKind::Server)
        .with_start_time(asked)
        .with_attributes([KeyValue::new("ritual", ritual.to_string())]);
    identity::as_root(ritual, || root.start_with_context(tracer, &Context::new())).end();
}

/// Puts a span that has not begun under a ritual's root, and gives it a name.
pub(crate) fn begun(span: &Span, ritual: Uuid, name: &'static str) {
    // Fails where nothing is exported.
    if span.set_parent(identity::root(ritual)).is_ok() {
        renamed(span, name);
    }
}

/// Gives a span another name.
pub(crate) fn renamed(span: &Span, name: &'static str) {
    span.context().span().update_name(name);
}

/// Says of a span that what it stands for failed, and how; never why in words, which may be others'.
pub(crate) fn failed(span: &Span, class: Class) {
    span.set_attribute("error.type", class.as_str());
    span.set_status(Status::error(class.as_str()));
}
