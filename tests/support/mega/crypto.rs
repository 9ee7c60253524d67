//! MEGA's encryption, as its clients do it: AES-128 in several modes, keys packed into one, RSA for the session.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use num_bigint::BigUint;

/// An AES-128 key, or a block.
pub(crate) type Block = [u8; 16];

/// So many different bytes that no two draws are alike.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn encrypt_block(cipher: &Aes128, block: &mut Block) {
    let mut array = Array::from(*block);
    cipher.encrypt_block(&mut array);
    *block = array.into();
}

fn decrypt_block(cipher: &Aes128, block: &mut Block) {
    let mut array = Array::from(*block);
    cipher.decrypt_block(&mut array);
    *block = array.into();
}

fn xor(left: &Block, right: &Block) -> Block {
    std::array::from_fn(|at| left[at] ^ right[at])
}

/// Whole blocks, each for itself.
pub(crate) fn ecb_encrypt(key: &Block, data: &mut [u8]) {
    let cipher = Aes128::new(&Array::from(*key));
    for block in data.as_chunks_mut().0 {
        encrypt_block(&cipher, block);
    }
}

/// The way back.
pub(crate) fn ecb_decrypt(key: &Block, data: &mut [u8]) {
    let cipher = Aes128::new(&Array::from(*key));
    for block in data.as_chunks_mut().0 {
        decrypt_block(&cipher, block);
    }
}

/// A node's attributes: `MEGA` and JSON, padded with zeros, chained from zero.
pub(crate) fn attributes(key: &Block, name: &str) -> String {
    let mut data = format!("MEGA{}", serde_json::json!({ "n": name })).into_bytes();
    data.resize(data.len().next_multiple_of(16), 0);
    let cipher = Aes128::new(&Array::from(*key));
    let mut last = [0; 16];
    for block in data.as_chunks_mut().0 {
        *block = xor(block, &last);
        encrypt_block(&cipher, block);
        last = *block;
    }
    base64(&data)
}

/// The name in a node's attributes, if the key opens them.
pub(crate) fn name(key: &Block, attributes: &str) -> Option<String> {
    let mut data = unbase64(attributes)?;
    let cipher = Aes128::new(&Array::from(*key));
    let mut last = [0; 16];
    for block in data.as_chunks_mut().0 {
        let encrypted = *block;
        decrypt_block(&cipher, block);
        *block = xor(block, &last);
        last = encrypted;
    }
    let text = String::from_utf8(data).ok()?;
    let json = text.strip_prefix("MEGA")?.trim_end_matches('\0');
    let json: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(json["n"].as_str()?.to_owned())
}

/// A file's key, which is packed with the start of its counter and the sum over its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileKey {
    pub(crate) key: Block,
    nonce: [u8; 8],
    mac: [u8; 8],
}

impl FileKey {
    /// A new one for this content.
    pub(crate) fn random(content: &[u8]) -> Self {
        let (key, nonce) = (random(), random());
        Self { key, nonce, mac: mac(&key, nonce, content) }
    }

    pub(crate) fn pack(&self) -> [u8; 32] {
        let mut packed = [0; 32];
        packed[16..24].copy_from_slice(&self.nonce);
        packed[24..].copy_from_slice(&self.mac);
        for at in 0..16 {
            packed[at] = self.key[at] ^ packed[at + 16];
        }
        packed
    }

    pub(crate) fn unpack(packed: [u8; 32]) -> Self {
        let half = |from: usize| std::array::from_fn(|at| packed[from + at]);
        let key = std::array::from_fn(|at| packed[at] ^ packed[at + 16]);
        Self { key, nonce: half(16), mac: half(24) }
    }

    /// Encrypts or decrypts: the counter is added either way.
    pub(crate) fn apply(&self, data: &mut [u8]) {
        let cipher = Aes128::new(&Array::from(self.key));
        for (number, chunk) in data.chunks_mut(16).enumerate() {
            let mut pad = [0; 16];
            pad[..8].copy_from_slice(&self.nonce);
            pad[8..].copy_from_slice(&(number as u64).to_be_bytes());
            encrypt_block(&cipher, &mut pad);
            chunk.iter_mut().zip(pad).for_each(|(byte, pad)| *byte ^= pad);
        }
    }

    /// Whether this is the content that the key was made for. Clients disagree about an empty one's sum.
    pub(crate) fn attests(&self, content: &[u8]) -> bool {
        content.is_empty() || mac(&self.key, self.nonce, content) == self.mac
    }
}

/// The sum over a file: one for each chunk of growing size, and one over those.
fn mac(key: &Block, nonce: [u8; 8], content: &[u8]) -> [u8; 8] {
    let cipher = Aes128::new(&Array::from(*key));
    let start: Block = std::array::from_fn(|at| nonce[at % 8]);
    let mut sum = [0; 16];
    let (mut rest, mut number) = (content, 1);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at((number.min(8) * (128 << 10)).min(rest.len()));
        let mut chunk_sum = start;
        for part in chunk.chunks(16) {
            let mut block = [0; 16];
            block[..part.len()].copy_from_slice(part);
            chunk_sum = xor(&chunk_sum, &block);
            encrypt_block(&cipher, &mut chunk_sum);
        }
        sum = xor(&sum, &chunk_sum);
        encrypt_block(&cipher, &mut sum);
        (rest, number) = (after, number + 1);
    }
    std::array::from_fn(|at| sum[at % 4 + at / 4 * 8] ^ sum[at % 4 + at / 4 * 8 + 4])
}

/// A number with its length in bits before it, as MEGA writes the parts of an RSA key.
pub(crate) fn mpi(number: &BigUint) -> Vec<u8> {
    let mut bytes = (number.bits() as u16).to_be_bytes().to_vec();
    bytes.extend(number.to_bytes_be());
    bytes
}

/// The key of accounts from before 2018.
pub(crate) fn old_password_key(password: &str) -> Block {
    let keys: Vec<Aes128> = password
        .as_bytes()
        .chunks(16)
        .map(|part| {
            let mut key = [0; 16];
            key[..part.len()].copy_from_slice(part);
            Aes128::new(&Array::from(key))
        })
        .collect();
    let mut derived = 0x93C4_67E3_7DB0_C7A4_D1BE_3F81_0152_CB56_u128.to_be_bytes();
    for _ in 0..0x10000 {
        for key in &keys {
            encrypt_block(key, &mut derived);
        }
    }
    derived
}

/// What such an account's owner proves the password with.
pub(crate) fn old_user_hash(email: &str, key: &Block) -> String {
    let mut hash = [0; 16];
    for (at, byte) in email.bytes().enumerate() {
        hash[at % 16] ^= byte;
    }
    let cipher = Aes128::new(&Array::from(*key));
    for _ in 0..0x4000 {
        encrypt_block(&cipher, &mut hash);
    }
    base64(&[&hash[..4], &hash[8..12]].concat())
}
