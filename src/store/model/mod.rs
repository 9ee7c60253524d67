//! What the store keeps, as values.

mod alarm;
mod archive;
mod artifact;
mod audit;
mod gallery;
mod job;
mod lore;
mod operator;
mod origin;
mod overview;
mod queue;
mod ritual;
mod timestamp;

pub use alarm::{Alarm, LostCopies, News};
pub use archive::{Adopted, Archive, ArchiveState, FirstProof, Receipt};
pub use artifact::{MotionFile, RecordedFile, Rendered};
pub use audit::{AuditLease, AuditTurn, Proofs, ProvenCopy};
pub use gallery::{GalleryFilter, GalleryPage, PageStart};
pub use job::{Job, JobId, JobKind, Lane, Lease, Outcome, Scope};
pub use lore::{GuildLore, NewLore};
pub use operator::{
    Act, Announcement, AnnouncementState, Barrier, Block, Decision, Held, Hold, LaneLength, Reached, Telling,
    TellingTurn,
};
pub use origin::{InteractionToken, Origin};
pub use overview::{DestinationCounts, GivenUp, Overview};
pub use queue::{Cancelled, Canceller, MOST_WAITING, Standing, Waiting};
pub use ritual::{NewRitual, Posted, Ritual, RitualId, RitualView};
pub use timestamp::Timestamp;
