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
#[cfg(test)]
mod tests;

use std::hint::black_box;
use std::sync::Arc;

use self::counts::{Known, Neighborhoods, SmoothCounts, smooth_counts};
use self::exposure::{Exposure, Meter};
use self::relief::Reliefs;
use crate::ritual::complex::Complex;
use crate::ritual::curves::wave;
use crate::ritual::draw::canvas::Extent;
use crate::ritual::draw::color::{LinearRgb, RgbLanes};
use crate::ritual::draw::palette::Palette;
use crate::ritual::fractal::inside::Inside;
use crate::ritual::fractal::view::View;
use crate::ritual::simd::{self, LANES};

/// The points at which a pixel is sampled again, from its middle: a turned square, no two in one row or column.
const RESAMPLES: [(f64, f64); 4] = [(-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125)];

/// Slopes and line widths are in thousandths of the short side, so that a picture looks the same at every size.
const UNITS: f64 = 1024.0;

/// What pictures of one view and one extent have in common.
struct Sight {
    view: View,
    width: usize,
    /// Units of [`UNITS`] in a pixel.
    unit: f64,
    exposure: Exposure,
    known: Known,
}

impl Sight {
    fn new(view: View, extent: Extent) -> Self {
        let meter = Meter::new(&view, extent);
        Self {
            exposure: meter.exposure(),
            known: Known::new(Inside::of(&view, meter.parts_inside(&view))),
            view,
            width: extent.width as usize,
            unit: UNITS / extent.short(),
        }
    }

    /// The counts of a band.
    fn counts(&self, top: usize, rows: usize) -> SmoothCounts {
        SmoothCounts::of(&self.view, &self.known, self.width, top, rows)
    }
}

/// Shades one picture.
pub(crate) struct Shader<'a> {
    sight: Arc<Sight>,
    palette: &'a Palette,
    /// How bright the lines of equal count are, 0 to 1.
    contours: f64,
}

impl<'a> Shader<'a> {
    /// A shader for a picture of this extent. `drishti` is the field's clarity of sight.
    pub(crate) fn new(view: View, palette: &'a Palette, extent: Extent, drishti: f64) -> Self {
        Self::of(Arc::new(Sight::new(view, extent)), palette, drishti)
    }

    fn of(sight: Arc<Sight>, palette: &'a Palette, drishti: f64) -> Self {
        Self { sight, palette, contours: 0.15 + 0.2 * drishti }
    }

    /// A shader of the same view for another picture.
    pub(crate) fn alike<'b>(&self, palette: &'b Palette, drishti: f64) -> Shader<'b> {
        Shader::of(Arc::clone(&self.sight), palette, drishti)
    }

    /// The colours of `rows` rows from row `top` on.
    pub(crate) fn band(&self, top: usize, rows: usize) -> Vec<LinearRgb> {
        self.shade(&self.samples(top, rows))
    }

    /// The samples of a band. They follow from the view alone.
    pub(crate) fn samples(&self, top: usize, rows: usize) -> Samples {
        let Sight { view, exposure, .. } = &*self.sight;
        let counts = self.sight.counts(top, rows);
        let (rough, places) = self.rough_pixels(&counts, top);
        let again = simd::run(Turns { exposure, counts: smooth_counts(view, &places) });
        Samples { counts, rough, again }
    }

    /// The colours of a band with these samples, of this shader or of another with the same view.
    pub(crate) fn shade(&self, Samples { counts, rough, again }: &Samples) -> Vec<LinearRgb> {
        let (mut colors, reliefs) = simd::run(FirstPass { shader: self, counts });
        simd::run(Resample {
            shader: self,
            reliefs: &reliefs,
            targets: rough,
            samples: again,
            colors: &mut colors,
        });
        colors
    }

    /// The counts and colours of a band with one sample for each pixel.
    pub(crate) fn one_sample(&self, top: usize, rows: usize) -> (SmoothCounts, Vec<LinearRgb>) {
        let counts = self.sight.counts(top, rows);
        let (colors, _) = simd::run(FirstPass { shader: self, counts: &counts });
        (counts, colors)
    }

    /// The pixels for which one sample is not enough, and the points at which to sample them again.
    fn rough_pixels(&self, counts: &SmoothCounts, top: usize) -> (Vec<usize>, Vec<Complex>) {
        let Sight { view, width, exposure, .. } = &*self.sight;
        let targets = simd::run(FindRough { exposure, counts });
        let mut places = Vec::with_capacity(targets.len() * RESAMPLES.len());
        for pixel in &targets {
            let (x, y) = ((pixel % width) as f64 + 0.5, (top + pixel / width) as f64 + 0.5);
            places.extend(RESAMPLES.map(|(right, down)| view.point(x + right, y + down)));
        }
        (targets, places)
    }

    /// The colours of pixels with these reliefs; `place` says where on the ramp each lies, in turns.
    #[inline(always)]
    fn colors(&self, place: impl Fn(usize) -> f64, reliefs: &Reliefs) -> RgbLanes {
        let Palette { depth, lace: [one, other], rim, .. } = self.palette;
        let (mut turns, mut waves) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            turns[lane] = place(lane);
            let wave = wave(turns[lane] + turns[lane]) as f32;
            waves[lane] = wave * wave;
        }
        let open = self.palette.at_lanes(&turns).times(&reliefs.light);
        let lace = RgbLanes::all(*one).mix(&RgbLanes::all(*other), &waves);
        let shown = open.mix(&lace, &reliefs.lace).mix(&RgbLanes::all(*rim), &reliefs.rim);
        let mut stays = [false; LANES];
        for lane in 0..LANES {
            stays[lane] = turns[lane] == f64::INFINITY;
        }
        // Otherwise the compiler would mix each lane's colour by itself where it is taken out of them.
        black_box(shown.or(*depth, &stays))
    }
}

