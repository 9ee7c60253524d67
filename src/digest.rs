//! Digests: SHA-256 of pixels (the ritual's identity) and of files (what archives are checked against), and MD5, which
//! some clouds have instead.

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How much of a reader is taken at a time, in bytes.
const PART: usize = 64 << 10;

/// A digest of so many bytes; its text form is lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sum<const BYTES: usize>([u8; BYTES]);

/// A SHA-256 digest.
pub type Digest = Sum<32>;

/// An MD5 digest. It proves nothing against a forger, and tells a damaged copy from a good one.
pub type Md5 = Sum<16>;

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of all that a reader gives, which may be more than memory holds.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let (mut sum, mut part) = (Sha256::new(), vec![0; PART]);
        loop {
            match reader.read(&mut part) {
                Ok(0) => return Ok(Self(sum.finalize().into())),
                Ok(read) => sum.update(&part[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The first twelve digits, enough for people to compare.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl Md5 {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(md5::Md5::digest(bytes).into())
    }
}

/// What is written through it is digested on its way.
pub(crate) struct Digesting<W> {
    to: W,
    sha256: Sha256,
    md5: md5::Md5,
    bytes: u64,
}

impl<W> Digesting<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to, sha256: Sha256::new(), md5: md5::Md5::new(), bytes: 0 }
    }

    /// The digests of all that was written, and how many bytes that were.
    pub(crate) fn end(self) -> (Digest, Md5, u64) {
        (Sum(self.sha256.finalize().into()), Sum(self.md5.finalize().into()), self.bytes)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sha256.update(&bytes[..written]);
        self.md5.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<const BYTES: usize> fmt::Display for Sum<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl<const BYTES: usize> fmt::Debug for Sum<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not as many hexadecimal digits as a digest has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest of this kind is {0} hexadecimal digits")]
pub struct NotADigest(usize);

impl<const BYTES: usize> FromStr for Sum<BYTES> {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let error = NotADigest(2 * BYTES);
        if text.len() != 2 * BYTES {
            return Err(error);
        }
        let mut bytes = [0; BYTES];
        HEXLOWER_PERMISSIVE.decode_mut(text.as_bytes(), &mut bytes).map_err(|_| error)?;
        Ok(Self(bytes))
    }
}

impl<const BYTES: usize> From<Sum<BYTES>> for String {
    fn from(digest: Sum<BYTES>) -> Self {
        digest.to_string()
    }
}

impl<const BYTES: usize> TryFrom<String> for Sum<BYTES> {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER_PERMISSIVE.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_the_one_sha256sum_prints_and_reads_back() {
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(digest.to_string().to_uppercase().parse(), Ok(digest));
        assert_eq!(digest.short(), "ba7816bf8f01");
    }

    #[test]
    fn md5_is_the_one_that_md5sum_prints() {
        assert_eq!(Md5::of(b"abc").to_string(), "900150983cd24fb0d6963f7d28e17f72");
    }

    /// Takes three bytes at a time.
    struct Slow(Vec<u8>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(3);
            self.0.extend(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_written_through_has_the_digests_of_the_whole() {
        let (whole, mut arrived) = ("108 names, of which each is another’s".as_bytes(), Slow(Vec::new()));
        let mut digesting = Digesting::new(&mut arrived);
        digesting.write_all(whole).expect("written");
        assert_eq!(digesting.end(), (Digest::of(whole), Md5::of(whole), whole.len() as u64));
        assert_eq!(arrived.0, whole);
    }

    #[test]
    fn anything_but_64_hexadecimal_digits_is_refused() {
        for text in ["", "ba78", &"g".repeat(64), &"é".repeat(32), &"+a".repeat(32), &" a".repeat(32)] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest(64)), "{text}");
        }
    }
}
