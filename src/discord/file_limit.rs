//! How large a file Discord takes somewhere. An interaction tells it; elsewhere a server's boosts decide, and every place takes
//! ten mebibytes: <https://docs.discord.com/developers/reference#uploading-files>.

use std::time::Duration;

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::guild::PremiumTier;
use serenity::model::id::GuildId;
use tokio::time::timeout;

use super::rest::Rest;

/// How long Discord may take to say how a server is boosted.
const PATIENCE: Duration = Duration::from_secs(2);

/// The largest file that every place takes, in bytes.
pub(super) const EVERYWHERE: u64 = 10 << 20;

/// The part of a server that matters here.
#[derive(Deserialize)]
struct Boosted {
    premium_tier: PremiumTier,
}

/// The largest file that a server takes from the bot, in bytes. What every place takes outside of servers, and where Discord
/// does not say it.
pub(super) async fn at(rest: &Rest, guild: Option<u64>) -> u64 {
    let Some(guild) = guild else { return EVERYWHERE };
    let route = Route::Guild { guild_id: GuildId::new(guild) };
    let asked = timeout(PATIENCE, rest.ask::<Boosted>(Request::new(route, LightMethod::Get))).await;
    match asked {
        Ok(Ok(boosted)) => of(boosted.premium_tier),
        Ok(Err(error)) => {
            tracing::debug!(guild, %error, "how a server is boosted could not be looked up");
            EVERYWHERE
        }
        Err(_) => EVERYWHERE,
    }
}

fn of(tier: PremiumTier) -> u64 {
    match tier {
        PremiumTier::Tier2 => 50 << 20,
        PremiumTier::Tier3 => 100 << 20,
        _ => EVERYWHERE,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::discord::testing::{ScriptedDiscord, refusal};

    #[tokio::test]
    async fn a_servers_boosts_decide_and_what_is_not_known_is_what_every_place_takes() {
        for (tier, most) in [(0, 10), (1, 10), (2, 50), (3, 100), (9, 10)] {
            let discord = ScriptedDiscord::answering([(200, json!({ "premium_tier": tier }))]).await;
            assert_eq!(at(&discord.rest(), Some(10)).await, most << 20, "{tier}");
            assert_eq!(discord.seen()[0].line, "GET /api/v10/guilds/10");
        }
        let discord = ScriptedDiscord::answering([(403, refusal(50_001))]).await;
        assert_eq!(at(&discord.rest(), Some(10)).await, EVERYWHERE);
        assert_eq!(at(&discord.rest(), None).await, EVERYWHERE, "nobody is asked in private");
        assert_eq!(discord.seen().len(), 1);
    }
}
