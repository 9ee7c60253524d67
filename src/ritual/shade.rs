//! How the fractal looks: from escapes to light.
//!
//! Open water takes its colour from a ramp that runs from darkness to gold as points escape later; where the filigree
//! is finer than the pixels, a ramp would only flicker, and a calm pair of colours takes over. Between the two lies a
//! luminous rim. All three know their place from the slope of the smooth iteration count, as does a soft relief.
//!
//! A picture is shaded in bands of rows. What a pixel looks like depends on its own neighbourhood and never on the
//! band that it was computed in.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use super::canvas::Extent;
use super::fractal::{BAILOUT, Escape, Point, escape_in};
use super::light::Light;
use super::logarithm::log2;
use super::palette::Palette;
use super::view::View;
use super::wide;

/// A picture is metered on a grid of this many points a side.
const METER_GRID: u32 = 48;
/// Of the metered points in order of their iterations, the place of the one that is darkest.
const METER_DARK: f64 = 0.02;
/// The place of the one that is brightest.
const METER_BRIGHT: f64 = 0.85;
/// How far the bright point lies along the ramp, in turns: at the brightest cream.
const METER_SPAN: f64 = 0.85;

/// A pixel is sampled again if its neighbourhood spans more than this much of the ramp, in turns. A fiftieth is where
/// stairs begin to show along the rims.
const SMOOTH_SPAN: f64 = 0.03;
/// Where a pixel is sampled again, from its middle: a square turned so that no two share a row or column.
const RESAMPLES: [(f64, f64); 4] = [(-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125)];

/// Slopes and line widths are in thousandths of the short side, so that a picture looks the same at every size.
const UNITS: f64 = 1024.0;
/// The slope where neighbours cannot be compared because one of them never escapes.
const SHEER: f64 = 8.0;

/// Shades one picture.
pub(super) struct Shader<'a> {
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
    pub(super) fn new(view: View, palette: &'a Palette, extent: Extent, drishti: f64) -> Self {
        Self {
            exposure: Exposure::metered(&view, extent),
            view,
            palette,
            width: extent.width as usize,
            unit: UNITS / extent.short(),
            contours: 0.15 + 0.2 * drishti,
        }
    }

    /// The light of `rows` rows from row `top` on.
    pub(super) fn band(&self, top: usize, rows: usize) -> Vec<Light> {
        let (counts, mut lights) = self.once(top, rows);
        let (targets, places) = self.rough_pixels(&counts, top);
        let samples = smooth_counts(&self.view, &places);
        wide::run(Again {
            shader: self,
            counts: &counts,
            targets: &targets,
            samples: &samples,
            lights: &mut lights,
        });
        lights
    }

    /// The counts and the light of a band with one sample for each pixel.
    pub(super) fn once(&self, top: usize, rows: usize) -> (Counts, Vec<Light>) {
        let counts = Counts::of(&self.view, self.width, top, rows);
        let lights = wide::run(Once { shader: self, counts: &counts });
        (counts, lights)
    }

    /// The pixels that one sample does not do justice to, and the points at which to sample them again.
    fn rough_pixels(&self, counts: &Counts, top: usize) -> (Vec<usize>, Vec<Point>) {
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
    fn relief(&self, around: &Around) -> Relief {
        let right = (around.right - around.left) * 0.5 / self.unit;
        let down = (around.below - around.above) * 0.5 / self.unit;
        let slope = (right * right + down * down).sqrt();
        if !slope.is_finite() {
            return Relief { facing: 0.0, rim: rim(SHEER), density: density(SHEER) };
        }
        let contour = self.contours * contour(around.middle, slope, self.unit);
        Relief { facing: facing(right, down, slope), rim: rim(slope) + contour, density: density(slope) }
    }

    #[inline(always)]
    fn light(&self, count: f64, relief: &Relief) -> Light {
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

/// Shading with one sample for each pixel.
struct Once<'a> {
    shader: &'a Shader<'a>,
    counts: &'a Counts,
}

impl wide::Work for Once<'_> {
    type Result = Vec<Light>;

    #[inline(always)]
    fn run(self) -> Vec<Light> {
        let Self { shader, counts } = self;
        let mut lights = vec![Light::default(); counts.len()];
        // Plain loops: what an adapter of the standard library calls is not compiled for the machine.
        for (row, lights) in lights.chunks_exact_mut(counts.width).enumerate() {
            for (light, around) in lights.iter_mut().zip(counts.row(row)) {
                *light = shader.light(around.middle, &shader.relief(&around));
            }
        }
        lights
    }
}

