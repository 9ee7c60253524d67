//! What leaves the room of the art: files.

pub mod animation;
pub mod artifact;
mod gif;
mod jpeg;
mod png;
pub mod preview;
