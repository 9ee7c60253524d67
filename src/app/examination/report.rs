//! What an examination finds, told check by check.

use std::io;

use serde::Serialize;

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All is well.
    Ok,
    /// It works, but somebody may want to know.
    Warn,
    /// It does not work.
    Fail,
}

/// One thing that was checked.
#[derive(Debug, Serialize)]
pub struct Check {
    /// What it was.
    pub name: String,
    /// How it went.
    pub verdict: Verdict,
    /// What was found, or what to do.
    pub says: String,
}

/// Is shown each check as soon as it is made: some take a while.
pub(super) trait See: FnMut(Check) -> io::Result<()> {}

impl<T: FnMut(Check) -> io::Result<()>> See for T {}

/// Hands on what was found.
pub(super) struct Report<S>(S);

impl<S: See> Report<S> {
    pub(super) fn new(see: S) -> Self {
        Self(see)
    }

    /// One check.
    pub(super) fn add(
        &mut self,
        name: impl Into<String>,
        verdict: Verdict,
        says: impl Into<String>,
    ) -> io::Result<()> {
        (self.0)(Check { name: name.into(), verdict, says: says.into() })
    }

    /// Whether it is well.
    pub(super) fn judge<T>(
        &mut self,
        name: impl Into<String>,
        result: Result<T, String>,
        good: impl FnOnce(T) -> String,
    ) -> io::Result<bool> {
        match result {
            Ok(value) => self.add(name, Verdict::Ok, good(value)).map(|()| true),
            Err(problem) => self.add(name, Verdict::Fail, problem).map(|()| false),
        }
    }
}
