//! One bot on one data directory with SQLite: two that serve Discord from it would each answer everybody. On PostgreSQL those
//! who serve share out the shards instead (`shards`).

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;

use super::data_dir::{self, SERVING_LOCK};
use crate::config::Settings;
use crate::private;

/// That this process serves Discord from its data directory, and on SQLite no other does.
pub struct Serving {
    /// None on PostgreSQL, and where the file system has no locks.
    _lock: Option<File>,
}

impl Serving {
    /// Fails where another process does it already.
    pub fn begin(settings: &Settings) -> anyhow::Result<Self> {
        if settings.database_url.is_some() {
            return Ok(Self { _lock: None });
        }
        data_dir::make(settings).with_context(|| data_dir::advice(settings))?;
        let path = settings.data_dir.join(SERVING_LOCK);
        let mut lock = private::open(&path).with_context(|| data_dir::advice(settings))?;
        match lock.try_lock() {
            Ok(()) => {
                // The number only helps whoever is refused.
                let _ = say_who(&mut lock);
                Ok(Self { _lock: Some(lock) })
            }
            Err(TryLockError::WouldBlock) => {
                anyhow::bail!(refusal(&settings.data_dir, who(&mut lock)))
            }
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "there are no locks in the data directory: see to it that no other bot uses it");
                Ok(Self { _lock: None })
            }
        }
    }
}

fn say_who(lock: &mut File) -> io::Result<()> {
    lock.set_len(0)?;
    writeln!(lock, "{}", std::process::id())
}

/// The process that holds the lock, as it is called where it runs.
fn who(lock: &mut File) -> Option<u32> {
    let mut text = String::new();
    lock.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn refusal(folder: &Path, who: Option<u32>) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let who = who.map(|id| format!(" (process {id}, or that number in its container)")).unwrap_or_default();
    format!(
        "another helix-bot{who} serves Discord from the data directory {}; end that one first, or give this one a data \
         directory of its own with HELIX_DATA_DIR",
        folder.display()
    )
}
