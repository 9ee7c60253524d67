//! Looks after those who wait.

use std::time::Duration;

use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ApplicationId;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::below::Teller;
use super::text::Said;
use super::waiters::{Sign, Waiter, Waiters};
use crate::app::App;
use crate::discord::messages::payload;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::shard_range::ShardRange;
use crate::store::{RitualId, Standing, Timestamp};

/// Between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// How many answers are edited at each look, below how many messages it is told, how many notices are taken away, and in
/// how many channels the bot types. Discord takes fifty requests a second in all, and pictures go first.
const AT_ONCE: usize = 5;
/// How many looks are made at a picture that another gateway is just showing.
const RESTORING: usize = 5;
/// How long Discord may take for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps telling those who wait, for as long as it is polled.
pub(crate) async fn serve(waiters: &Waiters, app: &App, rest: &Rest, shards: ShardRange) {
    let teller = Teller { waiters, app, rest };
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut took_over = false;
    loop {
        looks.tick().await;
        let now = Instant::now();
        // Before the first notice of this run is sent, or it would be taken for one that was left.
        took_over = took_over || take_over(waiters, app, shards, now).await;
        type_on(waiters, app, rest, now).await;
        for (id, waiter) in waiters.to_be_told(AT_ONCE, now) {
            match &waiter.sign {
                Sign::Answer { application, token } => {
                    tell(teller, id, &waiter, *application, token).await;
                }
                Sign::Message { channel, request } if took_over => {
                    teller.tell_below(id, &waiter, *channel, *request).await;
                }
                Sign::Message { .. } => {}
            }
        }
        for notice in waiters.notices.to_be_taken_away(AT_ONCE, now) {
            teller.take_away(notice).await;
        }
    }
}

/// Has what an earlier run left in channels taken away; false where that cannot be read now. What other shards' processes
/// tell is theirs.
async fn take_over(waiters: &Waiters, app: &App, shards: ShardRange, now: Instant) -> bool {
    match app.notices(shards).await {
        Ok(notices) => {
            waiters.notices.take_over(notices, now);
            true
        }
        Err(_) => false,
    }
}

/// Goes on typing where that is the only sign.
async fn type_on(waiters: &Waiters, app: &App, rest: &Rest, now: Instant) {
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
}

/// Says in the answer to a command how far its ritual is, if that is something new.
async fn tell(teller: Teller<'_>, id: RitualId, waiter: &Waiter, application: ApplicationId, token: &str) {
    let Teller { waiters, app, rest } = teller;
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
    let route = Route::WebhookOriginalInteractionResponse { application_id: application, token };
    let body = payload::edit(&said.text(waiter.language)).to_string().into_bytes();
    let edit = rest.send(Request::new(route, LightMethod::Patch).body(Some(body)));
    match timeout(PATIENCE, edit).await.unwrap_or(Err(RestError::TimedOut)) {
        Ok(_) => {
            answer.said = Some(said);
            drop(answer);
            if app.settings().shards.is_some_and(|shards| shards.count() < shards.total()) {
                restore(teller, id, route).await;
            }
        }
        Err(error) => {
            tracing::debug!(ritual = %id, %error, "how long it takes could not be told");
            // The answer was deleted, or its token is refused: the picture finds its own way.
            if error.is_refusal() {
                waiters.over(id);
            }
        }
    }
}

/// Writes a ritual's text again where what was said went over it: another gateway may have shown the picture in that moment.
async fn restore(teller: Teller<'_>, id: RitualId, route: Route<'_>) {
    let Teller { app, rest, .. } = teller;
    for _ in 0..RESTORING {
        match app.standing(id).await {
            // It is just being shown.
            Ok(Some(waiting)) if waiting.standing == Standing::Posted => sleep(LOOK).await,
            Ok(None) => break,
            _ => return,
        }
    }
    let Ok(Some(view)) = app.ritual(id).await else { return };
    let Some(posted) = &view.ritual.posted else { return };
    let body = payload::edit_of(&view, &posted.status).to_string().into_bytes();
    let edit = rest.send(Request::new(route, LightMethod::Patch).body(Some(body)));
    if let Ok(Err(error)) = timeout(PATIENCE, edit).await {
        tracing::debug!(ritual = %id, %error, "a ritual's text could not be written again");
    }
}
