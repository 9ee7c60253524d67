//! The bot as its users meet it: the real program, real rclone, and a double of Discord that judges every word said
//! to it. Nothing here looks inside; what counts is what stands in the channel, on the remote and in the log.

mod archives;
mod audits;
mod buttons;
mod commands;
mod commits;
mod crowd;
mod destinations;
mod disk;
mod fairness;
mod fallbacks;
mod faults;
mod gateway;
mod half_open;
mod judge;
mod kills;
mod limits;
mod lore;
mod motion;
mod offline;
mod permissions;
mod refusals;
mod registration;
mod ritual_buttons;
mod rituals;
mod scopes;
mod secrets;
mod stopping;
mod threads;
mod trouble;
mod twenty;
mod world;
