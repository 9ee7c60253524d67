//! Which channel a thread belongs to: messages do not say.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ChannelId;
use tokio::time::timeout;

use super::rest::Rest;

/// How long Discord may take to say it.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many threads are remembered.
const THREADS: usize = 10_000;

/// The channels to which threads belong, which never changes.
#[derive(Default)]
pub(super) struct Parents(Mutex<HashMap<ChannelId, Option<ChannelId>>>);

/// What Discord says of a channel.
#[derive(Deserialize)]
struct Place {
    parent_id: Option<ChannelId>,
}

impl Parents {
    /// The channel to which a thread belongs. None where it is no thread, or Discord does not say.
    pub(super) async fn of(&self, rest: &Rest, channel: ChannelId) -> Option<ChannelId> {
        let known = self.0.lock().get(&channel).copied();
        if let Some(parent) = known {
            return parent;
        }
        let question = Request::new(Route::Channel { channel_id: channel }, LightMethod::Get);
        let Ok(Ok(place)) = timeout(PATIENCE, rest.ask::<Place>(question)).await else { return None };
        let mut known = self.0.lock();
        if known.len() >= THREADS {
            known.clear();
        }
        known.insert(channel, place.parent_id);
        place.parent_id
    }
}
