//! Colours: OKLCh and OKLab to choose them, linear RGB to mix them, sRGB to store them.
//!
//! Equal steps in OKLCh look equal. Light adds up in linear RGB. The constants of OKLab are those of Björn Ottosson's
//! definition, those of sRGB are in IEC 61966-2-1.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::ops::{Add, AddAssign, Mul};
use std::sync::LazyLock;

use crate::ritual::simd::{self, LANES};

/// A colour in linear RGB with the primaries of sRGB. 1 is the brightest that a screen shows; more is clipped at the end.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct LinearRgb {
    pub(crate) red: f32,
    pub(crate) green: f32,
    pub(crate) blue: f32,
}

impl LinearRgb {
    /// This colour with the share `amount` of it replaced by `other`.
    #[inline]
    pub(crate) fn mix(self, other: Self, amount: f32) -> Self {
        self * (1.0 - amount) + other * amount
    }
}

impl Add for LinearRgb {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self { red: self.red + other.red, green: self.green + other.green, blue: self.blue + other.blue }
    }
}

impl AddAssign for LinearRgb {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul<f32> for LinearRgb {
    type Output = Self;

    #[inline]
    fn mul(self, factor: f32) -> Self {
        Self { red: self.red * factor, green: self.green * factor, blue: self.blue * factor }
    }
}

/// Colours in linear RGB, as arrays of their parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RgbLanes {
    pub(crate) red: [f32; LANES],
    pub(crate) green: [f32; LANES],
    pub(crate) blue: [f32; LANES],
}

impl RgbLanes {
    /// One colour in all lanes.
    #[inline(always)]
    pub(crate) fn all(color: LinearRgb) -> Self {
        Self { red: [color.red; LANES], green: [color.green; LANES], blue: [color.blue; LANES] }
    }

    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> LinearRgb {
        LinearRgb { red: self.red[lane], green: self.green[lane], blue: self.blue[lane] }
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, lane: usize, color: LinearRgb) {
        (self.red[lane], self.green[lane], self.blue[lane]) = (color.red, color.green, color.blue);
    }

    /// Puts the first lanes into `colors`.
    #[inline(always)]
    pub(crate) fn store(&self, colors: &mut [LinearRgb]) {
        for (lane, color) in colors.iter_mut().enumerate() {
            *color = self.get(lane);
        }
    }

    /// As [`LinearRgb::mix`], in each lane.
    #[inline(always)]
    #[must_use]
    pub(crate) fn mix(mut self, other: &Self, amounts: &[f32; LANES]) -> Self {
        for (parts, others) in self.parts().into_iter().zip([&other.red, &other.green, &other.blue]) {
            for lane in 0..LANES {
                parts[lane] = parts[lane] * (1.0 - amounts[lane]) + others[lane] * amounts[lane];
            }
        }
        self
    }

    /// Each lane's colour times its factor.
    #[inline(always)]
    #[must_use]
    pub(crate) fn times(mut self, factors: &[f32; LANES]) -> Self {
        for parts in self.parts() {
            for lane in 0..LANES {
                parts[lane] *= factors[lane];
            }
        }
        self
    }

    /// The sums of both colours in each lane.
    #[inline(always)]
    #[must_use]
    pub(crate) fn plus(mut self, other: &Self) -> Self {
        for (parts, others) in self.parts().into_iter().zip([&other.red, &other.green, &other.blue]) {
            for lane in 0..LANES {
                parts[lane] += others[lane];
            }
        }
        self
    }

    /// This, but `color` in some lanes.
    #[inline(always)]
    #[must_use]
    pub(crate) fn or(mut self, color: LinearRgb, lanes: &[bool; LANES]) -> Self {
        for (parts, other) in self.parts().into_iter().zip([color.red, color.green, color.blue]) {
            for lane in 0..LANES {
                parts[lane] = if lanes[lane] { other } else { parts[lane] };
            }
        }
        self
    }

    #[inline(always)]
    fn parts(&mut self) -> [&mut [f32; LANES]; 3] {
        [&mut self.red, &mut self.green, &mut self.blue]
    }
}

/// A colour in OKLCh.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Oklch {
    /// Lightness, 0 (black) to 1 (white).
    pub(crate) lightness: f64,
    /// Chroma, 0 (grey) to some 0.3.
    pub(crate) chroma: f64,
    /// Hue in turns: 0.08 is red, 0.24 gold, 0.4 green, 0.73 blue; 1.08 is red again.
    pub(crate) hue: f64,
}

impl Oklch {
    /// The colour in linear RGB. One that a screen cannot show keeps its lightness and hue and loses chroma.
    pub(crate) fn to_linear(self) -> LinearRgb {
        self.lab().to_linear()
    }

