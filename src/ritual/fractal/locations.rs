//! Where the fractal styles look.
//!
//! The centres of most are Misiurewicz points: the orbit of 0 runs into a cycle, so they lie in the set and what is
//! around them repeats for ever as one comes closer. They solve fᵐ⁺ᵖ(0) = fᵐ(0), and the comments give m and p. The
//! centres of `mini` are nuclei of small copies of the set: they solve fᵖ(0) = 0. All were found by Newton's method.

use std::f64::consts::TAU;

use crate::ritual::complex::Complex;
use crate::ritual::field::Field;
use crate::ritual::fractal::escape::Family;
use crate::ritual::recipe::{Recipe, Style};
use crate::ritual::rng::SeededRng;

/// Around −0.745 + 0.113i, for [`Style::Eye`].
const EYES: [Spot; 6] = [
    spot(-0.745_158_063_8, 0.112_574_916_2, 0.004), // 28, 2
    spot(-0.744_336_108_1, 0.121_197_914_0, 0.004), // 26, 2
    spot(-0.745_816_033_3, 0.105_091_663_1, 0.004), // 30, 2
    spot(-0.746_457_910_7, 0.115_154_330_1, 0.004), // 28, 1
    spot(-0.746_940_951_3, 0.107_216_596_6, 0.004), // 30, 1
    spot(-0.747_926_696_9, 0.107_850_351_6, 0.004), // 30, 2
];

/// Between the cardioid and the disc on its left, for [`Style::Seahorse`].
const SEAHORSES: [Spot; 8] = [
    spot(-0.743_291_890_852_430_2, 0.131_240_552_308_797_6, 0.002_5), // 24, 2
    spot(-0.744_259_404_464_198_8, 0.131_659_843_003_501, 0.006),     // 36, 2
    spot(-0.743_861_259_996_520_5, 0.131_919_520_046_451_5, 0.003),   // 38, 1
    spot(-0.761_229_332_065_846_2, 0.084_785_755_702_711_75, 0.002_5), // 37, 1
    spot(-0.761_282_477_019_390_1, 0.085_558_154_114_479_78, 0.002_5), // 48, 2
    spot(-0.743_591_695_895_476_2, 0.132_135_024_905_825_9, 0.002_5), // 39, 1
    spot(-0.745_484_072_246_420_7, 0.121_182_556_229_086, 0.000_8),   // 36, 2
    spot(-0.744_259_404_464_198_8, 0.131_659_843_003_501, 0.000_8),   // 36, 2
];

/// In the cleft of the cardioid, for [`Style::Elephant`].
const ELEPHANTS: [Spot; 8] = [
    spot(0.301_235_136_526_084_3, 0.020_208_144_936_992_08, 0.001_6), // 23, 1
    spot(0.301_845_899_066_979_2, 0.021_483_818_754_818_12, 0.003_2), // 23, 2
    spot(0.302_285_860_684_442, 0.021_051_482_428_443_34, 0.003_4),   // 35, 1
    spot(0.300_698_221_601_842, 0.020_343_282_879_386_25, 0.000_4),   // 41, 1
    spot(0.324_717_145_920_105_8, 0.045_902_922_961_821_81, 0.003_4), // 25, 1
    spot(0.325_174_628_427_800_2, 0.046_717_186_166_846_68, 0.003),   // 34, 1
    spot(0.286_625_594_689_699_2, 0.012_789_637_035_687_57, 0.000_5), // 52, 1
    spot(0.268_599_881_866_857_4, 0.004_908_738_495_268_03, 0.000_4), // 46, 1
];

