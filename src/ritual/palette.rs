//! Colours: what the seed and the field make of darkness, body, rim and gold.

use super::chance::{Chance, Purpose};
use super::character::{Character, Tone, answer};
use super::field::{Field, Stage};
use super::light::{Lch, Light};
use super::recipe::Seed;
use super::style::Style;

/// Entries of the ramp; what lies between two is mixed.
const RAMP: usize = 2048;
/// Entries of a flame's spectrum.
const SPECTRUM: usize = 256;

/// The colours of one picture.
pub(super) struct Palette {
    ramp: Vec<Light>,
    spectrum: Vec<Light>,
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
    /// The colours that a style's character and a seed choose and the field tempers: prana saturates, klesha greys,
    /// drishti clears, harmony draws the hues together.
    pub(super) fn new(style: Style, seed: Seed, field: &Field) -> Self {
        let character = Character::of(style);
        let mut chance = Chance::new(seed, Purpose::Palette);
        let hue = chance.between(character.hue.0, character.hue.1);
        let side = if chance.unit() < 0.5 { -1.0 } else { 1.0 };
        let spread =
            side * chance.between(character.spread.0, character.spread.1) * (1.3 - 0.6 * field.harmony);
        let gold = chance.between(character.gold.0, character.gold.1);
        let temper = Temper {
            vivid: 0.8 + 0.45 * field.prana - 0.45 * field.klesha,
            clear: 0.93 + 0.07 * field.drishti,
        };
        let colour = |lightness: f64, chroma: f64, hue: f64| temper.colour(lightness, chroma, hue);
        let toned =
            |lightness: f64, chroma: f64, tone: Tone| colour(lightness, chroma, tone.hue(hue, spread, gold));
        let stops =
            character.stops.map(|(place, lightness, chroma, tone)| (place, toned(lightness, chroma, tone)));
        let answer = answer(hue);
        let glass = [
            colour(0.62, 0.17, gold - 0.04),
            colour(0.55, 0.19, hue + spread),
            colour(0.55, 0.19, hue - spread),
            colour(0.60, 0.16, answer),
        ];
        Self {
            ramp: ramp(&stops),
            spectrum: spectrum(&[
                colour(0.50, 0.20, hue - spread),
                colour(0.62, 0.19, hue + spread * 0.5),
                colour(0.72, 0.17, answer),
                colour(0.82, 0.15, gold - 0.03),
                colour(0.90, 0.11, gold),
            ]),
            depth: colour(0.06, 0.02, hue).light(),
            lace: character.lace.map(|(lightness, chroma, tone)| toned(lightness, chroma, tone).light()),
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
    #[inline]
    pub(super) fn at(&self, turns: f64) -> Light {
        let place = (turns - turns.floor()) * RAMP as f64;
        let index = (place as usize).min(RAMP - 1);
        self.ramp[index].mix(self.ramp[(index + 1) % RAMP], (place - index as f64) as f32)
    }

    /// A flame's colour at `place`, 0 to 1.
    pub(super) fn spectrum(&self, place: f64) -> Light {
        let place = place.clamp(0.0, 1.0) * (SPECTRUM - 1) as f64;
        let index = (place as usize).min(SPECTRUM - 2);
        self.spectrum[index].mix(self.spectrum[index + 1], (place - index as f64) as f32)
    }

    pub(super) fn petal(&self, stage: Stage) -> Petal {
        self.petals[stage as usize]
    }
}

/// What the field does to every colour.
struct Temper {
    vivid: f64,
    clear: f64,
}

impl Temper {
    fn colour(&self, lightness: f64, chroma: f64, hue: f64) -> Lch {
        Lch { lightness: lightness * self.clear, chroma: chroma * self.vivid, hue }
    }
}

/// Evenly spaced colours with what lies between them.
fn spectrum(colours: &[Lch]) -> Vec<Light> {
    let entry = |place: usize| {
        let place = place as f64 / (SPECTRUM - 1) as f64 * (colours.len() - 1) as f64;
        let below = (place as usize).min(colours.len() - 2);
        colours[below].lab().mix(colours[below + 1].lab(), place - below as f64).light()
    };
    (0..SPECTRUM).map(entry).collect()
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
