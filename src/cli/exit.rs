//! How the program ends.

use std::process::ExitCode;

/// Archived everywhere, or whatever else was asked for is done.
pub(super) const DONE: ExitCode = ExitCode::SUCCESS;
/// It failed.
pub(super) const FAILED: ExitCode = ExitCode::FAILURE;

/// Wrong usage or settings.
pub(super) fn misused() -> ExitCode {
    ExitCode::from(2)
}

/// Rendered and kept, but a copy is still missing.
pub(super) fn pending() -> ExitCode {
    ExitCode::from(3)
}
