//! How long 108 pictures take to be archived: by the bot's own queue, which proves each copy and records it, and by rclone
//! used in the two plain ways, which do neither.
//!
//! All of it runs against real servers on loopback, near and behind a simulated line of 50 ms, within one run and on the
//! same files; for MEGA, which nobody can run, against the tests' double. There the bot without rclone takes part as well.
//! Each contender gets a folder of its own, and what stands there afterwards is compared byte by byte. The result is
//! printed, and replaces the section between its markers in `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use helix_bot::digest::{Digest, Md5};
use tempfile::TempDir;

use self::ground::{Ground, remote};
use self::support::rclone::{Speaks, program};

mod ground;
mod latency;
mod queue;
#[path = "../../tests/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
mod support;

/// As many as a ritual has steps.
const FILES: usize = 108;
/// A picture of the default size is about as long, in bytes.
const BYTES: usize = 1_500_000;
/// A round trip to a cloud on the same continent.
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// The same pictures for all.
struct Pictures {
    folder: TempDir,
    files: Vec<Picture>,
}

struct Picture {
    name: String,
    digest: Digest,
    md5: Md5,
}

/// What one contender took on one ground.
struct Times {
    ground: &'static str,
    queue: Duration,
    one_by_one: Duration,
    together: Duration,
    /// The queue without rclone, where that is possible.
    legacy: Option<Duration>,
}

fn main() {
    let count = std::env::args().skip_while(|word| word != "--files").nth(1);
    let count = count.map_or(FILES, |text| text.parse().expect("--files takes a number"));
    let pictures = Pictures::draw(count);
    say(&format!("{count} files of {BYTES} bytes"));
    // MEGA's double runs in here.
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let _inside = runtime.enter();
    let grounds: [&dyn Fn() -> Ground; 9] = [
        &|| Ground::served("S3", Speaks::S3, None),
        &|| Ground::served("WebDAV", Speaks::WebDav, None),
        &|| Ground::served("S3, 50 ms away", Speaks::S3, Some(ROUND_TRIP)),
        &|| Ground::served("WebDAV, 50 ms away", Speaks::WebDav, Some(ROUND_TRIP)),
        &|| Ground::s3("S3 (the tests' double)", false, None, &runtime),
        &|| Ground::s3("S3 with KMS (the tests' double)", true, None, &runtime),
        &|| Ground::s3("S3, 50 ms away (the tests' double)", false, Some(ROUND_TRIP), &runtime),
        &|| Ground::s3("S3 with KMS, 50 ms away (the tests' double)", true, Some(ROUND_TRIP), &runtime),
        &|| Ground::mega("MEGA (the tests' double)", &runtime),
    ];
    let only = std::env::args().skip_while(|word| word != "--only").nth(1);
    let wanted = |ground: &Ground| only.as_ref().is_none_or(|words| ground.name.contains(words.as_str()));
    let grounds = grounds.into_iter().map(|open| open()).filter(wanted);
    let times: Vec<_> = grounds.map(|ground| compete(&ground, &pictures)).collect();
    let section = section(count, &times);
    say(&section);
    if count == FILES && only.is_none() {
        record(&section);
    } else {
        say("not recorded: that takes all files and all destinations");
    }
}

/// All contenders on one ground, one after the other.
fn compete(ground: &Ground, pictures: &Pictures) -> Times {
    let timed = |contender: &str, run: &dyn Fn(&str)| {
        let folder = ground.folder(contender);
        let started = Instant::now();
        run(&folder);
        let took = started.elapsed();
        pictures.check(ground, &folder);
        say(&format!("{}: {contender} took {:.1} s", ground.name, took.as_secs_f64()));
        took
    };
    let prepared = queue::Prepared::new(pictures, &remote(&ground.folder("queue")));
    let queue = timed("queue", &|_| prepared.archive(&ground.variables));
    let one_by_one = timed("one-by-one", &|folder| {
        for picture in &pictures.files {
            let from = pictures.folder.path().join(&picture.name);
            let to = remote(&format!("{folder}/{}", picture.name));
            ground.rclone(["copyto".as_ref(), from.as_os_str(), to.as_ref()]);
        }
    });
    let together = timed("together", &|folder| {
        let from = pictures.folder.path().as_os_str();
        let to = remote(folder);
        ground.rclone(["copy".as_ref(), "--transfers=4".as_ref(), from, to.as_ref()]);
    });
    let legacy = ground.legacy.as_ref().map(|variables| {
        let prepared = queue::Prepared::new(pictures, "mega:legacy");
        timed("legacy", &|_| prepared.archive(variables))
    });
    Times { ground: ground.name, queue, one_by_one, together, legacy }
}

impl Pictures {
    /// Bytes that no server can make shorter, the same in every run.
    fn draw(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut byte = || {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        let files = (0..count).map(|number| {
            let name = format!("ritual-108-{number:03}.png");
            let content: Vec<u8> = (0..BYTES).map(|_| byte()).collect();
            std::fs::write(folder.path().join(&name), &content).expect("written");
            Picture { name, digest: Digest::of(&content), md5: Md5::of(&content) }
        });
        let files = files.collect();
        Self { folder, files }
    }

    /// Whether all of them stand in a folder, whole.
    fn check(&self, ground: &Ground, folder: &str) {
        for picture in &self.files {
            let content = ground.stored(&format!("{folder}/{}", picture.name)).expect("a copy");
            assert!(Digest::of(&content) == picture.digest, "{} is damaged", picture.name);
        }
    }
}

/// The part of `docs/benchmarks.md` that this program writes.
fn section(count: usize, times: &[Times]) -> String {
    let version = Command::new(program()).arg("version").output().expect("rclone starts").stdout;
    let version = String::from_utf8_lossy(&version).lines().next().unwrap_or_default().to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let today = humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string();
    let mut text = format!(
        "{count} files of {:.1} MB, {version}, {cores} cores that the servers (`rclone serve`, loopback) share, {}. Seconds for \
         all of them; in brackets how many times as fast our queue is. Our queue commits every step to its database and proves \
         every copy (on WebDAV, MEGA and S3 with KMS by reading it back whole); the others do neither. To MEGA it sends one file at a time.\n\n",
        BYTES as f64 / 1e6,
        &today[..10],
    );
    text.push_str("| destination | our queue, each copy proven | one `rclone copyto` per file | one `rclone copy --transfers 4` | our queue without rclone |\n");
    text.push_str("|---|---|---|---|---|\n");
    for Times { ground, queue, one_by_one, together, legacy } in times {
        let own = queue.as_secs_f64();
        let other = |time: &Duration| format!("{:.2} ({:.2}×)", time.as_secs_f64(), time.as_secs_f64() / own);
        let legacy = legacy.as_ref().map_or("–".to_owned(), other);
        let _ = writeln!(
            text,
            "| {ground} | {own:.2} | {} | {} | {legacy} |",
            other(one_by_one),
            other(together)
        );
    }
    text
}

const BEGIN: &str = "<!-- sync: written by script/bench sync -->";
const END: &str = "<!-- sync: end -->";

/// Replaces the section between the markers; what others wrote into the page stays.
fn record(section: &str) {
    let page = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/benchmarks.md"));
    let old = std::fs::read_to_string(&page).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
    let new = match (old.split_once(BEGIN), old.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{BEGIN}\n\n{section}\n{END}{after}"),
        _ => format!("{}\n\n## Sync\n\n{BEGIN}\n\n{section}\n{END}\n", old.trim_end()),
    };
    std::fs::write(&page, new).expect("the page can be written");
    say(&format!("recorded in {}", page.display()));
}

fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("somebody reads");
}
