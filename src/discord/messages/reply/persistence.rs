//! Trying again what failed in passing.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::discord::rest_error::RestError;

/// How long an answer is tried for. The interaction's token lives longer, but nobody waits longer, and Discord recognises
/// a nonce for a few minutes only.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_secs(90);
/// How long one try may take. Answers are short texts, and somebody waits for them.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause before the second try. Each further pause is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Tries until it works, is refused for good, or `limit` is over.
pub(super) async fn persistently<F: Future<Output = Result<Vec<u8>, RestError>>>(
    limit: Duration,
    may_pass: impl Fn(&RestError) -> bool,
    mut attempt: impl FnMut() -> F,
) -> Result<(), RestError> {
    let end = Instant::now() + limit;
    let mut pause = FIRST_PAUSE;
    loop {
        // Boxed, since a request is large.
        let tried = timeout_at(end.min(Instant::now() + TRY_TIMEOUT), Box::pin(attempt()))
            .await
            .unwrap_or(Err(RestError::TimedOut));
        let Err(error) = tried else { return Ok(()) };
        let wait = pause.max(error.pause().unwrap_or_default());
        if !may_pass(&error) || Instant::now() + wait >= end {
            return Err(error);
        }
        tracing::debug!(%error, "an answer met trouble; trying again");
        sleep(wait).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