/// Shading pixels with [`RESAMPLES`] more samples each.
struct Again<'a> {
    shader: &'a Shader<'a>,
    counts: &'a Counts,
    targets: &'a [usize],
    samples: &'a [f64],
    lights: &'a mut [Light],
}

impl wide::Work for Again<'_> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        for (target, samples) in self.targets.iter().zip(self.samples.chunks_exact(RESAMPLES.len())) {
            let relief = self.shader.relief(&self.counts.around(*target));
            let mut sum = self.lights[*target];
            for count in samples {
                sum += self.shader.light(*count, &relief);
            }
            self.lights[*target] = sum * (1.0 / (1 + RESAMPLES.len()) as f32);
        }
    }
}

/// How the count's slope shows.
struct Relief {
    /// How much the slope faces the lamp, −1 to 1.
    facing: f64,
    /// How much of the rim's light there is, 0 to some 1.5.
    rim: f64,
    /// How far the filigree is finer than the pixels, 0 to 1.
    density: f64,
}

/// The lamp is at the upper left. Slopes too gentle to have a direction, and those too steep to trust, face nowhere.
#[inline(always)]
fn facing(right: f64, down: f64, slope: f64) -> f64 {
    if slope == 0.0 {
        return 0.0;
    }
    let trust = (slope * 30.0).min(1.0) / (1.0 + 4.0 * slope * slope);
    trust * (-0.6 * right - 0.8 * down) / slope
}

/// Brightest where the count rises by one to three a unit, which is just outside the filigree.
#[inline(always)]
fn rim(slope: f64) -> f64 {
    let square = slope * slope;
    (square / (1.0 + 0.5 * square)).min(1.0) / (1.0 + 0.1225 * square)
}

#[inline(always)]
fn density(slope: f64) -> f64 {
    let square = slope * slope;
    0.5 * square / (1.0 + 0.5 * square)
}

/// A thin line at each whole count, where these lie so far apart that they are lines and not a pattern.
#[inline(always)]
fn contour(count: f64, slope: f64, unit: f64) -> f64 {
    if slope == 0.0 || !count.is_finite() {
        return 0.0;
    }
    let part = count - count.floor();
    let distance = part.min(1.0 - part) / slope;
    // Never thinner than a pixel shows.
    let half_width = unit.max(1.0);
    let steep = 12.0 * slope;
    (1.1 - distance / half_width).clamp(0.0, 1.0) / (1.0 + steep * steep * steep)
}

/// From 0 at whole turns to 1 half way between them, smoothly.
#[inline(always)]
fn wave(turns: f64) -> f64 {
    let part = turns - turns.floor();
    let rise = 1.0 - (part + part - 1.0).abs();
    rise * rise * (3.0 - 2.0 * rise)
}

/// Which counts are dark and which are bright: metered for each view, because they differ tenfold between views.
struct Exposure {
    /// log₂ of the darkest count.
    dark: f64,
    /// Turns of the ramp for each doubling of the count.
    gain: f64,
}

impl Exposure {
    fn metered(view: &View, Extent { width, height }: Extent) -> Self {
        let place =
            |index: u32, length: u32| (f64::from(index) + 0.5) / f64::from(METER_GRID) * f64::from(length);
        let points: Vec<Point> = (0..METER_GRID * METER_GRID)
            .map(|index| view.point(place(index % METER_GRID, width), place(index / METER_GRID, height)))
            .collect();
        let mut counts: Vec<f64> = smooth_counts(view, &points);
        counts.retain(|count| count.is_finite());
        counts.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| counts.get((counts.len() as f64 * share) as usize).map(|count| log2(*count));
        Self::between(at(METER_DARK), at(METER_BRIGHT))
    }

    /// A view without contrast, or with nothing that escapes, is shown as if it had some.
    fn between(dark: Option<f64>, bright: Option<f64>) -> Self {
        let dark = dark.unwrap_or(0.0);
        let doublings = (bright.unwrap_or(dark) - dark).max(0.25);
        Self { dark, gain: METER_SPAN / doublings }
    }

