//! Writing to standard error. Where nobody reads it, there is nobody to tell.

use std::io::{self, Write};

use crate::printable::printable;

/// Writes one line, as [`stdout::line`](super::stdout::line) does.
pub(super) fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Says what is wrong, on one line that begins with the program's name.
pub(super) fn complain(text: &str) {
    line(&format!("helix-bot: {text}"));
}
