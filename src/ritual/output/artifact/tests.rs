use image::RgbImage;
use png::{ColorType, Encoder};

use super::read::LONGEST_RECIPE;
use super::*;
use crate::ritual::recipe::BadRecipe;
use crate::ritual::{Field, Seed, Size, Steps};

fn recipe() -> Recipe {
    let size = Size::square(256).expect("a size");
    Recipe::new("27".parse::<Steps>().expect("steps"), Seed::from_bits(7), size, Field::default())
}

/// Any pixels do where they are not compared.
fn grey(recipe: &Recipe) -> RgbImage {
    RgbImage::from_pixel(recipe.size.width(), recipe.size.height(), image::Rgb([128; 3]))
}

/// The file with another recipe text in it.
fn carrying(text: &str) -> Vec<u8> {
    let picture = grey(&recipe());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(ColorType::Rgb);
    encoder.add_text_chunk(RECIPE.to_owned(), text.to_owned()).expect("a text");
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&picture).expect("pixels");
    writer.finish().expect("an end");
    bytes
}

/// The chunks before the pixels, each with its content.
fn chunks(mut png: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut chunks = Vec::new();
    png = &png[8..];
    loop {
        let length = u32::from_be_bytes(png[..4].try_into().expect("four bytes")) as usize;
        let name = String::from_utf8_lossy(&png[4..8]).into_owned();
        if name == "IDAT" {
            return chunks;
        }
        chunks.push((name, png[8..8 + length].to_vec()));
        png = &png[length + 12..];
    }
}

#[test]
fn the_file_says_what_its_colours_its_size_on_paper_and_its_recipe_are() {
    let recipe = recipe();
    let png = encode(&recipe, &grey(&recipe), "helix-bot test").expect("a PNG");
    let chunks = chunks(&png);
    let content = |name: &str| {
        let found: Vec<_> = chunks.iter().filter(|(chunk, _)| chunk == name).collect();
        assert_eq!(found.len(), 1, "{name} in {chunks:?}");
        found[0].1.clone()
    };
    assert_eq!(content("sRGB"), [0]);
    assert_eq!(content("gAMA"), 45_455_u32.to_be_bytes());
    let metre = 11_811_u32.to_be_bytes();
    assert_eq!(content("pHYs"), [&metre[..], &metre, &[1]].concat());
    let texts: Vec<_> =
        chunks.iter().filter(|(name, _)| name == "tEXt").map(|(_, text)| text.clone()).collect();
    let recipe = format!("helix-ritual\0{}", recipe.to_json()).into_bytes();
    assert_eq!(texts, [recipe, b"Software\0helix-bot test".to_vec()]);
}

#[test]
fn an_artifact_proves_itself_and_one_changed_pixel_is_counted() {
    let recipe = recipe();
    let mut picture = render(&recipe);
    let png = encode(&recipe, &picture, "test").expect("a PNG");
    assert_eq!(
        verify(&png).expect("proven"),
        Verified { digest: pixel_digest(&picture), recipe: recipe.clone() }
    );
    picture.get_pixel_mut(100, 0).0[0] ^= 1;
    let changed = encode(&recipe, &picture, "test").expect("a PNG");
    let refusal = verify(&changed).expect_err("changed").to_string();
    assert!(refusal.starts_with("1 of the picture's 65536 pixels"), "{refusal}");
}

#[test]
fn a_recipe_of_another_version_is_refused_with_what_to_do() {
    let text = recipe().to_json();
    let refusal = |version: &str| {
        let png = carrying(&text.replace("\"v\":1", &format!("\"v\":{version}")));
        verify(&png).expect_err(version).to_string()
    };
    let older = refusal("0");
    assert!(older.contains("version 0") && older.contains("no helix-bot has written"), "{older}");
    let newer = refusal("2");
    assert!(newer.contains("version 2") && newer.contains("use a newer helix-bot"), "{newer}");
    assert!(
        verify(&carrying(&text)).expect_err("grey").to_string().contains("pixels are not what its recipe")
    );
}

