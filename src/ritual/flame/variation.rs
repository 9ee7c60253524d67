//! The variations of the flame algorithm: functions that bend the plane.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the machine")]

use crate::ritual::complex::Complex;

/// A variation, by its name in the flame algorithm. All are written without sines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Variation {
    /// Turned inside out at the unit circle.
    Spherical,
    /// The square root of z, one of the two by chance.
    Julia,
    /// z², drawn back to the length of z.
    Horseshoe,
    /// Drawn into the disc of radius 1.
    Bubble,
    /// Drawn towards the unit circle.
    Eyefish,
    /// The plane as seen in a hemisphere.
    Hemisphere,
    /// A Möbius transformation.
    Curl,
}

impl Variation {
    /// All of them, in the order in which a draw numbers them.
    pub(super) const ALL: [Self; 7] = [
        Self::Spherical,
        Self::Julia,
        Self::Horseshoe,
        Self::Bubble,
        Self::Eyefish,
        Self::Hemisphere,
        Self::Curl,
    ];

    /// The image of a point. `sign` is 1 or −1 and chooses between the two square roots.
    #[inline(always)]
    pub(super) fn apply(self, Complex { re: x, im: y }: Complex, sign: f64) -> Complex {
        const TINY: f64 = 1e-12;
        let square = x * x + y * y;
        match self {
            Self::Spherical => scaled(x, y, 1.0 / (square + TINY)),
            Self::Julia => {
                let length = square.sqrt();
                // The half angle, by the half-angle formulas.
                let re = ((length + x).max(0.0) * 0.5).sqrt();
                let im = ((length - x).max(0.0) * 0.5).sqrt();
                Complex { re: sign * re, im: if y < 0.0 { -sign * im } else { sign * im } }
            }
            Self::Horseshoe => {
                let length = square.sqrt() + TINY;
                Complex { re: (x - y) * (x + y) / length, im: 2.0 * x * y / length }
            }
            Self::Bubble => scaled(x, y, 4.0 / (square + 4.0)),
            Self::Eyefish => scaled(x, y, 2.0 / (square.sqrt() + 1.0)),
            Self::Hemisphere => scaled(x, y, 1.0 / (square + 1.0).sqrt()),
            Self::Curl => {
                const C1: f64 = 0.6;
                let (re, im) = (1.0 + C1 * x, C1 * y);
                let below = 1.0 / (re * re + im * im + TINY);
                Complex { re: (x * re + y * im) * below, im: (y * re - x * im) * below }
            }
        }
    }
}

#[inline(always)]
pub(super) fn scaled(x: f64, y: f64, factor: f64) -> Complex {
    Complex { re: x * factor, im: y * factor }
}
