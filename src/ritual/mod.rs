//! The art: a recipe goes in, pixels come out. Knows no clock, file, network or Discord.

pub mod artifact;
pub mod evolution;
pub mod field;
pub mod lore;
pub mod preview;
pub mod recipe;

mod canvas;
mod chance;
mod fractal;
mod light;
mod mandala;
mod palette;
mod picture;
mod render;
mod shade;
pub mod style;
mod view;

pub use artifact::{BadArtifact, EncodeError, Verified};
pub use evolution::{Anomaly, AnomalyCounts, Evolution, Step, evolve};
pub use field::{BadField, Field, Stage};
pub use lore::{BadTurn, Folklore, Lore, Rank, Turn};
pub use picture::Picture;
pub use preview::{NoPreview, Preview};
pub use recipe::{BadRecipe, BadSeed, BadSize, BadSteps, Recipe, Seed, Size, Steps};
pub use render::render;
pub use style::{BadStyle, Style};
