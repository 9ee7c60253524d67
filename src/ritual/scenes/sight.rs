//! Where the fractal styles look.
//!
//! The centres of most are Misiurewicz points: the orbit of 0 runs into a cycle, so they lie in the set and what is
//! around them repeats for ever as one comes closer. They solve fᵐ⁺ᵖ(0) = fᵐ(0), and the comments give m and p. The
//! centres of `mini` are nuclei of small copies of the set: they solve fᵖ(0) = 0. All were found by Newton's method.

use std::f64::consts::TAU;

use super::super::chance::Chance;
use super::super::field::Field;
use super::super::fractal::{Family, Point};
use super::super::recipe::Recipe;
use super::super::style::Style;

/// Around −0.745 + 0.113i, for [`Style::Eye`].
const EYES: [Point; 6] = [
    point(-0.745_158_063_8, 0.112_574_916_2), // 28, 2
    point(-0.744_336_108_1, 0.121_197_914_0), // 26, 2
    point(-0.745_816_033_3, 0.105_091_663_1), // 30, 2
    point(-0.746_457_910_7, 0.115_154_330_1), // 28, 1
    point(-0.746_940_951_3, 0.107_216_596_6), // 30, 1
    point(-0.747_926_696_9, 0.107_850_351_6), // 30, 2
];

/// Between the cardioid and the disc on its left, for [`Style::Seahorse`].
const SEAHORSES: [Point; 6] = [
    point(-0.743_291_890_852_430_2, 0.131_240_552_308_797_6), // 24, 2
    point(-0.744_259_404_464_198_8, 0.131_659_843_003_501),   // 36, 2
    point(-0.743_861_259_996_520_5, 0.131_919_520_046_451_5), // 38, 1
    point(-0.761_229_332_065_846_2, 0.084_785_755_702_711_75), // 37, 1
    point(-0.775_683_768_009_053_8, 0.136_467_368_294_690_1), // 24, 1
    point(-1.250_745_783_949_468, 0.020_178_068_130_213_76),  // 77, 2
];

/// In the cleft of the cardioid, for [`Style::Elephant`].
const ELEPHANTS: [Point; 6] = [
    point(0.286_625_594_689_699_2, 0.012_789_637_035_687_57), // 52, 1
    point(0.286_986_107_759_010_3, 0.013_199_813_498_748_5),  // 48, 1
    point(0.325_174_628_427_800_2, 0.046_717_186_166_846_68), // 34, 1
    point(0.301_235_136_526_084_3, 0.020_208_144_936_992_08), // 23, 1
    point(0.268_599_881_866_857_4, 0.004_908_738_495_268_03), // 46, 1
    point(0.324_717_145_920_105_8, 0.045_902_922_961_821_81), // 25, 1
];

/// Where antennae branch, for [`Style::Dendrite`].
const BRANCHES: [Point; 10] = [
    point(0.366_362_983_422_764_4, 0.591_533_773_261_445_2), // 5, 1
    point(0.437_924_241_359_462_8, 0.341_892_084_338_116_1), // 6, 1
    point(-0.562_202_621_523_037_2, 0.642_817_149_072_775_2), // 6, 1
    point(0.424_512_719_050_039_6, 0.207_530_228_166_745_3), // 7, 1
    point(0.397_391_822_296_541_2, 0.133_511_204_871_877_6), // 8, 1
    point(-0.670_209_187_903_253_7, 0.458_060_975_296_945_9), // 8, 1
    point(-0.101_096_363_845_622_2, 0.956_286_510_809_141_5), // 4, 1
    point(-0.613_510_198_101_203_3, 0.677_577_335_584_349_7), // 7, 1
    point(0.369_855_201_456_846_5, 0.671_448_251_486_130_1), // 6, 1
    point(-0.239_716_190_223_134_4, 0.845_503_313_700_288_7), // 7, 1
];

