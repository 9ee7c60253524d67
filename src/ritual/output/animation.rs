//! A ritual in motion: its steps one after another, as an animated GIF that plays wherever pictures are shown.
//!
//! The same recipe gives the same file, as long as the encoder stays the same: the frames are rendered as pictures are,
//! and the colours are chosen with whole numbers. The file is kept small enough for every server by showing it smaller
//! and, if that is not enough, with fewer frames. It carries the recipe as a comment.

use super::gif;
use crate::ritual::recipe::Recipe;
use crate::ritual::render::frames;

/// The largest file, in bytes: below the 10 MiB that every server takes, with the picture beside it.
pub const MOST_BYTES: usize = 8 << 20;
/// The most frames. With [`LONGEST_SIDE`] this bounds the work to what a few large pictures take.
const MOST_FRAMES: u16 = 48;
/// The longest side of a frame, in pixels.
const LONGEST_SIDE: u32 = 512;

/// The longest side, and of how many frames one is kept: from the best to the smallest.
/// A pixel takes 12 bits at most, so the fourth fits into [`MOST_BYTES`] whatever the frames show.
const RUNGS: [(u32, u16); 8] =
    [(LONGEST_SIDE, 1), (448, 1), (384, 1), (320, 1), (256, 1), (256, 2), (192, 2), (128, 4)];

/// A ritual in motion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Animation {
    /// The GIF file.
    pub gif: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// How many frames it has.
    pub frames: u16,
    /// Whether it had to be made smaller, or with fewer frames, to fit.
    pub reduced: bool,
}

/// Why there is no motion.
#[derive(Debug, thiserror::Error)]
pub enum NoAnimation {
    /// The file could not be written.
    #[error("the ritual in motion could not be written as GIF: {0}")]
    Unwritable(#[from] ::gif::EncodingError),
    /// Even the smallest is too large.
    #[error("the ritual in motion does not fit into {0} bytes")]
    TooLarge(usize),
}

/// Renders a recipe's steps on the threads of the current rayon pool.
pub fn animate(recipe: &Recipe) -> Result<Animation, NoAnimation> {
    within(recipe, MOST_BYTES)
}

/// The best that has at most `most` bytes.
fn within(recipe: &Recipe, most: usize) -> Result<Animation, NoAnimation> {
    // The best is always tried: how much its frames have in common shows only when all are there.
    let mut estimate = SizeEstimate { density: 0 };
    for (place, (side, keep)) in RUNGS.into_iter().enumerate() {
        let plan = FramePlan::new(recipe, side, keep);
        // A rung that cannot be expected to fit is not rendered.
        if estimate.bytes(&plan) > most {
            continue;
        }
        let gif = gif::encode(recipe, frames(recipe, &plan.done, plan.width, plan.height))?;
        if gif.len() <= most {
            let frames = plan.done.len() as u16;
            return Ok(Animation { gif, width: plan.width, height: plan.height, frames, reduced: place > 0 });
        }
        estimate.learn(&plan, gif.len());
    }
    Err(NoAnimation::TooLarge(most))
}

/// What one rung renders.
struct FramePlan {
    width: u32,
    height: u32,
    /// After how many steps each frame is taken.
    done: Vec<u16>,
}

impl FramePlan {
    /// Frames whose longer side has at most `side` pixels, one of every `keep`.
    fn new(recipe: &Recipe, side: u32, keep: u16) -> Self {
        let (width, height) = (recipe.size.width(), recipe.size.height());
        let longer = width.max(height);
        let side = side.min(longer);
        let scaled = |length: u32| ((length * side + longer / 2) / longer).max(1);
        let steps = recipe.steps.get();
        let frames = (steps.min(MOST_FRAMES) / keep).max(1);
        // Evenly spread, and the last is the whole ritual.
        let done = (1..=u32::from(frames)).map(|nth| (nth * u32::from(steps) / u32::from(frames)) as u16);
        Self { width: scaled(width), height: scaled(height), done: done.collect() }
    }

    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * self.done.len() as u64
    }
}

/// How large a file will be, from how large another became.
struct SizeEstimate {
    /// Bytes for each thousand pixels.
    density: u64,
}

impl SizeEstimate {
    fn learn(&mut self, plan: &FramePlan, bytes: usize) {
        self.density = bytes as u64 * 1000 / plan.pixels().max(1);
    }

