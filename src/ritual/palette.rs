//! Colours: what the seed and the field make of darkness, body, rim and gold.

use super::chance::{Chance, Purpose};
use super::field::{Field, Stage};
use super::light::{Lch, Light};
use super::recipe::Seed;

/// Entries of the ramp; what lies between two is mixed.
const RAMP: usize = 2048;

/// The colours of one picture.
pub(super) struct Palette {
    ramp: Vec<Light>,
    /// Where nothing escapes.
    pub(super) depth: Light,
    /// The two ends between which the densest filigree alternates.
    pub(super) lace: [Light; 2],
    /// The light along the edges of the filigree.
    pub(super) rim: Light,
    /// The mandala's lines and fillings, a pair for each stage.
    pub(super) petals: [Petal; 4],
    /// The light in the middle of everything.
    pub(super) core: Light,
    /// Anomalies' own light: flares are brighter than gold, resonances answer from across the circle of hues.
    pub(super) flare: Light,
    pub(super) answer: Light,
}

/// A petal's colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Petal {
    pub(super) line: Light,
    pub(super) glass: Light,
}

impl Palette {
    /// The colours that a seed chooses and the field tempers: prana saturates, klesha greys, drishti clears,
    /// harmony draws the hues together.
    pub(super) fn new(seed: Seed, field: &Field) -> Self {
        let mut chance = Chance::new(seed, Purpose::Palette);
        // From teal through blue, violet and magenta to orange. The greens and yellows that are left out turn to mud
        // when they darken.
        let hue = chance.between(0.50, 1.10);
        let side = if chance.unit() < 0.5 { -1.0 } else { 1.0 };
        let spread = side * chance.between(0.05, 0.10) * (1.3 - 0.6 * field.harmony);
        let gold = chance.between(0.19, 0.235);
        let vivid = 0.8 + 0.45 * field.prana - 0.45 * field.klesha;
        let clear = 0.93 + 0.07 * field.drishti;
        let colour = |lightness: f64, chroma: f64, hue: f64| Lch {
            lightness: lightness * clear,
            chroma: chroma * vivid,
            hue,
        };
        let stops = [
            (0.00, colour(0.115, 0.045, hue)),
            (0.18, colour(0.20, 0.10, hue)),
            (0.40, colour(0.37, 0.17, hue + spread * 0.5)),
            (0.58, colour(0.60, 0.20, hue + spread)),
            (0.72, colour(0.82, 0.15, gold)),
            (0.80, colour(0.96, 0.06, gold + 0.02)),
            (0.90, colour(0.55, 0.15, hue + spread * 1.5)),
            (1.00, colour(0.115, 0.045, hue)),
        ];
        let answer = if hue < 0.8 { 0.98 } else { 0.53 };
        let glass = [
            colour(0.62, 0.17, gold - 0.04),
            colour(0.55, 0.19, hue + spread),
            colour(0.55, 0.19, hue - spread),
            colour(0.60, 0.16, answer),
        ];
        Self {
            ramp: ramp(&stops),
            depth: colour(0.06, 0.02, hue).light(),
            lace: [colour(0.30, 0.13, hue + spread).light(), colour(0.66, 0.15, gold - 0.02).light()],
            rim: colour(0.88, 0.13, gold).light(),
            petals: glass.map(|glass| Petal {
                line: colour(0.90, 0.09, gold).lab().mix(glass.lab(), 0.25).light(),
                glass: glass.light(),
            }),
            core: colour(0.97, 0.05, gold).light(),
            flare: colour(0.98, 0.04, gold).light(),
            answer: colour(0.70, 0.17, answer).light(),
        }
    }

    /// The ramp's colour at `turns`: from darkness over body and gold to cream, and back to darkness at 1, where it
    /// begins anew.
    pub(super) fn at(&self, turns: f64) -> Light {
        let place = (turns - libm::floor(turns)) * RAMP as f64;
        let index = (place as usize).min(RAMP - 1);
        self.ramp[index].mix(self.ramp[(index + 1) % RAMP], (place - index as f64) as f32)
    }

    pub(super) fn petal(&self, stage: Stage) -> Petal {
        self.petals[stage as usize]
    }
}

fn ramp(stops: &[(f64, Lch)]) -> Vec<Light> {
    let entry = |place: usize| {
        let place = place as f64 / RAMP as f64;
        let above = stops.iter().position(|stop| place < stop.0).unwrap_or(stops.len() - 1).max(1);
        let ((start, from), (end, to)) = (stops[above - 1], stops[above]);
        let way = (place - start) / (end - start);
        // Half way to a smooth step: no kink where the stops meet, and no plateau either.
        let eased = f64::midpoint(way, way * way * (3.0 - 2.0 * way));
        from.lab().mix(to.lab(), eased).light()
    };
    (0..RAMP).map(entry).collect()
}