#[test]
fn what_is_cut_short_or_garbled_is_an_error_and_no_panic() {
    let recipe = recipe();
    let png = encode(&recipe, &grey(&recipe), "test").expect("a PNG");
    let end_chunk = 12;
    for length in 0..png.len() - end_chunk {
        assert!(read(&png[..length]).is_err(), "{length}");
    }
    for place in 0..png.len().min(700) {
        let mut garbled = png.clone();
        garbled[place] ^= 0x41;
        // What is not needed may be broken, and is skipped.
        if let Ok(found) = read(&garbled) {
            assert!(found == (recipe.clone(), grey(&recipe)), "{place}");
        }
    }
}

#[test]
fn only_one_recipe_of_a_sensible_length_is_taken() {
    let long = format!("{{\"v\":1,{}", " ".repeat(LONGEST_RECIPE));
    assert!(matches!(read(&carrying(&long)), Err(BadArtifact::Recipe(BadRecipe::TooLong(_)))));
    assert!(matches!(read(&carrying("{}")), Err(BadArtifact::Recipe(BadRecipe::Malformed(_)))));
}

/// A chunk with a right checksum, or a wrong one.
fn chunk(kind: [u8; 4], data: &[u8], right: bool) -> Vec<u8> {
    let checked = [&kind, data].concat();
    let checksum = crc32fast::hash(&checked) ^ u32::from(!right);
    let length = u32::try_from(data.len()).expect("a length");
    [&length.to_be_bytes()[..], &checked, &checksum.to_be_bytes()].concat()
}

/// The file with more chunks right after its header.
fn with_chunks(png: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let (header, rest) = png.split_at(8 + 12 + 13);
    [header, &more.concat(), rest].concat()
}

#[test]
fn a_damaged_recipe_is_told_as_damaged_and_not_as_missing() {
    let recipe = recipe();
    let whole = encode(&recipe, &grey(&recipe), "test").expect("a PNG");
    let text = format!("{RECIPE}\0{}", recipe.to_json()).into_bytes();
    let at = whole.windows(text.len()).position(|found| found == text).expect("the recipe");
    let (checksum, last) = (at + text.len(), at + text.len() - 1);
    for place in [checksum, checksum + 3, at + RECIPE.len() + 1, last] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        assert!(matches!(read(&damaged), Err(BadArtifact::DamagedRecipe)), "{place}: {:?}", read(&damaged));
    }
    for place in [at, at + 5, at + RECIPE.len(), at - 1] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        assert!(matches!(read(&damaged), Err(BadArtifact::DamagedChunk)), "{place}: {:?}", read(&damaged));
    }
    let said = BadArtifact::DamagedRecipe.to_string();
    assert!(said.contains("damaged") && said.contains("another copy"), "{said}");
}

#[test]
fn a_recipe_that_stands_there_twice_or_in_another_kind_of_chunk_is_told_as_that() {
    let recipe = recipe();
    let whole = encode(&recipe, &grey(&recipe), "test").expect("a PNG");
    let text = format!("{RECIPE}\0{}", recipe.to_json()).into_bytes();
    for right in [true, false] {
        let twice = with_chunks(&whole, &[chunk(*b"tEXt", &text, right)]);
        assert!(matches!(read(&twice), Err(BadArtifact::ManyRecipes)), "{:?}", read(&twice));
    }
    let bare = png_without_text(&recipe);
    assert!(matches!(read(&bare), Err(BadArtifact::NoRecipe)));
    for kind in [b"zTXt", b"iTXt"] {
        let other = with_chunks(&bare, &[chunk(*kind, &text, true)]);
        assert!(matches!(read(&other), Err(BadArtifact::OtherChunk)), "{:?}", read(&other));
    }
    let cut = with_chunks(&bare, &[chunk(*b"tEXt", RECIPE.as_bytes(), true)]);
    assert!(matches!(read(&cut), Err(BadArtifact::Recipe(_))), "{:?}", read(&cut));
    let longer = with_chunks(&bare, &[chunk(*b"tEXt", b"helix-ritual-2\0{}", true)]);
    assert!(matches!(read(&longer), Err(BadArtifact::NoRecipe)), "another keyword: {:?}", read(&longer));
}

fn png_without_text(recipe: &Recipe) -> Vec<u8> {
    crate::ritual::output::png::encode(&grey(recipe), &[]).expect("a PNG")
}
