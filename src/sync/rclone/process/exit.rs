//! How a process of rclone ended by itself, and what that means.
//!
//! rclone's exit codes alone say little: 1 is every setting that it refuses, and 2 is an argument that it does not
//! know as well as a crash. So the last words decide, then the code. Its codes from 3 on belong to commands that this
//! program never runs. The table `exits.tsv` holds the ends that 1.75.2 really came to in the test suite
//! (`tests/sync/exits.rs`), which brings about each of them anew.

use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Output};

use crate::failure::{Action, Class, Failure};
use crate::redact::Redactor;
use crate::sync::rclone::process::log_line::is_crash;
use crate::sync::rclone::process::log_tail::LogTail;
use crate::sync::rclone::process::version::MINIMUM;

/// An end, with the last words that came before it.
#[derive(Debug, Clone)]
pub(crate) struct Exit {
    end: End,
    /// Redacted.
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Code(i32),
    Signal(i32),
}

/// What an end tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitReason {
    Limit,
    Memory,
    OpenFiles,
    Socket,
    Crash,
    Killed,
    Signal(i32),
    Mute,
    Variable,
    Arguments,
    Code(i32),
}

/// The signal that nobody can refuse, and the kernel's own way to get memory back.
const KILL: i32 = 9;

/// A process that a signal told to end, and that ended in an orderly way, exits with this plus the signal's number.
const BY_SIGNAL: i32 = 128;

/// Last words, exactly as they come, and what they tell.
const RULES: &[(ExitReason, &[&str])] = &[
    // Only `HELIX_BWLIMIT` goes into the arguments.
    (ExitReason::Limit, &["for \"--bwlimit\" flag"]),
    (ExitReason::Memory, &["page summary memory", "out of memory"]),
    (ExitReason::OpenFiles, &["too many open files"]),
    (ExitReason::Socket, &["Failed to start remote control"]),
];

impl Exit {
    /// A process that ended like this, after these words.
    pub(crate) fn new(status: ExitStatus, words: String) -> Self {
        let end = match status.code() {
            Some(code) => End::Code(code),
            None => End::Signal(status.signal().unwrap_or_default()),
        };
        Self { end, words }
    }

    /// A process that was waited for.
    pub(crate) fn of(output: &Output, redactor: &Redactor) -> Self {
        let tail = LogTail::of(&String::from_utf8_lossy(&output.stderr), redactor);
        Self::new(output.status, tail.last_message())
    }

    /// Why `action` failed. A daemon that has been ready understands its settings; one that has not may refuse them.
    pub(crate) fn failed(self, action: Action) -> Failure {
        let reason = self.reason(action == Action::Start);
        let class = match reason {
            ExitReason::Limit | ExitReason::Mute | ExitReason::Variable | ExitReason::Arguments => {
                Class::Auth
            }
            ExitReason::Memory
            | ExitReason::OpenFiles
            | ExitReason::Socket
            | ExitReason::Crash
            | ExitReason::Killed
            | ExitReason::Signal(_)
            | ExitReason::Code(_) => Class::Transient,
        };
        let class = if action == Action::Start { class.when_starting() } else { class };
        let failure = Failure::during(action, class, guidance(reason));
        let failure = if leaves_open(reason) { failure.in_words(&self.words) } else { failure };
        failure.because(self)
    }

    fn reason(&self, starting: bool) -> ExitReason {
        let told = RULES.iter().find(|(_, needles)| needles.iter().any(|it| self.words.contains(it)));
        match self.end {
            _ if let Some((reason, _)) = told => *reason,
            _ if is_crash(&self.words) => ExitReason::Crash,
            End::Signal(KILL) => ExitReason::Killed,
            End::Signal(signal) => ExitReason::Signal(signal),
            End::Code(1) if starting && self.words.is_empty() => ExitReason::Mute,
            End::Code(1) if starting => ExitReason::Variable,
            End::Code(2) if starting => ExitReason::Arguments,
            End::Code(code) if code > BY_SIGNAL => ExitReason::Signal(code - BY_SIGNAL),
            End::Code(code) => ExitReason::Code(code),
        }
    }
}

