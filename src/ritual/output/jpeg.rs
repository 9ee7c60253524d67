//! JPEG files with a comment, for previews.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageResult, RgbImage};

/// A marker and the length that follows it, in bytes each.
const MARKER: usize = 2;
const LENGTH: usize = 2;
/// The marker of a comment.
const COMMENT: [u8; MARKER] = [0xFF, 0xFE];

/// A file with these pixels. No colour is stored at a lower resolution than brightness: what these pictures live of is
/// thin lines in saturated colours. The comment may be 64 KiB long; what is longer is cut.
pub(super) fn encode(picture: &RgbImage, comment: &str, quality: u8) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).write_image(
        picture,
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    )?;
    let comment = &comment.as_bytes()[..comment.len().min(usize::from(u16::MAX) - LENGTH)];
    let length = (comment.len() + LENGTH) as u16;
    let place = behind_first_segment(&file);
    file.splice(place..place, [&COMMENT[..], &length.to_be_bytes(), comment].concat());
    Ok(file)
}

/// The end of the segment that names the format, which has to be the first of a file.
fn behind_first_segment(file: &[u8]) -> usize {
    let start = MARKER;
    let length = u16::from_be_bytes([file[start + MARKER], file[start + MARKER + 1]]);
    start + MARKER + usize::from(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_finds_the_picture_in_spite_of_the_comment() {
        let picture = RgbImage::from_fn(64, 40, |x, y| image::Rgb([x as u8 * 4, y as u8 * 6, 128]));
        let file = encode(&picture, "a comment", 95).expect("a JPEG");
        let shown = image::load_from_memory_with_format(&file, image::ImageFormat::Jpeg);
        let shown = shown.expect("a JPEG").into_rgb8();
        assert_eq!(shown.dimensions(), (64, 40));
        let most = picture.iter().zip(shown.iter()).map(|(due, found)| due.abs_diff(*found)).max();
        assert!(most <= Some(12), "{most:?}");
        // JFIF's own segment first, then the comment.
        assert_eq!(&file[..4], [0xFF, 0xD8, 0xFF, 0xE0]);
        let place = behind_first_segment(&file);
        assert_eq!(&file[place..place + 13], b"\xFF\xFE\x00\x0Ba comment");
    }
}
