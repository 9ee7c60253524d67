//! Clearing the spool: removing files that no job needs any more.

use std::fs::DirEntry;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use tokio_util::sync::CancellationToken;

use super::context::Jobs;
use super::room::Room;
use super::spool::ritual_of;
use crate::blocking::blocking;
use crate::private;
use crate::store::{StoreError, Timestamp};

/// How long a file stays after its last job: long enough to answer questions about a fresh picture from the disk.
const KEEP: Duration = Duration::from_hours(24);
/// How often the spool is swept, also where nothing asks for it.
const EVERY: Duration = Duration::from_mins(10);
/// Between two sweeps at least, also where the disk stays full; and so many times as long as the last one took.
const REST: Duration = Duration::from_secs(5);
const RESTS: u32 = 10;
/// A temporary file this old was left behind by a process that ended.
const ABANDONED: Duration = Duration::from_hours(1);

/// Sweeps now and then, and at once when the spool holds too much or its disk runs low, until `stop`.
pub async fn sweep_regularly(jobs: &Jobs, stop: CancellationToken) {
    let mut next = tokio::time::interval(EVERY);
    let mut due = async || {
        tokio::select! {
            _ = next.tick() => {}
            () = jobs.spool.is_pressed() => {}
        }
    };
    while stop.run_until_cancelled(due()).await.is_some() {
        let started = Instant::now();
        match sweep(jobs, Timestamp::now()).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "cleared the spool"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "the spool could not be swept"),
        }
        let rest = REST.max(started.elapsed() * RESTS);
        stop.run_until_cancelled(tokio::time::sleep(rest)).await;
    }
}

/// Removes what nothing waits for: after its time, or, while the spool holds more than it may or its disk has little room,
/// the oldest first.
/// Returns how many files. A ritual that was accepted without archiving keeps its only copy for ever, and one with a
/// dead job until a person decides.
pub async fn sweep(jobs: &Jobs, now: Timestamp) -> anyhow::Result<usize> {
    let folder = jobs.spool.folder().to_owned();
    let files = blocking(move || list(std::fs::read_dir(folder)?)).await?;
    let (removed, left) = clear(jobs, files, now).await?;
    Ok(removed + bound(jobs, left).await?)
}

/// Removes what is over; gives how many files that were, and the others.
async fn clear(
    jobs: &Jobs,
    files: Vec<SpoolFile>,
    now: Timestamp,
) -> anyhow::Result<(usize, Vec<SpoolFile>)> {
    let (mut removed, mut left) = (0, Vec::new());
    for file in files {
        if !is_over(jobs, &file, now).await? {
            left.push(file);
        } else if remove(&file).await? {
            removed += 1;
        }
    }
    Ok((removed, left))
}

/// Removes the oldest files that nothing needs until the rest is no more than the spool may hold, and its disk has room
/// enough. The database is asked of as many as have to go, and of those before them that are needed.
async fn bound(jobs: &Jobs, mut files: Vec<SpoolFile>) -> anyhow::Result<usize> {
    let mut sum: u64 = files.iter().map(|file| file.bytes).sum();
    let lacks = jobs.spool.room().map_or(0, Room::lacks);
    let most = jobs.spool.max()?.min(sum.saturating_sub(lacks));
    files.sort_by_key(|file| std::cmp::Reverse(file.age));
    let mut removed = 0;
    for file in files {
        if sum <= most {
            break;
        }
        if settled(jobs, &file).await?.is_some() && remove(&file).await? {
            sum -= file.bytes;
            removed += 1;
        }
    }
    jobs.spool.counted(sum);
    Ok(removed)
}

/// False if it was gone already.
async fn remove(file: &SpoolFile) -> io::Result<bool> {
    Ok(unless_gone(tokio::fs::remove_file(&file.path).await)?.is_some())
}

struct SpoolFile {
    path: PathBuf,
    name: String,
    bytes: u64,
    age: Duration,
}

