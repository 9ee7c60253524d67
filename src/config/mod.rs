//! Every setting, written once: its variable, its flag, its default, its meaning and its parser stand in `table`, and
//! whatever reads, shows or documents settings follows from there. Secrets come from the environment only, because a
//! process's arguments are visible to its neighbours.

mod archive_path;
mod audit;
mod checks;
mod deployment;
mod destinations;
mod draft;
mod env_file;
mod findings;
mod flags;
mod given;
mod limits;
mod listing;
mod load;
mod mega;
mod opentelemetry;
mod period;
mod permissions;
mod railway;
mod rclone_idle;
mod remotes;
mod reread;
mod role;
mod setting;
mod settings;
mod several;
mod source;
mod spool_max;
mod state_backup;
mod state_keep;
mod table;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
mod texts;
mod url;
mod useless;
mod variables;

pub use archive_path::ArchivePath;
pub use env_file::EnvFile;
pub use findings::Findings;
pub use flags::help_on_variables;
pub use listing::ListedSetting;
pub use load::BadSettings;
pub use mega::MegaAccount;
pub use role::Role;
pub use settings::{LogFormat, RateLimits, Settings};
pub use source::Source;
pub use texts::Flags;
pub use variables::Variables;
