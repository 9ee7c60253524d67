//! Looks after those who wait.

use std::time::Duration;

use serenity::http::{LightMethod, Request, Route};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::text::Said;
use super::waiters::{Sign, Waiter, Waiters};
use crate::app::App;
use crate::discord::messages::payload;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::store::{RitualId, Timestamp};

/// Between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// How many answers are edited at each look, and in how many channels the bot types. Discord takes fifty requests a second
/// in all, and pictures go first.
const AT_ONCE: usize = 5;
/// How long Discord may take for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps telling those who wait, for as long as it is polled.
pub(crate) async fn serve(waiters: &Waiters, app: &App, rest: &Rest) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let now = Instant::now();
        for (channel_id, id) in waiters.to_be_typed_in(AT_ONCE, now) {
            if let Ok(None) = app.standing(id).await {
                waiters.over(id);
                continue;
            }
            let typing = Request::new(Route::ChannelTyping { channel_id }, LightMethod::Post);
            let rest = rest.clone();
            // Bounded by the client's own deadline; nothing depends on it.
            tokio::spawn(async move { rest.send(typing).await });
        }
        for (id, waiter) in waiters.to_be_told(AT_ONCE, now) {
            tell(waiters, app, rest, id, &waiter).await;
        }
    }
}

/// Says in an answer how far its ritual is, if that is something new.
async fn tell(waiters: &Waiters, app: &App, rest: &Rest, id: RitualId, waiter: &Waiter) {
    let Sign::Answer { application, token } = &waiter.sign else { return };
    // Held until Discord has answered, so that the picture comes after it.
    let mut answer = waiter.answer.lock().await;
    if answer.closed {
        return;
    }
    let waiting = match app.standing(id).await {
        Ok(Some(waiting)) => waiting,
        Ok(None) => return waiters.over(id),
        Err(_) => return,
    };
    let said = Said::now(waiting.standing, app.estimate(&waiting), Timestamp::now());
    let Some(said) = said.filter(|said| !answer.said.is_some_and(|before| before.is_as_good_as(said))) else {
        return;
    };
    let route = Route::WebhookOriginalInteractionResponse { application_id: *application, token };
    let body = payload::edit(&said.text(waiter.language)).to_string().into_bytes();
    let edit = rest.send(Request::new(route, LightMethod::Patch).body(Some(body)));
    match timeout(PATIENCE, edit).await.unwrap_or(Err(RestError::TimedOut)) {
        Ok(_) => answer.said = Some(said),
        Err(error) => {
            tracing::debug!(ritual = %id, %error, "how long it takes could not be told");
            // The answer was deleted, or its token is refused: the picture finds its own way.
            if error.is_refusal() {
                waiters.over(id);
            }
        }
    }
}
