//! The statements, by topic. Each function runs in a transaction that its caller began and commits.

pub(super) mod adopting;
pub(super) mod alarms;
pub(super) mod announcements;
pub(super) mod archives;
pub(super) mod audits;
pub(super) mod cancelling;
pub(super) mod deletion;
pub(super) mod finish;
pub(super) mod gallery;
pub(super) mod jobs;
pub(super) mod limits;
pub(super) mod log_channels;
pub(super) mod lore;
pub(super) mod notes;
pub(super) mod notices;
pub(super) mod operator;
pub(super) mod overview;
pub(super) mod owned;
#[cfg(test)]
mod plan;
pub(super) mod queue;
pub(super) mod removals;
pub(super) mod rituals;
pub(super) mod server_news;
pub(super) mod servers;
pub(super) mod shards;
pub(super) mod snapshots;
pub(super) mod standing;
pub(super) mod tallies;
mod turns;
pub(super) mod upkeep;
