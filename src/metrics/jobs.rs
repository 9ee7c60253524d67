//! What the workers count: how the runs of jobs end, how long the work takes, and how many bytes come of it.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use strum::VariantArray as _;

use crate::failure::Class;

/// The shortest bucket for drawing and encoding: a ritual of 512² takes some 20 ms. Each bucket is twice the one before.
const SHORTEST_WORK: f64 = 0.01;
/// Up to 82 s: the largest picture takes seconds, one in motion some more.
const WORK_BUCKETS: u16 = 14;
/// The shortest bucket for what crosses the network.
const SHORTEST_EXCHANGE: f64 = 0.05;
/// Up to 410 s: longer ones are for whoever limits the bandwidth.
const EXCHANGE_BUCKETS: u16 = 14;

/// The labels of a run. Only copies have a destination and only failures a class; Prometheus takes an empty label for none.
type RunLabels = [(&'static str, String); 4];
/// The label of what is told by destination.
type ByDestination = [(&'static str, String); 1];

/// How the run of a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// The work is done.
    Done,
    /// It failed and is tried again later.
    Retry(Class),
    /// It was not tried, because the other side asked for a pause.
    Postponed,
    /// It is given up.
    Dead(Class),
    /// It was handed back, because the program stops.
    Released,
}

impl RunOutcome {
    fn all() -> impl Iterator<Item = Self> {
        let failures = Class::VARIANTS.iter().flat_map(|class| [Self::Retry(*class), Self::Dead(*class)]);
        [Self::Done, Self::Postponed, Self::Released].into_iter().chain(failures)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry(_) => "retry",
            Self::Postponed => "postponed",
            Self::Dead(_) => "dead",
            Self::Released => "released",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Retry(class) | Self::Dead(class) => class.as_str(),
            Self::Done | Self::Postponed | Self::Released => "",
        }
    }
}

/// What the workers count. Clones share it.
#[derive(Debug, Clone)]
pub struct JobMetrics {
    runs: Family<RunLabels, Counter>,
    render: Histogram,
    encode: Histogram,
    motion: Histogram,
    post: Histogram,
    archive: Family<ByDestination, Histogram, fn() -> Histogram>,
    rendered_bytes: Counter,
    archived: Family<ByDestination, Counter>,
    archived_bytes: Family<ByDestination, Counter>,
}

impl JobMetrics {
    pub(super) fn new(registry: &mut Registry, destinations: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let metrics = Self {
            runs: Family::default(),
            render: of_work(),
            encode: of_work(),
            motion: of_work(),
            post: of_exchange(),
            archive: Family::new_with_constructor(of_exchange as fn() -> Histogram),
            rendered_bytes: Counter::default(),
            archived: Family::default(),
            archived_bytes: Family::default(),
        };
        metrics.begin("render", "");
        metrics.begin("post", "");
        for destination in destinations {
            metrics.begin_copies(destination.as_ref());
        }
        metrics.register(registry);
        metrics
    }

    /// Gives the runs of one kind their samples.
    fn begin(&self, kind: &'static str, destination: &str) {
        for outcome in RunOutcome::all() {
            drop(self.runs.get_or_create(&run_labels(kind, destination, outcome)));
        }
    }

    /// Gives the copies to one destination their samples.
    fn begin_copies(&self, destination: &str) {
        self.begin("archive", destination);
        self.begin("backup", destination);
        drop(self.archive.get_or_create(&by_destination(destination)));
        drop(self.archived.get_or_create(&by_destination(destination)));
        drop(self.archived_bytes.get_or_create(&by_destination(destination)));
    }

    fn register(&self, registry: &mut Registry) {
        registry.register(
            "helix_job_runs",
            "Runs of jobs since the start, by how they ended",
            self.runs.clone(),
        );
        registry.register(
            "helix_render_duration_seconds",
            "Time to draw a ritual's picture",
            self.render.clone(),
        );
        registry.register("helix_encode_duration_seconds", "Time to encode a picture", self.encode.clone());
        registry.register(
            "helix_motion_duration_seconds",
            "Time to draw and encode a ritual in motion",
            self.motion.clone(),
        );
        registry.register(
            "helix_post_duration_seconds",
            "Time to post or edit a ritual's message, waits for rate limits included",
            self.post.clone(),
        );
        registry.register(
            "helix_archive_duration_seconds",
            "Time to send a copy and verify it",
            self.archive.clone(),
        );
        registry.register(
            "helix_rendered_bytes",
            "Bytes of the files made since the start",
            self.rendered_bytes.clone(),
        );
        registry.register(
            "helix_archived",
            "Copies archived and verified since the start",
            self.archived.clone(),
        );
        registry.register(
            "helix_archived_bytes",
            "Bytes of the pictures archived and verified since the start, without those in motion beside them",
            self.archived_bytes.clone(),
        );
    }

    /// A run of a job has ended. `destination` is empty where the job is no copy.
    pub fn ran(&self, kind: &'static str, destination: &str, outcome: RunOutcome) {
        self.runs.get_or_create(&run_labels(kind, destination, outcome)).inc();
    }

    /// A picture was made; `bytes` are those of all its files.
    pub fn rendered(&self, render: Duration, encode: Duration, motion: Option<Duration>, bytes: u64) {
        self.render.observe(render.as_secs_f64());
        self.encode.observe(encode.as_secs_f64());
        if let Some(motion) = motion {
            self.motion.observe(motion.as_secs_f64());
        }
        self.rendered_bytes.inc_by(bytes);
    }

    /// A message was posted or edited.
    pub fn posted(&self, took: Duration) {
        self.post.observe(took.as_secs_f64());
    }

    /// A copy was archived and verified.
    pub fn archived(&self, destination: &str, took: Duration, bytes: u64) {
        let labels = by_destination(destination);
        self.archive.get_or_create(&labels).observe(took.as_secs_f64());
        self.archived.get_or_create(&labels).inc();
        self.archived_bytes.get_or_create(&labels).inc_by(bytes);
    }
}

fn run_labels(kind: &'static str, destination: &str, outcome: RunOutcome) -> RunLabels {
    [
        ("kind", kind.to_owned()),
        ("destination", destination.to_owned()),
        ("outcome", outcome.word().to_owned()),
        ("class", outcome.class().to_owned()),
    ]
}

fn by_destination(destination: &str) -> ByDestination {
    [("destination", destination.to_owned())]
}

fn of_work() -> Histogram {
    Histogram::new(exponential_buckets(SHORTEST_WORK, 2.0, WORK_BUCKETS))
}

fn of_exchange() -> Histogram {
    Histogram::new(exponential_buckets(SHORTEST_EXCHANGE, 2.0, EXCHANGE_BUCKETS))
}
