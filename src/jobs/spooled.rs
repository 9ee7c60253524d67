//! Keeping a ritual's files in the spool: as rendered, rendered again where they are lost, or brought back from an archive.

use std::io;

use tokio_util::sync::CancellationToken;

use super::context::Jobs;
use super::renderer::RenderedFiles;
use super::spool::disk;
use crate::failure::{Class, Failure};
use crate::store::{MotionFile, Rendered, Ritual};
use crate::sync::{Destination, RemotePath};

impl Jobs {
    /// Makes sure that the spool holds the ritual's files: where one is lost or damaged, or another process made them, they
    /// are rendered again, or, where that gives other bytes than those that are archived already, brought back from an
    /// archive.
    pub(super) async fn spooled(&self, ritual: &Ritual) -> Result<Rendered, Failure> {
        let recorded = ritual.rendered.as_ref().ok_or_else(not_rendered)?;
        if self.holds(&ritual.file, recorded).await.map_err(disk)? {
            return Ok(recorded.clone());
        }
        // Jobs of one ritual come together, and the first of them makes its files for all.
        let _turn = self.renderer.turn_to_render_again(&ritual.recipe, ritual.motion).await;
        if self.holds(&ritual.file, recorded).await.map_err(disk)? {
            return Ok(recorded.clone());
        }
        if self.store.is_shared() {
            tracing::debug!(ritual = %ritual.id, "another process made this picture; rendering it again");
        } else {
            tracing::warn!(ritual = %ritual.id, "a spool file is missing or damaged; rendering it again");
        }
        let made = self.rendered(ritual).await?;
        if made.facts.pixels != recorded.pixels {
            tracing::error!(ritual = %ritual.id, "the picture renders differently than it did before");
        }
        // A newer encoder may write other bytes for the same pixels. Other pixels are never taken.
        let digests = |facts: &Rendered| (facts.digest, facts.motion.as_ref().map(|file| file.digest));
        if digests(&made.facts) != digests(recorded)
            && !self.store.replace_file(ritual.id, &made.facts).await?
        {
            self.bring_back(ritual, recorded).await?;
            return Ok(recorded.clone());
        }
        self.keep(ritual, made).await
    }

    async fn holds(&self, file: &str, facts: &Rendered) -> io::Result<bool> {
        for file in facts.files(file) {
            if !self.spool.holds(&file.path, file.digest).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Fails where the disk has no room for another picture: what is left is for the database. The job waits.
    pub(super) fn must_have_room(&self, large: bool) -> Result<(), Failure> {
        // Where the system does not tell, writing shows.
        if self.spool.room().is_ok_and(|room| !room.lets_draw(large)) {
            self.spool.relieve();
            return Err(Failure::new(Class::Disk, "the bot's own disk is almost full"));
        }
        Ok(())
    }

    /// The ritual's files, rendered. Where its disk has no room for them the spool is swept.
    pub(super) async fn rendered(&self, ritual: &Ritual) -> Result<RenderedFiles, Failure> {
        let file = self.spool.path(&ritual.file);
        let made = self.renderer.render(ritual.recipe.clone(), ritual.motion, file).await;
        made.inspect_err(|failure| {
            if failure.class == Class::Disk {
                self.spool.relieve();
            }
        })
    }

    /// Keeps files that were rendered.
    pub(super) async fn keep(&self, ritual: &Ritual, made: RenderedFiles) -> Result<Rendered, Failure> {
        let Ritual { file, accepted, .. } = ritual;
        if let Some(gif) = made.gif {
            self.spool.write(&MotionFile::beside(file), gif, *accepted).await.map_err(disk)?;
        }
        self.spool.commit(made.png, made.facts.bytes, *accepted).await.map_err(disk)?;
        Ok(made.facts)
    }

    /// Brings the original files into the spool from the first destination that gives them.
    async fn bring_back(&self, ritual: &Ritual, recorded: &Rendered) -> Result<(), Failure> {
        let mut why = Failure::new(
            Class::Permanent,
            "the original file is lost here, and no archive that holds it is configured",
        );
        for (destination, path) in self.view(ritual.id).await?.copies(recorded.digest) {
            if !self.destinations.contains(destination) {
                continue;
            }
            match self.fetch(destination, path, ritual, recorded).await {
                Ok(()) => {
                    tracing::info!(ritual = %ritual.id, from = %destination, "the original file was brought back");
                    return Ok(());
                }
                Err(failure) => why = failure,
            }
        }
        Err(why)
    }

    /// Brings the picture that lies at `path`, and what lies beside it, from one destination.
    async fn fetch(
        &self,
        from: &Destination,
        path: &RemotePath,
        ritual: &Ritual,
        recorded: &Rendered,
    ) -> Result<(), Failure> {
        let never = CancellationToken::new();
        for (archived, here) in recorded.files(path.as_str()).zip(recorded.files(&ritual.file)) {
            let path = archived.path.parse().map_err(|error| {
                Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
            })?;
            let to = self.spool.path(&here.path);
            self.sync.fetch(from, &path, &to, Some(here.digest), &|_| {}, &never).await?;
        }
        Ok(())
    }
}

/// Jobs that need the picture wait for it in the queue; one that does not find it comes again.
pub(super) fn not_rendered() -> Failure {
    Failure::new(Class::Transient, "the picture is not rendered yet")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestJobs, mega};
    use super::*;
    use crate::digest::Digest;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps};
    use crate::store::{Lane, NewRitual, Origin, Outcome, Receipt, RitualId, Timestamp};
    use crate::sync::VerifiedBy;

