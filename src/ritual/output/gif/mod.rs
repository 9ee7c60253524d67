//! Frames become an animated GIF that plays for ever and carries the recipe as a comment.

mod color_table;

use gif::{AnyExtension, DisposalMethod, Encoder, Frame, Repeat};
use image::RgbImage;
use rayon::prelude::*;

use self::color_table::{ColorCounts, ColorTable};
use crate::ritual::recipe::Recipe;

/// How long all frames but the last are shown together, in hundredths of a second.
const PLAYING: u16 = 600;
/// How long one frame is shown at least and at most. Browsers slow down what is faster than the least.
pub(super) const SHOWN: std::ops::RangeInclusive<u16> = 4..=40;
/// How long the last frame is held.
pub(super) const HELD: u16 = 300;
/// A GIF's extension that holds a comment, by its specification of 1989.
const COMMENT: u8 = 0xFE;

/// The file. All frames have one size. The work is done on the threads of the current rayon pool.
pub(super) fn encode(recipe: &Recipe, frames: Vec<RgbImage>) -> Result<Vec<u8>, gif::EncodingError> {
    let Some(first) = frames.first() else { return Ok(Vec::new()) };
    // No side is longer than 512.
    let (width, height) = (first.width() as u16, first.height() as u16);
    let colors = ColorTable::choose(&ColorCounts::of(&frames));
    // Each picture goes as soon as it has become indices.
    let screens: Vec<Vec<u8>> = frames
        .into_par_iter()
        .with_max_len(1)
        .map(|picture| colors.indices(&picture, width.into()))
        .collect();
    let shown = (PLAYING / screens.len() as u16).clamp(*SHOWN.start(), *SHOWN.end());
    let compressed = |place: usize| {
        let before = place.checked_sub(1).map(|before| &screens[before][..]);
        let (buffer, transparent) = changes(before, &screens[place]);
        let delay = if place + 1 == screens.len() { HELD } else { shown };
        let dispose = DisposalMethod::Keep;
        let buffer = buffer.into();
        let mut frame = Frame { delay, dispose, transparent, width, height, buffer, ..Frame::default() };
        frame.make_lzw_pre_encoded();
        frame
    };
    let compressed: Vec<Frame<'_>> =
        (0..screens.len()).into_par_iter().with_max_len(1).map(compressed).collect();

    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height, &colors.table())?;
    encoder.set_repeat(Repeat::Infinite)?;
    let comment = recipe.to_json().into_bytes();
    let blocks: Vec<&[u8]> = comment.chunks(255).collect();
    encoder.write_raw_extension(AnyExtension(COMMENT), &blocks)?;
    for frame in &compressed {
        encoder.write_lzw_pre_encoded_frame(frame)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// A frame with transparent pixels where it equals the one before, if that is most of it: long runs of them take hardly
/// any room. Where much changes, they would only break up the runs that there are.
fn changes(before: Option<&[u8]>, now: &[u8]) -> (Vec<u8>, Option<u8>) {
    if let Some(before) = before {
        let stays = before.iter().zip(now).filter(|(before, now)| before == now).count();
        if stays * 2 > now.len() {
            let change = |(before, now): (&u8, &u8)| if before == now { ColorTable::NONE } else { *now };
            return (before.iter().zip(now).map(change).collect(), Some(ColorTable::NONE));
        }
    }
    (now.to_vec(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_transparent_only_where_most_of_it_stays() {
        assert_eq!(changes(None, &[1, 2]), (vec![1, 2], None));
        assert_eq!(changes(Some(&[1, 2, 3]), &[1, 2, 9]), (vec![255, 255, 9], Some(ColorTable::NONE)));
        assert_eq!(changes(Some(&[1, 2]), &[1, 9]), (vec![1, 9], None));
    }
}
