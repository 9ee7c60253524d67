//! How many rituals may be asked for.

use std::time::Duration;

use super::timestamp::Timestamp;

/// How many rituals somebody may ask for. Days begin at midnight UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least time between two.
    pub cooldown: Duration,
    /// How many a person may ask for in a day.
    pub member: Option<u64>,
    /// How many all of a server together may ask for in a day.
    pub server: Option<u64>,
    /// How many of a person may wait to be shown.
    pub at_once: Option<u64>,
}

/// Why a ritual was not accepted. Nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Limited {
    /// The person asked for one a moment ago.
    #[error("the last ritual was asked for a moment ago")]
    TooSoon {
        /// When the next may be asked for.
        until: Timestamp,
    },
    /// The person asked for as many as is allowed in a day.
    #[error("{most} rituals were asked for today")]
    Quota {
        /// How many that is.
        most: u64,
        /// When the day ends.
        until: Timestamp,
    },
    /// The server did.
    #[error("{most} rituals were asked for in this server today")]
    ServerQuota {
        /// How many that is.
        most: u64,
        /// When the day ends.
        until: Timestamp,
    },
    /// As many of the person's rituals wait as may.
    #[error("{most} rituals wait to be shown")]
    AtOnce {
        /// How many that is.
        most: u64,
    },
}
