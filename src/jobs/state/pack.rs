//! Packing a snapshot and unpacking it: zstd, with a checksum over the content.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use zstd::stream::{read::Decoder, write::Encoder};

use crate::digest::Digest;
use crate::jobs::Room;

/// Strong enough for a database's repetitions, and some 200 MB a second.
const LEVEL: i32 = 3;
/// What a packed file may ask for to be unpacked: 8 MiB, four times what [`LEVEL`] needs.
const LARGEST_WINDOW: u32 = 23;
/// So much of the disk stays free for what the bot does meanwhile.
pub(super) const SPARE: u64 = 16 << 20;
/// How much is written before the room on the disk is looked at again.
const PART: u64 = 8 << 20;

/// Packs `from` into the file `to`; its digest and length.
pub(super) fn pack(from: &Path, to: &Path) -> io::Result<(Digest, u64)> {
    let mut packed = Encoder::new(BufWriter::new(File::create(to)?), LEVEL)?;
    packed.include_checksum(true)?;
    let bytes = File::open(from)?.metadata()?.len();
    packed.set_pledged_src_size(Some(bytes))?;
    io::copy(&mut File::open(from)?, &mut packed)?;
    packed.finish()?.into_inner()?;
    Ok((Digest::of_reader(File::open(to)?)?, to.metadata()?.len()))
}

/// Unpacks `from` into the file `to`. What was packed may be far larger than it looks: the disk is never filled with it.
pub(super) fn unpack(from: &Path, to: &Path) -> io::Result<()> {
    let mut packed = Decoder::new(BufReader::new(File::open(from)?))?;
    packed.window_log_max(LARGEST_WINDOW)?;
    let mut unpacked = File::create(to)?;
    loop {
        if Room::of(to)?.available < SPARE + PART {
            return Err(io::ErrorKind::StorageFull.into());
        }
        if io::copy(&mut packed.by_ref().take(PART), &mut unpacked)? == 0 {
            return unpacked.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_nothing_that_was_changed_or_cut_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let content: Vec<u8> = (0..3_000_000_u32).map(|number| (number / 7) as u8).collect();
        fs::write(at("plain"), &content).expect("written");
        let (digest, bytes) = pack(&at("plain"), &at("packed")).expect("packed");
        let packed = fs::read(at("packed")).expect("read");
        assert_eq!((digest, bytes), (Digest::of(&packed), packed.len() as u64));
        unpack(&at("packed"), &at("back")).expect("unpacked");
        assert!(fs::read(at("back")).expect("read") == content);

        for place in [0, packed.len() / 2, packed.len() - 1] {
            let mut damaged = packed.clone();
            damaged[place] ^= 1;
            fs::write(at("damaged"), damaged).expect("written");
            unpack(&at("damaged"), &at("back")).expect_err("a flipped bit");
        }
        for length in [0, 1, packed.len() / 2, packed.len() - 1] {
            fs::write(at("cut"), &packed[..length]).expect("written");
            unpack(&at("cut"), &at("back")).expect_err("cut short");
        }
    }
}
