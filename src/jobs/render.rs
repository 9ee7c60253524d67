//! Making the picture: on its own threads, bounded, never on the event loop.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{Done, Jobs, unless_cancelled};
use crate::digest::{Digest, Md5};
use crate::failure::{Class, Failure};
use crate::ritual::{Recipe, animation, artifact, render};
use crate::store::{Job, MotionFile, Outcome, Rendered, Ritual};
use crate::sync::Destination;

/// What stands in an artifact as the program that made it.
pub const PROGRAM: &str = concat!("helix-bot ", env!("CARGO_PKG_VERSION"));

/// The threads that render.
pub struct Renderer {
    pool: rayon::ThreadPool,
}

impl Renderer {
    /// One thread per core, so one picture at a time is as fast as the machine allows; the operating system
    /// keeps the event loop's own threads running beside them.
    pub fn new() -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new().thread_name(|n| format!("render-{n}")).build()?;
        Ok(Self { pool })
    }

    /// Renders and encodes, also in motion if that is asked for; the event loop stays free.
    async fn render(&self, recipe: Recipe, in_motion: bool) -> Result<Made, Failure> {
        let (answer, result) = oneshot::channel();
        self.pool.spawn(move || {
            // Nobody listens if the job was called off meanwhile; then the result is not wanted.
            let _ = answer.send(catch_unwind(AssertUnwindSafe(|| make(&recipe, in_motion))));
        });
        match result.await {
            Ok(Ok(made)) => made,
            Ok(Err(_)) | Err(_) => {
                Err(Failure::new(Class::Permanent, "rendering failed on an internal error"))
            }
        }
    }
}

/// A ritual's files, and their facts.
struct Made {
    png: Vec<u8>,
    gif: Option<Vec<u8>>,
    facts: Rendered,
}

fn make(recipe: &Recipe, in_motion: bool) -> Result<Made, Failure> {
    let started = Instant::now();
    let picture = render(recipe);
    let pixels = picture.digest();
    let rendered_at = Instant::now();
    let png = artifact::encode(recipe, &picture, PROGRAM)
        .map_err(|error| Failure::new(Class::Permanent, "the picture could not be encoded").because(error))?;
    let mut facts = Rendered {
        pixels,
        digest: Digest::of(&png),
        md5: Some(Md5::of(&png)),
        bytes: png.len() as u64,
        render_ms: (rendered_at - started).as_millis() as u64,
        encode_ms: rendered_at.elapsed().as_millis() as u64,
        motion: None,
    };
    let gif = if in_motion {
        let (gif, file) = move_it(recipe)?;
        facts.motion = Some(file);
        Some(gif)
    } else {
        None
    };
    Ok(Made { png, gif, facts })
}

fn move_it(recipe: &Recipe) -> Result<(Vec<u8>, MotionFile), Failure> {
    let started = Instant::now();
    let made = animation::animate(recipe).map_err(|error| {
        Failure::new(Class::Permanent, "the ritual could not be shown in motion").because(error)
    })?;
    let file = MotionFile {
        digest: Digest::of(&made.gif),
        md5: Some(Md5::of(&made.gif)),
        bytes: made.gif.len() as u64,
        width: made.width,
        height: made.height,
        frames: made.frames,
        reduced: made.reduced,
        ms: started.elapsed().as_millis() as u64,
    };
    Ok((made.gif, file))
}

/// The `render` job: files into the spool, facts into the store. Pure up to the spool, so running it twice writes
/// the same files twice.
pub(super) async fn run(jobs: &Jobs, job: &Job, cancel: &CancellationToken) -> Done {
    let ritual = jobs.view(job.ritual).await?.ritual;
    let made = unless_cancelled(cancel, jobs.renderer.render(ritual.recipe, ritual.motion)).await?;
    let facts = jobs.keep(&ritual.file, made).await?;
    Ok(Outcome::Rendered(facts))
}

impl Jobs {
    /// Makes sure that the spool holds the ritual's files: where one is lost or damaged they are rendered again, or,
    /// where that gives other bytes than those that are archived already, brought back from an archive.
    pub(super) async fn spooled(&self, ritual: &Ritual) -> Result<Rendered, Failure> {
        let recorded = ritual.rendered.as_ref().ok_or_else(not_rendered)?;
        if self.holds(&ritual.file, recorded).await.map_err(disk)? {
            return Ok(recorded.clone());
        }
        tracing::warn!(ritual = %ritual.id, "a spool file is missing or damaged; rendering it again");
        let made = self.renderer.render(ritual.recipe.clone(), ritual.motion).await?;
        if made.facts.pixels != recorded.pixels {
            return Err(Failure::new(Class::Permanent, "the picture renders differently than it did before"));
        }
        // A newer encoder may write other bytes for the same pixels.
        let digests = |facts: &Rendered| (facts.digest, facts.motion.as_ref().map(|file| file.digest));
        if digests(&made.facts) != digests(recorded)
            && !self.store.replace_file(ritual.id, &made.facts).await?
        {
            self.bring_back(ritual, recorded).await?;
            return Ok(recorded.clone());
        }
        self.keep(&ritual.file, made).await
    }

    async fn holds(&self, file: &str, facts: &Rendered) -> io::Result<bool> {
        for file in facts.files(file) {
            if !self.spool.holds(&file.path, file.digest).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn keep(&self, file: &str, made: Made) -> Result<Rendered, Failure> {
        if let Some(gif) = made.gif {
            self.spool.write(&MotionFile::beside(file), gif).await.map_err(disk)?;
        }
        self.spool.write(file, made.png).await.map_err(disk)?;
        Ok(made.facts)
    }
}

impl Jobs {
    /// Brings the original files into the spool from the first destination that gives them.
    async fn bring_back(&self, ritual: &Ritual, recorded: &Rendered) -> Result<(), Failure> {
        let mut why = Failure::new(
            Class::Permanent,
            "the original file is lost here, and no archive that holds it is configured",
        );
        for (destination, path) in self.view(ritual.id).await?.copies(recorded.digest) {
            let Some(from) = self.destinations.iter().find(|known| known.to_string() == destination) else {
                continue;
            };
            match self.fetch(from, path, ritual, recorded).await {
                Ok(()) => {
                    tracing::info!(ritual = %ritual.id, from = destination, "the original file was brought back");
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
        path: &str,
        ritual: &Ritual,
        recorded: &Rendered,
    ) -> Result<(), Failure> {
        let never = CancellationToken::new();
        for (archived, here) in recorded.files(path).zip(recorded.files(&ritual.file)) {
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

/// A full or failing disk may recover, so the job waits.
fn disk(error: io::Error) -> Failure {
    let reason = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the bot's own disk is full",
        io::ErrorKind::PermissionDenied => "the bot may not write its data directory",
        _ => "the bot's own disk failed",
    };
    Failure::new(Class::Transient, reason).because(error)
}
