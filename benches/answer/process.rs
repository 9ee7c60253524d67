//! What the kernel tells of a process.

use std::fs;
use std::time::Duration;

/// In which the kernel counts processor time, on every machine that Linux runs on.
const TICK: Duration = Duration::from_millis(10);

/// What processes have used so far, all their threads together.
pub(super) fn processor_time(processes: &[i32]) -> Duration {
    let ticks = |process: &i32| {
        let all = fs::read_to_string(format!("/proc/{process}/stat")).expect("a running process");
        // The name, which comes before, is in brackets and may hold anything.
        let (_, fields) = all.rsplit_once(')').expect("the kernel's form");
        let used = fields.split_whitespace().skip(11).take(2);
        used.map(|ticks| ticks.parse::<u32>().expect("a number")).sum::<u32>()
    };
    TICK * processes.iter().map(ticks).sum::<u32>()
}

/// A line such as `VmRSS` of what the kernel tells of a process, in mebibytes.
pub(super) fn mebibytes(process: i32, name: &str) -> f64 {
    let all = fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.expect("the kernel tells it").trim().trim_end_matches(" kB");
    number.parse::<f64>().expect("a number") / 1024.0
}