/// The spool's files. An earlier version may have left them readable for others.
fn list(entries: impl Iterator<Item = io::Result<DirEntry>>) -> io::Result<Vec<SpoolFile>> {
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Some(metadata) = unless_gone(entry.metadata())? else { continue };
        unless_gone(private::close_to_others(&entry.path()))?;
        files.push(SpoolFile {
            path: entry.path(),
            name: entry.file_name().to_string_lossy().into_owned(),
            bytes: metadata.len(),
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
    // A ritual is settled after its file is made, so of a young one nobody need be asked.
    if file.age <= KEEP {
        return Ok(false);
    }
    Ok(settled(jobs, file).await?.is_some_and(|at| now.since(at) > KEEP))
}

/// When the last job that could need a file ended; none while one may need it, and of a file that stands for nothing
/// else.
async fn settled(jobs: &Jobs, file: &SpoolFile) -> Result<Option<Timestamp>, StoreError> {
    let Some(id) = ritual_of(&file.name) else { return Ok(None) };
    let Some(view) = jobs.store.ritual(id).await? else { return Ok(None) };
    if view.ritual.deleted.is_some() {
        return Ok(view.ritual.deleted);
    }
    if view.archives.is_empty() {
        return Ok(None);
    }
    jobs.store.settled_at(id).await
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestJobs, mega};
    use super::*;
    use crate::digest::Digest;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps};
    use crate::store::{Lane, NewRitual, Origin, Outcome, Receipt, Rendered, RitualId};
    use crate::sync::VerifiedBy;

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
            bytes: 1,
            age: ABANDONED * 2,
        };
        std::fs::write(test.jobs.spool.path(".helix-b.tmp"), b"x").expect("written");
        let listed = vec![file(".helix-a.tmp"), file(".helix-b.tmp")];
        let (removed, _) = clear(&test.jobs, listed, Timestamp::now()).await.expect("cleared");
        assert_eq!(removed, 1);
        assert!(!test.jobs.spool.path(".helix-b.tmp").exists());
    }

    /// A ritual that is rendered into the spool, and archived if there is a cloud to archive it to.
    async fn spooled(jobs: &Jobs, name: &str, archives: bool, ended: bool) -> PathBuf {
        let id = RitualId::new();
        let file = format!("{name}-{id}.png");
        let to = archives.then(|| (mega(), format!("rituals/{file}").parse().expect("a path")));
        let ritual = NewRitual {
            id,
            origin: Origin::CommandLine,
            recipe: Recipe::new(Steps::default(), Seed::from_bits(1), Size::default(), Field::default()),
            file: file.clone(),
            archives: to.into_iter().collect(),
            accepted: Timestamp(0),
            motion: false,
            language: crate::language::Language::English,
            spoiler: false,
            seed_words: None,
            redraws: None,
            limits: None,
            lore: None,
            edited: None,
        };
        jobs.store.accept(&ritual).await.expect("accepted");
        jobs.spool.write(&file, vec![7; 1000], Timestamp::now()).await.expect("written");
        let rendered = Rendered {
            pixels: Digest::of(b"pixels"),
            digest: Digest::of(b"file"),
            md5: None,
            bytes: 1000,
            render_ms: 1,
            encode_ms: 1,
            motion: None,
        };
        end(jobs, &Lane::Render, id, &Outcome::Rendered(rendered)).await;
        if ended && archives {
            let receipt = Receipt::new(Digest::of(b"file"), 1000, VerifiedBy::ReadBack, 1, Timestamp::now());
            end(jobs, &Lane::Archive(mega()), id, &Outcome::Archived(receipt)).await;
        }
        jobs.spool.path(&file)
    }

    async fn end(jobs: &Jobs, lane: &Lane, ritual: RitualId, outcome: &Outcome) {
        let now = Timestamp::now();
        let job = jobs.store.claim(lane, Some(ritual), now, now).await.expect("answered").expect("a job");
        assert!(jobs.store.finish(&job.lease, outcome, now).await.expect("written"));
    }

    /// Makes a file look as if it had been written so many seconds ago.
    fn aged(path: &PathBuf, seconds: u64) {
        let file = std::fs::File::options().write(true).open(path).expect("opened");
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).expect("aged");
    }

    #[tokio::test]
    async fn a_spool_that_holds_too_much_loses_the_oldest_files_that_nothing_needs() {
        let mut test = TestJobs::new().await;
        let jobs = &test.jobs;
        let unarchived = spooled(jobs, "unarchived", true, false).await;
        let only_copy = spooled(jobs, "only-copy", false, true).await;
        let mut archived = Vec::new();
        for name in ["a", "b", "c"] {
            archived.push(spooled(jobs, name, true, true).await);
        }
        for (age, path) in
            [&unarchived, &only_copy, &archived[1], &archived[0], &archived[2]].iter().enumerate()
        {
            aged(path, 1000 - age as u64);
        }
        let there = |paths: &[&PathBuf]| paths.iter().map(|path| path.exists()).collect::<Vec<_>>();
        assert_eq!(sweep(jobs, Timestamp::now()).await.expect("swept"), 0, "a tenth of the disk is more");

        test.jobs.spool = test.jobs.spool.clone().bounded(Some(3500));
        assert_eq!(sweep(&test.jobs, Timestamp::now()).await.expect("swept"), 2);
        assert_eq!(
            there(&[&archived[0], &archived[1], &archived[2]]),
            [false, false, true],
            "the oldest first"
        );
        test.jobs.spool = test.jobs.spool.clone().bounded(Some(0));
        assert_eq!(sweep(&test.jobs, Timestamp::now()).await.expect("swept"), 1);
        assert_eq!(
            there(&[&unarchived, &only_copy]),
            [true, true],
            "what is needed stays whatever it weighs"
        );
    }
}
