//! The chunks of a PNG as they stand in the file. The decoder passes over what is damaged and not needed for the pixels,
//! and so over a damaged recipe.

use super::write::RECIPE;

/// A PNG's first bytes.
const SIGNATURE: usize = 8;
/// The chunk that ends the file.
const END: [u8; 4] = *b"IEND";
/// The kinds of chunks that hold a text under a keyword: as it is, compressed, and international.
const TEXTS: [[u8; 4]; 3] = [*b"tEXt", *b"zTXt", *b"iTXt"];

/// A chunk whose end is in the file.
pub(super) struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    checksum: u32,
}

impl<'a> Chunk<'a> {
    /// The text under the recipe's keyword, if it is a text chunk that says to be the recipe's.
    pub(super) fn recipe(&self) -> Option<&'a [u8]> {
        let rest = self.data.strip_prefix(RECIPE.as_bytes()).filter(|_| TEXTS.contains(&self.kind))?;
        match rest.split_first() {
            Some((0, text)) => Some(text),
            Some(_) => None,
            None => Some(rest),
        }
    }

    /// Whether it holds a text as it is, as artifacts do.
    pub(super) fn is_plain_text(&self) -> bool {
        self.kind == TEXTS[0]
    }

    /// Whether its content is what its checksum was made of.
    pub(super) fn is_intact(&self) -> bool {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&self.kind);
        hasher.update(self.data);
        hasher.finalize() == self.checksum
    }
}

/// The chunks of a PNG up to its end, or to where it is cut short.
pub(super) fn chunks(png: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = png.get(SIGNATURE..).unwrap_or_default();
    let mut ended = false;
    std::iter::from_fn(move || {
        let (chunk, after) = split(rest).filter(|_| !ended)?;
        rest = after;
        ended = chunk.kind == END;
        Some(chunk)
    })
}

/// The first chunk, and what follows.
fn split(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let (length, bytes) = bytes.split_first_chunk()?;
    let (kind, bytes) = bytes.split_first_chunk()?;
    let (data, bytes) = bytes.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let (checksum, after) = bytes.split_first_chunk()?;
    Some((Chunk { kind: *kind, data, checksum: u32::from_be_bytes(*checksum) }, after))
}
