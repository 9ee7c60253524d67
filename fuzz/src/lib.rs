//! The rooms under attack, built from the program's own files. They know nothing of the rest.

#![allow(dead_code, unused_imports)]

#[path = "../../src/digest.rs"]
pub mod digest;
#[path = "../../src/ritual/mod.rs"]
pub mod ritual;
