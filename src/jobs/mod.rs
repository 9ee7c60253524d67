//! What happens after a ritual is accepted, as jobs that may each run twice without harm.
//!
//! `render` makes the picture, `post` shows it, `archive` carries it to one destination. Each file holds one kind;
//! `worker` runs them. `audit` proves again what was archived, while nothing else is to do, and `removal` takes away
//! what somebody wants gone. A job reads the present state, acts, and returns an [`Outcome`] that the store commits
//! together with the job's own end, fenced by its lease.

mod activity;
pub mod adopt;
pub mod announce;
mod archive;
pub mod audit;
pub mod backoff;
mod context;
pub mod forget;
pub mod log_channels;
mod measure;
pub mod notify;
mod pace;
mod post;
pub mod prune;
mod removal;
mod render;
mod renderer;
mod room;
mod spool;
mod spooled;
pub mod state;
#[cfg(test)]
mod testing;
mod thumbnails;
mod wake;
mod worker;

pub use activity::Activity;
pub use announce::Announcer;
pub use context::{Event, Jobs};
pub use log_channels::LogWriter;
pub use notify::Notifier;
pub use pace::Pace;
pub use post::Poster;
pub use renderer::{PROGRAM, Renderer};
pub use room::Room;
pub use spool::{Spool, file_name};
pub use thumbnails::thumbnail_name;
pub use wake::{Wake, Work, with_others};
pub use worker::Workers;
