//! Any file is an artifact or a sentence that says why not, in bounded memory and without a panic.
#![no_main]

use helix_bot_fuzz::ritual::artifact;
use libfuzzer_sys::fuzz_target;

/// Proving a larger picture takes too long to be done often; reading it is what a hostile file attacks.
const SIDE: u32 = 256;

fuzz_target!(|bytes: &[u8]| {
    match artifact::read(bytes) {
        Ok((recipe, picture)) => {
            assert_eq!(picture.len(), (picture.width() * picture.height() * 3) as usize);
            assert_eq!(picture.dimensions(), (recipe.size.width(), recipe.size.height()));
            if picture.width() <= SIDE && recipe.steps.get() <= 4 {
                let _ = artifact::verify(bytes);
            }
        }
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
    }
});
