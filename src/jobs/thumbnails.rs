//! Small pictures for contact sheets: from the file where it is at hand, else rendered small from the recipe.
//!
//! Each is kept in the spool for an hour, as a hidden file: the sweep removes it like anything that was left behind, and
//! earlier where the spool holds too much.

use std::path::{Path, PathBuf};
use std::time::Duration;

use image::RgbImage;
use tokio::time::{Instant, timeout_at};

use super::context::Jobs;
use crate::blocking::blocking;
use crate::failure::Failure;
use crate::store::{Ritual, RitualId};

/// How long all pictures of a sheet may take together. Whoever asked waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

impl Jobs {
    /// The small pictures of rituals, each with the file that may hold it. One at a time, and of all sheets together only
    /// one: nobody's ritual waits for more than that.
    pub(crate) async fn thumbnails(&self, rituals: &[(&Ritual, PathBuf)]) -> Vec<Option<RgbImage>> {
        let end = Instant::now() + PATIENCE;
        let mut pictures = Vec::with_capacity(rituals.len());
        for (ritual, file) in rituals {
            let made = timeout_at(end, self.thumbnail(ritual, file)).await;
            let trouble = match made {
                Ok(Ok(picture)) => {
                    pictures.push(Some(picture));
                    continue;
                }
                Ok(Err(failure)) => failure.to_string(),
                Err(_) => "it took too long".to_owned(),
            };
            tracing::warn!(ritual = %ritual.id, trouble, "a picture is missing on a contact sheet");
            pictures.push(None);
        }
        pictures
    }

    async fn thumbnail(&self, ritual: &Ritual, file: &Path) -> Result<RgbImage, Failure> {
        let kept = self.spool.path(&thumbnail_name(ritual.id));
        if let Some(picture) = read(kept.clone()).await {
            return Ok(picture);
        }
        let picture = self.renderer.thumbnail(ritual.recipe.clone(), file.to_owned()).await?;
        let copy = picture.clone();
        // Without it the next sheet makes it again.
        if let Err(error) = blocking(move || write(&kept, &copy)).await {
            tracing::debug!(%error, "a small picture was not kept");
        }
        Ok(picture)
    }
}

/// The name under which a ritual's small picture is kept in the spool.
pub fn thumbnail_name(id: RitualId) -> String {
    format!(".sheet-{id}.png")
}

/// A picture that was kept; none where it is not there or not whole.
async fn read(file: PathBuf) -> Option<RgbImage> {
    let read = blocking(move || std::fs::read(file)).await.ok()?;
    let format = image::ImageFormat::Png;
    image::load_from_memory_with_format(&read, format).ok().map(image::DynamicImage::into_rgb8)
}

fn write(file: &Path, picture: &RgbImage) -> std::io::Result<()> {
    let bytes = crate::ritual::output::picture(picture, super::renderer::PROGRAM);
    crate::durable::write_private(file, &bytes.map_err(std::io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestJobs;
    use super::*;
    use crate::ritual::{Field, Recipe, Seed, Size, Steps, artifact, render, sheet};
    use crate::store::{Origin, RitualId, Timestamp};

    fn ritual() -> Ritual {
        let id = RitualId::new();
        let size = Size::square(256).expect("a size");
        Ritual {
            id,
            origin: Origin::CommandLine,
            recipe: Recipe::new(Steps::default(), Seed::from_bits(1), size, Field::default()),
            file: format!("{id}.png"),
            accepted: Timestamp::now(),
            motion: false,
            turns: Vec::new(),
            rendered: None,
            posted: None,
            deleted: None,
            spoiler: false,
            seed_words: None,
            language: crate::language::Language::English,
        }
    }

    #[tokio::test]
    async fn a_small_picture_comes_from_the_file_or_the_recipe_and_is_kept() {
        let test = TestJobs::new().await;
        let (one, other) = (ritual(), ritual());
        let large = render(&one.recipe);
        let file = test.jobs.spool.path(&one.file);
        std::fs::write(&file, artifact::encode(&one.recipe, &large, "test").expect("a PNG"))
            .expect("written");
        let missing = test.jobs.spool.path(&other.file);
        let rituals = [(&one, file.clone()), (&other, missing)];
        let made = test.jobs.thumbnails(&rituals).await;
        assert_eq!(made[0], Some(sheet::thumbnail(&large)));
        assert_eq!(made[1], Some(sheet::thumbnail_of(&other.recipe)));

        std::fs::remove_file(file).expect("removed");
        assert_eq!(test.jobs.thumbnails(&rituals).await, made, "both were kept");
        let kept = test.jobs.spool.path(&format!(".sheet-{}.png", one.id));
        std::fs::write(kept, b"half a pic").expect("written");
        assert_eq!(test.jobs.thumbnails(&rituals).await[1], made[1]);
        assert!(test.jobs.thumbnails(&rituals).await[0].is_some(), "what is not whole is made again");
    }

    #[tokio::test]
    async fn a_file_that_is_another_picture_or_none_is_not_taken() {
        let test = TestJobs::new().await;
        let (one, other) =
            (ritual(), Ritual { recipe: Recipe { seed: Seed::from_bits(2), ..ritual().recipe }, ..ritual() });
        let file = test.jobs.spool.path(&other.file);
        let own = Some(sheet::thumbnail_of(&other.recipe));
        std::fs::write(&file, b"no picture").expect("written");
        assert_eq!(test.jobs.thumbnails(&[(&other, file.clone())]).await, std::slice::from_ref(&own));
        let foreign = artifact::encode(&one.recipe, &render(&one.recipe), "test").expect("a PNG");
        std::fs::write(&file, foreign).expect("written");
        std::fs::remove_file(test.jobs.spool.path(&format!(".sheet-{}.png", other.id))).expect("kept before");
        assert_eq!(test.jobs.thumbnails(&[(&other, file)]).await, [own]);
    }
}
