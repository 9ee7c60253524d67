//! The digest of a table: of all its rows, whatever their order, so that two databases can be compared that sort
//! differently.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Lanes of a sum.
const LANES: usize = 4;

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Truth(bool),
}

impl Cell {
    pub(super) fn integer(self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(number) } else { None }
    }

    pub(super) fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn truth(self) -> Option<bool> {
        if let Self::Truth(truth) = self { Some(truth) } else { None }
    }

    /// Each value has one form, and none is the beginning of another.
    fn hash(&self, into: &mut Sha256) {
        match self {
            Self::Null => into.update(b"n"),
            Self::Integer(number) => {
                into.update(b"i");
                into.update(number.to_be_bytes());
            }
            Self::Text(text) => {
                into.update(b"t");
                into.update((text.len() as u64).to_be_bytes());
                into.update(text.as_bytes());
            }
            Self::Truth(truth) => into.update([b'b', u8::from(*truth)]),
        }
    }
}

/// How many rows a table has, and the sum of their digests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TableDigest {
    rows: u64,
    sum: [u64; LANES],
}

impl TableDigest {
    /// One more row.
    pub(super) fn add(&mut self, cells: &[Cell]) {
        let mut hasher = Sha256::new();
        for cell in cells {
            cell.hash(&mut hasher);
        }
        let digest: [u8; 32] = hasher.finalize().into();
        for (sum, part) in self.sum.iter_mut().zip(digest.as_chunks::<8>().0) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*part));
        }
        self.rows += 1;
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }
}

impl fmt::Display for TableDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sum.iter().try_for_each(|lane| write!(f, "{lane:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[Vec<Cell>]) -> TableDigest {
        let mut digest = TableDigest::default();
        for row in rows {
            digest.add(row);
        }
        digest
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_everything_in_them_does() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let one = vec![text("a"), Cell::Integer(1), Cell::Null];
        let two = vec![text("b"), Cell::Integer(2), Cell::Truth(true)];
        let both = digest(&[one.clone(), two.clone()]);
        assert_eq!(both, digest(&[two.clone(), one.clone()]));
        for other in [
            vec![one.clone()],
            vec![one.clone(), one.clone()],
            vec![one.clone(), two.clone(), two.clone()],
            vec![one.clone(), vec![text("b"), Cell::Integer(2), Cell::Truth(false)]],
            vec![one.clone(), vec![text("b"), Cell::Integer(2), Cell::Null]],
            vec![
                vec![text("ab"), Cell::Integer(1), Cell::Null],
                vec![text(""), Cell::Integer(2), Cell::Truth(true)],
            ],
        ] {
            assert_ne!(both, digest(&other), "{other:?}");
        }
    }
}