/// Where antennae branch, for [`Style::Dendrite`].
const BRANCHES: [Spot; 10] = [
    spot(0.366_362_983_422_764_4, 0.591_533_773_261_445_2, 0.02), // 5, 1
    spot(0.437_924_241_359_462_8, 0.341_892_084_338_116_1, 0.02), // 6, 1
    spot(-0.562_202_621_523_037_2, 0.642_817_149_072_775_2, 0.02), // 6, 1
    spot(0.424_512_719_050_039_6, 0.207_530_228_166_745_3, 0.02), // 7, 1
    spot(0.397_391_822_296_541_2, 0.133_511_204_871_877_6, 0.02), // 8, 1
    spot(-0.670_209_187_903_253_7, 0.458_060_975_296_945_9, 0.02), // 8, 1
    spot(-0.101_096_363_845_622_2, 0.956_286_510_809_141_5, 0.02), // 4, 1
    spot(-0.613_510_198_101_203_3, 0.677_577_335_584_349_7, 0.02), // 7, 1
    spot(0.369_855_201_456_846_5, 0.671_448_251_486_130_1, 0.02), // 6, 1
    spot(-0.239_716_190_223_134_4, 0.845_503_313_700_288_7, 0.02), // 7, 1
];

/// A small copy of the set.
struct Minibrot {
    nucleus: Complex,
    period: u32,
    /// Its cardioid's length, as a share of the whole set's.
    size: f64,
}

/// Copies for [`Style::Mini`] that lie near the surface.
const SHALLOW: [Minibrot; 10] = [
    minibrot(-0.744_642_579_369_631_7, 0.130_627_808_896_403_88, 31, 1.51e-5),
    minibrot(0.287_566_117_046_877_9, 0.012_281_055_409_848_25, 17, 1.45e-4),
    minibrot(0.324_431_020_192_263_5, 0.047_965_152_291_009_05, 32, 7.91e-5),
    minibrot(-1.940_926_566_360_421_2, 0.000_735_125_891_676_714_8, 12, 1.86e-4),
    minibrot(-0.563_822_507_379_25, 0.643_480_015_758_218_2, 31, 5.11e-6),
    minibrot(0.423_211_890_728_956_65, 0.205_827_645_909_537_73, 29, 1.67e-5),
    minibrot(-1.359_000_387_888_303, 0.065_048_001_670_964_57, 26, 8.21e-6),
    minibrot(-0.102_321_560_985_537_42, 0.957_160_309_377_431_8, 19, 3.26e-6),
    minibrot(0.396_903_166_785_276_7, 0.555_120_467_271_183_5, 11, 2.13e-6),
    minibrot(-1.252_251_756_906_845_4, 0.019_171_538_309_118_594, 82, 3.79e-6),
];

/// Copies for a ritual that begins at some zoom.
const MIDDLE: [Minibrot; 8] = [
    minibrot(-0.743_776_212_192_521_7, 0.131_799_545_955_674_56, 62, 4.23e-7),
    minibrot(-0.562_449_458_159_469_2, 0.642_524_327_650_939, 43, 2.60e-7),
    minibrot(0.324_569_963_284_067_56, 0.046_757_244_910_971_7, 85, 9.79e-8),
    minibrot(-1.359_013_044_364_156_2, 0.065_552_620_130_440_54, 36, 1.08e-7),
    minibrot(-0.101_633_776_469_296_28, 0.956_643_638_261_417_1, 22, 6.03e-7),
    minibrot(0.424_462_798_853_830_04, 0.207_413_623_855_794_7, 59, 5.81e-8),
    minibrot(-1.250_642_931_346_755_3, 0.020_111_407_157_663_39, 157, 2.36e-8),
    minibrot(0.395_051_076_733_720_8, 0.555_323_685_613_203_1, 14, 5.16e-8),
];

