//! MEGA's encryption: AES-128 in the modes that its clients use, and keys packed into one.
//!
//! What comes from a server is taken apart with `Option`: nothing that it may send can end in a panic.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

/// A key or a block.
pub(super) type Block = [u8; 16];

pub(super) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// MEGA's own decoder takes the letters of both alphabets.
pub(super) fn unbase64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_")).ok()
}

/// A key, ready for use.
pub(super) struct Cipher(Aes128);

impl Cipher {
    pub(super) fn new(key: &Block) -> Self {
        Self(Aes128::new(&Array::from(*key)))
    }

    pub(super) fn encrypt(&self, block: &mut Block) {
        let mut array = Array::from(*block);
        self.0.encrypt_block(&mut array);
        *block = array.into();
    }

    fn decrypt(&self, block: &mut Block) {
        let mut array = Array::from(*block);
        self.0.decrypt_block(&mut array);
        *block = array.into();
    }

    /// Whole blocks, each for itself; a rest that is no block is left as it is.
    pub(super) fn encrypt_all(&self, data: &mut [u8]) {
        data.as_chunks_mut().0.iter_mut().for_each(|block| self.encrypt(block));
    }

    /// The way back.
    pub(super) fn decrypt_all(&self, data: &mut [u8]) {
        data.as_chunks_mut().0.iter_mut().for_each(|block| self.decrypt(block));
    }
}

fn xor(left: &Block, right: &Block) -> Block {
    std::array::from_fn(|at| left[at] ^ right[at])
}

/// A node's attributes with this name: `MEGA` and JSON, padded with zeros and chained.
pub(super) fn seal_name(key: &Block, name: &str) -> String {
    let mut data = format!("MEGA{}", json!({ "n": name })).into_bytes();
    data.resize(data.len().next_multiple_of(16), 0);
    let (cipher, mut last) = (Cipher::new(key), [0; 16]);
    for block in data.as_chunks_mut().0 {
        *block = xor(block, &last);
        cipher.encrypt(block);
        last = *block;
    }
    base64(&data)
}

/// The name in a node's attributes, if the key opens them.
pub(super) fn open_name(key: &Block, attributes: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Attributes {
        n: String,
    }
    let mut data = unbase64(attributes)?;
    let (cipher, mut last) = (Cipher::new(key), [0; 16]);
    for block in data.as_chunks_mut().0 {
        let sealed = *block;
        cipher.decrypt(block);
        *block = xor(block, &last);
        last = sealed;
    }
    let text = std::str::from_utf8(&data).ok()?;
    let json = text.strip_prefix("MEGA")?.trim_end_matches('\0');
    Some(serde_json::from_str::<Attributes>(json).ok()?.n)
}

/// A file's key with the start of its counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileKey {
    pub(super) key: Block,
    pub(super) nonce: [u8; 8],
}

impl FileKey {
    /// From a node's key, with the sum that the content must have.
    pub(super) fn unpack(packed: &[u8]) -> Option<(Self, [u8; 8])> {
        let packed: &[u8; 32] = packed.try_into().ok()?;
        let key = std::array::from_fn(|at| packed[at] ^ packed[at + 16]);
        let nonce = std::array::from_fn(|at| packed[at + 16]);
        let mac = std::array::from_fn(|at| packed[at + 24]);
        Some((Self { key, nonce }, mac))
    }

    /// A node's key, with the sum over the content.
    pub(super) fn pack(&self, mac: [u8; 8]) -> [u8; 32] {
        let half: Block = std::array::from_fn(|at| if at < 8 { self.nonce[at] } else { mac[at - 8] });
        let sealed = xor(&self.key, &half);
        std::array::from_fn(|at| if at < 16 { sealed[at] } else { half[at - 16] })
    }
}

/// Encrypts or decrypts a file from its start on, part by part, and sums up what is plain.
pub(super) struct Stream {
    cipher: Cipher,
    nonce: [u8; 8],
    /// Blocks so far.
    blocks: u64,
    sum: Block,
}

impl Stream {
    pub(super) fn new(key: &FileKey) -> Self {
        Self { cipher: Cipher::new(&key.key), nonce: key.nonce, blocks: 0, sum: [0; 16] }
    }

    /// The next chunk, as [`chunks`] cuts a file, is encrypted.
    pub(super) fn encrypt(&mut self, chunk: &mut [u8]) {
        self.add(chunk);
        self.count(chunk);
    }

