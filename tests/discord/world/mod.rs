//! What these tests share.

mod data;
mod files;
mod messages;
mod process;
pub(crate) mod rituals;
mod slow_remote;
mod talk;

pub(super) use files::{files_below, until};
pub(super) use messages::{answers, assert_quiet, ritual_of, says_to_wait, status, tells_receipt};
pub(super) use process::World;
pub(super) use slow_remote::SlowRemote;