    pub(crate) fn lab(self) -> Oklab {
        let angle = self.hue * std::f64::consts::TAU;
        Oklab { l: self.lightness, a: self.chroma * libm::cos(angle), b: self.chroma * libm::sin(angle) }
    }
}

/// A colour in OKLab, for mixing as the eye mixes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Oklab {
    l: f64,
    a: f64,
    b: f64,
}

impl Oklab {
    /// This colour with the share `amount` of it replaced by `other`.
    pub(crate) fn mix(self, other: Self, amount: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * amount;
        Self { l: mix(self.l, other.l), a: mix(self.a, other.a), b: mix(self.b, other.b) }
    }

    /// See [`Oklch::to_linear`].
    pub(crate) fn to_linear(self) -> LinearRgb {
        /// Steps of the bisection for the chroma; the error is then far below one step of eight bits.
        const HALVINGS: u32 = 20;
        let faded = |keep: f64| Self { a: self.a * keep, b: self.b * keep, ..self }.linear();
        let shown = |rgb: &[f64; 3]| rgb.iter().all(|part| (0.0..=1.0).contains(part));
        let mut rgb = faded(1.0);
        if !shown(&rgb) {
            let (mut inside, mut outside) = (0.0, 1.0);
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(inside, outside);
                if shown(&faded(middle)) {
                    inside = middle;
                } else {
                    outside = middle;
                }
            }
            rgb = faded(inside);
        }
        let [red, green, blue] = rgb.map(|part| part.clamp(0.0, 1.0) as f32);
        LinearRgb { red, green, blue }
    }

    fn linear(self) -> [f64; 3] {
        let cube = |x: f64| x * x * x;
        let long = cube(self.l + 0.396_337_777_4 * self.a + 0.215_803_757_3 * self.b);
        let medium = cube(self.l - 0.105_561_345_8 * self.a - 0.063_854_172_8 * self.b);
        let short = cube(self.l - 0.089_484_177_5 * self.a - 1.291_485_548_0 * self.b);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
        ]
    }
}

/// Turns linear RGB into the bytes of sRGB, by a table.
///
/// The table is indexed by the square root of the linear value. The root is close to sRGB's curve, so no step of the table
/// is coarser than a tenth of a byte; and a square root is exact on every machine, which a power is not.
pub(crate) struct SrgbEncoder {
    bytes: Box<[u8; Self::LAST + 1]>,
}

impl SrgbEncoder {
    const LAST: usize = 4095;

    /// The one for all pictures: a motion is many, and the table is thousands of powers.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<SrgbEncoder> = LazyLock::new(SrgbEncoder::new);
        &SHARED
    }

    fn new() -> Self {
        let byte = |place: usize| {
            let root = place as f64 / Self::LAST as f64;
            (srgb(root * root) * 255.0 + 0.5) as u8
        };
        Self { bytes: Box::new(std::array::from_fn(byte)) }
    }

    /// Red, green and blue.
    #[inline]
    pub(crate) fn bytes(&self, color: LinearRgb) -> [u8; 3] {
        [color.red, color.green, color.blue].map(|part| self.byte(Self::place(part)))
    }

    /// Puts the red, green and blue of each colour into three bytes.
    pub(crate) fn encode(&self, colors: &[LinearRgb], bytes: &mut [u8]) {
        simd::run(Encode { encoder: self, colors, bytes });
    }

    #[inline(always)]
    fn byte(&self, place: u32) -> u8 {
        // It is below the length anyway; this way the compiler knows it.
        self.bytes[place as usize & Self::LAST]
    }

    /// Where the byte of a colour's part stands in the table.
    ///
    /// A cast would say the same, but it looks for what does not fit, and that keeps a loop from becoming vector instructions.
    #[inline(always)]
    fn place(part: f32) -> u32 {
        /// Added to a number, it leaves the nearest whole one in the last bits.
        const WHOLE: f32 = 8_388_608.0;
        // What is not a number counts as none.
        let positive = if part > 0.0 { part } else { 0.0 };
        let shown = if positive < 1.0 { positive } else { 1.0 };
        let place = shown.sqrt() * Self::LAST as f32 + 0.5;
        let nearest = place + WHOLE;
        // Down to the whole number below, where the nearest is above.
        (nearest.to_bits() & 0xFFFF) - u32::from(nearest - WHOLE > place)
    }
}

/// See [`SrgbEncoder::encode`].
struct Encode<'a> {
    encoder: &'a SrgbEncoder,
    colors: &'a [LinearRgb],
    bytes: &'a mut [u8],
}

