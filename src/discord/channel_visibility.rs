//! Which channels of a server may be spoken of in which of its channels.
//!
//! What is said in a channel is read by everybody who may view it. So the rituals of another channel are told there only
//! where all of them may view that one as well: everybody may, or the same is said for both about who may. That is more
//! cautious than Discord's whole algorithm, and needs nobody's roles:
//! <https://discord.com/developers/docs/topics/permissions#permission-overwrites>.
//!
//! Discord lists no threads among the channels, and some are private: what was asked for in a thread is told there alone.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, GuildId, RoleId};
use tokio::time::{Instant, timeout};

use super::rest::Rest;
use super::rest_error::RestError;
use crate::store::AskedIn;

/// How long Discord may take to say who may view what: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long what it said is believed.
const FRESH: Duration = Duration::from_secs(30);

/// What Discord said lately, by server.
#[derive(Default)]
pub(super) struct ChannelVisibility(Mutex<HashMap<u64, (Instant, Arc<ViewRules>)>>);

impl ChannelVisibility {
    /// The channels whose rituals may be told of in `channel`. Outside of a server everybody sees their own alone; where
    /// Discord does not say who may view what, none but the channel itself.
    pub(super) async fn told_in(&self, rest: &Rest, guild: Option<u64>, channel: ChannelId) -> AskedIn {
        let Some(guild) = guild else { return AskedIn::Anywhere };
        let channel = channel.get();
        match timeout(PATIENCE, self.rules(rest, guild)).await {
            Ok(Ok(rules)) => AskedIn::These(rules.told_in(channel).collect()),
            Ok(Err(error)) => {
                tracing::warn!(guild, %error, "who may view its channels could not be looked up");
                AskedIn::These([channel].into())
            }
            Err(_) => AskedIn::These([channel].into()),
        }
    }

    async fn rules(&self, rest: &Rest, guild: u64) -> Result<Arc<ViewRules>, RestError> {
        let is_fresh = |said: &Instant| said.elapsed() < FRESH;
        let known = self.0.lock().get(&guild).filter(|(said, _)| is_fresh(said)).cloned();
        if let Some((_, rules)) = known {
            return Ok(rules);
        }
        let rules = Arc::new(ViewRules::asked(rest, guild).await?);
        let mut known = self.0.lock();
        known.retain(|_, (said, _)| is_fresh(said));
        known.insert(guild, (Instant::now(), Arc::clone(&rules)));
        Ok(rules)
    }
}

/// What Discord says of a server.
#[derive(Deserialize)]
struct Server {
    roles: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    id: RoleId,
    permissions: Permissions,
}

/// What Discord says of a channel.
#[derive(Deserialize)]
struct Channel {
    id: ChannelId,
    #[serde(default)]
    permission_overwrites: Vec<Overwrite>,
}

/// What holds in a channel for a role or a member.
#[derive(Deserialize)]
struct Overwrite {
    /// Of the role or the member. The role that everybody has has the server's id.
    id: RoleId,
    allow: Permissions,
    deny: Permissions,
}

/// Who may view the channels of a server.
#[derive(Debug, PartialEq, Eq)]
struct ViewRules {
    guild: u64,
    /// Whether everybody may, where a channel says nothing.
    everybody: bool,
    channels: HashMap<u64, ViewRule>,
}

/// For roles and members of whom a channel says something: whether they may view it.
type ViewRule = BTreeMap<u64, bool>;

impl ViewRules {
    async fn asked(rest: &Rest, guild: u64) -> Result<Self, RestError> {
        let guild_id = GuildId::new(guild);
        let server = rest.ask(Request::new(Route::Guild { guild_id }, LightMethod::Get));
        let channels = rest.ask(Request::new(Route::GuildChannels { guild_id }, LightMethod::Get));
        let (server, channels): (Server, Vec<Channel>) = tokio::try_join!(server, channels)?;
        Ok(Self::of(guild, &server, &channels))
    }

