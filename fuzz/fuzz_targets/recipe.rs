//! Any text is a recipe that keeps every range and reads back as it is, or an error.
#![no_main]

use helix_bot_fuzz::ritual::{Recipe, Size, evolve};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(recipe) = Recipe::from_json(text) else { return };
    assert!(recipe.field.checked().is_ok());
    assert!((1..=1000).contains(&recipe.steps.get()));
    let largest = u32::from(Size::MAX);
    assert!(recipe.size.width() <= largest && recipe.size.height() <= largest);
    assert_eq!(Recipe::from_json(&recipe.to_json()).expect("its own text"), recipe);
    assert!(evolve(&recipe).field.checked().is_ok());
});
