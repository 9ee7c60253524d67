//! The palette of one picture, from the style's colour scheme, the seed and the field.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use crate::ritual::curves::smoothstep;
use crate::ritual::draw::color::{LinearRgb, Oklch, RgbLanes};
use crate::ritual::draw::color_scheme::{ColorScheme, HueSource, accent};
use crate::ritual::field::{Field, Stage};
use crate::ritual::log2::WHOLE;
use crate::ritual::recipe::{Seed, Style};
use crate::ritual::rng::{SeededRng, Stream};
use crate::ritual::simd::LANES;

/// Entries of the ramp; colours between two are mixed.
const RAMP: usize = 2048;
/// The last of them but for the one at the end.
const LAST: f64 = (RAMP - 1) as f64;
/// Entries of a flame's spectrum.
const SPECTRUM: usize = 256;

/// The colours of one picture.
pub(crate) struct Palette {
    /// With the first colour once more at the end. Red, green, blue, and a fourth so that one is read at once.
    ramp: Box<[[f32; 4]; RAMP + 1]>,
    spectrum: Vec<LinearRgb>,
    /// The colour of points that never escape.
    pub(crate) depth: LinearRgb,
    /// The two colours between which the densest filigree alternates.
    pub(crate) lace: [LinearRgb; 2],
    /// The colour along the edges of the filigree.
    pub(crate) rim: LinearRgb,
    /// The mandala's lines and fillings, a pair for each stage.
    pub(crate) stages: [StageColors; 4],
    /// The glow in the middle of the mandala.
    pub(crate) core: LinearRgb,
    /// The colours of anomalies: flares are brighter than gold, resonances take a hue far from the others.
    pub(crate) flare: LinearRgb,
    pub(crate) accent: LinearRgb,
}

/// The colours of a stage's elements in the mandala.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageColors {
    pub(crate) line: LinearRgb,
    pub(crate) glass: LinearRgb,
}

impl Palette {
    /// The palette for a style and a seed, graded by the field: prana raises chroma, klesha lowers it, drishti raises
    /// lightness, harmony draws the hues together.
    pub(crate) fn new(style: Style, seed: Seed, field: &Field) -> Self {
        let scheme = ColorScheme::of(style);
        let mut rng = SeededRng::new(seed, Stream::Palette);
        let hue = rng.between(scheme.hue.0, scheme.hue.1);
        let side = if rng.unit() < 0.5 { -1.0 } else { 1.0 };
        let spread = side * rng.between(scheme.spread.0, scheme.spread.1) * (1.3 - 0.6 * field.harmony);
        let gold = rng.between(scheme.gold.0, scheme.gold.1);
        let grading = Grading {
            vivid: 0.8 + 0.45 * field.prana - 0.45 * field.klesha,
            clear: 0.93 + 0.07 * field.drishti,
        };
        let color = |lightness: f64, chroma: f64, hue: f64| grading.color(lightness, chroma, hue);
        let toned = |lightness: f64, chroma: f64, tone: HueSource| {
            color(lightness, chroma, tone.hue(hue, spread, gold))
        };
        let stops =
            scheme.stops.map(|(place, lightness, chroma, tone)| (place, toned(lightness, chroma, tone)));
        let accent = accent(hue);
        let glass = [
            color(0.62, 0.17, gold - 0.04),
            color(0.55, 0.19, hue + spread),
            color(0.55, 0.19, hue - spread),
            color(0.60, 0.16, accent),
        ];
        Self {
            ramp: ramp(&stops),
            spectrum: spectrum(&[
                color(0.50, 0.20, hue - spread),
                color(0.62, 0.19, hue + spread * 0.5),
                color(0.72, 0.17, accent),
                color(0.82, 0.15, gold - 0.03),
                color(0.90, 0.11, gold),
            ]),
            depth: color(0.06, 0.02, hue).to_linear(),
            lace: scheme.lace.map(|(lightness, chroma, tone)| toned(lightness, chroma, tone).to_linear()),
            rim: color(0.88, 0.13, gold).to_linear(),
            stages: glass.map(|glass| StageColors {
                line: color(0.90, 0.09, gold).lab().mix(glass.lab(), 0.25).to_linear(),
                glass: glass.to_linear(),
            }),
            core: color(0.97, 0.05, gold).to_linear(),
            flare: color(0.98, 0.04, gold).to_linear(),
            accent: color(0.70, 0.17, accent).to_linear(),
        }
    }

