//! Writing to standard output. A reader that closes the pipe early is no error.

use std::io::{self, Write};

use crate::printable::printable;

/// Writes one line: a line's end or an escape sequence in the text, which may come from anywhere, is shown and not acted
/// on. What is JSON stays so.
pub(super) fn line(text: &str) -> io::Result<()> {
    unless_closed(writeln!(io::stdout().lock(), "{}", printable(text)))
}

/// Writes these lines.
pub(super) fn lines<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> io::Result<()> {
    all.into_iter().try_for_each(|text| line(text.as_ref()))
}

/// Writes a whole document as it stands. Only for what this program made itself, with nothing from outside in it.
pub(super) fn document(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    unless_closed(out.write_all(text).and_then(|()| out.flush()))
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
