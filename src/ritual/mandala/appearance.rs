//! How a mandala looks in each style.

use crate::ritual::recipe::Style;

/// How a mandala looks. Lengths are shares of the picture's short side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Appearance {
    /// The radius of the shortest ritual's mandala, and what the longest adds to it. Up to a sum of 0.42 the border is
    /// not touched.
    pub(super) smallest: f64,
    pub(super) growth: f64,
    /// The range of the radius of the empty middle.
    pub(super) pupil: (f64, f64),
    /// The opacity of the glass, 1 for the eye's.
    pub(super) glass: f64,
    /// How much the ground darkens what lies below, in its middle and at its edge, 0 to 1.
    pub(super) shade: (f64, f64),
    /// How bright the middle glows.
    pub(super) glow: f32,
    /// The brightness of the glass, 1 for the eye's.
    pub(super) bright: f32,
    /// The lines' width, 1 for the eye's.
    pub(super) line: f64,
    /// Whether each stage has elements of its own instead of petals throughout.
    pub(super) rosette: bool,
}

/// Coloured glass over the fractal, for the style `eye`.
const GLASS: Appearance = Appearance {
    smallest: 0.14,
    growth: 0.28,
    pupil: (0.045, 0.065),
    glass: 1.0,
    shade: (0.35, 0.175),
    glow: 0.25,
    bright: 1.0,
    line: 1.0,
    rosette: false,
};

impl Appearance {
    /// The appearance in a style. Where the fractal has a middle of its own, the mandala is hardly more than lines.
    pub(super) fn of(style: Style) -> Self {
        match style {
            Style::Eye => GLASS,
            Style::Seahorse | Style::Elephant => Self { glass: 0.6, shade: (0.4, 0.2), ..GLASS },
            Style::Dendrite => Self { glass: 0.3, shade: (0.3, 0.15), ..GLASS },
            Style::Mini => {
                Self { pupil: (0.10, 0.115), glass: 0.16, shade: (0.25, 0.12), glow: 0.0, ..GLASS }
            }
            Style::Ouroboros => Self { glass: 0.22, shade: (0.2, 0.1), glow: 0.12, ..GLASS },
            Style::Flame => {
                Self { smallest: 0.11, glass: 0.1, shade: (0.15, 0.08), glow: 0.1, line: 0.8, ..GLASS }
            }
            Style::Mandala => Self {
                smallest: 0.33,
                growth: 0.09,
                pupil: (0.05, 0.06),
                glass: 3.2,
                shade: (0.97, 0.94),
                glow: 0.6,
                bright: 1.6,
                line: 1.25,
                rosette: true,
            },
        }
    }
}