    const ORIGINAL: &[u8] = b"a picture as an earlier build had made it";

    /// A ritual whose recorded picture this build cannot make, archived if there is a copy.
    async fn of_an_earlier_build(jobs: &Jobs, archived: bool) -> Ritual {
        let size = Size::square(256).expect("a size");
        let id = RitualId::new();
        let ritual = NewRitual {
            id,
            origin: Origin::CommandLine,
            recipe: Recipe::new(Steps::default(), Seed::from_bits(1), size, Field::default()),
            file: "a.png".to_owned(),
            archives: vec![(mega(), "rituals/a.png".parse().expect("a path"))],
            accepted: Timestamp::now(),
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
        let digest = Digest::of(ORIGINAL);
        let rendered = Rendered {
            pixels: Digest::of(b"other pixels"),
            digest,
            md5: None,
            bytes: ORIGINAL.len() as u64,
            render_ms: 1,
            encode_ms: 1,
            motion: None,
        };
        end(jobs, &Lane::Render, &Outcome::Rendered(rendered.clone())).await;
        if archived {
            let (bytes, at) = (rendered.bytes, Timestamp::now());
            let receipt = Receipt::new(digest, bytes, VerifiedBy::ReadBack, 1, at);
            end(jobs, &Lane::Archive(mega()), &Outcome::Archived(receipt)).await;
        }
        jobs.view(id).await.expect("the ritual").ritual
    }

    async fn end(jobs: &Jobs, lane: &Lane, outcome: &Outcome) {
        let now = Timestamp::now();
        let job = jobs.store.claim(lane, None, now, now).await.expect("answered").expect("a job");
        assert!(jobs.store.finish(&job.lease, outcome, now).await.expect("written"));
    }

    #[tokio::test]
    async fn a_picture_that_this_build_renders_differently_is_brought_back_from_its_archive() {
        let test = TestJobs::new().await;
        let ritual = of_an_earlier_build(&test.jobs, true).await;
        let path = "rituals/a.png".parse().expect("a path");
        test.cloud.objects.lock().expect("no panic").insert(mega().full_path(&path), ORIGINAL.to_vec());
        let spooled = test.jobs.spooled(&ritual).await.expect("brought back");
        assert_eq!(spooled.digest, Digest::of(ORIGINAL));
        assert_eq!(std::fs::read(test.jobs.spool.path("a.png")).expect("spooled"), ORIGINAL);
    }

    #[tokio::test]
    async fn a_picture_that_this_build_renders_differently_and_no_archive_has_is_given_up() {
        let test = TestJobs::new().await;
        let ritual = of_an_earlier_build(&test.jobs, false).await;
        let failure = test.jobs.spooled(&ritual).await.expect_err("no original");
        assert_eq!(failure.class, Class::Permanent);
        assert!(!test.jobs.spool.path("a.png").exists(), "another picture never takes its place");
        let kept = test.jobs.view(ritual.id).await.expect("the ritual").ritual.rendered;
        assert_eq!(kept, ritual.rendered);
    }
}
