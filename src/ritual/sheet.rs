//! A contact sheet: up to nine pictures on one, each in a frame with its number, as photographers lay out what they have.

use image::RgbImage;

use crate::ritual::draw::bands;
use crate::ritual::draw::canvas::{Canvas, Extent, Point};
use crate::ritual::draw::color::{LinearRgb, Oklch, SrgbDecoder};
use crate::ritual::draw::shapes::{Line, Ring, Spark};
use crate::ritual::draw::text::{Mask, TextLine};
use crate::ritual::recipe::{Recipe, Steps, Style};
use crate::ritual::render::frame;
use crate::ritual::scaled::{fitted, reduced};

/// How many pictures a sheet has at most.
pub const PLATES: usize = 9;
/// The side of the square that each picture is fitted into, in pixels.
pub const SIDE: u32 = 360;

/// The longer side of a picture that is shown once more.
const SCREEN: u32 = 1024;
/// Pictures in a row.
const COLUMNS: usize = 3;
/// The space around the sheet and between two pictures, in pixels.
const MARGIN: u32 = 46;
const GAP: u32 = 36;
/// The room for what stands below a picture.
const CAPTION: u32 = 46;
/// A picture is rendered this many times as large, and reduced.
const OVERSAMPLED: u32 = 2;

/// A picture on a sheet.
#[derive(Debug, Clone)]
pub struct Plate {
    /// The small picture; none where it could not be had, or is not to be shown.
    pub picture: Option<RgbImage>,
    /// What stands below it.
    pub steps: Steps,
    /// The same.
    pub style: Style,
}

/// A picture reduced to what a sheet shows of it, on the threads of the current rayon pool.
pub fn thumbnail(picture: &RgbImage) -> RgbImage {
    let to = fitted(picture.width(), picture.height(), SIDE.min(picture.width().max(picture.height())));
    reduced(picture, to)
}

/// The same from a recipe alone, rendered at no more pixels than it needs.
pub fn thumbnail_of(recipe: &Recipe) -> RgbImage {
    let (width, height) = (recipe.size.width(), recipe.size.height());
    let Extent { width, height } = fitted(width, height, (SIDE * OVERSAMPLED).min(width.max(height)));
    thumbnail(&frame(recipe, recipe.steps.get(), width, height))
}

/// A recipe's picture with at most as many pixels as a screen shows in a message.
pub fn reduced_to_a_screen(recipe: &Recipe) -> RgbImage {
    let (width, height) = (recipe.size.width(), recipe.size.height());
    let Extent { width, height } = fitted(width, height, SCREEN.min(width.max(height)));
    frame(recipe, recipe.steps.get(), width, height)
}

/// The sheet of up to [`PLATES`] pictures, numbered from 1.
pub fn sheet(plates: &[Plate]) -> RgbImage {
    let plates = &plates[..plates.len().min(PLATES)];
    let layout = Layout::of(plates.len());
    let drawing = Drawing::of(plates, layout);
    let extent = layout.extent();
    bands::picture(extent, |top, rows| {
        let width = extent.width as usize;
        let mut colors = vec![night(); width * rows];
        drawing.draw(&mut Canvas::new(&mut colors, width, top));
        colors
    })
}

/// Where things are.
#[derive(Debug, Clone, Copy)]
struct Layout {
    columns: u32,
    rows: u32,
}

impl Layout {
    fn of(plates: usize) -> Self {
        let columns = plates.clamp(1, COLUMNS);
        Self { columns: columns as u32, rows: plates.max(1).div_ceil(columns) as u32 }
    }

    fn extent(self) -> Extent {
        let along = |count: u32, each: u32| 2 * MARGIN + count * each + (count - 1) * GAP;
        Extent {
            width: along(self.columns, SIDE),
            // The last caption stands in the margin.
            height: along(self.rows, SIDE + CAPTION) - CAPTION / 2,
        }
    }

