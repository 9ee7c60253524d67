//! Clearing the spool: removing files that no job needs any more.

use std::fs::DirEntry;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use super::context::Jobs;
use super::spool::ritual_of;
use crate::blocking::blocking;
use crate::store::{StoreError, Timestamp};

/// How long a file stays after its last job: long enough to answer questions about a fresh picture from the disk.
const KEEP: Duration = Duration::from_hours(24);
/// How often the spool is swept.
const EVERY: Duration = Duration::from_hours(1);
/// A temporary file this old was left behind by a process that ended.
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
    let files = blocking(move || list(std::fs::read_dir(folder)?)).await?;
    clear(jobs, files, now).await
}

async fn clear(jobs: &Jobs, files: Vec<SpoolFile>, now: Timestamp) -> anyhow::Result<usize> {
    let mut removed = 0;
    for file in files {
        if is_over(jobs, &file, now).await?
            && unless_gone(tokio::fs::remove_file(&file.path).await)?.is_some()
        {
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

fn list(entries: impl Iterator<Item = io::Result<DirEntry>>) -> io::Result<Vec<SpoolFile>> {
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Some(metadata) = unless_gone(entry.metadata())? else { continue };
        files.push(SpoolFile {
            path: entry.path(),
            name: entry.file_name().to_string_lossy().into_owned(),
            age: SystemTime::now().duration_since(metadata.modified()?).unwrap_or_default(),
        });
    }
    Ok(files)
}

/// None for a file that vanished since the folder was read: temporary files come and go.
fn unless_gone<T>(answer: io::Result<T>) -> io::Result<Option<T>> {
    match answer {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        answer => answer.map(Some),
    }
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

#[cfg(test)]
mod tests {
    use super::super::testing::TestJobs;
    use super::*;

    #[test]
    fn a_file_that_vanishes_while_the_folder_is_read_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.png", ".helix-b.tmp", "c.png"] {
            std::fs::write(folder.path().join(name), b"x").expect("written");
        }
        let entries: Vec<_> = std::fs::read_dir(folder.path()).expect("read").collect();
        std::fs::remove_file(folder.path().join(".helix-b.tmp")).expect("removed");
        let files = list(entries.into_iter()).expect("the others");
        let mut names: Vec<_> = files.into_iter().map(|file| file.name).collect();
        names.sort();
        assert_eq!(names, ["a.png", "c.png"]);
    }

    #[tokio::test]
    async fn a_file_that_vanishes_before_it_is_removed_does_not_keep_the_others() {
        let test = TestJobs::new().await;
        let file = |name: &str| SpoolFile {
            path: test.jobs.spool.path(name),
            name: name.to_owned(),
            age: ABANDONED * 2,
        };
        std::fs::write(test.jobs.spool.path(".helix-b.tmp"), b"x").expect("written");
        let listed = vec![file(".helix-a.tmp"), file(".helix-b.tmp")];
        assert_eq!(clear(&test.jobs, listed, Timestamp::now()).await.expect("cleared"), 1);
        assert!(!test.jobs.spool.path(".helix-b.tmp").exists());
    }
}
