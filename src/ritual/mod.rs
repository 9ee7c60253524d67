//! The art: a recipe goes in, pixels come out. Knows no clock, file, network or Discord.

pub mod artifact;
#[doc(hidden)]
pub mod bench;
pub mod evolution;
pub mod field;
pub mod recipe;

mod border;
mod canvas;
mod chance;
mod character;
mod fractal;
mod letters;
mod light;
mod logarithm;
#[cfg(test)]
mod looks;
mod mandala;
mod palette;
mod picture;
mod render;
mod scenes;
mod shade;
mod shapes;
pub mod style;
mod view;
mod wide;

pub use artifact::{BadArtifact, EncodeError, Verified};
pub use evolution::{Anomaly, AnomalyCounts, Evolution, Step, evolve};
pub use field::{BadField, Field, Stage};
pub use picture::Picture;
pub use recipe::{BadRecipe, BadSeed, BadSize, BadSteps, Recipe, Seed, Size, Steps};
pub use render::{frame, render};
pub use style::{BadStyle, Style};