    /// The upper left corner of a picture's square.
    fn corner(self, place: usize) -> (u32, u32) {
        let (column, row) = (place as u32 % self.columns, place as u32 / self.columns);
        (MARGIN + column * (SIDE + GAP), MARGIN + row * (SIDE + CAPTION + GAP))
    }
}

/// All that is drawn.
struct Drawing<'a> {
    pictures: Vec<Placed<'a>>,
    letters: Vec<(Mask, LinearRgb)>,
    rings: Vec<Ring>,
    sparks: Vec<Spark>,
    decoder: SrgbDecoder,
}

/// A picture and its upper left corner on the sheet.
struct Placed<'a> {
    picture: &'a RgbImage,
    left: usize,
    top: usize,
}

impl<'a> Drawing<'a> {
    fn of(plates: &'a [Plate], layout: Layout) -> Self {
        let mut drawing = Self {
            pictures: Vec::new(),
            letters: Vec::new(),
            rings: Vec::new(),
            sparks: Vec::new(),
            decoder: SrgbDecoder::new(),
        };
        for (place, plate) in plates.iter().enumerate() {
            let (left, top) = layout.corner(place);
            match &plate.picture {
                Some(picture) => drawing.place(picture, left, top),
                None => drawing.leave_open(left, top),
            }
            drawing.caption(place + 1, plate, left, top);
        }
        drawing
    }

    /// In the middle of its square.
    fn place(&mut self, picture: &'a RgbImage, left: u32, top: u32) {
        let inset = |length: u32| SIDE.saturating_sub(length) / 2;
        self.pictures.push(Placed {
            picture,
            left: (left + inset(picture.width())) as usize,
            top: (top + inset(picture.height())) as usize,
        });
    }

    /// A seal where the picture is missing.
    fn leave_open(&mut self, left: u32, top: u32) {
        let half = f64::from(SIDE) * 0.5;
        let middle = Point { x: f64::from(left) + half, y: f64::from(top) + half };
        for (radius, cover) in [(half * 0.5, 0.5), (half * 0.46, 0.25), (half * 0.16, 0.5)] {
            self.rings.push(Ring { middle, radius, line: Line::new(1.4, cover, gold()) });
        }
        self.sparks.push(Spark { middle, radius: 2.4, halo: half * 0.3, color: gold() });
    }

    /// The number below the left corner, steps and style below the right one.
    fn caption(&mut self, number: usize, plate: &Plate, left: u32, top: u32) {
        let baseline = f64::from(top + SIDE) + 38.0;
        let (left, right) = (f64::from(left), f64::from(left + SIDE));
        let number = number.to_string();
        let line = TextLine { text: &number, size: 27.0, tracking: 0.04 };
        self.letters.push((line.set(Point { x: left, y: baseline }), gold()));
        let text = format!("{} · {}", plate.steps, plate.style).to_uppercase();
        let line = TextLine { text: &text, size: 17.0, tracking: 0.14 };
        let start = Point { x: right - line.width(), y: baseline - 1.0 };
        self.letters.push((line.set(start), gold() * 0.55));
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        for placed in &self.pictures {
            self.frame(canvas, placed);
        }
        self.rings.iter().for_each(|ring| ring.draw(canvas));
        self.sparks.iter().for_each(|spark| spark.draw(canvas));
        self.letters.iter().for_each(|(mask, color)| mask.draw(canvas, *color, 1.0));
    }

    /// The picture, a dark mat around it, and a thin rule around that.
    fn frame(&self, canvas: &mut Canvas<'_>, Placed { picture, left, top }: &Placed<'_>) {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let around = |canvas: &mut Canvas<'_>, by: usize, color: LinearRgb, cover: f32| {
            canvas.fill(left - by..left + width + by, top - by..top + height + by, |pixel| {
                *pixel = pixel.mix(color, cover);
            });
        };
        around(canvas, MAT + 1, gold(), 0.42);
        around(canvas, MAT, LinearRgb::default(), 1.0);
        for (row, bytes) in picture.chunks_exact(width * 3).enumerate() {
            canvas.put(*left, top + row, bytes.chunks_exact(3), |pixel| {
                self.decoder.color([pixel[0], pixel[1], pixel[2]])
            });
        }
    }
}