    fn bytes(&self, plan: &FramePlan) -> usize {
        usize::try_from(plan.pixels() * self.density / 1000).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::render::frame;
    use crate::ritual::{Field, Seed, Size, Steps, Style};

    fn recipe(steps: u32, size: Size) -> Recipe {
        let steps = Steps::try_from(steps).expect("steps");
        Recipe::new(steps, Seed::from_bits(7), size, Field::default()).with_style(Style::Eye)
    }

    fn small(steps: u32) -> Recipe {
        recipe(steps, Size::square(256).expect("a size"))
    }

    /// Every frame as it is shown, with its delay.
    fn played(gif: &[u8]) -> (u16, u16, Vec<(Vec<u8>, u16)>) {
        let mut options = ::gif::DecodeOptions::new();
        options.set_color_output(::gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(gif).expect("a GIF");
        let (width, height) = (decoder.width(), decoder.height());
        let (mut screen, mut frames) = (vec![0; usize::from(width) * usize::from(height) * 3], Vec::new());
        while let Some(frame) = decoder.read_next_frame().expect("a frame") {
            assert_eq!((frame.left, frame.top, frame.width, frame.height), (0, 0, width, height));
            for (pixel, shown) in frame.buffer.chunks_exact(4).zip(screen.chunks_exact_mut(3)) {
                if pixel[3] != 0 {
                    shown.copy_from_slice(&pixel[..3]);
                }
            }
            frames.push((screen.clone(), frame.delay));
        }
        (width, height, frames)
    }

    /// The mean distance between bytes.
    fn distance(one: &[u8], other: &[u8]) -> f64 {
        let sum: u64 = one.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        sum as f64 / one.len() as f64
    }

    #[test]
    fn each_step_of_a_short_ritual_is_a_frame_that_looks_like_its_picture() {
        let recipe = small(12);
        let made = animate(&recipe).expect("a motion");
        assert_eq!((made.frames, made.width, made.height, made.reduced), (12, 256, 256, false));
        let (width, height, frames) = played(&made.gif);
        assert_eq!((width, height, frames.len()), (256, 256, 12));
        for (place, (shown, _)) in frames.iter().enumerate() {
            let picture = frame(&recipe, place as u16 + 1, 256, 256);
            let distance = distance(shown, &picture);
            assert!(distance < 4.0, "frame {place}: {distance}");
        }
        let delays: Vec<u16> = frames.iter().map(|(_, delay)| *delay).collect();
        assert_eq!(delays.last(), Some(&gif::HELD));
        assert!(delays[..11].iter().all(|delay| delay == gif::SHOWN.end()), "{delays:?}");
    }

    #[test]
    fn a_long_ritual_has_few_frames_and_ends_with_the_whole_of_it() {
        let plan = FramePlan::new(&small(1000), 512, 1);
        assert_eq!((plan.done.len(), plan.done.last()), (usize::from(MOST_FRAMES), Some(&1000)));
        assert!(plan.done.is_sorted() && plan.done[0] >= 1);
        for steps in 1..=100 {
            let plan = FramePlan::new(&small(steps), 512, 1);
            assert_eq!(plan.done.len(), steps.min(MOST_FRAMES.into()) as usize);
            assert_eq!(plan.done.last(), Some(&(steps as u16)));
            let mut once = plan.done.clone();
            once.dedup();
            assert_eq!(once, plan.done);
        }
    }

    #[test]
    fn frames_keep_the_shape_of_the_picture_and_are_never_larger() {
        let sides = |size| {
            let plan = FramePlan::new(&recipe(5, size), LONGEST_SIDE, 1);
            (plan.width, plan.height)
        };
        assert_eq!(sides(Size::default()), (512, 512));
        assert_eq!(sides(Size::square(256).expect("a size")), (256, 256));
        assert_eq!(sides(Size::Banner), (512, 171));
        assert_eq!(sides(Size::Phone), (236, 512));
    }

    #[test]
    fn it_goes_on_for_ever_and_carries_its_recipe() {
        let recipe = small(3);
        let made = animate(&recipe).expect("a motion");
        let text = String::from_utf8_lossy(&made.gif);
        assert!(text.contains("NETSCAPE2.0"), "loops");
        assert!(text.contains("\"steps\":3"), "the recipe");
        assert_eq!(animate(&recipe).expect("the same again"), made);
    }

    #[test]
    fn one_step_is_a_single_frame() {
        let made = animate(&small(1)).expect("a motion");
        assert_eq!((made.frames, played(&made.gif).2.len()), (1, 1));
    }

    #[test]
    fn what_would_be_too_large_is_made_smaller_and_slower_until_it_fits() {
        let recipe = small(8);
        let whole = animate(&recipe).expect("a motion");
        let mut last = (whole.width, whole.frames);
        for part in [2, 4] {
            let most = whole.gif.len() / part;
            let made = within(&recipe, most).expect("a smaller motion");
            assert!(made.reduced && made.gif.len() <= most, "{part}");
            assert!((made.width, made.frames) < last, "{part}: {}, {}", made.width, made.frames);
            last = (made.width, made.frames);
        }
        assert!(matches!(within(&recipe, 200), Err(NoAnimation::TooLarge(200))));
    }
}
