//! The colour scheme of each style: from which hues the seed chooses, and how the ramp goes through them.

use crate::ritual::recipe::Style;

/// Where a colour takes its hue from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HueSource {
    /// The body's hue, and this many spreads to its side.
    Body(f64),
    /// The gold's hue, and this many turns off it.
    Gold(f64),
}

/// A place on the ramp with its lightness, chroma and hue.
type Stop = (f64, f64, f64, HueSource);

/// A colour scheme. The seed chooses within each range, and the field grades the result. Hues are in turns, as in
/// [`Oklch`](crate::ritual::draw::color::Oklch); each pair is a range.
pub(crate) struct ColorScheme {
    pub(crate) hue: (f64, f64),
    /// How far the hues fan out.
    pub(crate) spread: (f64, f64),
    pub(crate) gold: (f64, f64),
    /// The two colours of the densest filigree.
    pub(crate) lace: [(f64, f64, HueSource); 2],
    /// Begins and ends with the same colour, because the ramp repeats.
    pub(crate) stops: [Stop; 8],
}

use HueSource::{Body, Gold};

/// From teal through blue, violet and magenta to orange, with gold. The greens and yellows that are left out turn to
/// mud when they darken.
const JEWEL: ColorScheme = ColorScheme {
    hue: (0.50, 1.10),
    spread: (0.05, 0.10),
    gold: (0.19, 0.235),
    lace: [(0.30, 0.13, Body(1.0)), (0.66, 0.15, Gold(-0.02))],
    stops: [
        (0.00, 0.115, 0.045, Body(0.0)),
        (0.18, 0.20, 0.10, Body(0.0)),
        (0.40, 0.37, 0.17, Body(0.5)),
        (0.58, 0.60, 0.20, Body(1.0)),
        (0.72, 0.82, 0.15, Gold(0.0)),
        (0.80, 0.96, 0.06, Gold(0.02)),
        (0.90, 0.55, 0.15, Body(1.5)),
        (1.00, 0.115, 0.045, Body(0.0)),
    ],
};

/// The sea: navy, lagoon, foam, and coral.
const SEA: ColorScheme = ColorScheme {
    hue: (0.60, 0.70),
    spread: (0.05, 0.09),
    gold: (0.08, 0.15),
    lace: [(0.27, 0.10, Body(0.0)), (0.76, 0.12, Gold(0.0))],
    stops: [
        (0.00, 0.13, 0.055, Body(0.0)),
        (0.18, 0.24, 0.10, Body(0.0)),
        (0.40, 0.44, 0.13, Body(-0.5)),
        (0.58, 0.68, 0.13, Body(-1.0)),
        (0.70, 0.95, 0.035, Body(-1.4)),
        (0.79, 0.78, 0.14, Gold(0.0)),
        (0.90, 0.42, 0.13, Gold(-0.06)),
        (1.00, 0.13, 0.055, Body(0.0)),
    ],
};

/// Dusk: plum, terracotta, amber, ivory, and the blue hour.
const DUSK: ColorScheme = ColorScheme {
    hue: (0.93, 1.04),
    spread: (0.03, 0.06),
    gold: (0.17, 0.22),
    lace: [(0.27, 0.13, Body(-1.5)), (0.72, 0.15, Gold(-0.02))],
    stops: [
        (0.00, 0.12, 0.05, Body(-2.5)),
        (0.20, 0.26, 0.11, Body(0.0)),
        (0.42, 0.47, 0.17, Body(1.0)),
        (0.60, 0.68, 0.16, Gold(-0.06)),
        (0.73, 0.87, 0.12, Gold(0.0)),
        (0.81, 0.97, 0.03, Gold(0.02)),
        (0.91, 0.50, 0.11, Body(-4.0)),
        (1.00, 0.12, 0.05, Body(-2.5)),
    ],
};

/// A winter's night: indigo, ice, white light, and a spark of amber.
const ICE: ColorScheme = ColorScheme {
    hue: (0.66, 0.80),
    spread: (0.04, 0.09),
    gold: (0.16, 0.22),
    lace: [(0.26, 0.14, Body(0.5)), (0.80, 0.06, Body(-1.0))],
    stops: [
        (0.00, 0.08, 0.035, Body(0.0)),
        (0.24, 0.15, 0.075, Body(0.0)),
        (0.48, 0.32, 0.15, Body(0.4)),
        (0.66, 0.60, 0.15, Body(-0.6)),
        (0.78, 0.95, 0.04, Body(-1.2)),
        (0.86, 0.80, 0.13, Gold(0.0)),
        (0.93, 0.36, 0.14, Body(1.6)),
        (1.00, 0.08, 0.035, Body(0.0)),
    ],
};

/// Malachite: deep sea green, emerald, pale jade, gold, and a vein of garnet.
const MALACHITE: ColorScheme = ColorScheme {
    hue: (0.44, 0.52),
    spread: (0.02, 0.05),
    gold: (0.20, 0.25),
    lace: [(0.28, 0.08, Body(1.0)), (0.76, 0.13, Gold(0.0))],
    stops: [
        (0.00, 0.11, 0.035, Body(2.0)),
        (0.20, 0.24, 0.07, Body(1.0)),
        (0.42, 0.46, 0.12, Body(0.0)),
        (0.58, 0.70, 0.15, Body(-1.0)),
        (0.72, 0.88, 0.12, Gold(0.03)),
        (0.80, 0.97, 0.05, Gold(0.0)),
        (0.90, 0.42, 0.16, Gold(-0.17)),
        (1.00, 0.11, 0.035, Body(2.0)),
    ],
};

/// Embers: soot, oxblood, vermilion, white heat, and violet smoke.
const EMBER: ColorScheme = ColorScheme {
    hue: (0.02, 0.09),
    spread: (0.03, 0.06),
    gold: (0.19, 0.23),
    lace: [(0.20, 0.12, Body(-2.5)), (0.70, 0.19, Gold(-0.07))],
    stops: [
        (0.00, 0.10, 0.03, Body(-3.0)),
        (0.18, 0.20, 0.09, Body(-1.0)),
        (0.38, 0.40, 0.17, Body(0.0)),
        (0.56, 0.63, 0.20, Body(1.0)),
        (0.70, 0.83, 0.16, Gold(0.0)),
        (0.79, 0.98, 0.04, Gold(0.02)),
        (0.90, 0.38, 0.15, Body(-4.5)),
        (1.00, 0.10, 0.03, Body(-3.0)),
    ],
};

impl HueSource {
    /// The hue, given the hues of body and gold and the spread.
    pub(crate) fn hue(self, body: f64, spread: f64, gold: f64) -> f64 {
        match self {
            Self::Body(share) => body + spread * share,
            Self::Gold(off) => gold + off,
        }
    }
}

impl ColorScheme {
    /// The colour scheme of a style.
    pub(crate) fn of(style: Style) -> &'static Self {
        match style {
            Style::Eye | Style::Flame | Style::Mandala => &JEWEL,
            Style::Seahorse => &SEA,
            Style::Elephant => &DUSK,
            Style::Dendrite => &ICE,
            Style::Mini => &MALACHITE,
            Style::Ouroboros => &EMBER,
        }
    }
}

/// The hue that stands out against `hue`: rose against cold hues, teal against warm ones.
pub(crate) fn accent(hue: f64) -> f64 {
    if (0.3..0.8).contains(&hue) { 0.98 } else { 0.53 }
}
