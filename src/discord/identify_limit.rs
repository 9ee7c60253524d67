//! Keeps the gateway from being stormed.
//!
//! serenity reconnects by itself, sometimes at once and without end. Discord allows some thousand logins a day and
//! takes the token away from whoever uses more. Every shard reads the gateway's address before it connects, and
//! the address stands behind a lock: whoever holds the lock lets nobody connect. The gate holds it, opens it for
//! one shard a second, and for longer pauses once few logins are left.

use std::sync::Arc;
use std::time::Duration;

use serenity::gateway::{ConnectionStage, ShardManager};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::gateway::{BotGateway, SessionStartLimit};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::rest::Rest;
use super::rest_error::RestError;

/// The least time between two connections.
pub(super) const SPACING: Duration = Duration::from_secs(1);
/// How often the count of logins is asked for while not all is well.
const ASK: Duration = Duration::from_mins(1);

/// Asks Discord where its gateway is, and how many logins are left.
pub(super) async fn ask(rest: &Rest) -> Result<BotGateway, RestError> {
    rest.ask(Request::new(Route::GatewayBot, LightMethod::Get)).await
}

/// The pause before the next login: none while there are plenty, what is left of the day divided among the last.
pub(super) fn pause(limit: &SessionStartLimit, shards: u32) -> Duration {
    let reset = Duration::from_millis(limit.reset_after);
    let shards = u64::from(shards.max(1));
    // The last tenth, and always enough to start all shards once.
    let reserve = (limit.total / 10).max(shards);
    if limit.remaining > reserve {
        return Duration::ZERO;
    }
    let starts = u32::try_from(limit.remaining / shards).unwrap_or(u32::MAX);
    if starts == 0 { reset } else { reset / starts }
}

/// Guards `address` until dropped: one passes each `spacing`, and after it what `extra` demands.
pub(super) async fn guard(
    address: Arc<Mutex<String>>,
    spacing: Duration,
    mut extra: impl AsyncFnMut() -> Duration,
) {
    // The first connection has nothing to wait for.
    sleep(spacing).await;
    loop {
        {
            // Behind a shard that is reading the address: the lock is fair.
            let _closed = address.lock().await;
            sleep(spacing + extra().await).await;
        }
        // One that waited connects now.
        tokio::task::yield_now().await;
    }
}

/// The extra pause that `manager`'s shards need: none while all `shards` are connected or logins are plenty.
pub(super) async fn extra(
    asked: &mut Option<Instant>,
    manager: &ShardManager,
    rest: &Rest,
    shards: u32,
) -> Duration {
    if asked.is_some_and(|asked| asked.elapsed() < ASK) || all_connected(manager, shards).await {
        return Duration::ZERO;
    }
    *asked = Some(Instant::now());
    // Without an answer there is no network either, and no login is spent.
    let Ok(gateway) = ask(rest).await else { return Duration::ZERO };
    let pause = pause(&gateway.session_start_limit, shards);
    if !pause.is_zero() {
        tracing::warn!(?pause, "few logins are left today; waiting before the next");
        // The next login is asked about as well.
        *asked = None;
    }
    pause
}

async fn all_connected(manager: &ShardManager, shards: u32) -> bool {
    let runners = manager.runners.lock().await;
    let connected = runners.values().filter(|runner| runner.stage == ConnectionStage::Connected).count();
    connected >= shards as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(remaining: u64, hours: u64) -> SessionStartLimit {
        let json = serde_json::json!({
            "remaining": remaining, "reset_after": hours * 3_600_000, "total": 1000, "max_concurrency": 1,
        });
        serde_json::from_value(json).expect("a limit")
    }

    #[test]
    fn plenty_of_logins_need_no_pause() {
        assert_eq!(pause(&limit(999, 20), 1), Duration::ZERO);
        assert_eq!(pause(&limit(101, 1), 1), Duration::ZERO);
    }

    #[test]
    fn the_last_logins_are_spread_over_what_is_left_of_the_day() {
        assert_eq!(pause(&limit(100, 10), 1), Duration::from_mins(6));
        assert_eq!(pause(&limit(100, 10), 4), Duration::from_mins(24));
        assert_eq!(pause(&limit(1, 2), 1), Duration::from_hours(2));
    }

    #[test]
    fn without_any_login_left_the_new_day_is_awaited() {
        assert_eq!(pause(&limit(0, 3), 1), Duration::from_hours(3));
        assert_eq!(pause(&limit(3, 3), 4), Duration::from_hours(3));
    }

    #[tokio::test]
    async fn those_who_connect_pass_one_at_a_time() {
        let spacing = Duration::from_millis(30);
        let address = Arc::new(Mutex::new("ws://gateway".to_owned()));
        let mut passed = 0_u32;
        let readers = async {
            let start = Instant::now();
            for _ in 0..4 {
                assert_eq!(*address.lock().await, "ws://gateway");
                passed += 1;
                // Long enough for the gate to close behind this one.
                sleep(spacing).await;
            }
            start.elapsed()
        };
        let elapsed = tokio::select! {
            () = guard(Arc::clone(&address), spacing, async || spacing) => unreachable!("it guards for ever"),
            elapsed = readers => elapsed,
        };
        assert_eq!(passed, 4);
        // The first passes at once, each of the others after a closed gate.
        assert!(elapsed >= spacing * 6, "{elapsed:?}");
    }
}