impl simd::Work for Encode<'_> {
    type Result = ();

    #[inline(always)]
    fn run(self) {
        const PARTS: usize = 3 * LANES;
        for (colors, bytes) in self.colors.chunks(LANES).zip(self.bytes.chunks_mut(PARTS)) {
            let mut parts = [0.0; PARTS];
            for (lane, color) in colors.iter().enumerate() {
                (parts[3 * lane], parts[3 * lane + 1], parts[3 * lane + 2]) =
                    (color.red, color.green, color.blue);
            }
            let mut places = [0; PARTS];
            for start in (0..PARTS).step_by(LANES) {
                for part in start..start + LANES {
                    places[part] = SrgbEncoder::place(parts[part]);
                }
            }
            for (byte, place) in bytes.iter_mut().zip(&places) {
                *byte = self.encoder.byte(*place);
            }
        }
    }
}

/// Turns the bytes of sRGB into linear RGB, by a table.
pub(crate) struct SrgbDecoder {
    linear: [f32; 256],
}

impl SrgbDecoder {
    pub(crate) fn new() -> Self {
        Self { linear: std::array::from_fn(|byte| linear(byte as f64 / 255.0) as f32) }
    }

    /// The colour of red, green and blue.
    #[inline]
    pub(crate) fn color(&self, bytes: [u8; 3]) -> LinearRgb {
        let [red, green, blue] = bytes.map(|byte| self.linear[usize::from(byte)]);
        LinearRgb { red, green, blue }
    }
}

/// The inverse of sRGB's transfer function.
fn linear(encoded: f64) -> f64 {
    if encoded <= 0.040_45 { encoded / 12.92 } else { libm::pow((encoded + 0.055) / 1.055, 2.4) }
}

/// sRGB's transfer function, from linear to encoded, both 0 to 1.
fn srgb(linear: f64) -> f64 {
    if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * libm::pow(linear, 1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::simd::Machine;

    #[test]
    fn greys_become_the_bytes_that_the_curve_demands() {
        let encoder = SrgbEncoder::shared();
        let grey = |level: f32| LinearRgb { red: level, green: level, blue: level };
        for byte in 0..=255_u8 {
            let signal = f64::from(byte) / 255.0;
            let linear =
                if signal <= 0.040_45 { signal / 12.92 } else { libm::pow((signal + 0.055) / 1.055, 2.4) };
            assert_eq!(encoder.bytes(grey(linear as f32)), [byte; 3], "{byte}");
            assert_eq!(encoder.bytes(SrgbDecoder::new().color([byte, 7, 255])), [byte, 7, 255], "and back");
        }
        assert_eq!(encoder.bytes(grey(7.0)), [255; 3]);
        assert_eq!(encoder.bytes(grey(-1.0)), [0; 3]);
        assert_eq!(encoder.bytes(grey(f32::NAN)), [0; 3]);
    }

    #[test]
    fn every_machine_encodes_many_colours_as_it_does_one() {
        let strange = [-1.0, -0.0, 0.0, 1e-40, 0.5, 1.0_f32.next_down(), 1.0, 7.0, f32::INFINITY, f32::NAN];
        for count in [0, 1, LANES - 1, LANES, LANES + 1, 5000] {
            let part = |place: usize| strange.get(place % 37).copied().unwrap_or(place as f32 / 14_900.0);
            let color = |place| LinearRgb {
                red: part(3 * place),
                green: part(3 * place + 1),
                blue: part(3 * place + 2),
            };
            let colors: Vec<LinearRgb> = (0..count).map(color).collect();
            let encoder = SrgbEncoder::shared();
            let due: Vec<u8> = colors.iter().flat_map(|color| encoder.bytes(*color)).collect();
            for machine in Machine::all() {
                let mut bytes = vec![7; count * 3];
                machine.run(Encode { encoder, colors: &colors, bytes: &mut bytes });
                assert!(bytes == due, "{machine:?}: {count}");
            }
        }
    }

    #[test]
    fn oklch_is_the_one_that_others_mean() {
        // The values of CSS Color 4 for pure red, and for white.
        let encoder = SrgbEncoder::shared();
        let red = Oklch { lightness: 0.627_96, chroma: 0.257_68, hue: 29.234 / 360.0 };
        let [r, g, b] = encoder.bytes(red.to_linear());
        assert!(r >= 254 && g <= 1 && b <= 1, "{r} {g} {b}");
        assert_eq!(encoder.bytes(Oklch { lightness: 1.0, chroma: 0.0, hue: 0.3 }.to_linear()), [255; 3]);
    }

    #[test]
    fn a_colour_beyond_the_screen_fades_and_keeps_its_lightness() {
        let color = |chroma| Oklch { lightness: 0.5, chroma, hue: 0.55 }.to_linear();
        let luma = |color: LinearRgb| 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue;
        let (shown, wished) = (color(0.05), color(0.9));
        assert!((luma(shown) - luma(wished)).abs() < 0.03, "{shown:?} {wished:?}");
        assert!([wished.red, wished.green, wished.blue].iter().all(|part| (0.0..=1.0).contains(part)));
    }
}