/// Whether the last words tell something that the guidance does not.
fn leaves_open(reason: ExitReason) -> bool {
    matches!(
        reason,
        ExitReason::Socket
            | ExitReason::Crash
            | ExitReason::Variable
            | ExitReason::Arguments
            | ExitReason::Code(_)
    )
}

fn guidance(reason: ExitReason) -> String {
    match reason {
        ExitReason::Limit => {
            "HELIX_BWLIMIT is not what rclone understands; write for example 1M, or a timetable".to_owned()
        }
        ExitReason::Memory => {
            "rclone got no memory from this machine; give it more, or a higher limit".to_owned()
        }
        ExitReason::OpenFiles => {
            "rclone may not open as many files as it needs; raise the limit (ulimit -n)".to_owned()
        }
        ExitReason::Socket => {
            "rclone cannot listen in its private folder; see whether something removes new folders \
             from XDG_RUNTIME_DIR or /tmp"
                .to_owned()
        }
        ExitReason::Crash => "rclone crashed and is started again; the log has its reason".to_owned(),
        ExitReason::Killed => {
            "rclone was killed (signal 9), as a machine does that runs out of memory, and is started again"
                .to_owned()
        }
        ExitReason::Signal(signal) => format!("rclone was ended by signal {signal} and is started again"),
        ExitReason::Mute => {
            "rclone ends at once and says nothing, as it does when RCLONE_LOG_LEVEL has a value that it \
             does not know"
                .to_owned()
        }
        ExitReason::Variable => "rclone refuses one of the RCLONE_ variables; the log names it".to_owned(),
        ExitReason::Arguments => format!(
            "rclone does not understand how it is started; see whether a script in its place adds to that, or install \
             rclone {MINIMUM} or newer from upstream"
        ),
        ExitReason::Code(code) => format!("rclone ended with exit code {code} and is started again"),
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { end, words } = self;
        match end {
            End::Code(code) => write!(f, "rclone ended with exit code {code}: {words}"),
            End::Signal(signal) => write!(f, "rclone was ended by signal {signal}: {words}"),
        }
    }
}

impl std::error::Error for Exit {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Last words that no test brings about.
    const NOT_REPRODUCED: &[(&str, ExitReason)] =
        &[("fatal error: runtime: out of memory", ExitReason::Memory)];

    #[test]
    fn real_ends_are_sorted() {
        for line in include_str!("exits.tsv").lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<_> = line.split('\t').collect();
            let [process, situation, end, class, looks_for, words] = columns[..] else {
                panic!("six columns: {line}")
            };
            let found = RULES.iter().find_map(|(_, needles)| needles.iter().find(|it| words.contains(**it)));
            assert_eq!(found.copied().unwrap_or("-"), looks_for, "{process}, {situation}: {words}");
            let action = if process == "running" { Action::Copy } else { Action::Start };
            // A process that was told to end may finish its work first and then exit with 0.
            for end in end.split(" or ") {
                let end = match end.strip_prefix("signal ") {
                    Some(signal) => End::Signal(signal.parse().expect("a signal")),
                    None => End::Code(end.parse().expect("a code")),
                };
                let failure = Exit { end, words: words.to_owned() }.failed(action);
                assert_eq!(Ok(failure.class), class.parse(), "{process}, {situation}: {words}");
            }
        }
    }

    #[test]
    fn no_rule_is_without_an_example() {
        for (words, expected) in NOT_REPRODUCED {
            let exit = Exit { end: End::Code(2), words: (*words).to_owned() };
            assert_eq!(exit.reason(true), *expected);
        }
        let real = include_str!("exits.tsv").lines().filter_map(|line| line.rsplit('\t').next());
        let examples: Vec<_> = real.chain(NOT_REPRODUCED.iter().map(|(words, _)| *words)).collect();
        for needle in RULES.iter().flat_map(|(_, needles)| *needles) {
            assert!(examples.iter().any(|words| words.contains(needle)), "{needle}");
        }
    }
}
