//! What happens after a ritual is accepted, as jobs that may each run twice without harm.

pub mod post;

pub use post::{PostError, Poster};
