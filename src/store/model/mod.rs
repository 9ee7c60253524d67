//! What the store keeps, as values.

mod alarm;
mod archive;
mod artifact;
mod audit;
mod found;
mod gallery;
mod job;
mod limits;
mod lineage;
mod lore;
mod notice;
mod operator;
mod origin;
mod overview;
mod owned;
mod queue;
mod receipt;
mod removal;
mod removed;
mod ritual;
mod server;
mod shards;
mod timestamp;

pub use alarm::{Alarm, CommonNews, LogChannel, LogEvent, LostCopies, News, NoSnapshot, OwnNews, ServerNews};
pub use archive::{Adopted, Archive, ArchiveState};
pub use artifact::{MotionFile, RecordedFile, Rendered};
pub use audit::{AuditLease, AuditTurn, Proofs, ProvenCopy};
pub use found::{FoundCopy, FoundRitual};
pub use gallery::{AskedIn, GalleryFilter, GalleryPage, PageStart};
pub use job::{Job, JobId, JobKind, Lane, Lease, Outcome, Scope};
pub use limits::{Limited, Limits};
pub use lineage::{Life, Lineage};
pub use lore::{GuildLore, NewLore};
pub use notice::Notice;
pub use operator::{
    Act, Announcement, AnnouncementState, Barrier, Block, Decision, Held, Hold, LaneLength, Reached, Telling,
    TellingTurn,
};
pub use origin::{InteractionToken, Origin};
pub use overview::{DestinationCounts, GivenUp, Overview, Queue, QueueCounts};
pub use owned::{OwnedCopy, OwnedPage};
pub use queue::{Cancelled, Canceller, MOST_WAITING, Standing, Waiting};
pub use receipt::{FirstProof, Receipt};
pub use removal::{BatchCounts, Removal, RemovalEnd, RemovalLease, RemovedObject};
pub use removed::{RemovalState, RemovedCopy};
pub use ritual::{NewRitual, Posted, Ritual, RitualId, RitualView};
pub use server::{LoggedChange, SettingChange, SettingsDraft};
pub use shards::ShardHolder;
pub use timestamp::Timestamp;
