//! Taking over a ritual of which only the picture is left: its recipe stands in the picture, and its id in the name.
//!
//! The picture is fetched whole, so what is recorded is what the destination has; its recipe is rendered again and every
//! pixel compared, so what is recorded is a ritual.

use std::path::Path;

use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::context::Jobs;
use super::spool::{file_name, ritual_of};
use crate::blocking::blocking;
use crate::bounded;
use crate::digest::{Digest, Md5};
use crate::failure::{Class, Failure};
use crate::ritual::{Recipe, artifact};
use crate::store::{FoundCopy, FoundRitual, MotionFile, Receipt, Rendered, RitualId, RitualView, Timestamp};
use crate::sync::{Content, Destination, Finding, RemotePath, VerifiedBy};

/// Larger files are no artifacts: raw pixels at the largest size are 48 MiB.
pub const LARGEST: u64 = 64 << 20;

/// A picture that was found.
#[derive(Debug, Clone)]
pub struct FoundPicture {
    /// The ritual that its name says.
    pub id: RitualId,
    /// Where it lies.
    pub path: RemotePath,
    /// The guild in whose folder it lies.
    pub guild: Option<u64>,
    /// Whether a file lies beside it that shows the ritual in motion.
    pub motion: bool,
}

/// What came of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdoptionEnd {
    /// Its ritual and its copy are recorded now.
    Ritual,
    /// Its ritual was known, and its copy is recorded now, proven by this.
    Copy(VerifiedBy),
    /// All of it was known.
    Known,
    /// It is left where it is, and why.
    Left(String),
}

/// The ritual whose picture a file is by its name.
pub fn ritual_of_picture(name: &str) -> Option<RitualId> {
    name.strip_suffix(".png").and_then(|_| ritual_of(name))
}

/// Whether all of a picture is known, which needs no look at the destination.
pub async fn is_known(jobs: &Jobs, at: &Destination, id: RitualId) -> crate::store::Result<bool> {
    let view = jobs.store.ritual(id).await?;
    Ok(view.is_some_and(|view| knows(&view, at)))
}

fn knows(view: &RitualView, at: &Destination) -> bool {
    view.archives.iter().any(|copy| copy.destination == *at)
}

/// Takes over a picture. May be called again after any interruption.
pub async fn adopt(jobs: &Jobs, at: &Destination, picture: &FoundPicture) -> Result<AdoptionEnd, Failure> {
    match jobs.store.ritual(picture.id).await? {
        Some(view) if knows(&view, at) => Ok(AdoptionEnd::Known),
        Some(view) => adopt_copy(jobs, at, picture, &view).await,
        None => adopt_ritual(jobs, at, picture).await,
    }
}

/// Another copy of a ritual that is known, perhaps because a first copy of it was taken over.
async fn adopt_copy(
    jobs: &Jobs,
    at: &Destination,
    picture: &FoundPicture,
    view: &RitualView,
) -> Result<AdoptionEnd, Failure> {
    let Some(rendered) = &view.ritual.rendered else {
        return Ok(AdoptionEnd::Left("its ritual is known and not rendered yet".to_owned()));
    };
    let never = CancellationToken::new();
    let mut proven = None;
    for file in rendered.files(picture.path.as_str()) {
        let Ok(path) = file.path.parse() else { continue };
        let content = Content { digest: file.digest, md5: file.md5, bytes: file.bytes };
        match jobs.sync.prove(at, &path, &content, &never).await? {
            Finding::Same(by) => proven = proven.or(Some(by)),
            Finding::Different => {
                return Ok(AdoptionEnd::Left(format!("{path} has another content than its ritual's file")));
            }
            Finding::Missing => return Ok(AdoptionEnd::Left(format!("{path} is not there"))),
        }
    }
    let Some(by) = proven else { return Ok(AdoptionEnd::Left("it could not be looked at".to_owned())) };
    let copy = found_copy(at, picture, rendered, by);
    Ok(if jobs.store.adopt_copy(picture.id, &copy).await? {
        AdoptionEnd::Copy(by)
    } else {
        AdoptionEnd::Known
    })
}