/// A small copy of the set.
struct Copy {
    nucleus: Point,
    period: u32,
    /// Its cardioid's length, as a share of the whole set's.
    size: f64,
}

/// Copies for [`Style::Mini`] that lie near the surface.
const SHALLOW: [Copy; 10] = [
    copy(-0.744_642_579_369_631_7, 0.130_627_808_896_403_88, 31, 1.51e-5),
    copy(0.287_566_117_046_877_9, 0.012_281_055_409_848_25, 17, 1.45e-4),
    copy(0.324_431_020_192_263_5, 0.047_965_152_291_009_05, 32, 7.91e-5),
    copy(-1.940_926_566_360_421_2, 0.000_735_125_891_676_714_8, 12, 1.86e-4),
    copy(-0.563_822_507_379_25, 0.643_480_015_758_218_2, 31, 5.11e-6),
    copy(0.423_211_890_728_956_65, 0.205_827_645_909_537_73, 29, 1.67e-5),
    copy(-1.359_000_387_888_303, 0.065_048_001_670_964_57, 26, 8.21e-6),
    copy(-0.102_321_560_985_537_42, 0.957_160_309_377_431_8, 19, 3.26e-6),
    copy(0.396_903_166_785_276_7, 0.555_120_467_271_183_5, 11, 2.13e-6),
    copy(-1.252_251_756_906_845_4, 0.019_171_538_309_118_594, 82, 3.79e-6),
];

/// Copies for a ritual that begins at some zoom.
const MIDDLE: [Copy; 8] = [
    copy(-0.743_776_212_192_521_7, 0.131_799_545_955_674_56, 62, 4.23e-7),
    copy(-0.562_449_458_159_469_2, 0.642_524_327_650_939, 43, 2.60e-7),
    copy(0.324_569_963_284_067_56, 0.046_757_244_910_971_7, 85, 9.79e-8),
    copy(-1.359_013_044_364_156_2, 0.065_552_620_130_440_54, 36, 1.08e-7),
    copy(-0.101_633_776_469_296_28, 0.956_643_638_261_417_1, 22, 6.03e-7),
    copy(0.424_462_798_853_830_04, 0.207_413_623_855_794_7, 59, 5.81e-8),
    copy(-1.250_642_931_346_755_3, 0.020_111_407_157_663_39, 157, 2.36e-8),
    copy(0.395_051_076_733_720_8, 0.555_323_685_613_203_1, 14, 5.16e-8),
];

/// Copies for a ritual that begins at a high zoom: so deep that the whole view is some 10⁻¹⁰ wide.
const DEEP: [Copy; 9] = [
    copy(-0.101_109_249_663_601_37, 0.956_293_095_750_886_7, 40, 2.55e-11),
    copy(-0.000_012_285_625_994_497_38, 0.999_994_777_820_612_2, 18, 1.87e-11),
    copy(-1.768_769_081_198_238_8, 0.001_750_330_378_358_941_2, 104, 3.08e-11),
    copy(0.395_125_372_063_632_74, 0.555_560_057_696_984_4, 24, 1.68e-11),
    copy(0.424_397_158_881_502_8, 0.207_507_231_863_000_46, 93, 5.62e-11),
    copy(-0.562_214_536_681_401_3, 0.642_791_832_974_786_3, 69, 2.02e-11),
    copy(0.324_481_766_647_457_1, 0.046_687_716_727_399_874, 106, 5.44e-11),
    copy(-1.360_163_859_970_216, 0.065_851_787_495_229_63, 35, 2.10e-11),
    copy(-0.761_576_714_980_871_4, 0.084_759_677_521_195_33, 186, 3.89e-11),
];

const fn point(re: f64, im: f64) -> Point {
    Point { re, im }
}

const fn copy(re: f64, im: f64, period: u32, size: f64) -> Copy {
    Copy { nucleus: point(re, im), period, size }
}

