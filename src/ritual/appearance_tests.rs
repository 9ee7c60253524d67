//! Tests of what pictures look like: that they can be told apart, and that none is empty.

use proptest::prelude::*;

use crate::ritual::recipe::tests::any_recipe;
use crate::ritual::render::frames;
use crate::ritual::{Field, Recipe, Seed, Size, Steps, Style, artifact, frame, render};

/// The side of the pictures that are compared, and how much of it the border takes.
const SIDE: u32 = 208;
const BORDER: u32 = 24;
/// Cells a side of a perceptual hash.
const CELLS: u32 = 16;
/// Of a hash's 240 bits, how many must differ between pictures that a person can tell apart at a glance.
const APART: u32 = 24;

fn recipe(style: Style, steps: u32, seed: u64) -> Recipe {
    let (steps, seed) = (Steps::try_from(steps).unwrap(), Seed::try_from(seed).unwrap());
    Recipe::new(steps, seed, Size::default(), Field::default()).with_style(style)
}

/// The mean brightness of each cell of a grid over what the border leaves.
fn cells(recipe: &Recipe) -> Vec<f64> {
    let picture = frame(recipe, recipe.steps.get(), SIDE, SIDE);
    let side = (SIDE - 2 * BORDER) / CELLS;
    let luma = |x: u32, y: u32| {
        let [red, green, blue] = picture.get_pixel(x + BORDER, y + BORDER).0.map(f64::from);
        0.299 * red + 0.587 * green + 0.114 * blue
    };
    (0..CELLS * CELLS)
        .map(|cell| {
            let (left, top) = (cell % CELLS * side, cell / CELLS * side);
            let sum: f64 = (0..side * side).map(|index| luma(left + index % side, top + index / side)).sum();
            sum / f64::from(side * side)
        })
        .collect()
}

/// Whether each cell is brighter than its right neighbour: what is called a difference hash.
fn hash(recipe: &Recipe) -> Vec<bool> {
    cells(recipe)
        .chunks_exact(CELLS as usize)
        .flat_map(|row| row.windows(2).map(|pair| pair[0] > pair[1]).collect::<Vec<_>>())
        .collect()
}

fn distance(a: &[bool], b: &[bool]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a != b)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_recipe_renders_and_its_artifact_is_proven(recipe in any_recipe(), side in 256_u32..300) {
        let recipe = Recipe { size: Size::square(side).unwrap(), ..recipe };
        let bytes = artifact::encode(&recipe, &render(&recipe), "helix-bot").unwrap();
        let verified = artifact::verify(&bytes).unwrap();
        prop_assert_eq!(verified.recipe, recipe);
    }

    #[test]
    fn no_picture_is_empty(recipe in any_recipe()) {
        let cells = cells(&recipe);
        let mean = cells.iter().sum::<f64>() / cells.len() as f64;
        let spread = cells.iter().map(|cell| (cell - mean).abs()).sum::<f64>() / cells.len() as f64;
        prop_assert!(mean > 4.0 && spread > 2.0, "{} mean {mean} spread {spread}", recipe.to_json());
    }
}

#[test]
fn neighbouring_seeds_look_different_in_every_style() {
    for style in Style::ALL {
        let hashes: Vec<Vec<bool>> = (40..48).map(|seed| hash(&recipe(style, 108, seed))).collect();
        for pair in hashes.windows(2) {
            let distance = distance(&pair[0], &pair[1]);
            assert!(distance > APART, "{style}: {distance}");
        }
    }
}

#[test]
fn quick_standard_and_deep_rituals_look_different_in_every_style() {
    for style in Style::ALL {
        let [quick, standard, deep] = [27, 108, 324].map(|steps| hash(&recipe(style, steps, 7)));
        for distance in [distance(&quick, &standard), distance(&standard, &deep)] {
            assert!(distance > APART, "{style}: {distance}");
        }
    }
}

#[test]
fn every_style_looks_different_from_every_other() {
    let hashes = Style::ALL.map(|style| (style, hash(&recipe(style, 108, 7))));
    for (index, (style, own)) in hashes.iter().enumerate() {
        for (other, theirs) in &hashes[..index] {
            let distance = distance(own, theirs);
            assert!(distance > APART, "{style} and {other}: {distance}");
        }
    }
}

#[test]
fn a_whole_ritual_at_its_own_size_is_its_last_frame() {
    for style in [Style::Eye, Style::Flame] {
        let recipe = Recipe { size: Size::square(256).unwrap(), ..recipe(style, 9, 3) };
        assert!(frame(&recipe, 9, 256, 256) == render(&recipe), "{style}");
        assert!(frame(&recipe, 4, 256, 256) != render(&recipe), "{style}");
    }
}

#[test]
fn what_frames_have_in_common_shows_in_none_of_them() {
    let done: Vec<u16> = (1..=9).collect();
    for style in Style::ALL {
        let recipe = recipe(style, 9, 3);
        let alone: Vec<_> = done.iter().map(|done| frame(&recipe, *done, 96, 70)).collect();
        assert!(frames(&recipe, &done, 96, 70) == alone, "{style}");
    }
}

#[test]
fn a_frame_may_have_any_size_and_step() {
    for (done, width, height) in [(0, 64, 36), (1, 17, 100), (9, 100, 17), (u16::MAX, 64, 64)] {
        for style in Style::ALL {
            let picture = frame(&recipe(style, 9, 3), done, width, height);
            assert_eq!(picture.dimensions(), (width, height));
        }
    }
}
