//! The binary logarithm, with the same bits on every machine, and fast for many numbers at once.
//!
//! `libm` has one that is as exact, but its branches keep a loop from becoming vector instructions.
//!
//! It is part of recipe version 1: nothing but + − × ÷, which IEEE 754 defines to the last bit, and whole-number
//! operations on a number's bits, in one written order. There is no branch and no table, so a loop over it becomes
//! vector instructions. It is exact to 13 decimal places; a picture shows five.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::f64::consts::{FRAC_1_SQRT_2, LOG2_E};

/// The bits of 1 and of √½. Between √½ and √2 lies one doubling, with 1 in its middle.
const ONE: u64 = 1.0_f64.to_bits();
const ROOT: u64 = FRAC_1_SQRT_2.to_bits();
/// The bits of a number that hold its mantissa, and how many they are.
const MANTISSA: u64 = (1 << MANTISSA_BITS) - 1;
const MANTISSA_BITS: u32 = 52;
/// 2⁵², at which a step of the last bit is a step of 1: a whole number put into its mantissa is added to it.
pub(super) const WHOLE: f64 = 4_503_599_627_370_496.0;
/// What is added to the exponent in a number's bits.
const BIAS: f64 = 1023.0;

/// log₂ of a positive number that is not subnormal. Infinity counts as 2¹⁰²⁴.
#[inline(always)]
pub(super) fn log2(number: f64) -> f64 {
    // number = mantissa · 2^exponent with a mantissa between √½ and √2.
    let shifted = number.to_bits().wrapping_add(ONE - ROOT);
    let exponent = f64::from_bits(shifted >> MANTISSA_BITS | WHOLE.to_bits()) - (WHOLE + BIAS);
    let mantissa = f64::from_bits((shifted & MANTISSA) + ROOT);
    // ln m = 2 artanh s with s = (m − 1) / (m + 1), and s² is below 0.03: artanh's own series is quick enough.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = TERMS[TERMS.len() - 1];
    for term in TERMS[..TERMS.len() - 1].iter().rev() {
        series = series * square + term;
    }
    exponent + s * series
}

/// The series of 2 log₂e · artanh(s) / s in s². The first that is left out adds less than 10⁻¹³.
const TERMS: [f64; 8] = {
    let mut terms = [0.0; 8];
    let mut index = 0;
    while index < terms.len() {
        terms[index] = 2.0 * LOG2_E / (2 * index + 1) as f64;
        index += 1;
    }
    terms
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm_to_thirteen_places() {
        let numbers = (0..200_000).map(|index| 1.0 + f64::from(index) * 0.000_37);
        let far = [f64::MIN_POSITIVE, 1e-300, 1e-9, 0.5, 0.999_999, 65_536.1, 1e9, 1e300, f64::MAX];
        for number in numbers.chain(far) {
            let (found, due) = (log2(number), libm::log2(number));
            assert!((found - due).abs() <= 1e-13 * due.abs().max(1.0), "{number}: {found}, {due}");
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "they are exact")]
    fn powers_of_two_have_whole_logarithms() {
        for exponent in [-1022, -16, -1, 0, 1, 4, 16, 52, 1023] {
            assert_eq!(log2(libm::exp2(f64::from(exponent))), f64::from(exponent));
        }
        assert_eq!(log2(f64::INFINITY), 1024.0);
    }

    #[test]
    fn it_rises_from_step_to_step() {
        // Across the seam at √2, where the exponent changes, and across 1, where the sign does.
        for seam in [0.999, 1.413, 65_535.9] {
            let numbers: Vec<f64> = (0..20_000).map(|step| seam + f64::from(step) * 1e-7).collect();
            assert!(numbers.is_sorted_by(|a, b| log2(*a) < log2(*b)), "around {seam}");
        }
    }

    #[test]
    fn its_bits_are_those_of_recipe_version_1() {
        let found = [3.0, 10.0, 0.7, 65_537.25, 108.108].map(|number| log2(number).to_bits());
        let due = [
            0x3ff9_5c01_a39f_bd6c,
            0x400a_934f_0979_a371,
            0xbfe0_7762_2896_7d70,
            0x4030_0001_cda8_735e,
            0x401b_067b_3bf7_7ab5,
        ];
        assert_eq!(found, due);
    }
}
