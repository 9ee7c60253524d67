//! Every way in which a machine can shade gives the bits of the definition, which goes pixel by pixel.

use super::exposure::SMOOTH_SPAN;
use super::*;
use crate::ritual::field::Field;
use crate::ritual::fractal::escape::{BAILOUT, Escapes};
use crate::ritual::log2::log2;
use crate::ritual::recipe::{Seed, Style};
use crate::ritual::rng::{SeededRng, Stream};
use crate::ritual::simd::{LANES, Machine};
use counts::Smooth;

/// The definition of what is computed in lanes.
mod definition {
    use super::*;

    /// A pixel's count and its neighbours': the middle one, left, right, above and below.
    pub(super) type Around = [f64; 5];

    pub(super) fn around(counts: &SmoothCounts, pixel: usize) -> Around {
        let stride = counts.width + 2;
        let place = (pixel / counts.width + 1) * stride + pixel % counts.width + 1;
        [place, place - 1, place + 1, place - stride, place + stride].map(|place| counts.values[place])
    }

    /// How much the slope faces the lamp, the rim's light with the contours, and the density.
    fn relief([middle, left, right, above, below]: Around, unit: f64, contours: f64) -> (f64, f64, f64) {
        let rim = |square: f64| (square / (1.0 + 0.5 * square)).min(1.0) / (1.0 + 0.1225 * square);
        let density = |square: f64| 0.5 * square / (1.0 + 0.5 * square);
        let (right, down) = ((right - left) * 0.5 / unit, (below - above) * 0.5 / unit);
        let slope = (right * right + down * down).sqrt();
        if !slope.is_finite() {
            return (0.0, rim(64.0), density(64.0));
        }
        let square = slope * slope;
        if slope == 0.0 {
            return (0.0, rim(square), density(square));
        }
        let trust = (slope * 30.0).min(1.0) / (1.0 + 4.0 * slope * slope);
        let facing = trust * (-0.6 * right - 0.8 * down) / slope;
        (facing, rim(square) + contours * contour(middle, slope, unit), density(square))
    }

    fn contour(count: f64, slope: f64, unit: f64) -> f64 {
        if count.is_infinite() {
            return 0.0;
        }
        let part = count - count.floor();
        let distance = part.min(1.0 - part) / slope;
        let steep = 12.0 * slope;
        (1.1 - distance / unit.max(1.0)).clamp(0.0, 1.0) / (1.0 + steep * steep * steep)
    }

    /// The colour of a count at a pixel with these neighbours.
    pub(super) fn color(shader: &Shader<'_>, count: f64, around: Around) -> LinearRgb {
        if count.is_infinite() {
            return shader.palette.depth;
        }
        let (facing, rim, density) = relief(around, shader.sight.unit, shader.contours);
        let turns = (log2(count) - shader.sight.exposure.dark) * shader.sight.exposure.gain;
        let open = shader.palette.at(turns) * (1.0 + 0.45 * facing) as f32;
        let wave = wave(turns + turns) as f32;
        let lace = shader.palette.lace[0].mix(shader.palette.lace[1], wave * wave);
        open.mix(lace, (0.7 * density) as f32).mix(shader.palette.rim, (0.4 * rim) as f32)
    }

    pub(super) fn is_rough(shader: &Shader<'_>, around: Around) -> bool {
        let least = around.into_iter().fold(f64::INFINITY, f64::min);
        let most = around.into_iter().fold(0.0, f64::max);
        let turns = (most - least) / least * std::f64::consts::LOG2_E * shader.sight.exposure.gain;
        least.is_finite() && turns > SMOOTH_SPAN
    }
}

/// Counts that pictures have, and counts that none has: inside beside outside, level ground, steps of the last bit, whole
/// numbers, far too small and too large.
fn counts(width: usize, rows: usize) -> SmoothCounts {
    let mut rng = SeededRng::new(Seed::from_bits(7), Stream::View);
    let strange = [f64::INFINITY, 108.0, 108.0, 108.0_f64.next_up(), 1.0, -4.0, 1e-300, 1e300, 0.5];
    let mut count = || match rng.below(4) {
        0 => strange[rng.below(strange.len())],
        1 => rng.between(1.0, 1000.0),
        _ => 108.0 + rng.between(0.0, 0.3),
    };
    SmoothCounts { values: (0..(width + 2) * (rows + 2)).map(|_| count()).collect(), width, rows }
}

fn shader(palette: &Palette, unit: f64, width: usize) -> Shader<'_> {
    let extent = Extent { width: 8, height: 8 };
    let view = View::upright(Complex { re: -0.745, im: 0.113 }, 0.01, 100, extent);
    Shader::of(Arc::new(Sight { width, unit, ..Sight::new(view, extent) }), palette, 0.5)
}

