//! Clearing the spool of files that nothing waits for any more.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use super::Jobs;
use crate::store::{RitualId, StoreError, Timestamp};

/// How long a file stays after its last job: long enough to answer questions about a fresh picture from the disk.
const KEEP: Duration = Duration::from_hours(24);
/// How often the spool is swept.
const EVERY: Duration = Duration::from_hours(1);
/// A temporary file this old belongs to a process that is gone.
const ABANDONED: Duration = Duration::from_hours(1);

/// Sweeps now and then until `stop`.
pub async fn sweep_regularly(jobs: &Jobs, stop: CancellationToken) {
    let mut next = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(next.tick()).await.is_some() {
        match sweep(jobs, Timestamp::now()).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "cleared the spool"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "the spool could not be swept"),
        }
    }
}

/// Removes what nothing waits for; returns how many files. A ritual that was accepted without archiving keeps its
/// only copy for ever, and one with a dead job until a person decides.
pub async fn sweep(jobs: &Jobs, now: Timestamp) -> anyhow::Result<usize> {
    let folder = jobs.spool.folder().to_owned();
    let files = tokio::task::spawn_blocking(move || list(&folder)).await??;
    let mut removed = 0;
    for file in files {
        if is_over(jobs, &file, now).await? {
            tokio::fs::remove_file(&file.path).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

struct SpoolFile {
    path: PathBuf,
    name: String,
    age: Duration,
}

fn list(folder: &std::path::Path) -> std::io::Result<Vec<SpoolFile>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let modified = entry.metadata()?.modified()?;
        let age = SystemTime::now().duration_since(modified).unwrap_or_default();
        files.push(SpoolFile {
            path: entry.path(),
            name: entry.file_name().to_string_lossy().into_owned(),
            age,
        });
    }
    Ok(files)
}

async fn is_over(jobs: &Jobs, file: &SpoolFile, now: Timestamp) -> Result<bool, StoreError> {
    if file.name.starts_with('.') {
        return Ok(file.age > ABANDONED);
    }
    let Some(id) = ritual_of(&file.name) else { return Ok(false) };
    let Some(view) = jobs.store.ritual(id).await? else { return Ok(false) };
    let settled = jobs.store.settled_at(id).await?;
    Ok(!view.archives.is_empty() && settled.is_some_and(|at| now.since(at) > KEEP))
}

/// The id in the name of an artifact or of the file beside it that moves.
fn ritual_of(name: &str) -> Option<RitualId> {
    let stem = name.strip_suffix(".png").or_else(|| name.strip_suffix(".gif"))?;
    stem.get(stem.len().checked_sub(36)?..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps};
    use crate::store::MotionFile;

    #[test]
    fn the_id_is_read_back_from_the_file_name() {
        let id = RitualId::new();
        let recipe = Recipe::new(Steps::default(), Seed::from_bits(1), Size::default(), Field::default());
        assert_eq!(ritual_of(&crate::jobs::file_name(id, &recipe)), Some(id));
        assert_eq!(ritual_of(&MotionFile::beside(&crate::jobs::file_name(id, &recipe))), Some(id));
        assert_eq!(ritual_of("notes.txt"), None);
        assert_eq!(ritual_of("é.png"), None);
    }
}
