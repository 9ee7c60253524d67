//! Smaller pictures: each pixel becomes the mean of the light that fell on its area.

use image::RgbImage;
use rayon::prelude::*;

use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::{LinearRgb, SrgbDecoder, SrgbEncoder};

/// The largest extent with these proportions that fits into a square of `side` pixels.
pub(super) fn fitted(width: u32, height: u32, side: u32) -> Extent {
    let longer = width.max(height).max(1);
    let part = |length: u32| {
        let scaled = (u64::from(length) * u64::from(side) + u64::from(longer) / 2) / u64::from(longer);
        scaled.clamp(1, side.into()) as u32
    };
    Extent { width: part(width), height: part(height) }
}

/// The picture with `to` pixels, which are at most as many as it has in each direction.
pub(super) fn reduced(picture: &RgbImage, to: Extent) -> RgbImage {
    let (columns, rows) = (spans(picture.width(), to.width), spans(picture.height(), to.height));
    let decoder = SrgbDecoder::new();
    let width = picture.width() as usize;
    let lines: Vec<Vec<LinearRgb>> = picture
        .par_chunks_exact(width * 3)
        .map(|bytes| {
            let pixels: Vec<LinearRgb> =
                bytes.chunks_exact(3).map(|pixel| decoder.color([pixel[0], pixel[1], pixel[2]])).collect();
            columns.iter().map(|span| span.mean(|column| pixels[column])).collect()
        })
        .collect();
    let encoder = SrgbEncoder::shared();
    let mut small = RgbImage::new(to.width, to.height);
    small.par_chunks_exact_mut(to.width as usize * 3).zip(&rows).for_each(|(bytes, span)| {
        for (column, pixel) in bytes.chunks_exact_mut(3).enumerate() {
            pixel.copy_from_slice(&encoder.bytes(span.mean(|row| lines[row][column])));
        }
    });
    small
}

/// A span of pixels that become one: from the first on, each with its share of the whole.
struct Span {
    first: usize,
    shares: Vec<f32>,
}

impl Span {
    fn mean(&self, at: impl Fn(usize) -> LinearRgb) -> LinearRgb {
        let mut sum = LinearRgb::default();
        for (place, share) in self.shares.iter().enumerate() {
            sum += at(self.first + place) * *share;
        }
        sum
    }
}

/// What each of `to` pixels is made of, out of `from`.
fn spans(from: u32, to: u32) -> Vec<Span> {
    let width = f64::from(from) / f64::from(to);
    let span = |place: u32| {
        let (start, end) = (f64::from(place) * width, f64::from(place + 1) * width);
        let first = start.floor() as u32;
        let last = (end.ceil() as u32).clamp(first + 1, from);
        let covered = |pixel: u32| f64::from(pixel + 1).min(end) - f64::from(pixel).max(start);
        let shares = (first..last).map(|pixel| (covered(pixel) / width) as f32).collect();
        Span { first: first as usize, shares }
    };
    (0..to).map(span).collect()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn proportions_are_kept_within_the_square() {
        let extent = |width, height| {
            let Extent { width, height } = fitted(width, height, 360);
            (width, height)
        };
        assert_eq!(extent(1024, 1024), (360, 360));
        assert_eq!(extent(1500, 500), (360, 120));
        assert_eq!(extent(1080, 2340), (166, 360));
        assert_eq!(extent(4096, 1), (360, 1));
        assert_eq!(extent(0, 0), (1, 1));
    }

    #[test]
    fn light_adds_up_and_not_the_bytes_that_stand_for_it() {
        // Half of the light of white is the byte 188, not 128.
        let stripes = RgbImage::from_fn(64, 64, |x, _| if x % 2 == 0 { Rgb([255; 3]) } else { Rgb([0; 3]) });
        let small = reduced(&stripes, Extent { width: 32, height: 32 });
        assert!(small.pixels().all(|pixel| pixel.0 == [188; 3]), "{:?}", small.get_pixel(3, 3));
    }

    #[test]
    fn a_plain_colour_stays_what_it_is_at_any_size() {
        for color in [[0, 0, 0], [255, 255, 255], [12, 140, 200]] {
            let plain = RgbImage::from_pixel(103, 77, Rgb(color));
            for (width, height) in [(103, 77), (40, 31), (1, 1), (102, 2)] {
                let small = reduced(&plain, Extent { width, height });
                assert_eq!(small.dimensions(), (width, height));
                let near = |pixel: &Rgb<u8>| pixel.0.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 1);
                assert!(small.pixels().all(near), "{color:?} {width}×{height}");
            }
        }
    }

    #[test]
    fn at_its_own_size_a_picture_stays_as_it_is() {
        let picture = RgbImage::from_fn(50, 40, |x, y| Rgb([x as u8 * 5, y as u8 * 6, (x * y) as u8]));
        assert_eq!(reduced(&picture, Extent { width: 50, height: 40 }), picture);
    }
}
