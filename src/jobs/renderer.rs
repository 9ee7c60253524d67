//! Making a ritual's files: on threads of their own, bounded, never on the event loop.

use std::io::{BufWriter, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use image::RgbImage;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::spool::disk;
use crate::digest::{Digest, Digesting, Md5};
use crate::durable::PendingFile;
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

    /// Renders and encodes, also in motion if that is asked for; the event loop stays free. The picture is written beside
    /// `file`, where it is to stand.
    pub(super) async fn render(
        &self,
        recipe: Recipe,
        in_motion: bool,
        file: PathBuf,
    ) -> Result<RenderedFiles, Failure> {
        let pool = if recipe.is_large() || in_motion { &self.large } else { &self.pool };
        on(pool, move || make(&recipe, in_motion, &file)).await
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
    /// Whole, and not in its place yet.
    pub(super) png: PendingFile,
    pub(super) gif: Option<Vec<u8>>,
    pub(super) facts: Rendered,
}

fn make(recipe: &Recipe, in_motion: bool, file: &Path) -> Result<RenderedFiles, Failure> {
    let started = Instant::now();
    let picture = tracing::info_span!("draw").in_scope(|| render(recipe));
    if recipe.is_large() {
        // What it was made with would lie beside the file.
        memory::give_back();
    }
    let rendered_at = Instant::now();
    let (written, pixels) = tracing::info_span!("encode")
        .in_scope(|| rayon::join(|| write(recipe, &picture, file), || artifact::pixel_digest(&picture)));
    let (png, (digest, md5, bytes)) = written?;
    // The frames of a motion need the room.
    drop(picture);
    let mut facts = Rendered {
        pixels,
        digest,
        md5: Some(md5),
        bytes,
        render_ms: (rendered_at - started).as_millis() as u64,
        encode_ms: rendered_at.elapsed().as_millis() as u64,
        motion: None,
    };
    let gif = if in_motion {
        let (gif, file) = animate(recipe)?;
        facts.motion = Some(file);
        // The frames' room would lie beside what is read to be posted.
        memory::give_back();
        Some(gif)
    } else {
        None
    };
    Ok(RenderedFiles { png, gif, facts })
}

/// Writes the artifact beside its place, as a large one takes as much memory as its picture. Digests and length are those of
/// what was to be written, so that a disk that writes something else is found out.
fn write(
    recipe: &Recipe,
    picture: &RgbImage,
    file: &Path,
) -> Result<(PendingFile, (Digest, Md5, u64)), Failure> {
    let png = PendingFile::private_beside(file).map_err(disk)?;
    let mut to = Digesting::new(BufWriter::new(png.open().map_err(disk)?));
    artifact::write(recipe, picture, PROGRAM, &mut to)
        .map_err(|error| error.into_io().map_or_else(|other| not_encoded(other.into()), disk))?;
    to.flush().map_err(disk)?;
    Ok((png, to.end()))
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::ritual::{Field, Seed, Size, Steps};

    fn recipe() -> Recipe {
        let size = Size::square(256).expect("a size");
        Recipe::new(Steps::default(), Seed::from_bits(7), size, Field::default())
    }

    #[tokio::test]
    async fn a_picture_lies_beside_its_place_until_it_is_committed_and_has_the_digests_that_are_told() {
        let (folder, renderer) = (tempfile::tempdir().expect("a folder"), Renderer::new().expect("threads"));
        let file = folder.path().join("ritual.png");
        let made = renderer.render(recipe(), false, file.clone()).await.expect("rendered");
        assert!(!file.exists());
        made.png.commit().expect("in its place");
        let bytes = fs::read(&file).expect("there");
        assert_eq!(bytes, artifact::encode(&recipe(), &render(&recipe()), PROGRAM).expect("a PNG"));
        let facts = made.facts;
        assert_eq!((facts.digest, facts.md5), (Digest::of(&bytes), Some(Md5::of(&bytes))));
        assert_eq!(facts.bytes, bytes.len() as u64);

        drop(renderer.render(recipe(), false, file).await.expect("rendered"));
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "what is not committed is gone");
    }

    #[tokio::test]
    async fn a_picture_for_which_the_disk_has_no_room_is_no_fault_of_the_picture() {
        let renderer = Renderer::new().expect("threads");
        let failed = renderer.render(recipe(), false, "/no/such/folder/ritual.png".into()).await.err();
        assert_eq!(failed.expect("nowhere to write to").class, Class::Disk);
        // Every write fails there as on a full disk.
        let mut full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let error = artifact::write(&recipe(), &render(&recipe()), PROGRAM, &mut full).unwrap_err();
        assert_eq!(error.into_io().expect("it is the disk's").kind(), std::io::ErrorKind::StorageFull);
    }
}
