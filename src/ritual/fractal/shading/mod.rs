//! Shading: from escapes to colours.
//!
//! Open areas take their colour from a ramp that runs from dark to gold as points escape later. Where the filigree is finer
//! than the pixels a ramp would flicker; there a calm pair of colours takes over, with a luminous rim in between. All of
//! them, and a soft relief, follow from the slope of the smooth iteration count.
//!
//! A picture is shaded in bands of rows. A pixel depends on its own neighbourhood and never on the band.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

mod counts;
mod exposure;
mod relief;

use self::counts::{Neighborhood, SmoothCounts, smooth_counts};
use self::exposure::Exposure;
use self::relief::Relief;
use crate::ritual::complex::Complex;
use crate::ritual::curves::wave;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::LinearRgb;
use crate::ritual::draw::palette::Palette;
use crate::ritual::fractal::view::View;
use crate::ritual::simd;

/// The points at which a pixel is sampled again, from its middle: a turned square, no two in one row or column.
const RESAMPLES: [(f64, f64); 4] = [(-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125)];

/// Slopes and line widths are in thousandths of the short side, so that a picture looks the same at every size.
const UNITS: f64 = 1024.0;

/// Shades one picture.
pub(crate) struct Shader<'a> {
    view: View,
    palette: &'a Palette,
    width: usize,
    /// Units of [`UNITS`] in a pixel.
    unit: f64,
    exposure: Exposure,
    /// How bright the lines of equal count are, 0 to 1.
    contours: f64,
}

impl<'a> Shader<'a> {
    /// A shader for a picture of this extent. `drishti` is the field's clarity of sight.
    pub(crate) fn new(view: View, palette: &'a Palette, extent: Extent, drishti: f64) -> Self {
        Self {
            exposure: Exposure::metered(&view, extent),
            view,
            palette,
            width: extent.width as usize,
            unit: UNITS / extent.short(),
            contours: 0.15 + 0.2 * drishti,
        }
    }

    /// The colours of `rows` rows from row `top` on.
    pub(crate) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        self.shade(&self.samples(top, rows))
    }

    /// The samples of a band. They follow from the view alone.
    pub(crate) fn samples(&self, top: usize, rows: usize) -> Samples {
        let counts = SmoothCounts::of(&self.view, self.width, top, rows);
        let (rough, places) = self.rough_pixels(&counts, top);
        Samples { again: smooth_counts(&self.view, &places), rough, counts }
    }

    /// The colours of a band with these samples, of this shader or of another with the same view.
    pub(crate) fn shade(&self, Samples { counts, rough, again }: &Samples) -> Vec<LinearRgb> {
        let mut colors = simd::run(FirstPass { shader: self, counts });
        simd::run(Resample { shader: self, counts, targets: rough, samples: again, colors: &mut colors });
        colors
    }

    /// The counts and colours of a band with one sample for each pixel.
    pub(crate) fn one_sample(&self, top: usize, rows: usize) -> (SmoothCounts, Vec<LinearRgb>) {
        let counts = SmoothCounts::of(&self.view, self.width, top, rows);
        let colors = simd::run(FirstPass { shader: self, counts: &counts });
        (counts, colors)
    }

    /// The pixels for which one sample is not enough, and the points at which to sample them again.
    fn rough_pixels(&self, counts: &SmoothCounts, top: usize) -> (Vec<usize>, Vec<Complex>) {
        let rough = |pixel: &usize| self.exposure.is_rough(&counts.around(*pixel));
        let targets: Vec<usize> = (0..counts.len()).filter(rough).collect();
        let places = targets.iter().flat_map(|pixel| {
            let (x, y) = ((pixel % self.width) as f64 + 0.5, (top + pixel / self.width) as f64 + 0.5);
            RESAMPLES.map(|(right, down)| self.view.point(x + right, y + down))
        });
        let places = places.collect();
        (targets, places)
    }

    #[inline(always)]
    fn relief(&self, around: &Neighborhood) -> Relief {
        Relief::of(around, self.unit, self.contours)
    }

    #[inline(always)]
    fn color(&self, count: f64, relief: &Relief) -> LinearRgb {
        if count.is_infinite() {
            return self.palette.depth;
        }
        let turns = self.exposure.turns(count);
        let open = self.palette.at(turns) * (1.0 + 0.45 * relief.facing) as f32;
        let wave = wave(turns + turns) as f32;
        let lace = self.palette.lace[0].mix(self.palette.lace[1], wave * wave);
        open.mix(lace, (0.7 * relief.density) as f32).mix(self.palette.rim, (0.4 * relief.rim) as f32)
    }
}

/// What a band was found to look like, before it has colours.
pub(crate) struct Samples {
    counts: SmoothCounts,
    /// The pixels that were sampled again, and what their samples have counted.
    rough: Vec<usize>,
    again: Vec<f64>,
}

/// Shades with one sample for each pixel.
struct FirstPass<'a> {
    shader: &'a Shader<'a>,
    counts: &'a SmoothCounts,
}

impl simd::Work for FirstPass<'_> {
    type Result = Vec<LinearRgb>;

    #[inline(always)]
    fn run(self) -> Vec<LinearRgb> {
        let Self { shader, counts } = self;
        let mut colors = vec![LinearRgb::default(); counts.len()];
        // Plain loops: closures that an iterator adapter calls are not compiled with AVX2.
        for (row, colors) in colors.chunks_exact_mut(counts.width).enumerate() {
            for (color, around) in colors.iter_mut().zip(counts.row(row)) {
                *color = shader.color(around.middle, &shader.relief(&around));
            }
        }
        colors
    }
}

/// Shades some pixels again, with [`RESAMPLES`] more samples each.
struct Resample<'a> {
    shader: &'a Shader<'a>,
    counts: &'a SmoothCounts,
    targets: &'a [usize],
    samples: &'a [f64],
    colors: &'a mut [LinearRgb],
}

impl simd::Work for Resample<'_> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        for (target, samples) in self.targets.iter().zip(self.samples.chunks_exact(RESAMPLES.len())) {
            let relief = self.shader.relief(&self.counts.around(*target));
            let mut sum = self.colors[*target];
            for count in samples {
                sum += self.shader.color(*count, &relief);
            }
            self.colors[*target] = sum * (1.0 / (1 + RESAMPLES.len()) as f32);
        }
    }
}
