//! Which of a bot's shards at Discord's gateway one process has.

use std::fmt;
use std::str::FromStr;

/// Shards from one number up to, and without, another, of so many: `0..4/16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    first: u32,
    end: u32,
    total: u32,
}

/// No range of shards.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a range of shards; write the first, the one behind the last, and how many there are in all, such as \
     0..4/16 for the first four of sixteen, or auto for all that Discord recommends"
)]
pub struct BadShardRange(String);

impl ShardRange {
    /// All of `total` shards, which is at least one.
    pub fn all(total: u32) -> Self {
        Self { first: 0, end: total.max(1), total: total.max(1) }
    }

    /// The first of them.
    pub fn first(self) -> u32 {
        self.first
    }

    /// The one behind the last.
    pub fn end(self) -> u32 {
        self.end
    }

    /// How many the bot has in all.
    pub fn total(self) -> u32 {
        self.total
    }

    /// How many these are.
    pub fn count(self) -> u32 {
        self.end - self.first
    }

    /// Whether Discord tells of what happens in a server, or with 0 in direct messages, on one of them:
    /// <https://discord.com/developers/docs/events/gateway#sharding>.
    pub fn has(self, guild: u64) -> bool {
        let shard = (guild >> 22) % u64::from(self.total);
        (u64::from(self.first)..u64::from(self.end)).contains(&shard)
    }
}

impl fmt::Display for ShardRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}/{}", self.first, self.end, self.total)
    }
}

impl FromStr for ShardRange {
    type Err = BadShardRange;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = || {
            let (range, total) = text.split_once('/')?;
            let (first, end) = range.split_once("..")?;
            Some(Self { first: first.parse().ok()?, end: end.parse().ok()?, total: total.parse().ok()? })
        };
        let range = numbers().filter(|range| range.first < range.end && range.end <= range.total);
        range.ok_or_else(|| BadShardRange(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_written() {
        let range: ShardRange = "0..4/16".parse().expect("a range");
        assert_eq!((range.first(), range.end(), range.total(), range.count()), (0, 4, 16, 4));
        assert_eq!(range.to_string(), "0..4/16");
        assert_eq!("0..1/1".parse(), Ok(ShardRange::all(1)));
        for wrong in
            ["", "4", "0..4", "4/16", "4..4/16", "5..4/16", "0..17/16", "-1..2/4", "0..=3/4", "a..b/c"]
        {
            assert!(wrong.parse::<ShardRange>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_server_is_in_one_range_and_direct_messages_are_in_the_first() {
        let (low, high): (ShardRange, ShardRange) =
            ("0..1/2".parse().expect("one"), "1..2/2".parse().expect("other"));
        for guild in [1 << 22, 2 << 22, 197_038_439_483_310_086] {
            assert!(low.has(guild) != high.has(guild), "{guild}");
        }
        assert!(low.has(0) && !high.has(0));
    }
}
