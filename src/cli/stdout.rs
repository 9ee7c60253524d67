//! Writing to standard output. A reader that closes the pipe early is no error.

use std::io::{self, Write};

/// Writes one line.
pub(super) fn line(text: &str) -> io::Result<()> {
    let written = writeln!(io::stdout().lock(), "{text}");
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
