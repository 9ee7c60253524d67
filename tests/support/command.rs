//! The program on its command line.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::missing_tool;

/// The binary under test in a world of its own: a data directory, rclone, and nothing else of this machine's
/// environment.
pub(crate) fn helix(data: &Path) -> Command {
    isolated(Path::new(env!("CARGO_BIN_EXE_helix-bot")), data)
}

/// The same, built with the default features: `HELIX_DEFAULT_PROGRAM`, which `script/test` sets; `None` where it is not
/// set; see [`missing_tool`].
pub(crate) fn helix_with_default_features(data: &Path) -> Option<Command> {
    let program = std::env::var_os("HELIX_DEFAULT_PROGRAM");
    if program.is_none() {
        missing_tool(
            "HELIX_DEFAULT_PROGRAM is not set; script/test builds the program with default features",
        );
    }
    Some(isolated(Path::new(&program?), data))
}

fn isolated(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(data).env("HELIX_DATA_DIR", data.join("data"));
    for name in ["PATH", "HELIX_RCLONE", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs to the end.
pub(crate) fn finish(command: &mut Command) -> Finished {
    Finished(command.output().expect("the program starts"))
}

/// A program that ended.
pub(crate) struct Finished(Output);

impl From<Output> for Finished {
    fn from(output: Output) -> Self {
        Self(output)
    }
}

impl Finished {
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().expect("it ended by itself")
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// All that it said.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.out(), self.err())
    }

    /// Asserts how it ended, showing all that it said if not so.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "{}", self.said());
        self
    }

    /// The one JSON object that it printed.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let out = self.out();
        assert_eq!(out.lines().count(), 1, "one line and nothing else: {out}");
        serde_json::from_str(&out).expect("JSON")
    }
}
