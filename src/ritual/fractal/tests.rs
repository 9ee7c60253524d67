use super::escape::{Escape, Family, by_definition, in_main_parts};
use super::kernel::{escapes, escapes_on};
use super::lanes::BLOCK;
use crate::ritual::complex::Complex;
use crate::ritual::simd::Machine;

/// A square of the plane, sampled `side` times `side`.
fn square(middle: Complex, width: f64, side: u32) -> Vec<Complex> {
    let offset = |index: u32| ((f64::from(index) + 0.5) / f64::from(side) - 0.5) * width;
    (0..side * side)
        .map(|i| Complex { re: middle.re + offset(i % side), im: middle.im + offset(i / side) })
        .collect()
}

fn bits(escape: Option<Escape>) -> Option<(u32, u64)> {
    escape.map(|escape| (escape.iterations, escape.norm.to_bits()))
}

/// Every kernel that this machine can run agrees with the definition.
fn assert_exact(family: Family, points: &[Complex], limit: u32) {
    for machine in Machine::all() {
        let escapes = escapes_on(machine, family, points, limit);
        for (place, point) in points.iter().enumerate() {
            let (found, due) = (escapes.get(place), by_definition(family, *point, limit));
            assert_eq!(bits(found), bits(due), "{machine:?}: {point:?} of {family:?} within {limit}");
        }
    }
}

#[test]
fn the_kernel_agrees_with_the_definition_bit_for_bit() {
    let eye = Complex { re: -0.745, im: 0.113 };
    for (middle, width) in
        [(Complex { re: -0.5, im: 0.0 }, 4.0), (eye, 0.05), (eye, 0.01), (eye, 0.002), (eye, 1e-10)]
    {
        assert_exact(Family::Mandelbrot, &square(middle, width, 48), 500);
    }
}

#[test]
fn julia_sets_agree_with_the_definition_as_well() {
    // Dust, a dendrite, a Siegel disc, and the disc of z² itself.
    for (re, im) in [(-0.745, 0.113), (0.0, 1.0), (-0.390_540_9, -0.586_787_9), (0.0, 0.0)] {
        let points = square(Complex { re: 0.0, im: 0.0 }, 3.2, 48);
        assert_exact(Family::Julia(Complex { re, im }), &points, 500);
    }
}

#[test]
fn limits_and_batches_that_fill_no_block_or_lane_agree_as_well() {
    let points = square(Complex { re: -0.745, im: 0.113 }, 0.01, 15);
    for limit in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 63, 64, 65, 250] {
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 95, 96, 97, points.len()] {
            assert_exact(Family::Mandelbrot, &points[..count], limit);
        }
    }
}

#[test]
fn points_far_away_agree_as_well_even_where_they_overflow() {
    let parts = [0.0, -1.5, 127.9, -128.1, 1e3, -1e80, 1e160, 1e308, f64::INFINITY, f64::NAN];
    let far: Vec<Complex> = parts.iter().flat_map(|re| parts.map(|im| Complex { re: *re, im })).collect();
    assert_exact(Family::Mandelbrot, &far, 100);
    // With a c as large as this an orbit may come back from beyond the bail-out.
    for (re, im) in [(-0.745, 0.113), (127.0, -127.0), (-9e4, 0.0), (1e200, 1.0), (f64::NAN, 0.0)] {
        assert_exact(Family::Julia(Complex { re, im }), &far, 100);
    }
}

#[test]
fn numbers_so_small_that_bits_are_lost_agree_as_well() {
    let small = [0.0, -0.0, 5e-324, 3e-310, -2e-308, 1e-290, -1e-281, 1e-279, 1e-160, 0.3];
    let points: Vec<Complex> = small
        .iter()
        .flat_map(|im| [-1.9, -0.3, 1e-155, 0.4, 2.0].map(|re| Complex { re, im: *im }))
        .collect();
    assert_exact(Family::Mandelbrot, &points, 200);
    for im in small {
        for re in [-1.8, -0.1, 0.3] {
            assert_exact(Family::Julia(Complex { re, im }), &points, 200);
        }
    }
}

#[test]
fn what_counts_as_inside_without_a_look_is_inside() {
    let inside = square(Complex { re: -0.5, im: 0.0 }, 3.0, 64);
    let inside: Vec<Complex> = inside.into_iter().filter(|point| in_main_parts(*point)).collect();
    assert!(inside.len() > 300, "the main parts fill a good part of the square");
    assert!(inside.iter().all(|point| by_definition(Family::Mandelbrot, *point, 2000).is_none()));
}

#[test]
fn the_narrowest_views_have_a_point_of_its_own_for_each_pixel_and_show_no_blocks() {
    let spiral = Complex { re: -0.745_158_063_8, im: 0.112_574_916_2 };
    for side in [1024_u32, 4096] {
        // The pixels around the middle of a view 10⁻¹⁰ wide.
        let step = 1e-10 / f64::from(side);
        let patch = square(spiral, step * 64.0, 64);
        let columns: Vec<f64> = patch[..64].iter().map(|point| point.re).collect();
        let rows: Vec<f64> = patch.iter().step_by(64).map(|point| point.im).collect();
        for line in [&columns, &rows] {
            // No two alike, and no step more than a hundredth longer or shorter than the others.
            let even = |pair: &[f64]| ((pair[1] - pair[0]) / step - 1.0).abs() < 0.01;
            assert!(line.windows(2).all(even), "at {side}");
        }
        let escapes = escapes(Family::Mandelbrot, &patch, 20_000);
        let escaped: Vec<_> = (0..patch.len()).map(|place| bits(escapes.get(place))).collect();
        let alike = |pair: &[Option<(u32, u64)>]| pair[0].is_some() && pair[0] == pair[1];
        let found = escaped.chunks(64).flat_map(|row| row.windows(2)).filter(|pair| alike(pair)).count();
        let escaped = escaped.iter().flatten().count();
        assert!(escaped > 1000, "{escaped} of 4096 escape at {side}, enough to compare");
        assert_eq!(found, 0, "neighbours that are exactly alike at {side}");
    }
}
