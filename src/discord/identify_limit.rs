//! Keeps to Discord's limit of logins, which it calls “identify”.
//!
//! serenity reconnects by itself, sometimes at once and without end. Discord allows some thousand logins a day and
//! takes the token away from whoever uses more. Before a shard connects it reads the gateway's address, which serenity
//! keeps behind a mutex: whoever holds the mutex keeps all shards from connecting. [`limit`] holds it, lets one shard
//! through a second, and waits longer between two of them once few logins are left.

use std::sync::Arc;
use std::time::Duration;

use serenity::gateway::{ConnectionStage, ShardManager};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::gateway::{BotGateway, SessionStartLimit};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::rest::Rest;
use super::rest_error::RestError;
use crate::app::App;

/// The least time between two connections.
pub(super) const SPACING: Duration = Duration::from_secs(1);
/// How often Discord is asked for the logins that are left while a shard is not connected.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// Asks Discord where its gateway is, and how many logins are left.
pub(super) async fn gateway(rest: &Rest) -> Result<BotGateway, RestError> {
    rest.ask(Request::new(Route::GatewayBot, LightMethod::Get)).await
}

/// Whether Discord answers and a login would not have to wait.
pub async fn may_connect(rest: &Rest) -> bool {
    gateway(rest).await.is_ok_and(|gateway| delay(&gateway.session_start_limit, gateway.shards).is_zero())
}

/// The delay before the next login: none while many are left; the last are spread over the time until Discord counts
/// anew.
pub(super) fn delay(limit: &SessionStartLimit, shards: u32) -> Duration {
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

/// Holds the mutex of the gateway's `address` until dropped. One shard gets through, then none for `spacing` and the
/// delay that `extra` gives.
pub(super) async fn limit(
    address: Arc<Mutex<String>>,
    spacing: Duration,
    mut extra: impl AsyncFnMut() -> Duration,
) {
    // The first connection has nothing to wait for.
    sleep(spacing).await;
    loop {
        {
            // The mutex is fair: this comes after the shard that is reading the address.
            let _held = address.lock().await;
            sleep(spacing + extra().await).await;
        }
        // A shard that waited connects now.
        tokio::task::yield_now().await;
    }
}

/// The delay beyond the spacing, after this process's turn among several has come: none while all `shards` are connected or many logins are left. `asked` is when Discord
/// was asked last.
pub(super) async fn extra_delay(
    asked: &mut Option<Instant>,
    manager: &ShardManager,
    app: &App,
    rest: &Rest,
    shards: u32,
) -> Duration {
    if all_connected(manager, shards).await {
        return Duration::ZERO;
    }
    app.gateway_login_turn().await;
    if asked.is_some_and(|asked| asked.elapsed() < ASK_AGAIN) {
        return Duration::ZERO;
    }
    *asked = Some(Instant::now());
    // Without an answer there is no network either, and no login is spent.
    let Ok(gateway) = gateway(rest).await else { return Duration::ZERO };
    let delay = delay(&gateway.session_start_limit, shards);
    if !delay.is_zero() {
        tracing::warn!(pause = ?delay, "few logins are left today; waiting before the next");
        // Ask again before the next login.
        *asked = None;
    }
    delay
}

async fn all_connected(manager: &ShardManager, shards: u32) -> bool {
    let runners = manager.runners.lock().await;
    let connected = runners.values().filter(|runner| runner.stage == ConnectionStage::Connected);
    connected.count() >= shards as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start_limit(remaining: u64, hours: u64) -> SessionStartLimit {
        let json = serde_json::json!({
            "remaining": remaining, "reset_after": hours * 3_600_000, "total": 1000, "max_concurrency": 1,
        });
        serde_json::from_value(json).expect("a limit")
    }

    #[test]
    fn many_logins_need_no_delay() {
        assert_eq!(delay(&start_limit(999, 20), 1), Duration::ZERO);
        assert_eq!(delay(&start_limit(101, 1), 1), Duration::ZERO);
    }

    #[test]
    fn the_last_logins_are_spread_over_what_is_left_of_the_day() {
        assert_eq!(delay(&start_limit(100, 10), 1), Duration::from_mins(6));
        assert_eq!(delay(&start_limit(100, 10), 4), Duration::from_mins(24));
        assert_eq!(delay(&start_limit(1, 2), 1), Duration::from_hours(2));
    }

    #[test]
    fn without_any_login_left_it_waits_for_the_new_count() {
        assert_eq!(delay(&start_limit(0, 3), 1), Duration::from_hours(3));
        assert_eq!(delay(&start_limit(3, 3), 4), Duration::from_hours(3));
    }

    #[tokio::test]
    async fn shards_connect_one_at_a_time() {
        let spacing = Duration::from_millis(30);
        let address = Arc::new(Mutex::new("ws://gateway".to_owned()));
        let mut passed = 0_u32;
        let readers = async {
            let start = Instant::now();
            for _ in 0..4 {
                assert_eq!(*address.lock().await, "ws://gateway");
                passed += 1;
                // Long enough for the mutex to be taken again behind this one.
                sleep(spacing).await;
            }
            start.elapsed()
        };
        let elapsed = tokio::select! {
            () = limit(Arc::clone(&address), spacing, async || spacing) => unreachable!("it never ends"),
            elapsed = readers => elapsed,
        };
        assert_eq!(passed, 4);
        // The first passes at once, each of the others after the spacing and the extra delay.
        assert!(elapsed >= spacing * 6, "{elapsed:?}");
    }
}