async fn adopt_ritual(jobs: &Jobs, at: &Destination, picture: &FoundPicture) -> Result<AdoptionEnd, Failure> {
    let folder = jobs.spool.folder().to_owned();
    let folder = blocking(move || tempfile::Builder::new().prefix(".adopt-").tempdir_in(folder)).await;
    let folder = folder.map_err(here)?;
    let (recipe, file) = match fetched(jobs, at, picture, &folder).await? {
        Ok(found) => found,
        Err(reason) => return Ok(AdoptionEnd::Left(reason)),
    };
    if file_name(picture.id, &recipe) != picture.path.file_name() {
        return Ok(AdoptionEnd::Left("its name is not the one that its recipe gives it".to_owned()));
    }
    let beside = folder.path().join("rendered.png");
    let made = jobs.renderer.render(recipe.clone(), picture.motion, beside).await?.facts;
    if made.pixels != file.pixels {
        let reason =
            "its pixels are not what its recipe renders, so it was changed, or another version made it";
        return Ok(AdoptionEnd::Left(reason.to_owned()));
    }
    let motion = match made.motion {
        Some(motion) => Some(motion_beside(jobs, at, picture, &folder, motion).await?),
        None => None,
    };
    let motion = match motion.transpose() {
        Ok(motion) => motion,
        Err(reason) => return Ok(AdoptionEnd::Left(reason)),
    };
    let rendered = Rendered { render_ms: made.render_ms, encode_ms: made.encode_ms, motion, ..file };
    let found = FoundRitual {
        id: picture.id,
        guild: picture.guild,
        recipe,
        file: picture.path.file_name().to_owned(),
        copy: found_copy(at, picture, &rendered, VerifiedBy::ReadBack),
        rendered,
    };
    Ok(if jobs.store.adopt_ritual(&found).await? { AdoptionEnd::Ritual } else { AdoptionEnd::Known })
}

/// The recipe in a picture, and its file's facts; in the result, why it is no ritual's.
async fn fetched(
    jobs: &Jobs,
    at: &Destination,
    picture: &FoundPicture,
    folder: &TempDir,
) -> Result<Result<(Recipe, Rendered), String>, Failure> {
    let to = folder.path().join("picture.png");
    let never = CancellationToken::new();
    let fetched = jobs.sync.fetch(at, &picture.path, &to, None, &|_| {}, &never).await?;
    let read = blocking(move || Ok(read(&to, fetched.digest)));
    read.await.map_err(here)
}

fn read(file: &Path, digest: Digest) -> Result<(Recipe, Rendered), String> {
    let bytes = bounded::read_file(file, LARGEST).map_err(|error| error.to_string())?;
    let (recipe, picture) = artifact::read(&bytes).map_err(|error| error.to_string())?;
    let pixels = artifact::pixel_digest(&picture);
    let (md5, bytes) = (Some(Md5::of(&bytes)), bytes.len() as u64);
    Ok((recipe, Rendered { pixels, digest, md5, bytes, render_ms: 0, encode_ms: 0, motion: None }))
}

/// The file that moves, if it is the one that the recipe gives; in the result, why it is not.
async fn motion_beside(
    jobs: &Jobs,
    at: &Destination,
    picture: &FoundPicture,
    folder: &TempDir,
    made: MotionFile,
) -> Result<Result<MotionFile, String>, Failure> {
    let Ok(path) = MotionFile::beside(picture.path.as_str()).parse::<RemotePath>() else {
        return Ok(Err("the file beside it has no usable name".to_owned()));
    };
    let never = CancellationToken::new();
    let fetched =
        jobs.sync.fetch(at, &path, &folder.path().join("motion.gif"), None, &|_| {}, &never).await?;
    Ok(if fetched.digest == made.digest {
        Ok(made)
    } else {
        Err("the file beside it, which moves, is not what its recipe gives".to_owned())
    })
}

fn found_copy(at: &Destination, picture: &FoundPicture, file: &Rendered, by: VerifiedBy) -> FoundCopy {
    let receipt = Receipt::new(file.digest, file.bytes, by, 0, Timestamp::now());
    FoundCopy { destination: at.clone(), path: picture.path.clone(), receipt }
}

fn here(error: std::io::Error) -> Failure {
    Failure::new(Class::Disk, "a file could not be kept on this machine").because(error)
}
