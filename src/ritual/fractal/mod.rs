//! The Mandelbrot set and the Julia sets: how soon the points of a plane escape.
//!
//! `escape` defines after how many iterations a point escapes, `kernel` computes that for many points at once, `inside`
//! spares it what cannot escape, `view` and `locations` say which points a picture shows, and `shading` gives them colours. Escapes are exact: f64 additions and
//! multiplications in one order, never fused except with a doubling, which is exact, so that every machine and
//! every order of the points gives the same bits.

pub(super) mod escape;
mod inside;
pub(super) mod kernel;
mod lanes;
mod locations;
pub(super) mod shading;
#[cfg(test)]
mod tests;
pub(super) mod view;
