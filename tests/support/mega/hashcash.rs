//! The work that MEGA asks for before a login since 2025: a sum over twelve megabytes that is small enough.

use sha2::{Digest, Sha256};

use super::crypto::{base64, random, unbase64};

const COPIES: usize = 262_144;

/// A challenge that was handed out.
#[derive(Debug, Clone)]
pub(super) struct Challenge {
    easiness: u8,
    token: [u8; 48],
}

impl Challenge {
    pub(super) fn new(easiness: u8) -> Self {
        Self { easiness, token: random() }
    }

    /// The header that asks.
    pub(super) fn header(&self) -> String {
        format!("1:{}:1700000000:{}", self.easiness, base64(&self.token))
    }

    /// Whether the header answers it.
    pub(super) fn is_solved_by(&self, header: &str) -> bool {
        let mut parts = header.split(':');
        let (Some("1"), Some(token), Some(prefix), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let Some(prefix) = unbase64(prefix).filter(|prefix| prefix.len() == 4) else { return false };
        if token != base64(&self.token) {
            return false;
        }
        let mut sum = Sha256::new_with_prefix(prefix);
        let tokens = self.token.repeat(1024);
        for _ in 0..COPIES / 1024 {
            sum.update(&tokens);
        }
        let sum = sum.finalize();
        u32::from_be_bytes([sum[0], sum[1], sum[2], sum[3]]) <= self.threshold()
    }

    fn threshold(&self) -> u32 {
        let (mantissa, exponent) = (u32::from(self.easiness & 63), self.easiness >> 6);
        ((mantissa << 1) + 1) << (exponent * 7 + 3)
    }
}
