//! Curves that shading, colours and flames share. Part of recipe version 1.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use std::ops::{Mul, Sub};

/// From 0 at 0 to 1 at 1, level at both ends: 3x² − 2x³.
#[inline(always)]
pub(super) fn smoothstep<T>(x: T) -> T
where
    T: Copy + From<u8> + Mul<Output = T> + Sub<Output = T>,
{
    x * x * (T::from(3) - T::from(2) * x)
}

/// From 0 at whole turns to 1 half way between them, smoothly.
#[inline(always)]
pub(super) fn wave(turns: f64) -> f64 {
    let part = turns - turns.floor();
    smoothstep(1.0 - (part + part - 1.0).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "they are exact")]
    fn a_smooth_step_is_level_at_both_ends_and_rises_between() {
        assert_eq!([0.0, 0.5, 1.0].map(smoothstep::<f64>), [0.0, 0.5, 1.0]);
        let steps: Vec<f32> = (0..=100).map(|step| smoothstep(step as f32 / 100.0)).collect();
        assert!(steps.is_sorted_by(|a, b| a < b));
        assert!(steps[1] < 0.001 && steps[99] > 0.999);
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "they are exact")]
    fn a_wave_repeats_with_every_turn_and_is_alike_on_both_sides() {
        assert_eq!([-1.0, 0.0, 3.0].map(wave), [0.0; 3]);
        assert_eq!([-0.5, 0.5, 7.5].map(wave), [1.0; 3]);
        assert_eq!(wave(0.25), wave(0.75));
    }
}
