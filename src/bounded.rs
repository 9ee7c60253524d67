//! Reading what somebody else supplies, up to a limit. A file may be a device or a pipe, which has no length and perhaps
//! no end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// All that a file, a device or a pipe gives, if that is no more than `most` bytes. Fails with
/// [`io::ErrorKind::FileTooLarge`] as soon as there is more.
pub(crate) fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read(File::open(path)?, most)
}

/// All that a reader gives, if that is no more than `most` bytes. Fails as [`read_file`] does.
pub(crate) fn read(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {}", size(most))));
    }
    Ok(bytes)
}

fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_the_limit_is_read_whole_and_what_is_not_is_refused_without_being_read() {
        assert_eq!(read(&b"abc"[..], 3).expect("within"), b"abc");
        let endless = read(io::repeat(0), 1 << 20).expect_err("endless");
        assert_eq!(endless.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(endless.to_string(), "it has more than 1 MiB");
        let device = read_file(Path::new("/dev/zero"), 5000).expect_err("a device");
        assert_eq!(device.to_string(), "it has more than 5000 bytes");
    }
}
