//! The services, and all that Discord, the web and the command line may ask of them. A file per topic; none of those
//! three calls anything deeper.

mod acceptance;
mod announcing;
mod archive;
mod audit;
mod background;
mod changes;
mod clouds;
mod copies;
mod data_dir;
mod destinations;
mod examination;
mod gateway;
mod health;
mod lore;
mod mount;
mod notes;
mod obscure;
mod operator;
mod owned;
mod presence;
mod pruning;
mod queue;
mod removals;
mod retention;
mod rituals;
mod server_settings;
mod services;
mod serving;
mod settings_cache;
mod status;
#[cfg(test)]
mod tests;
mod trouble;
mod verification;
mod verify;

pub use acceptance::Refusal;
pub use background::Background;
pub use copies::{ArchivedFile, Source};
pub use examination::{Check, Verdict, examine};
pub use gateway::GatewayState;
pub use health::Health;
pub use mount::Mount;
pub use obscure::obscure;
pub use operator::{Bandwidth, Holds, QueueReport};
pub use owned::{ArchivePlace, ArchiveReport, Looked};
pub use pruning::{PrunePlan, PruneRules};
pub use queue::{QUEUE_OWN, QUEUE_PAGE, Queue};
pub use retention::{BadRetention, Retention, age, count};
pub use rituals::{Accepted, Redrawn, RitualRequest};
pub use services::App;
pub use serving::Serving;
pub use status::{DestinationStatus, Readiness, StatusReport};
pub use trouble::CannotWrite;
pub use verification::{Choice, NotSeen, Selection, Verified};
pub use verify::verify;
