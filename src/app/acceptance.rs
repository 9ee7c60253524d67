//! Who may have a ritual now, and why not.

use super::services::App;
use crate::blocking::blocking;
use crate::ritual::Steps;
use crate::store::{Barrier, Limited, Origin};

/// Why a request is not taken. Whoever asked reads it in words; nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No new rituals are accepted for now; why, in the operator's words, which may be none.
    #[error("no new rituals are accepted now")]
    Draining(String),
    /// The server is blocked, and why.
    #[error("the server is blocked")]
    ServerBlocked(String),
    /// Who asks is blocked, and why.
    #[error("the person is blocked")]
    PersonBlocked(String),
    /// Too many, or too soon.
    #[error(transparent)]
    Limited(Limited),
    /// The picture is larger than the server allows.
    #[error("pictures have at most {most} pixels a side here")]
    TooLarge {
        /// The most pixels a side.
        most: u32,
    },
    /// It has more steps than the server allows.
    #[error("rituals have at most {most} steps here")]
    TooManySteps {
        /// The most steps.
        most: Steps,
    },
    /// Nothing is shown in motion.
    #[error("nothing is shown in motion here")]
    NoMotion,
    /// The disk has too little room left for it.
    #[error("the disk has too little room left")]
    NoRoom {
        /// Whether it is refused as it is large or in motion: others are accepted.
        only_large: bool,
    },
}

impl App {
    /// An error that is a [`Refusal`] where a request from there is not to be accepted. The command line is the operator's
    /// own and is never refused.
    pub(super) async fn may_accept(&self, origin: &Origin) -> anyhow::Result<()> {
        if matches!(origin, Origin::CommandLine) {
            return Ok(());
        }
        match self.jobs.store.barrier(origin.guild(), origin.user()).await? {
            None => Ok(()),
            Some(Barrier::Drain(why)) => Err(Refusal::Draining(why.reason).into()),
            Some(Barrier::Server(why)) => Err(Refusal::ServerBlocked(why.reason).into()),
            Some(Barrier::Person(why)) => Err(Refusal::PersonBlocked(why.reason).into()),
        }
    }

    /// A refusal where the disk has no room for another ritual. What is large gives way before what is small.
    pub(super) async fn must_have_room(&self, large: bool) -> anyhow::Result<()> {
        let spool = self.jobs.spool.clone();
        // Where the system does not tell, writing shows.
        let Ok(room) = blocking(move || spool.room()).await else { return Ok(()) };
        if room.takes(large) {
            return Ok(());
        }
        self.jobs.spool.relieve();
        Err(Refusal::NoRoom { only_large: room.takes(false) }.into())
    }
}
