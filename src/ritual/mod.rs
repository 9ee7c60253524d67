//! The art: a recipe goes in, pixels come out. Knows no clock, file, network or Discord.

#[doc(hidden)]
pub mod bench;
pub mod chronicle;
pub mod evolution;
pub mod field;
pub mod lore;
pub mod output;
pub mod recipe;
pub mod sheet;

#[cfg(test)]
mod appearance_tests;
mod complex;
mod curves;
mod draw;
mod flame;
mod fractal;
mod log2;
mod mandala;
mod render;
mod rng;
mod scaled;
mod scene;
mod simd;

pub use chronicle::{CHAPTERS, Chapter, chronicle};
pub use evolution::{Anomaly, AnomalyCounts, Evolution, Step, evolve};
pub use field::{BadField, Field, Stage};
pub use lore::{Age, BadMilestone, Folklore, Lore, Milestone, Rank};
pub use output::animation::{self, Animation, NoAnimation};
pub use output::artifact::{self, BadArtifact, EncodeError, Verified};
pub use output::preview::{self, NoPreview, Preview};
pub use recipe::{
    BadPreset, BadRecipe, BadSeed, BadSize, BadSteps, BadStyle, ChosenSeed, Preset, Recipe, Seed, Size,
    Steps, Style, USUAL_SIDES,
};
pub use render::{frame, render};
