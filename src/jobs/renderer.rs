//! Making a ritual's files: on threads of their own, bounded, never on the event loop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use image::RgbImage;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use crate::digest::{Digest, Md5};
use crate::failure::{Class, Failure};
use crate::memory;
use crate::ritual::sheet::{self, Plate};
use crate::ritual::{Chapter, Lore, Recipe, animation, artifact, chronicle, output, render};
use crate::store::{MotionFile, Rendered};

/// What stands in an artifact as the program that made it.
pub const PROGRAM: &str = concat!("helix-bot ", env!("CARGO_PKG_VERSION"));

/// The threads that render: some for large pictures, and as many for all others, so that the operating system shares the
/// cores among both. In one pool a large picture, once begun, would be finished first.
pub struct Renderer {
    pool: rayon::ThreadPool,
    large: rayon::ThreadPool,
    /// For what is drawn again for those who look back: one at a time, so that new rituals come first.
    again: Semaphore,
    /// For files that are made again: one at a time, as many take much memory, and large ones hold up no small one.
    files_again: Semaphore,
    large_files_again: Semaphore,
}

impl Renderer {
    /// One thread per core, so one picture at a time is as fast as the machine allows; the operating system
    /// keeps the event loop's own threads running beside them.
    pub fn new() -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = |name: &'static str| {
            rayon::ThreadPoolBuilder::new().thread_name(move |n| format!("{name}-{n}")).build()
        };
        let one = || Semaphore::new(1);
        let (pool, large) = (pool("render")?, pool("large")?);
        Ok(Self { pool, large, again: one(), files_again: one(), large_files_again: one() })
    }

    /// Waits for the turn to make a ritual's files again; it ends when what is given is dropped.
    pub(super) async fn turn_to_render_again(
        &self,
        recipe: &Recipe,
        in_motion: bool,
    ) -> Option<SemaphorePermit<'_>> {
        let turns = if recipe.is_large() || in_motion { &self.large_files_again } else { &self.files_again };
        // They are never closed.
        turns.acquire().await.ok()
    }

    /// Renders and encodes, also in motion if that is asked for; the event loop stays free.
    pub(super) async fn render(&self, recipe: Recipe, in_motion: bool) -> Result<RenderedFiles, Failure> {
        let pool = if recipe.is_large() || in_motion { &self.large } else { &self.pool };
        on(pool, move || make(&recipe, in_motion)).await
    }

    /// Draws a guild's chronicle as a PNG.
    pub(crate) async fn chronicle(&self, chapters: Vec<Chapter>, now: Lore) -> Result<Vec<u8>, Failure> {
        let draw = move || {
            output::picture(&chronicle(&chapters, &now), PROGRAM).map_err(|error| not_encoded(error.into()))
        };
        on(&self.pool, draw).await
    }

    /// A ritual's picture as small as a contact sheet has it: from its file where that is at hand, else from its recipe.
    pub(super) async fn thumbnail(&self, recipe: Recipe, file: PathBuf) -> Result<RgbImage, Failure> {
        let draw = move || {
            let found = Some(&file).filter(|_| !recipe.is_large()).and_then(|file| kept(&recipe, file));
            Ok(found.map_or_else(|| sheet::thumbnail_of(&recipe), |picture| sheet::thumbnail(&picture)))
        };
        let _turn = self.again.acquire().await;
        on(&self.pool, draw).await
    }

    /// A contact sheet as a JPEG file.
    pub(crate) async fn sheet(&self, plates: Vec<Plate>) -> Result<Vec<u8>, Failure> {
        let draw = move || output::jpeg(&sheet::sheet(&plates)).map_err(|error| not_encoded(error.into()));
        on(&self.pool, draw).await
    }

    /// A recipe's picture, reduced where it is large, as a JPEG file.
    pub(crate) async fn smaller(&self, recipe: Recipe) -> Result<Vec<u8>, Failure> {
        let draw = move || {
            output::jpeg(&sheet::reduced_to_a_screen(&recipe)).map_err(|error| not_encoded(error.into()))
        };
        let _turn = self.again.acquire().await;
        on(&self.pool, draw).await
    }
}

/// The picture in a file that is whole and has this recipe.
fn kept(recipe: &Recipe, file: &Path) -> Option<RgbImage> {
    let (found, picture) = artifact::read(&std::fs::read(file).ok()?).ok()?;
    (found == *recipe).then_some(picture)
}

/// Does the work on a thread of the pool.
async fn on<T: Send + 'static>(
    pool: &rayon::ThreadPool,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (answer, result) = oneshot::channel();
    let span = tracing::Span::current();
    pool.spawn(move || {
        let _inside = span.entered();
        // Nobody listens if the job was called off meanwhile; then the result is not wanted.
        let _ = answer.send(catch_unwind(AssertUnwindSafe(work)));
    });
    match result.await {
        Ok(Ok(made)) => made,
        Ok(Err(_)) | Err(_) => Err(Failure::new(Class::Permanent, "rendering failed on an internal error")),
    }
}

fn not_encoded(error: anyhow::Error) -> Failure {
    Failure::new(Class::Permanent, "the picture could not be encoded").because(error)
}

/// A ritual's files, and their facts.
pub(super) struct RenderedFiles {
    pub(super) png: Vec<u8>,
    pub(super) gif: Option<Vec<u8>>,
    pub(super) facts: Rendered,
}

fn make(recipe: &Recipe, in_motion: bool) -> Result<RenderedFiles, Failure> {
    let started = Instant::now();
    let picture = tracing::info_span!("draw").in_scope(|| render(recipe));
    if recipe.is_large() {
        // What it was made with would lie beside the file.
        memory::give_back();
    }
    let rendered_at = Instant::now();
    let (png, pixels) = tracing::info_span!("encode").in_scope(|| {
        rayon::join(|| artifact::encode(recipe, &picture, PROGRAM), || artifact::pixel_digest(&picture))
    });
    let png = png.map_err(|error| not_encoded(error.into()))?;
    // The frames of a motion need the room.
    drop(picture);
    let (digest, md5) = rayon::join(|| Digest::of(&png), || Md5::of(&png));
    let mut facts = Rendered {
        pixels,
        digest,
        md5: Some(md5),
        bytes: png.len() as u64,
        render_ms: (rendered_at - started).as_millis() as u64,
        encode_ms: rendered_at.elapsed().as_millis() as u64,
        motion: None,
    };
    let gif = if in_motion {
        let (gif, file) = animate(recipe)?;
        facts.motion = Some(file);
        Some(gif)
    } else {
        None
    };
    Ok(RenderedFiles { png, gif, facts })
}

fn animate(recipe: &Recipe) -> Result<(Vec<u8>, MotionFile), Failure> {
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