    fn of(guild: u64, server: &Server, channels: &[Channel]) -> Self {
        let views = Permissions::VIEW_CHANNEL.union(Permissions::ADMINISTRATOR);
        let is_everybodys = |role: &&Role| role.id.get() == guild;
        let everybody = server.roles.iter().find(is_everybodys);
        let everybody = everybody.is_some_and(|role| role.permissions.intersects(views));
        let rules = channels.iter().map(|channel| (channel.id.get(), channel.rule()));
        Self { guild, everybody, channels: rules.collect() }
    }

    fn told_in(&self, channel: u64) -> impl Iterator<Item = u64> {
        let here = self.channels.get(&channel);
        let told = move |(_, rule): &(&u64, &ViewRule)| self.is_open(rule) || here == Some(*rule);
        self.channels.iter().filter(told).map(|(channel, _)| *channel).chain([channel])
    }

    /// Whether everybody may view a channel, without exception.
    fn is_open(&self, rule: &ViewRule) -> bool {
        rule.get(&self.guild).copied().unwrap_or(self.everybody) && rule.values().all(|views| *views)
    }
}

impl Channel {
    fn rule(&self) -> ViewRule {
        let said = self.permission_overwrites.iter().filter_map(|overwrite| {
            // What is allowed wins over what is denied, should both be said.
            let views = overwrite.allow.view_channel();
            (views || overwrite.deny.view_channel()).then_some((overwrite.id.get(), views))
        });
        said.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;

    const VIEW: &str = "1024";
    const GUILD: u64 = 10;

    fn overwrite(id: u64, allow: &str, deny: &str) -> Value {
        json!({ "id": id.to_string(), "type": 0, "allow": allow, "deny": deny })
    }

    /// Channels 1, 2, …, each with its overwrites, where the role of everybody has `bits`.
    fn rules(bits: &str, channels: &[Value]) -> ViewRules {
        let roles = json!([{ "id": "10", "permissions": bits }, { "id": "11", "permissions": "8" }]);
        let server = serde_json::from_value(json!({ "roles": roles })).expect("a server");
        let channels = channels.iter().enumerate().map(|(place, overwrites)| {
            let channel = json!({ "id": (place + 1).to_string(), "permission_overwrites": overwrites });
            serde_json::from_value(channel).expect("a channel")
        });
        ViewRules::of(GUILD, &server, &channels.collect::<Vec<_>>())
    }

    fn told_in(rules: &ViewRules, channel: u64) -> Vec<u64> {
        rules.told_in(channel).collect::<BTreeSet<_>>().into_iter().collect()
    }

    #[test]
    fn an_open_channel_is_told_of_everywhere_and_a_closed_one_there_alone() {
        let closed = json!([overwrite(GUILD, "0", VIEW), overwrite(20, VIEW, "0")]);
        let of_others = json!([overwrite(GUILD, "0", VIEW), overwrite(21, VIEW, "0")]);
        let rules = rules("1024", &[json!([]), closed, of_others, json!([overwrite(GUILD, VIEW, "0")])]);
        assert_eq!(told_in(&rules, 1), [1, 4]);
        assert_eq!(told_in(&rules, 2), [1, 2, 4]);
        assert_eq!(told_in(&rules, 3), [1, 3, 4]);
        assert_eq!(told_in(&rules, 99), [1, 4, 99], "a thread, which is not among them");
    }

    #[test]
    fn channels_with_the_same_rule_are_told_of_in_each_other() {
        // Nobody sees anything before they have a role.
        let of_members = || json!([overwrite(20, VIEW, "0"), overwrite(30, "0", "2048")]);
        let rules = rules("0", &[of_members(), json!([overwrite(20, "1025", "0")]), json!([])]);
        assert_eq!(told_in(&rules, 1), [1, 2], "what is said of other rights does not matter");
        assert_eq!(told_in(&rules, 3), [3]);
    }

    #[test]
    fn a_channel_from_which_some_are_kept_out_is_not_open() {
        let without_one = json!([overwrite(40, "0", VIEW)]);
        let rules = rules("1024", &[json!([]), without_one.clone(), without_one]);
        assert_eq!(told_in(&rules, 1), [1]);
        assert_eq!(told_in(&rules, 2), [1, 2, 3]);
    }
}