fn bits(colors: &[LinearRgb]) -> Vec<[u32; 3]> {
    colors.iter().map(|color| [color.red, color.green, color.blue].map(f32::to_bits)).collect()
}

/// Widths that fill all lanes, and widths that leave some or nearly all of them empty.
const WIDTHS: [usize; 7] = [1, 2, LANES - 1, LANES, LANES + 1, 3 * LANES + 5, 200];

#[test]
fn every_machine_gives_one_sample_for_each_pixel_the_colour_of_the_definition() {
    let palette = Palette::new(Style::Eye, Seed::from_bits(7), &Field::default());
    for (width, unit) in WIDTHS.into_iter().zip([0.25, 1.0, 3.7].into_iter().cycle()) {
        let (shader, counts) = (shader(&palette, unit, width), counts(width, 40));
        let color = |pixel| {
            let around = definition::around(&counts, pixel);
            definition::color(&shader, around[0], around)
        };
        let due: Vec<LinearRgb> = (0..counts.len()).map(color).collect();
        for machine in Machine::all() {
            let (found, _) = machine.run(FirstPass { shader: &shader, counts: &counts });
            assert!(bits(&found) == bits(&due), "{machine:?} at width {width}");
        }
    }
}

#[test]
fn every_machine_finds_the_same_rough_pixels_and_gives_them_the_same_means() {
    let palette = Palette::new(Style::Dendrite, Seed::from_bits(8), &Field::default());
    for width in WIDTHS {
        let (shader, counts) = (shader(&palette, 1.0, width), counts(width, 30));
        let around = |pixel: &usize| definition::around(&counts, *pixel);
        let due: Vec<usize> =
            (0..counts.len()).filter(|pixel| definition::is_rough(&shader, around(pixel))).collect();
        assert!(!due.is_empty() && due.len() < counts.len(), "{} at width {width}", due.len());
        // Any counts will do as samples.
        let samples: Vec<f64> =
            (0..due.len() * 4).map(|place| counts.values[place * 7 % counts.values.len()]).collect();
        let turns: Vec<f64> = samples.iter().map(|count| shader.sight.exposure.turns(*count)).collect();
        let before = some_colors(&counts);
        let mut after = before.clone();
        for (pixel, samples) in due.iter().zip(samples.chunks_exact(4)) {
            let sum = samples
                .iter()
                .fold(before[*pixel], |sum, count| sum + definition::color(&shader, *count, around(pixel)));
            after[*pixel] = sum * (1.0 / 5.0);
        }
        for machine in Machine::all() {
            let found = machine.run(FindRough { exposure: &shader.sight.exposure, counts: &counts });
            assert_eq!(found, due, "{machine:?} at width {width}");
            let mut colors = before.clone();
            let (_, reliefs) = machine.run(FirstPass { shader: &shader, counts: &counts });
            machine.run(Resample {
                shader: &shader,
                reliefs: &reliefs,
                targets: &due,
                samples: &turns,
                colors: &mut colors,
            });
            assert!(bits(&colors) == bits(&after), "{machine:?} at width {width}");
        }
    }
}

/// Some colour for each pixel.
fn some_colors(counts: &SmoothCounts) -> Vec<LinearRgb> {
    let color =
        |pixel: usize| LinearRgb { red: pixel as f32 * 0.01, green: 0.3, blue: 1.0 / (pixel + 1) as f32 };
    (0..counts.len()).map(color).collect()
}

#[test]
fn every_machine_smooths_alike() {
    let mut escapes = Escapes::none(1000);
    for (place, norm) in escapes.norms.iter_mut().enumerate().filter(|(place, _)| place % 5 != 0) {
        *norm =
            [BAILOUT.next_up(), 70_000.5, 4.29e9, 1e300, f64::MAX][place % 5] * (1.0 - place as f64 * 1e-7);
        escapes.iterations[place] = (place % 300) as f64 + 1.0;
    }
    let smooth = |(count, norm): (&f64, &f64)| count + 1.0 - log2(log2(*norm) / 16.0);
    let due: Vec<u64> =
        escapes.iterations.iter().zip(&escapes.norms).map(|pair| smooth(pair).to_bits()).collect();
    for machine in Machine::all() {
        let found: Vec<u64> = machine.run(Smooth(escapes.clone())).into_iter().map(f64::to_bits).collect();
        assert_eq!(found, due, "{machine:?}");
    }
    let stays = simd::run(Smooth(Escapes::none(3)));
    assert!(stays.into_iter().all(|count| count == f64::INFINITY));
}