/// Copies for a ritual that begins at a high zoom. They lie so deep that the view is some 10⁻¹⁰ wide.
const DEEP: [Minibrot; 9] = [
    minibrot(-0.101_109_249_663_601_37, 0.956_293_095_750_886_7, 40, 2.55e-11),
    minibrot(0.000_012_285_625_994_497_38, 0.999_994_777_820_612_2, 18, 1.87e-11),
    minibrot(-1.768_769_081_198_238_8, 0.001_750_330_378_358_941_2, 104, 3.08e-11),
    minibrot(0.395_125_372_063_632_74, 0.555_560_057_696_984_4, 24, 1.68e-11),
    minibrot(0.424_397_158_881_502_8, 0.207_507_231_863_000_46, 93, 5.62e-11),
    minibrot(-0.562_214_536_681_401_3, 0.642_791_832_974_786_3, 69, 2.02e-11),
    minibrot(0.324_481_766_647_457_1, 0.046_687_716_727_399_874, 106, 5.44e-11),
    minibrot(-1.360_163_859_970_216, 0.065_851_787_495_229_63, 35, 2.10e-11),
    minibrot(-0.761_576_714_980_871_4, 0.084_759_677_521_195_33, 186, 3.89e-11),
];

/// The middle of a view, and the width of its short side at zoom 1.
#[derive(Clone, Copy)]
struct Spot {
    centre: Complex,
    width: f64,
}

const fn spot(re: f64, im: f64, width: f64) -> Spot {
    Spot { centre: point(re, im), width }
}

const fn point(re: f64, im: f64) -> Complex {
    Complex { re, im }
}

const fn minibrot(re: f64, im: f64, period: u32, size: f64) -> Minibrot {
    Minibrot { nucleus: point(re, im), period, size }
}

/// Where along the cardioid's edge, in turns, and how far outside it, for [`Style::Ouroboros`]. The turns are numbers
/// that fractions approach badly, so that the Julia set there is a snake of many scales and not a few plain discs.
const EDGES: [(f64, f64); 9] = [
    (0.381_966, 1.042),
    (0.276_393, 1.032),
    (0.207_107, 1.016),
    (0.447_214, 1.014),
    (0.302_776, 1.032),
    (0.236_068, 1.026),
    (0.340_000, 1.005),
    (0.160_000, 1.005),
    (0.414_214, 1.055),
];

/// What a picture shows of a fractal.
pub(crate) struct Location {
    pub(crate) family: Family,
    /// Iterations after which a point counts as part of the set.
    pub(crate) limit: u32,
    pub(crate) centre: Complex,
    /// The width of the picture's short side.
    pub(crate) width: f64,
    /// The direction in which the picture is longest, in radians, if it has one.
    pub(crate) lie: Option<f64>,
}

impl Location {
    /// The location of a recipe, with the field that its ritual left. Draws from `rng` whatever the style needs.
    pub(crate) fn choose(recipe: &Recipe, field: &Field, rng: &mut SeededRng) -> Self {
        match recipe.style {
            Style::Seahorse => Self::spot(&SEAHORSES, calm(field.zoom), 1500, rng),
            Style::Elephant => Self::spot(&ELEPHANTS, calm(field.zoom), 1500, rng),
            Style::Dendrite => Self::spot(&BRANCHES, deep(field.zoom), 1000, rng),
            Style::Mini => Self::mini(recipe, field, rng),
            Style::Ouroboros => Self::ouroboros(field, rng),
            // With 1000 iterations the filigree is complete at every zoom; more change only a handful of pixels.
            Style::Eye | Style::Flame | Style::Mandala => Self::spot(&EYES, calm(field.zoom), 1000, rng),
        }
    }

    fn spot(spots: &[Spot], closer: f64, limit: u32, rng: &mut SeededRng) -> Self {
        let Spot { centre, width } = spots[rng.below(spots.len())];
        Self { family: Family::Mandelbrot, limit, centre, width: width / closer, lie: None }
    }

    /// How deep the copy lies follows from the zoom that the ritual starts from, so that it stays the same copy
    /// throughout.
    fn mini(recipe: &Recipe, field: &Field, rng: &mut SeededRng) -> Self {
        let copies: &[Minibrot] = match recipe.field.zoom {
            ..1.5 => &SHALLOW,
            1.5..2.5 => &MIDDLE,
            _ => &DEEP,
        };
        let Minibrot { nucleus, period, size } = copies[rng.below(copies.len())];
        let width = size * 16.0 * recipe.field.zoom / field.zoom;
        let limit = (500 + 20 * period).clamp(1000, 4000);
        Self { family: Family::Mandelbrot, limit, centre: nucleus, width, lie: None }
    }

