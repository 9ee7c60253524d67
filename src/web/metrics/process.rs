//! This process as Linux tells of it: memory, processor time, descriptors.

use std::fs;

use rustix::param::{clock_ticks_per_second, page_size};

/// What this process takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Process {
    /// Processor time of all its threads, in seconds.
    pub(super) cpu: f64,
    /// When it began, in seconds since 1970.
    pub(super) start: f64,
    /// Memory in use, in bytes.
    pub(super) resident: u64,
    /// Addresses in use, in bytes.
    pub(super) addresses: u64,
    /// Open descriptors.
    pub(super) descriptors: u64,
    /// How many it may open.
    pub(super) most_descriptors: u64,
}

/// The fields of `/proc/self/stat` behind the name of the program, which may hold anything; `proc_pid_stat(5)` counts them from
/// 3 on.
struct Stat<'a>(Vec<&'a str>);

impl Process {
    /// This one now; none on a system that tells otherwise.
    pub(super) fn look() -> Option<Self> {
        let read = |name: &str| fs::read_to_string(format!("/proc/{name}")).ok();
        let (stat, system, limits) = (read("self/stat")?, read("stat")?, read("self/limits")?);
        let descriptors = fs::read_dir("/proc/self/fd").ok()?.count() as u64;
        Self::parse(&Stat::parse(&stat)?, &system, &limits, descriptors)
    }

    fn parse(stat: &Stat<'_>, system: &str, limits: &str, descriptors: u64) -> Option<Self> {
        let second = clock_ticks_per_second() as f64;
        let boot: u64 = system.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
        Some(Self {
            cpu: (stat.number(14)? + stat.number(15)?) as f64 / second,
            start: boot as f64 + stat.number(22)? as f64 / second,
            resident: stat.number(24)? * page_size() as u64,
            addresses: stat.number(23)?,
            descriptors,
            most_descriptors: most_descriptors(limits),
        })
    }
}

impl<'a> Stat<'a> {
    fn parse(stat: &'a str) -> Option<Self> {
        Some(Self(stat.rsplit_once(')')?.1.split_whitespace().collect()))
    }

    fn number(&self, field: usize) -> Option<u64> {
        self.0.get(field.checked_sub(3)?)?.parse().ok()
    }
}

/// The soft limit; 0 where there is none or it cannot be read.
fn most_descriptors(limits: &str) -> u64 {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_from_what_linux_tells() {
        let stat =
            "7 (a) b) S 1 7 7 0 -1 4194560 9 0 1 0 250 50 0 0 20 0 9 0 600 1048576 32 18446744073709551615";
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max open files            1024                 524288               files\n";
        let process = Process::parse(&Stat::parse(stat).expect("a stat"), "cpu 1 2\nbtime 1000\n", limits, 5);
        let second = clock_ticks_per_second() as f64;
        let expected = Process {
            cpu: 300.0 / second,
            start: 1000.0 + 600.0 / second,
            resident: 32 * page_size() as u64,
            addresses: 1_048_576,
            descriptors: 5,
            most_descriptors: 1024,
        };
        assert_eq!(process, Some(expected));
        assert_eq!(most_descriptors("Max open files            unlimited  unlimited  files"), 0);
    }

    #[test]
    fn this_process_takes_something() {
        let process = Process::look().expect("Linux tells");
        assert!(process.resident > 1 << 20 && process.addresses > process.resident, "{process:?}");
        assert!(process.descriptors >= 3 && process.start > 1_600_000_000.0, "{process:?}");
    }
}
