//! The servers that the bot is in, and telling all of them something.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, GuildId};
use uuid::Uuid;

use super::messages::payload;
use super::rest::Rest;
use super::rest_error::RestError;
use crate::failure::Failure;
use crate::jobs::Announcer;
use crate::store::Telling;

/// As many as Discord tells at once.
const PAGE: usize = 200;

/// A server of a list.
#[derive(Deserialize)]
struct Listed {
    id: GuildId,
}

/// Where a server's system messages go.
#[derive(Deserialize)]
struct Server {
    system_channel_id: Option<ChannelId>,
}

/// The servers with ids behind `after`, in the order of their ids; none once there are no more.
async fn page(rest: &Rest, after: u64) -> Result<Vec<u64>, RestError> {
    let params = vec![("limit", PAGE.to_string()), ("after", after.to_string())];
    let request = Request::new(Route::UserMeGuilds, LightMethod::Get).params(Some(params));
    let mut listed: Vec<u64> =
        rest.ask::<Vec<Listed>>(request).await?.iter().map(|server| server.id.get()).collect();
    listed.sort_unstable();
    Ok(listed)
}

/// How many servers the bot is in.
pub(super) async fn count(rest: &Rest) -> Result<u64, RestError> {
    let (mut count, mut after) = (0, 0);
    loop {
        let listed = page(rest, after).await?;
        count += listed.len() as u64;
        match listed.last() {
            Some(last) if listed.len() == PAGE => after = *last,
            _ => return Ok(count),
        }
    }
}

/// Tells servers something.
pub fn announcer(rest: Rest) -> Arc<dyn Announcer> {
    Arc::new(Servers { rest })
}

struct Servers {
    rest: Rest,
}

#[async_trait]
impl Announcer for Servers {
    async fn servers(&self, after: u64) -> Result<Vec<u64>, Failure> {
        Ok(page(&self.rest, after).await?)
    }

    async fn system_channel(&self, guild: u64) -> Result<Option<u64>, Failure> {
        let route = Route::Guild { guild_id: GuildId::new(guild) };
        match self.rest.ask::<Server>(Request::new(route, LightMethod::Get)).await {
            Ok(server) => Ok(server.system_channel_id.map(ChannelId::get)),
            // It was left meanwhile.
            Err(error) if error.is_refusal() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn announce(&self, id: Uuid, guild: u64, channel: u64, text: &str) -> Result<Telling, Failure> {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let body = json!({
            "content": text,
            "allowed_mentions": { "parse": [] },
            // The same however often it is sent to this server.
            "nonce": payload::nonce_of_reply(guild, &id.to_string()),
            "enforce_nonce": true,
        });
        let request = Request::new(route, LightMethod::Post).body(Some(body.to_string().into_bytes()));
        match self.rest.send(request).await {
            Ok(_) => Ok(Telling::Told(channel)),
            Err(error) if error.is_refusal() => Ok(Telling::Failed("the bot may not write there".to_owned())),
            Err(error) => Err(error.into()),
        }
    }
}
