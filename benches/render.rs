//! How long the parts of a picture take: `cargo bench --bench render`.

use divan::{Bencher, black_box};
use helix_bot::memory;
use helix_bot::ritual::bench::{PlainView, overlay, scene};
use helix_bot::ritual::{Field, Recipe, Size, Steps, Style, artifact, render};

fn main() {
    // As the program does.
    memory::keep_little();
    divan::main();
}

/// A picture small enough that all styles take seconds.
fn recipe(style: Style) -> Recipe {
    let size = Size::try_from(512).expect("a size that is allowed");
    let seed = "lotus".parse().expect("a word");
    Recipe::new(Steps::default(), seed, size, Field::default()).with_style(style)
}

#[divan::bench(sample_count = 10, args = [0.01, 0.002, 3.0])]
fn kernel(bencher: Bencher<'_, '_>, width: f64) {
    let plain = PlainView::new(&recipe(Style::Eye), (-0.745, 0.113), width, 500);
    bencher.bench(|| black_box(&plain).by_kernel());
}

#[divan::bench(sample_count = 10, args = Style::ALL)]
fn whole_picture(bencher: Bencher<'_, '_>, style: Style) {
    let recipe = recipe(style);
    bencher.bench(|| render(black_box(&recipe)));
}

#[divan::bench(sample_count = 10, args = Style::ALL)]
fn scene_alone(bencher: Bencher<'_, '_>, style: Style) {
    let recipe = recipe(style);
    bencher.bench(|| scene(black_box(&recipe)));
}

#[divan::bench(sample_count = 10, args = Style::ALL)]
fn mandala_and_frame_alone(bencher: Bencher<'_, '_>, style: Style) {
    let recipe = recipe(style);
    bencher.bench(|| overlay(black_box(&recipe)));
}

#[divan::bench(sample_count = 10, args = Style::ALL)]
fn encode(bencher: Bencher<'_, '_>, style: Style) {
    let recipe = recipe(style);
    let picture = render(&recipe);
    bencher.bench(|| artifact::encode(&recipe, black_box(&picture), "bench"));
}
