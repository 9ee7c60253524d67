//! The art: a recipe goes in, pixels come out. Knows no clock, file, network or Discord.

pub mod field;
pub mod recipe;

pub use field::{Field, Stage};
pub use recipe::{BadRecipe, BadSeed, BadSize, BadSteps, Recipe, Seed, Size, Steps};
