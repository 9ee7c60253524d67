//! Making the picture: on its own threads, bounded, never on the event loop.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{Done, Failure, Jobs, unless_cancelled};
use crate::digest::Digest;
use crate::ritual::{Recipe, artifact, render};
use crate::store::{Job, Outcome, Rendered, Ritual};
use crate::sync::Class;

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

    /// Renders and encodes; the event loop stays free.
    pub async fn render(&self, recipe: Recipe) -> Result<(Vec<u8>, Rendered), Failure> {
        let (answer, result) = oneshot::channel();
        self.pool.spawn(move || {
            // Nobody listens if the job was called off meanwhile; then the result is not wanted.
            let _ = answer.send(catch_unwind(AssertUnwindSafe(|| make(&recipe))));
        });
        match result.await {
            Ok(Ok(made)) => made,
            Ok(Err(_)) | Err(_) => {
                Err(Failure::new(Class::Permanent, "rendering failed on an internal error"))
            }
        }
    }
}

fn make(recipe: &Recipe) -> Result<(Vec<u8>, Rendered), Failure> {
    let started = Instant::now();
    let picture = render(recipe);
    let pixels = picture.digest();
    let rendered_at = Instant::now();
    let png = artifact::encode(recipe, &picture, PROGRAM)
        .map_err(|error| Failure::new(Class::Permanent, "the picture could not be encoded").because(error))?;
    let rendered = Rendered {
        pixels,
        digest: Digest::of(&png),
        bytes: png.len() as u64,
        render_ms: (rendered_at - started).as_millis() as u64,
        encode_ms: rendered_at.elapsed().as_millis() as u64,
    };
    Ok((png, rendered))
}

/// The `render` job: picture into the spool, facts into the store. Pure up to the spool, so running it twice writes
/// the same file twice.
pub(super) async fn run(jobs: &Jobs, job: &Job, cancel: &CancellationToken) -> Done {
    let ritual = jobs.view(job.ritual).await?.ritual;
    let (png, rendered) = unless_cancelled(cancel, jobs.renderer.render(ritual.recipe)).await?;
    jobs.spool.write(&ritual.file, png).await.map_err(disk)?;
    Ok(Outcome::Rendered(rendered))
}

impl Jobs {
    /// Makes sure that the spool holds the ritual's file: one that is lost or damaged is rendered again, or, where
    /// that gives other bytes than those that are archived already, brought back from an archive.
    pub(super) async fn spooled(&self, ritual: &Ritual) -> Result<Rendered, Failure> {
        let Some(recorded) = &ritual.rendered else {
            return Err(Failure::new(Class::Transient, "the picture is not rendered yet"));
        };
        if self.spool.holds(&ritual.file, recorded.digest).await.map_err(disk)? {
            return Ok(recorded.clone());
        }
        tracing::warn!(ritual = %ritual.id, "the spool file is missing or damaged; rendering it again");
        let (png, rendered) = self.renderer.render(ritual.recipe.clone()).await?;
        if rendered.pixels != recorded.pixels {
            return Err(Failure::new(Class::Permanent, "the picture renders differently than it did before"));
        }
        // A newer encoder may write other bytes for the same pixels.
        if rendered.digest != recorded.digest && !self.store.replace_file(ritual.id, &rendered).await? {
            self.bring_back(ritual, recorded).await?;
            return Ok(recorded.clone());
        }
        self.spool.write(&ritual.file, png).await.map_err(disk)?;
        Ok(rendered)
    }
}

impl Jobs {
    /// Brings the original file into the spool from the first destination that gives it.
    async fn bring_back(&self, ritual: &Ritual, recorded: &Rendered) -> Result<(), Failure> {
        let mut why = Failure::new(
            Class::Permanent,
            "the original file is lost here, and no archive that holds it is configured",
        );
        let to = self.spool.path(&ritual.file);
        for (destination, path) in self.view(ritual.id).await?.copies(recorded.digest) {
            let Some(from) = self.destinations.iter().find(|known| known.to_string() == destination) else {
                continue;
            };
            let path = path.parse().map_err(|error| {
                Failure::new(Class::Permanent, format!("the archive path is not usable: {error}"))
            })?;
            let never = CancellationToken::new();
            match self.sync.fetch(from, &path, &to, Some(recorded.digest), &|_| {}, &never).await {
                Ok(_) => {
                    tracing::info!(ritual = %ritual.id, from = destination, "the original file was brought back");
                    return Ok(());
                }
                Err(error) => why = error.into(),
            }
        }
        Err(why)
    }
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
