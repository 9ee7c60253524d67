//! Pictures are computed in bands of rows, on the threads of the current rayon pool.

use image::RgbImage;
use rayon::prelude::*;

use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::{LinearRgb, SrgbEncoder};

/// Rows in a band. Enough that the margins cost little, few enough that a thread needs less than 20 MB even for rows of
/// 4096 pixels.
pub(crate) const BAND: usize = 32;

/// The picture whose bands have these colours. `band` takes the first row of a band and the number of its rows, and
/// returns the colours of all its pixels, row by row.
pub(crate) fn picture(extent: Extent, band: impl Fn(usize, usize) -> Vec<LinearRgb> + Sync) -> RgbImage {
    let encoder = SrgbEncoder::shared();
    let mut picture = RgbImage::new(extent.width, extent.height);
    let row = extent.width as usize * 3;
    picture.par_chunks_mut(row * BAND).with_max_len(1).enumerate().for_each(|(index, bytes)| {
        let colors = band(index * BAND, bytes.len() / row);
        encoder.encode(&colors, bytes);
    });
    picture
}
