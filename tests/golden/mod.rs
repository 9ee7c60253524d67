//! Pictures that may never change: for each recipe version, the digests of what its recipes render.
//!
//! `v1.txt` holds a line for each recipe: the digest of its pixels and its text. It is kept for ever, and so is every
//! later version's: a picture that somebody has archived must be provable with every program that comes after. What
//! makes a line change is not a fix but a new recipe version. `v1-files.txt` holds the digests of the encoded files,
//! which a new version of the encoder may change without harm.
//!
//! `HELIX_GOLDEN=write` writes both files anew, for a version that has not been released.

use std::fmt::Write as _;
use std::path::PathBuf;

use helix_bot::digest::Digest;
use helix_bot::ritual::{Field, Recipe, Size, Style, artifact, render};
use image::RgbImage;

/// Style, steps, seed, size, zoom.
const RECIPES: [(Style, &str, &str, &str, f64); 20] = [
    (Style::Eye, "108", "lotus", "512", 1.0),
    (Style::Eye, "1", "0", "256", 0.25),
    (Style::Eye, "1000", "9007199254740991", "300", 4.0),
    (Style::Eye, "108", "7", "banner", 1.0),
    (Style::Seahorse, "108", "lotus", "384", 1.0),
    (Style::Seahorse, "27", "8", "banner", 1.0),
    (Style::Elephant, "108", "lotus", "384", 1.0),
    (Style::Elephant, "3", "1", "257", 2.0),
    (Style::Dendrite, "108", "lotus", "384", 1.0),
    (Style::Dendrite, "27", "2", "320", 4.0),
    (Style::Mini, "108", "lotus", "384", 1.0),
    (Style::Mini, "324", "2", "320", 2.0),
    (Style::Mini, "27", "3", "256", 4.0),
    (Style::Ouroboros, "108", "lotus", "384", 1.0),
    (Style::Ouroboros, "2", "8", "banner", 0.7),
    (Style::Flame, "108", "lotus", "384", 1.0),
    (Style::Flame, "324", "10", "banner", 1.0),
    (Style::Mandala, "108", "lotus", "384", 1.0),
    (Style::Mandala, "1000", "5", "phone", 1.0),
    (Style::Mandala, "27", "3", "256", 3.0),
];

/// What the files' text chunk names as the program, so that a new version's number does not change them.
const PROGRAM: &str = "helix-bot";

fn recipes() -> impl Iterator<Item = Recipe> {
    RECIPES.into_iter().map(|(style, steps, seed, size, zoom)| {
        let steps = steps.parse().expect("the steps above are valid");
        let seed = seed.parse().expect("the seeds above are valid");
        let size = size.parse().expect("the sizes above are valid");
        Recipe::new(steps, seed, size, Field { zoom, ..Field::default() }).with_style(style)
    })
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect()
}

/// Compares digests with those on file, or puts them there when asked to.
fn check(name: &str, digest: impl Fn(&Recipe, &RgbImage) -> Digest) {
    if std::env::var_os("HELIX_GOLDEN").is_some_and(|wish| wish == "write") {
        let mut text = String::new();
        for recipe in recipes() {
            writeln!(text, "{} {}", digest(&recipe, &render(&recipe)), recipe.to_json())
                .expect("a text takes it");
        }
        std::fs::write(path(name), text).expect("the golden file can be written");
    }
    let text = std::fs::read_to_string(path(name)).expect("the golden file is there");
    let mut seen = 0;
    for line in text.lines() {
        let (due, recipe) = line.split_once(' ').expect("a digest, a space, a recipe");
        let recipe = Recipe::from_json(recipe).expect("the recipe is valid");
        assert_eq!(digest(&recipe, &render(&recipe)).to_string(), due, "{}", recipe.to_json());
        seen += 1;
    }
    assert_eq!(seen, RECIPES.len(), "{name} has a line for each recipe");
}

#[test]
fn the_pixels_of_version_1_stay_as_they_are() {
    check("v1.txt", |_, picture| artifact::pixel_digest(picture));
}

#[test]
fn the_files_of_version_1_stay_as_they_are_while_the_encoder_does() {
    check("v1-files.txt", |recipe, picture| Digest::of(&artifact::encode(recipe, picture, PROGRAM).unwrap()));
}

#[test]
fn one_two_and_seven_threads_render_the_same_pixels() {
    let pools =
        [1, 2, 7].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    for style in Style::ALL {
        let recipe = recipes().find(|recipe| recipe.style == style).unwrap();
        let recipe = Recipe { size: Size::square(260).unwrap(), ..recipe };
        let digests = pools.each_ref().map(|pool| artifact::pixel_digest(&pool.install(|| render(&recipe))));
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{style}: {digests:?}");
    }
}