    /// The parameter goes along the edge with harmony, and outward with klesha and prana.
    fn ouroboros(field: &Field, rng: &mut SeededRng) -> Self {
        let (angle, out) = EDGES[rng.below(EDGES.len())];
        let angle = angle + 0.008 * (field.harmony - 0.75);
        let out = out + 0.01 * field.klesha + 0.004 * (field.prana - 0.5);
        let (once, twice) = (angle * TAU, angle * 2.0 * TAU);
        let c = Complex {
            re: out * (0.5 * libm::cos(once) - 0.25 * libm::cos(twice)),
            im: out * (0.5 * libm::sin(once) - 0.25 * libm::sin(twice)),
        };
        let tip = far_fixed_point(c);
        Self {
            family: Family::Julia(c),
            limit: 1500,
            centre: point(0.0, 0.0),
            width: 2.3 / calm(field.zoom),
            lie: Some(libm::atan2(tip.im, tip.re)),
        }
    }
}

/// The fixed point of z² + c that lies farthest out: (1 + √(1 − 4c)) / 2. The Julia set is longest towards it.
fn far_fixed_point(c: Complex) -> Complex {
    let (re, im) = (1.0 - 4.0 * c.re, -4.0 * c.im);
    let length = (re * re + im * im).sqrt();
    let root = point(((length + re) * 0.5).sqrt(), ((length - re) * 0.5).sqrt());
    point((1.0 + root.re) * 0.5, if im < 0.0 { -root.im * 0.5 } else { root.im * 0.5 })
}

/// The width goes with zoom^¾: all of zoom's range is worth seeing.
fn calm(zoom: f64) -> f64 {
    (zoom * zoom.sqrt()).sqrt()
}

/// Closer than zoom 1 each doubling goes 65,536 times as deep, so that zoom 4 reaches the bottom of f64.
fn deep(zoom: f64) -> f64 {
    if zoom <= 1.0 { calm(zoom) } else { libm::pow(zoom, 16.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The orbit of 0, from 0 on.
    fn orbit(c: Complex, length: usize) -> Vec<Complex> {
        let next = |z: &Complex| Some(point(z.re * z.re - z.im * z.im + c.re, 2.0 * z.re * z.im + c.im));
        std::iter::successors(Some(point(0.0, 0.0)), next).take(length).collect()
    }

    fn apart(a: Complex, b: Complex) -> f64 {
        libm::hypot(a.re - b.re, a.im - b.im)
    }

    #[test]
    fn the_orbits_of_all_spots_run_into_a_cycle() {
        for spot in [&EYES[..], &SEAHORSES, &ELEPHANTS, &BRANCHES].concat() {
            let orbit = orbit(spot.centre, 90);
            // An error of the last bit grows with each turn of the cycle, hence the moderate bound.
            let closes =
                |period: usize| (0..80).any(|start| apart(orbit[start], orbit[start + period]) < 1e-4);
            assert!(closes(1) || closes(2), "{:?}", spot.centre);
        }
    }

    #[test]
    fn every_copy_has_its_nucleus_where_it_says() {
        for Minibrot { nucleus, period, size } in SHALLOW.iter().chain(&MIDDLE).chain(&DEEP) {
            let back = orbit(*nucleus, *period as usize + 1)[*period as usize];
            // If the nucleus were off by a tenth of its copy, the orbit would come back that much farther from 0.
            assert!(back.re.abs() + back.im.abs() < 0.1 * size.sqrt(), "{nucleus:?}: {back:?}");
        }
    }

    #[test]
    fn the_deepest_views_reach_the_bottom_of_what_numbers_can_tell_apart() {
        assert!(BRANCHES[0].width / deep(4.0) < 1e-10);
        assert!(DEEP.iter().all(|minibrot| minibrot.size * 16.0 < 1e-9));
    }
}
