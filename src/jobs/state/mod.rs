//! Snapshots of the database at the destinations, for hosts where the data directory does not stay.
//!
//! A snapshot's name says when it was taken, of which life of the database it is, and how its bytes begin to be recognised.
//! None is ever written over. Those that newer ones make superfluous are removed, of the database's own life only: what a
//! database does not hold is never removed for its sake.

mod backup;
mod find;
mod name;
mod pack;
mod restore;
mod schedule;

pub use backup::{Sent, StatePlan, Taken, send, take};
pub use find::{Found, KnownSnapshot, find};
pub use name::SnapshotName;
pub use restore::{Prepared, Unusable, prepare};
pub use schedule::Schedule;
