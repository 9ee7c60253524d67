//! The work that MEGA asks for before a login since 2025: a start is sought with which the SHA-256 over it and twelve
//! mebibytes is small enough. With what MEGA asks this takes seconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::crypto::{base64, unbase64};

/// How often the token stands in the sum.
const COPIES: usize = 262_144;

/// The length of a token, padded.
const SLOT: usize = 48;

/// Longer than this it is not tried.
const LIMIT: Duration = Duration::from_mins(2);

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    token: String,
    slot: [u8; SLOT],
    threshold: u32,
}

impl Challenge {
    /// From the header, `1:easiness:time:token`.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split(':');
        let ("1", easiness, _, token, None) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next())
        else {
            return None;
        };
        let easiness: u8 = easiness.parse().ok()?;
        let bytes = unbase64(token)?;
        let mut slot = [0; SLOT];
        slot.get_mut(..bytes.len())?.copy_from_slice(&bytes);
        let (mantissa, exponent) = (u32::from(easiness & 63), easiness >> 6);
        let threshold = ((mantissa << 1) + 1) << (exponent * 7 + 3);
        Some(Self { token: token.to_owned(), slot, threshold })
    }

    /// Does the work on half the cores; the answer's header. `None` if it takes too long. Stops when dropped.
    pub(super) async fn solve(self) -> Option<String> {
        let workers = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        let data: Arc<[u8]> = self.slot.repeat(COPIES).into();
        let stop = StopOnDrop(Arc::default());
        let mut work = tokio::task::JoinSet::new();
        for worker in 0..workers as u32 {
            let (data, stop, threshold) = (Arc::clone(&data), Arc::clone(&stop.0), self.threshold);
            work.spawn_blocking(move || search(&data, threshold, worker, workers as u32, &stop));
        }
        let found = async {
            while let Some(result) = work.join_next().await {
                if let Ok(Some(start)) = result {
                    return Some(format!("1:{}:{}", self.token, base64(&start)));
                }
            }
            None
        };
        tokio::time::timeout(LIMIT, found).await.ok().flatten()
    }
}

struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Tries every `step`-th start from `first` on.
fn search(data: &[u8], threshold: u32, first: u32, step: u32, stop: &AtomicBool) -> Option<[u8; 4]> {
    let mut start = first;
    while !stop.load(Ordering::Relaxed) {
        let bytes = start.to_le_bytes();
        let sum = Sha256::new_with_prefix(bytes).chain_update(data).finalize();
        let (head, _) = sum.split_first_chunk()?;
        if u32::from_be_bytes(*head) <= threshold {
            return Some(bytes);
        }
        start = start.checked_add(step)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_header_of_the_known_form_is_a_challenge() {
        let token = base64(&[5; 48]);
        let challenge = Challenge::parse(&format!("1:192:1700000000:{token}")).expect("a challenge");
        assert_eq!((challenge.threshold, challenge.slot), (1 << 24, [5; 48]));
        let longer = base64(&[5; 49]);
        for header in [
            String::new(),
            format!("2:192:0:{token}"),
            format!("1:256:0:{token}"),
            format!("1:192:0:{longer}"),
            "1:192:0:not/base64!".to_owned(),
            format!("1:192:0:{token}:more"),
        ] {
            assert_eq!(Challenge::parse(&header), None, "{header}");
        }
    }

    #[tokio::test]
    async fn the_answer_has_a_sum_below_the_threshold() {
        let token = base64(&[5; 48]);
        let challenge = Challenge::parse(&format!("1:255:0:{token}")).expect("a challenge");
        let threshold = challenge.threshold;
        let answer = challenge.solve().await.expect("it is easy");
        let start = answer.strip_prefix(&format!("1:{token}:")).and_then(unbase64).expect("a start");
        let sum = Sha256::new_with_prefix(&start).chain_update([5; 48].repeat(COPIES)).finalize();
        assert!(u32::from_be_bytes([sum[0], sum[1], sum[2], sum[3]]) <= threshold);
    }
}
