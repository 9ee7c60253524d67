//! Whether the bot is at Discord's gateway, and since when it is or is not. Discord's room notes it; `/readyz` tells it.

use parking_lot::Mutex;

use crate::store::Timestamp;

/// How the connection to Discord's gateway is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayState {
    /// How many shards are connected.
    pub connected: usize,
    /// How many there are to be; 0 before Discord was reached, and on the command line.
    pub shards: usize,
    /// Since when all are connected, or not all.
    pub since: Timestamp,
}

impl GatewayState {
    /// Whether every shard is connected.
    pub fn is_connected(&self) -> bool {
        self.shards > 0 && self.connected >= self.shards
    }

    /// The state after a look at `now`.
    fn followed_by(self, connected: usize, shards: usize, now: Timestamp) -> Self {
        let next = Self { connected, shards, since: now };
        let unchanged = next.is_connected() == self.is_connected();
        Self { since: if unchanged { self.since } else { now }, ..next }
    }
}

/// What was seen last.
pub(super) struct Gateway(Mutex<GatewayState>);

impl Gateway {
    /// Not connected yet.
    pub(super) fn new() -> Self {
        Self(Mutex::new(GatewayState { connected: 0, shards: 0, since: Timestamp::now() }))
    }

    /// Notes how many of the shards are connected now.
    pub(super) fn note(&self, connected: usize, shards: usize) {
        let mut state = self.0.lock();
        *state = state.followed_by(connected, shards, Timestamp::now());
    }

    /// Notes that it is not to be connected yet, as another process has the shards.
    pub(super) fn waits(&self) {
        *self.0.lock() = GatewayState { connected: 0, shards: 0, since: Timestamp::now() };
    }

    /// What was noted last.
    pub(super) fn state(&self) -> GatewayState {
        *self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_changes_only_with_being_connected() {
        let start = GatewayState { connected: 0, shards: 0, since: Timestamp(0) };
        let halfway = start.followed_by(1, 2, Timestamp(1000));
        assert_eq!((halfway.is_connected(), halfway.since), (false, Timestamp(0)));
        let connected = halfway.followed_by(2, 2, Timestamp(2000)).followed_by(2, 2, Timestamp(3000));
        assert_eq!((connected.is_connected(), connected.since), (true, Timestamp(2000)));
        let lost = connected.followed_by(1, 2, Timestamp(4000));
        assert_eq!((lost.is_connected(), lost.since), (false, Timestamp(4000)));
    }
}