/// Turns along the cardioid's edge, for [`Style::Ouroboros`]: numbers that fractions approach badly, so that the
/// Julia set there is a snake of many scales and not a few plain discs.
const ANGLES: [f64; 6] = [0.381_966, 0.276_393, 0.207_107, 0.414_214, 0.302_776, 0.447_214];

/// What a picture looks at.
pub(in crate::ritual) struct Sight {
    pub(in crate::ritual) family: Family,
    /// Iterations after which a point counts as part of the set.
    pub(in crate::ritual) limit: u32,
    pub(in crate::ritual) centre: Point,
    /// The width of the picture's short side.
    pub(in crate::ritual) width: f64,
}

impl Sight {
    /// What a recipe looks at with the field that its ritual left. Draws from `chance` whatever the style needs.
    pub(in crate::ritual) fn chosen(recipe: &Recipe, field: &Field, chance: &mut Chance) -> Self {
        match recipe.style {
            Style::Seahorse => {
                Self::set(SEAHORSES[chance.below(SEAHORSES.len())], 0.007 / calm(field.zoom), 1500)
            }
            Style::Elephant => {
                Self::set(ELEPHANTS[chance.below(ELEPHANTS.len())], 0.0045 / calm(field.zoom), 1500)
            }
            Style::Dendrite => {
                Self::set(BRANCHES[chance.below(BRANCHES.len())], 0.02 / deep(field.zoom), 1000)
            }
            Style::Mini => Self::mini(recipe, field, chance),
            Style::Ouroboros => Self::ouroboros(field, chance),
            Style::Eye | Style::Flame | Style::Mandala => {
                // With 1000 iterations the filigree is full at every zoom; with more, the pixels that change can be
                // counted.
                Self::set(EYES[chance.below(EYES.len())], 0.004 / calm(field.zoom), 1000)
            }
        }
    }

    fn set(centre: Point, width: f64, limit: u32) -> Self {
        Self { family: Family::Mandelbrot, limit, centre, width }
    }

    /// How deep the copy lies follows from the zoom that the ritual starts from, so that it stays the same copy
    /// throughout.
    fn mini(recipe: &Recipe, field: &Field, chance: &mut Chance) -> Self {
        let copies: &[Copy] = match recipe.field.zoom {
            ..1.5 => &SHALLOW,
            1.5..2.5 => &MIDDLE,
            _ => &DEEP,
        };
        let Copy { nucleus, period, size } = copies[chance.below(copies.len())];
        let near = recipe.field.zoom / field.zoom;
        Self::set(nucleus, size * 16.0 * near, (500 + 20 * period).clamp(1000, 4000))
    }

    /// The parameter goes along the edge with harmony, and a little outside it with klesha.
    fn ouroboros(field: &Field, chance: &mut Chance) -> Self {
        let angle = ANGLES[chance.below(ANGLES.len())] + 0.012 * (field.harmony - 0.75);
        let out = 1.003 + 0.02 * field.klesha + 0.004 * field.prana;
        let (once, twice) = (angle * TAU, angle * 2.0 * TAU);
        let c = Point {
            re: out * (0.5 * libm::cos(once) - 0.25 * libm::cos(twice)),
            im: out * (0.5 * libm::sin(once) - 0.25 * libm::sin(twice)),
        };
        let width = 2.3 / calm(field.zoom);
        Self { family: Family::Julia(c), limit: 1500, centre: point(0.0, 0.0), width }
    }
}

/// The width goes with zoom^¾: all of zoom's range is worth seeing.
fn calm(zoom: f64) -> f64 {
    (zoom * zoom.sqrt()).sqrt()
}

/// Closer than zoom 1 each doubling goes 65,536 times as deep, so that zoom 4 reaches the bottom of f64.
fn deep(zoom: f64) -> f64 {
    if zoom <= 1.0 { calm(zoom) } else { libm::pow(zoom, 16.0) }
}