    /// The next chunk is decrypted.
    pub(super) fn decrypt(&mut self, chunk: &mut [u8]) {
        self.count(chunk);
        self.add(chunk);
    }

    /// Adds the counter, which is the same both ways. Every chunk but the last is made of whole blocks.
    fn count(&mut self, chunk: &mut [u8]) {
        for part in chunk.chunks_mut(16) {
            let mut pad = [0; 16];
            pad[..8].copy_from_slice(&self.nonce);
            pad[8..].copy_from_slice(&self.blocks.to_be_bytes());
            self.cipher.encrypt(&mut pad);
            part.iter_mut().zip(pad).for_each(|(byte, pad)| *byte ^= pad);
            self.blocks += 1;
        }
    }

    /// Each chunk has a sum, and the sums are summed.
    fn add(&mut self, chunk: &[u8]) {
        let mut sum: Block = std::array::from_fn(|at| self.nonce[at % 8]);
        for part in chunk.chunks(16) {
            let mut block = [0; 16];
            block[..part.len()].copy_from_slice(part);
            sum = xor(&sum, &block);
            self.cipher.encrypt(&mut sum);
        }
        self.sum = xor(&self.sum, &sum);
        self.cipher.encrypt(&mut self.sum);
    }

    /// The sum over all that was plain.
    pub(super) fn mac(&self) -> [u8; 8] {
        let folded = |at: usize| self.sum[at % 4 + at / 4 * 8] ^ self.sum[at % 4 + at / 4 * 8 + 4];
        std::array::from_fn(folded)
    }
}

/// Where a file of so many bytes is cut: the chunks' starts and lengths, growing up to a mebibyte.
pub(super) fn chunks(bytes: u64) -> impl Iterator<Item = (u64, usize)> {
    let (mut start, mut number) = (0, 0);
    std::iter::from_fn(move || {
        number = (number + 1).min(8);
        let length = (number * (128 << 10)).min(bytes - start);
        let chunk = (start, length as usize);
        start += length;
        (length > 0).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_cut_into_chunks_that_grow_up_to_a_mebibyte() {
        const K: u64 = 128 << 10;
        let cut = |bytes| chunks(bytes).map(|(start, length)| (start, length as u64)).collect::<Vec<_>>();
        assert_eq!(cut(0), []);
        assert_eq!(cut(5), [(0, 5)]);
        assert_eq!(cut(3 * K + 1), [(0, K), (K, 2 * K), (3 * K, 1)]);
        let long = cut(60 * K);
        assert_eq!(long[7..], [(28 * K, 8 * K), (36 * K, 8 * K), (44 * K, 8 * K), (52 * K, 8 * K)]);
    }

    #[test]
    fn what_was_encrypted_decrypts_with_the_same_sum_and_a_changed_byte_changes_it() {
        let key = FileKey { key: [7; 16], nonce: [9; 8] };
        let plain: Vec<u8> = (0..400_003_u32).map(|at| (at * 7) as u8).collect();
        let pass = |data: &mut Vec<u8>, step: fn(&mut Stream, &mut [u8])| {
            let mut stream = Stream::new(&key);
            for (start, length) in chunks(data.len() as u64) {
                step(&mut stream, &mut data[start as usize..start as usize + length]);
            }
            stream.mac()
        };
        let mut data = plain.clone();
        let mac = pass(&mut data, Stream::encrypt);
        assert_ne!(data, plain);
        data[200_000] ^= 1;
        let mut changed = data.clone();
        assert_ne!(pass(&mut changed, Stream::decrypt), mac);
        data[200_000] ^= 1;
        assert_eq!(pass(&mut data, Stream::decrypt), mac);
        assert_eq!(data, plain);
        let packed = key.pack(mac);
        assert_eq!(FileKey::unpack(&packed), Some((key, mac)));
        assert_eq!(FileKey::unpack(&packed[1..]), None);
    }

    #[test]
    fn names_open_with_their_key_only() {
        let sealed = seal_name(&[1; 16], "the “ritual”.png");
        assert_eq!(open_name(&[1; 16], &sealed).as_deref(), Some("the “ritual”.png"));
        assert_eq!(open_name(&[2; 16], &sealed), None);
        assert_eq!(open_name(&[1; 16], "not base64!"), None);
    }
}
