//! From a password to a session: what the password is turned into, and how MEGA's answer is opened.

use num_bigint::BigUint;
use serde::Deserialize;
use sha2::Sha512;

use super::crypto::{Block, Cipher, base64, unbase64};

/// MEGA's number since 2018.
const ROUNDS: u32 = 100_000;

/// No part of a key of MEGA's has more bytes; a longer one would keep a core busy for long.
const LONGEST_NUMBER: usize = 1024;

/// The length of a session's name in bytes.
const SESSION: usize = 43;

/// What the password is turned into.
pub(super) struct PasswordKeys {
    /// Opens the master key. Never leaves this program.
    key: Block,
    /// Shown to MEGA instead of the password.
    pub(super) proof: String,
}

impl PasswordKeys {
    /// For an account made since 2018, with its salt.
    pub(super) fn salted(password: &str, salt: &[u8]) -> Self {
        let derived = pbkdf2::pbkdf2_hmac_array::<Sha512, 32>(password.as_bytes(), salt, ROUNDS);
        let (key, proof) = derived.split_at(16);
        Self { key: std::array::from_fn(|at| key[at]), proof: base64(proof) }
    }

    /// For one made before. `email` in small letters.
    pub(super) fn old(password: &str, email: &str) -> Self {
        let parts: Vec<Cipher> = password
            .as_bytes()
            .chunks(16)
            .map(|part| {
                let mut key = [0; 16];
                key[..part.len()].copy_from_slice(part);
                Cipher::new(&key)
            })
            .collect();
        let mut key = 0x93C4_67E3_7DB0_C7A4_D1BE_3F81_0152_CB56_u128.to_be_bytes();
        for _ in 0..0x1_0000 {
            for part in &parts {
                part.encrypt(&mut key);
            }
        }
        let mut hash = [0; 16];
        for (at, byte) in email.bytes().enumerate() {
            hash[at % 16] ^= byte;
        }
        let cipher = Cipher::new(&key);
        for _ in 0..0x4000 {
            cipher.encrypt(&mut hash);
        }
        Self { key, proof: base64(&[&hash[..4], &hash[8..12]].concat()) }
    }

    /// The session's name and the master key in MEGA's answer to a login.
    pub(super) fn open(&self, answer: &LoggedIn) -> Option<(String, Block)> {
        let mut master: Block = unbase64(&answer.k)?.try_into().ok()?;
        Cipher::new(&self.key).decrypt_all(&mut master);
        let mut private = unbase64(&answer.privk)?;
        Cipher::new(&master).decrypt_all(&mut private);

        let (first, rest) = number(&private)?;
        let (second, rest) = number(rest)?;
        let (exponent, _) = number(rest)?;
        let sealed = unbase64(&answer.csid)?;
        let (sealed, _) = number(&sealed)?;
        let modulus = first * second;
        if modulus < BigUint::from(2_u8) {
            return None;
        }
        let opened = sealed.modpow(&exponent, &modulus).to_bytes_be();
        Some((base64(opened.get(..SESSION)?), master))
    }
}

/// MEGA's answer to a login.
#[derive(Deserialize)]
pub(super) struct LoggedIn {
    k: String,
    privk: String,
    csid: String,
    /// The user's handle.
    pub(super) u: String,
}

/// A number with its length in bits before it, and what follows it.
fn number(bytes: &[u8]) -> Option<(BigUint, &[u8])> {
    let (bits, rest) = bytes.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes(*bits)).div_ceil(8);
    if length > LONGEST_NUMBER {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(length)?;
    Some((BigUint::from_bytes_be(digits), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_answer_that_makes_no_sense_opens_nothing_and_does_no_harm(
            k in "[A-Za-z0-9_-]{0,24}", privk in "[A-Za-z0-9_-]{0,400}", csid in "[A-Za-z0-9_-]{0,100}",
        ) {
            let keys = PasswordKeys { key: [3; 16], proof: String::new() };
            let _ = keys.open(&LoggedIn { k, privk, csid, u: String::new() });
        }
    }
}