    #[inline(always)]
    fn turns(&self, count: f64) -> f64 {
        (log2(count) - self.dark) * self.gain
    }

    fn is_rough(&self, around: &Around) -> bool {
        let counts = [around.middle, around.left, around.right, around.above, around.below];
        let least = counts.into_iter().fold(f64::INFINITY, f64::min);
        let most = counts.into_iter().fold(0.0, f64::max);
        // Small differences of log₂ without a logarithm. Where nothing escapes, there is nothing to smooth.
        let turns = (most - least) / least * std::f64::consts::LOG2_E * self.gain;
        least.is_finite() && turns > SMOOTH_SPAN
    }
}

/// How many iterations points need, smoothed so that they know no steps; infinite where they do not escape.
fn smooth_counts(view: &View, points: &[Point]) -> Vec<f64> {
    let mut escapes = vec![None; points.len()];
    escape_in(view.family, points, view.limit, &mut escapes);
    wide::run(Smooth(&escapes))
}

/// Smoothing.
struct Smooth<'a>(&'a [Option<Escape>]);

impl Smooth<'_> {
    /// Points that are smoothed together.
    const TOGETHER: usize = 16;
}

impl wide::Work for Smooth<'_> {
    type Result = Vec<f64>;

    #[inline(always)]
    fn run(self) -> Vec<f64> {
        let mut counts = Vec::with_capacity(self.0.len());
        for escapes in self.0.chunks(Self::TOGETHER) {
            // Infinitely many iterations stay infinitely many, whatever the norm.
            let (mut iterations, mut norms) = ([f64::INFINITY; Self::TOGETHER], [BAILOUT; Self::TOGETHER]);
            for (index, escape) in escapes.iter().enumerate() {
                if let Some(escape) = escape {
                    (iterations[index], norms[index]) = (f64::from(escape.iterations), escape.norm);
                }
            }
            let mut smooth = [0.0; Self::TOGETHER];
            for index in 0..Self::TOGETHER {
                // log₂ of the bail-out is 16; one more iteration squares the norm, which takes 1 off here.
                smooth[index] = iterations[index] + 1.0 - log2(log2(norms[index]) / 16.0);
            }
            counts.extend_from_slice(&smooth[..escapes.len()]);
        }
        counts
    }
}

/// The smooth counts of a band of pixels and of a margin one pixel wide around it.
pub(super) struct Counts {
    values: Vec<f64>,
    width: usize,
    rows: usize,
}

/// A pixel's count and its neighbours'.
struct Around {
    middle: f64,
    left: f64,
    right: f64,
    above: f64,
    below: f64,
}

impl Counts {
    fn of(view: &View, width: usize, top: usize, rows: usize) -> Self {
        let stride = width + 2;
        let mut points = Vec::with_capacity(stride * (rows + 2));
        for y in top..top + rows + 2 {
            points.extend((0..stride).map(|x| view.point(x as f64 - 0.5, y as f64 - 0.5)));
        }
        Self { values: smooth_counts(view, &points), width, rows }
    }

    fn len(&self) -> usize {
        self.width * self.rows
    }

    /// A row's pixels from left to right.
    #[inline(always)]
    fn row(&self, row: usize) -> impl Iterator<Item = Around> + '_ {
        let stride = self.width + 2;
        let line = |row: usize| &self.values[row * stride..(row + 1) * stride];
        let beside = line(row + 1).windows(3);
        let across = line(row)[1..].iter().zip(&line(row + 2)[1..]);
        beside.zip(across).map(|(beside, (above, below))| Around {
            middle: beside[1],
            left: beside[0],
            right: beside[2],
            above: *above,
            below: *below,
        })
    }

    #[inline(always)]
    fn around(&self, pixel: usize) -> Around {
        let stride = self.width + 2;
        let place = (pixel / self.width + 1) * stride + pixel % self.width + 1;
        Around {
            middle: self.values[place],
            left: self.values[place - 1],
            right: self.values[place + 1],
            above: self.values[place - stride],
            below: self.values[place + stride],
        }
    }
}