    /// The ramp's colour at `turns`. It goes from dark over the body's hues and gold to cream, and back to dark at 1,
    /// where it repeats.
    #[inline]
    pub(crate) fn at(&self, turns: f64) -> LinearRgb {
        let place = (turns - turns.floor()) * RAMP as f64;
        let index = (place as usize).min(RAMP - 1);
        let [below, above] = [self.ramp[index], self.ramp[index + 1]]
            .map(|[red, green, blue, _]| LinearRgb { red, green, blue });
        below.mix(above, (place - index as f64) as f32)
    }

    /// As [`at`](Self::at), in each lane.
    #[inline(always)]
    pub(crate) fn at_lanes(&self, turns: &[f64; LANES]) -> RgbLanes {
        let (mut indices, mut amounts) = ([0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let place = (turns[lane] - turns[lane].floor()) * RAMP as f64;
            let whole = if place.floor() < LAST { place.floor() } else { LAST };
            (indices[lane], amounts[lane]) = ((whole + WHOLE).to_bits() as u32, (place - whole) as f32);
        }
        let mut colors = [[0.0; 4]; LANES];
        for lane in 0..LANES {
            // It is below the length anyway; this way the compiler knows it.
            let index = indices[lane] as usize % RAMP;
            let (below, above, amount) = (&self.ramp[index], &self.ramp[index + 1], amounts[lane]);
            for part in 0..4 {
                colors[lane][part] = below[part] * (1.0 - amount) + above[part] * amount;
            }
        }
        let mut lanes = RgbLanes::all(LinearRgb::default());
        for (lane, [red, green, blue, _]) in colors.into_iter().enumerate() {
            lanes.set(lane, LinearRgb { red, green, blue });
        }
        lanes
    }

    /// A flame's colour at `place`, 0 to 1.
    pub(crate) fn spectrum(&self, place: f64) -> LinearRgb {
        let place = place.clamp(0.0, 1.0) * (SPECTRUM - 1) as f64;
        let index = (place as usize).min(SPECTRUM - 2);
        self.spectrum[index].mix(self.spectrum[index + 1], (place - index as f64) as f32)
    }

    pub(crate) fn stage(&self, stage: Stage) -> StageColors {
        self.stages[stage as usize]
    }
}

/// How the field changes every colour.
struct Grading {
    vivid: f64,
    clear: f64,
}

impl Grading {
    fn color(&self, lightness: f64, chroma: f64, hue: f64) -> Oklch {
        Oklch { lightness: lightness * self.clear, chroma: chroma * self.vivid, hue }
    }
}

/// A table of evenly spaced colours and mixtures between them.
fn spectrum(colors: &[Oklch]) -> Vec<LinearRgb> {
    let entry = |place: usize| {
        let place = place as f64 / (SPECTRUM - 1) as f64 * (colors.len() - 1) as f64;
        let below = (place as usize).min(colors.len() - 2);
        colors[below].lab().mix(colors[below + 1].lab(), place - below as f64).to_linear()
    };
    (0..SPECTRUM).map(entry).collect()
}

fn ramp(stops: &[(f64, Oklch)]) -> Box<[[f32; 4]; RAMP + 1]> {
    let entry = |place: usize| {
        let place = place as f64 / RAMP as f64;
        let above = stops.iter().position(|stop| place < stop.0).unwrap_or(stops.len() - 1).max(1);
        let ((start, from), (end, to)) = (stops[above - 1], stops[above]);
        let way = (place - start) / (end - start);
        // Half way between linear and smoothstep: no kink where stops meet, and no plateau either.
        let eased = f64::midpoint(way, smoothstep(way));
        let LinearRgb { red, green, blue } = from.lab().mix(to.lab(), eased).to_linear();
        [red, green, blue, 0.0]
    };
    Box::new(std::array::from_fn(|place| entry(place % RAMP)))
}
