//! How things are now, as metrics.

use std::fmt::Display;
use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::process::Process;
use crate::app::{DiskUse, Measurements, Stored};
use crate::store::{DestinationCounts, Proofs, Queue, QueueCounts, Timestamp};

/// The labels of one sample.
type Labels = Vec<(&'static str, String)>;

/// A registry with all of it.
pub(super) fn seen(measurements: &Measurements, process: Option<&Process>) -> Registry {
    let mut page = Page(Registry::default());
    page.one("helix_database_up", "1 while the database answers", measurements.stored.is_some());
    if let Some(stored) = &measurements.stored {
        page.rituals(stored, measurements.at);
        page.queues(stored, measurements.at);
        page.destinations(stored, measurements.at);
    }
    page.surroundings(measurements);
    if let Some(process) = process {
        page.process(process);
    }
    page.build();
    page.0
}

/// What is being written.
struct Page(Registry);

impl Page {
    fn rituals(&mut self, stored: &Stored, now: Timestamp) {
        let overview = &stored.overview;
        self.counter("helix_rituals", "Rituals accepted", overview.rituals);
        let oldest = overview.oldest_unarchived.map(|(_, accepted)| accepted);
        self.one(
            "helix_oldest_unarchived_seconds",
            "Age of the oldest ritual with a copy missing; 0 if none is",
            age(oldest, now),
        );
    }

    fn queues(&mut self, stored: &Stored, now: Timestamp) {
        let counts = |count: fn(&QueueCounts) -> u64| {
            let queues = stored.overview.queues.iter();
            queues.map(move |(queue, counts)| (of_queue(queue), count(counts) as f64))
        };
        self.gauge("helix_jobs_waiting", "Jobs waiting or running", counts(|it| it.waiting));
        self.gauge(
            "helix_jobs_put_off",
            "Jobs that failed and wait for their next try, which are among those waiting",
            counts(|it| it.put_off),
        );
        self.gauge("helix_jobs_dead", "Jobs given up, which wait for a person", counts(|it| it.dead));
        self.gauge(
            "helix_jobs_oldest_seconds",
            "For how long the job has waited that waits longest: since it was due, or if it failed since its ritual was \
             accepted; 0 if none waits",
            stored.waits_since.iter().map(|(queue, since)| (of_queue(queue), age(*since, now))),
        );
    }

    fn destinations(&mut self, stored: &Stored, now: Timestamp) {
        let counts = |count: fn(&DestinationCounts) -> u64| {
            let destinations = stored.overview.destinations.iter();
            destinations.map(move |(name, counts)| (of_destination(name), count(counts) as f64))
        };
        self.gauge(
            "helix_archive_copies",
            "Copies that stand, archived and verified",
            counts(|it| it.archived),
        );
        self.gauge(
            "helix_archive_lost",
            "Archived copies that are missing or damaged and not made good yet",
            counts(|it| it.lost),
        );
        self.gauge("helix_archive_waiting", "Copies waiting or being sent", counts(|it| it.waiting));
        self.gauge(
            "helix_destination_paused",
            "1 while a destination is paused",
            counts(|it| u64::from(it.paused.is_some())),
        );
        self.gauge(
            "helix_destination_held",
            "1 while the operator holds a destination back",
            counts(|it| u64::from(it.held.is_some())),
        );
        self.proofs(stored, now);
    }

    fn proofs(&mut self, stored: &Stored, now: Timestamp) {
        let by_destination = |value: &dyn Fn(&Proofs) -> f64| -> Vec<_> {
            let proofs = stored.proofs.iter();
            proofs.map(|(name, proofs)| (of_destination(name), proofs.as_ref().map_or(0.0, value))).collect()
        };
        self.gauge(
            "helix_oldest_proof_seconds",
            "Age of the oldest proof of an archived copy; 0 where there is none",
            by_destination(&|proofs| age(Some(proofs.oldest), now)),
        );
        self.gauge(
            "helix_proofs_overdue",
            "Archived copies that were to be proven again by now, counted up to 10000",
            by_destination(&|proofs| proofs.overdue as f64),
        );
    }

    /// What the bot works with: Discord's gateway, rclone, the disk.
    fn surroundings(&mut self, measurements: &Measurements) {
        let Measurements { gateway, daemon, .. } = measurements;
        let shards = |count: usize| count as f64;
        self.one(
            "helix_gateway_shards_connected",
            "Shards connected to Discord's gateway",
            shards(gateway.connected),
        );
        self.one(
            "helix_gateway_shards",
            "Shards that are to be connected; 0 before Discord was reached",
            shards(gateway.shards),
        );
        self.counter(
            "helix_rclone_starts",
            "Starts of the rclone daemon, the first and failed ones included",
            daemon.starts,
        );
        self.counter(
            "helix_rclone_failed_starts",
            "Starts of the rclone daemon that failed",
            daemon.failed_starts,
        );
        self.one(
            "helix_rclone_up",
            "1 while an rclone daemon runs; it is started when needed",
            daemon.running,
        );
        self.one(
            "helix_rclone_resident_memory_bytes",
            "Memory of the rclone daemon; 0 while none runs",
            daemon.resident as f64,
        );
        self.disk(measurements.disk);
    }

    fn disk(&mut self, disk: DiskUse) {
        self.one("helix_spool_bytes", "What the spool holds", disk.spool as f64);
        if let Some(most) = disk.spool_max {
            self.one(
                "helix_spool_max_bytes",
                "Above this, files that nothing needs leave the spool before their 24 hours",
                most as f64,
            );
        }
        let Some(room) = disk.room else { return };
        self.one("helix_disk_size_bytes", "Size of the disk that the spool lies on", room.size as f64);
        self.one(
            "helix_disk_available_bytes",
            "What may still be written on the disk that the spool lies on",
            room.available as f64,
        );
        let floor = |rituals: &str, bytes: u64| (vec![("rituals", rituals.to_owned())], bytes as f64);
        self.gauge(
            "helix_disk_floor_bytes",
            "Below this room no large rituals are accepted, nor any in motion; or none at all",
            [floor("large", room.floor_for_large()), floor("all", room.floor_for_small())],
        );
    }

    /// By the names that Prometheus' own libraries have for these.
    fn process(&mut self, process: &Process) {
        self.0.register(
            "process_cpu_seconds",
            "Total user and system CPU time spent in seconds",
            ConstCounter::new(process.cpu),
        );
        self.one(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds",
            process.start,
        );
        self.one("process_resident_memory_bytes", "Resident memory size in bytes", process.resident as f64);
        self.one("process_virtual_memory_bytes", "Virtual memory size in bytes", process.addresses as f64);
        self.one("process_open_fds", "Number of open file descriptors", process.descriptors as f64);
        self.one(
            "process_max_fds",
            "Maximum number of open file descriptors",
            process.most_descriptors as f64,
        );
    }

    fn build(&mut self) {
        let features = [("legacy-mega", cfg!(feature = "legacy-mega")), ("otel", cfg!(feature = "otel"))];
        let features: Vec<_> = features.iter().filter(|(_, is_in)| *is_in).map(|(name, _)| *name).collect();
        let labels = vec![
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("features", features.join(",")),
            ("arch", std::env::consts::ARCH.to_owned()),
        ];
        self.gauge("helix_build_info", "What this program is; always 1", [(labels, 1.0)]);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.0.register(name, help, ConstCounter::new(value));
    }

    fn one(&mut self, name: &str, help: &str, value: impl Into<f64>) {
        self.gauge(name, help, [(Labels::new(), value.into())]);
    }

    fn gauge(&mut self, name: &str, help: &str, samples: impl IntoIterator<Item = (Labels, f64)>) {
        let family = Family::<Labels, Gauge<f64, AtomicU64>>::default();
        for (labels, value) in samples {
            family.get_or_create(&labels).set(value);
        }
        self.0.register(name, help, family);
    }
}

fn of_queue(queue: &Queue) -> Labels {
    let destination = queue.destination.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![("kind", queue.kind.word().to_owned()), ("destination", destination)]
}

fn of_destination(name: &impl Display) -> Labels {
    vec![("destination", name.to_string())]
}

/// How long ago something was, in seconds; 0 if there is nothing.
fn age(since: Option<Timestamp>, now: Timestamp) -> f64 {
    since.map_or(0.0, |since| now.since(since).as_secs_f64())
}