/// The width of the mat around a picture.
const MAT: usize = 7;

fn night() -> LinearRgb {
    Oklch { lightness: 0.13, chroma: 0.025, hue: 0.78 }.to_linear()
}

fn gold() -> LinearRgb {
    Oklch { lightness: 0.82, chroma: 0.09, hue: 0.24 }.to_linear()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Field, Seed, Size};

    fn recipe(seed: u64, style: Style, size: Size) -> Recipe {
        Recipe::new(Steps::default(), Seed::from_bits(seed), size, Field::default()).with_style(style)
    }

    fn plates(count: usize) -> Vec<Plate> {
        let one = thumbnail_of(&recipe(5, Style::Eye, Size::square(256).expect("a size")));
        vec![Plate { picture: Some(one), steps: Steps::default(), style: Style::Eye }; count]
    }

    #[test]
    fn a_sheet_is_as_large_as_what_lies_on_it() {
        let size = |count| sheet(&plates(count)).dimensions();
        let full =
            (2 * MARGIN + 3 * SIDE + 2 * GAP, 2 * MARGIN + 3 * (SIDE + CAPTION) + 2 * GAP - CAPTION / 2);
        for (count, columns, rows) in [(0, 1, 1), (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 3, 2), (7, 3, 3)] {
            let lost = (3 - columns, 3 - rows);
            let expected = (full.0 - lost.0 * (SIDE + GAP), full.1 - lost.1 * (SIDE + CAPTION + GAP));
            assert_eq!(size(count), expected, "{count}");
        }
        assert_eq!((size(9), size(12)), (full, full));
    }

    #[test]
    fn a_sheet_shows_each_picture_in_the_middle_of_its_square_pixel_by_pixel() {
        for format in [Size::square(256).expect("a size"), Size::Banner] {
            let small = thumbnail_of(&recipe(5, Style::Eye, format));
            assert_eq!(small.width().max(small.height()), SIDE.min(format.width()));
            let plate = Plate { picture: Some(small.clone()), steps: Steps::default(), style: Style::Eye };
            let drawn = sheet(&[plate]);
            let (left, top) = (MARGIN + (SIDE - small.width()) / 2, MARGIN + (SIDE - small.height()) / 2);
            for (x, y, pixel) in small.enumerate_pixels() {
                assert_eq!(drawn.get_pixel(left + x, top + y), pixel, "{format} {x} {y}");
            }
        }
    }

    #[test]
    fn what_is_rendered_small_looks_like_what_is_reduced() {
        for style in [Style::Eye, Style::Mandala] {
            let recipe = recipe(7, style, Size::square(800).expect("a size"));
            let (small, reduced) = (thumbnail_of(&recipe), thumbnail(&crate::ritual::render(&recipe)));
            assert_eq!(small.dimensions(), reduced.dimensions());
            let off: u64 = small.iter().zip(reduced.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            let off = off as f64 / small.len() as f64;
            assert!(off < 12.0, "{style}: {off}");
        }
    }

    #[test]
    fn a_missing_picture_leaves_a_seal_and_its_caption() {
        let mut some = plates(2);
        let whole = sheet(&some);
        some[1].picture = None;
        let open = sheet(&some);
        assert_eq!(open.dimensions(), whole.dimensions());
        let left_half = |sheet: &RgbImage| {
            image::imageops::crop_imm(sheet, 0, 0, MARGIN + SIDE + GAP / 2, sheet.height()).to_image()
        };
        assert_eq!(left_half(&open), left_half(&whole));
        assert_ne!(open, whole);
    }
}