/// What a band was found to look like, before it has colours.
pub(crate) struct Samples {
    counts: SmoothCounts,
    /// The pixels that were sampled again, and where on the ramp their samples lie.
    rough: Vec<usize>,
    again: Vec<f64>,
}

/// Finds the places of counts on the ramp, in turns.
struct Turns<'a> {
    exposure: &'a Exposure,
    counts: Vec<f64>,
}

impl simd::Work for Turns<'_> {
    type Result = Vec<f64>;

    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let Self { exposure, counts: mut turns } = self;
        for count in &mut turns {
            *count = exposure.turns(*count);
        }
        turns
    }
}

/// Shades with one sample for each pixel. Also gives the reliefs of [`LANES`] pixels each, row by row.
struct FirstPass<'a> {
    shader: &'a Shader<'a>,
    counts: &'a SmoothCounts,
}

impl simd::Work for FirstPass<'_> {
    type Result = (Vec<LinearRgb>, Vec<Reliefs>);

    #[inline(always)]
    fn run(self) -> Self::Result {
        let Self { shader, counts } = self;
        let mut colors = vec![LinearRgb::default(); counts.len()];
        let mut all = Vec::with_capacity(counts.width.div_ceil(LANES) * counts.rows);
        let Sight { unit, exposure, .. } = &*shader.sight;
        let inside = Reliefs::of(&Neighborhoods::INSIDE, *unit, shader.contours);
        for (row, colors) in colors.chunks_exact_mut(counts.width).enumerate() {
            for (part, colors) in colors.chunks_mut(LANES).enumerate() {
                let around = counts.along(row, part * LANES);
                if around.are_inside() {
                    colors.fill(shader.palette.depth);
                    all.push(inside);
                    continue;
                }
                let reliefs = Reliefs::of(&around, *unit, shader.contours);
                shader.colors(|lane| exposure.turns(around.middle[lane]), &reliefs).store(colors);
                all.push(reliefs);
            }
        }
        (colors, all)
    }
}

/// Finds the pixels for which one sample is not enough, by their places in the band.
struct FindRough<'a> {
    exposure: &'a Exposure,
    counts: &'a SmoothCounts,
}

impl simd::Work for FindRough<'_> {
    type Result = Vec<usize>;

    #[inline(always)]
    fn run(self) -> Vec<usize> {
        let Self { exposure, counts } = self;
        let mut found = Vec::new();
        for row in 0..counts.len() / counts.width {
            for column in (0..counts.width).step_by(LANES) {
                let rough = exposure.are_rough(&counts.along(row, column));
                for (lane, rough) in rough.iter().enumerate().take(counts.width - column) {
                    if *rough {
                        found.push(row * counts.width + column + lane);
                    }
                }
            }
        }
        found
    }
}

/// Shades some pixels again, with [`RESAMPLES`] more samples each.
struct Resample<'a> {
    shader: &'a Shader<'a>,
    /// Those of the first pass.
    reliefs: &'a [Reliefs],
    targets: &'a [usize],
    samples: &'a [f64],
    colors: &'a mut [LinearRgb],
}

impl simd::Work for Resample<'_> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        const SAMPLES: usize = RESAMPLES.len();
        let Self { shader, colors, .. } = self;
        for (targets, samples) in self.targets.chunks(LANES).zip(self.samples.chunks(LANES * SAMPLES)) {
            let reliefs = Reliefs::at(self.reliefs, targets, shader.sight.width);
            let mut sum = RgbLanes::all(LinearRgb::default());
            for (lane, target) in targets.iter().enumerate() {
                sum.set(lane, colors[*target]);
            }
            for sample in 0..SAMPLES {
                let mut turns = [0.0; LANES];
                for (lane, samples) in samples.chunks_exact(SAMPLES).enumerate() {
                    turns[lane] = samples[sample];
                }
                sum = sum.plus(&shader.colors(|lane| turns[lane], &reliefs));
            }
            let mean = sum.times(&[1.0 / (1 + SAMPLES) as f32; LANES]);
            for (lane, target) in targets.iter().enumerate() {
                colors[*target] = mean.get(lane);
            }
        }
    }
}
