//! The Mandelbrot set and the Julia sets: how soon the points of a plane escape.
//!
//! A point goes in, the number of iterations and |z|² at the escape come out; what that looks like is for others to
//! say. The result is exact: plain f64 additions and multiplications in one fixed order, none of them fused, so every
//! machine, and every order in which points are asked for, gives the same bits. [`by_definition`] is what it has to
//! agree with; the kernel does the same for many points at once, as wide as the machine allows.

pub(super) mod escape;
pub(super) mod kernel;
mod lanes;
mod locations;
pub(super) mod shading;
#[cfg(test)]
mod tests;
pub(super) mod view;
