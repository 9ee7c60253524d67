//! A guild's chronicle: its lore as a picture, six curves over the last rituals and a mark for each turn.

use image::RgbImage;

use crate::ritual::draw::bands;
use crate::ritual::draw::canvas::{Canvas, Extent, Point};
use crate::ritual::draw::color::{LinearRgb, Oklch};
use crate::ritual::draw::curve::Curve;
use crate::ritual::draw::shapes::{Line, Ring, Spark};
use crate::ritual::draw::text::{Mask, TextLine};
use crate::ritual::evolution::Anomaly;
use crate::ritual::field::Field;
use crate::ritual::lore::{Age, Lore, Milestone, Rank};

/// How many rituals are shown.
pub const CHAPTERS: usize = 100;
/// The picture's width and height in pixels.
const EXTENT: Extent = Extent { width: 1200, height: 720 };

/// Where the curves begin and end, and the highest and lowest of their lanes, in pixels.
const LEFT: f64 = 196.0;
const RIGHT: f64 = 1072.0;
const TOP: f64 = 112.0;
const BOTTOM: f64 = 672.0;
/// How much of its lane a curve has.
const LANE_SHARE: f64 = 0.78;
/// The fewest rituals whose width is divided, so that the first few do not fill it.
const FEWEST: usize = 12;

/// One ritual as its guild keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The field that it started from.
    pub start: Field,
    /// What turned with it.
    pub turns: Vec<Milestone>,
}

/// The hue of each number, in the order of the field's.
const HUES: [f64; 6] = [0.24, 0.11, 0.38, 0.53, 0.90, 0.72];

/// Draws a chronicle: the last rituals from the oldest on, and the lore as it now stands.
pub fn chronicle(chapters: &[Chapter], now: &Lore) -> RgbImage {
    let drawing = Drawing::of(chapters, now);
    let night = Oklch { lightness: 0.13, chroma: 0.025, hue: 0.78 }.to_linear();
    bands::picture(EXTENT, |top, rows| {
        let width = EXTENT.width as usize;
        let mut colors = vec![night; width * rows];
        let mut canvas = Canvas::new(&mut colors, width, top);
        drawing.draw(&mut canvas);
        colors
    })
}

/// A mask and how it is painted.
struct Ink {
    mask: Mask,
    color: LinearRgb,
}

/// All that is drawn, in its order.
struct Drawing {
    /// The columns of the ages' beginnings, with their widths.
    ages: Vec<(usize, usize)>,
    gold: LinearRgb,
    curves: Vec<Curve>,
    rings: Vec<Ring>,
    sparks: Vec<Spark>,
    letters: Vec<Ink>,
}

impl Drawing {
    fn of(chapters: &[Chapter], now: &Lore) -> Self {
        let gold = Oklch { lightness: 0.82, chroma: 0.09, hue: 0.24 }.to_linear();
        let mut drawing = Self {
            ages: Vec::new(),
            gold,
            curves: Vec::new(),
            rings: Vec::new(),
            sparks: Vec::new(),
            letters: Vec::new(),
        };
        drawing.title(now);
        let fields: Vec<Field> = chapters.iter().map(|chapter| chapter.start).chain([now.field]).collect();
        for number in 0..HUES.len() {
            drawing.lane(number, &fields);
        }
        for (place, chapter) in chapters.iter().enumerate() {
            for turn in &chapter.turns {
                drawing.turn(*turn, place + 1, &fields);
            }
        }
        drawing
    }

    fn title(&mut self, now: &Lore) {
        let age = now.folklore.age;
        let cycle = if age.cycle() == 1 { String::new() } else { format!(" · CYCLE {}", age.cycle()) };
        let rituals = now.folklore.rituals;
        let counted = format!("{rituals} RITUAL{}", if rituals == 1 { "" } else { "S" });
        let ink = self.gold;
        let title = format!("THE {} AGE{cycle}", age.name().to_uppercase());
        self.write(&title, 30.0, ink, |_| Point { x: 56.0, y: 66.0 });
        let end = f64::from(EXTENT.width) - 56.0;
        self.write(&counted, 20.0, ink * 0.7, |width| Point { x: end - width, y: 64.0 });
    }

    /// A number's curve with its name on the left and its value on the right.
    fn lane(&mut self, number: usize, fields: &[Field]) {
        let color = colour(number);
        let floor = lane_floor(number);
        let points: Vec<Point> = (0..fields.len()).map(|place| point(number, place, fields)).collect();
        self.curves.push(Curve::new(&points, floor, color));
        let (name, value, _) = fields[fields.len() - 1].numbers()[number].clone();
        let baseline = floor - lane_height() * 0.32;
        self.write(&name.to_uppercase(), 17.0, color, |_| Point { x: 56.0, y: baseline });
        let end = f64::from(EXTENT.width) - 56.0;
        self.write(&format!("{value:.2}"), 20.0, color, |width| Point { x: end - width, y: baseline });
        if let Some(last) = points.last() {
            self.sparks.push(Spark { middle: *last, radius: 2.6, halo: 16.0, color });
        }
    }

    /// A mark on the curve that the turn moved; an age begins with a line through all of them.
    fn turn(&mut self, turn: Milestone, place: usize, fields: &[Field]) {
        match turn {
            Milestone::Rank { anomaly, rank } => {
                let number = number_of(anomaly);
                let middle = point(number, place, fields);
                let radius = match rank {
                    Rank::Legend => 5.0,
                    Rank::Hymn => 7.5,
                    Rank::Law => 10.0,
                };
                self.rings.push(Ring { middle, radius, line: Line::new(1.6, 0.95, self.gold) });
                self.sparks.push(Spark { middle, radius: 2.0, halo: radius * 2.4, color: self.gold });
            }
            Milestone::Age(age) => self.age(age, place, fields.len()),
        }
    }

    fn age(&mut self, age: Age, place: usize, count: usize) {
        let x = column(place, count);
        self.ages.push((x as usize, 2));
        let color = self.gold * 0.8;
        self.write(&age.name().to_uppercase(), 13.0, color, |width| Point {
            x: x - width * 0.5,
            y: TOP - 8.0,
        });
    }

    fn write(&mut self, text: &str, size: f64, color: LinearRgb, start: impl Fn(f64) -> Point) {
        let line = TextLine { text, size, tracking: 0.12 };
        let mask = line.set(start(line.width()));
        self.letters.push(Ink { mask, color });
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let lanes = TOP as usize..BOTTOM as usize;
        for number in 0..HUES.len() {
            let floor = lane_floor(number) as usize;
            let rule = colour(number);
            canvas.fill(LEFT as usize..RIGHT as usize, floor..floor + 1, |pixel| {
                *pixel = pixel.mix(rule, 0.22);
            });
        }
        for (column, width) in &self.ages {
            canvas.fill(*column..column + width, lanes.clone(), |pixel| *pixel = pixel.mix(self.gold, 0.45));
        }
        self.curves.iter().for_each(|curve| curve.draw(canvas));
        self.rings.iter().for_each(|ring| ring.draw(canvas));
        self.sparks.iter().for_each(|spark| spark.draw(canvas));
        self.letters.iter().for_each(|ink| ink.mask.draw(canvas, ink.color, 1.0));
    }
}

/// The number that the turns of a kind move.
fn number_of(anomaly: Anomaly) -> usize {
    match anomaly {
        Anomaly::Echo => 0,
        Anomaly::Flare => 2,
        Anomaly::Resonance => 3,
        Anomaly::Void => 5,
    }
}

fn colour(number: usize) -> LinearRgb {
    Oklch { lightness: 0.76, chroma: 0.12, hue: HUES[number] }.to_linear()
}

fn lane_height() -> f64 {
    (BOTTOM - TOP) / HUES.len() as f64
}

fn lane_floor(number: usize) -> f64 {
    TOP + lane_height() * (number as f64 + 1.0)
}

/// Where a field stands that is one of so many.
fn column(place: usize, count: usize) -> f64 {
    let steps = count.saturating_sub(1).max(FEWEST);
    LEFT + (RIGHT - LEFT) * place as f64 / steps as f64
}

/// Where a number of one of the fields stands.
fn point(number: usize, place: usize, fields: &[Field]) -> Point {
    let (_, value, range) = fields[place].numbers()[number].clone();
    let share = (value - range.start()) / (range.end() - range.start());
    let y = lane_floor(number) - lane_height() * LANE_SHARE * share;
    Point { x: column(place, fields.len()), y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritual::{Recipe, Seed, Size, Steps, evolve};

    /// The chronicle of a guild with so many rituals.
    fn told(guild: u64, rituals: u64) -> (Vec<Chapter>, Lore) {
        let (mut lore, mut chapters) = (Lore::default(), Vec::new());
        for seed in 0..rituals {
            let seed = Seed::from_bits(seed);
            let recipe = Recipe::new(Steps::default(), seed, Size::default(), lore.field);
            let (next, turns) = lore.after(guild, &evolve(&recipe));
            chapters.push(Chapter { start: lore.field, turns });
            lore = next;
        }
        (chapters.split_off(chapters.len().saturating_sub(CHAPTERS)), lore)
    }

    fn picture(guild: u64, rituals: u64) -> RgbImage {
        let (chapters, now) = told(guild, rituals);
        chronicle(&chapters, &now)
    }

    /// How many pixels two pictures differ in.
    fn apart(one: &RgbImage, other: &RgbImage) -> usize {
        one.pixels().zip(other.pixels()).filter(|(a, b)| a != b).count()
    }

    #[test]
    fn a_chronicle_is_the_same_each_time_and_another_for_each_server_and_ritual() {
        let one = picture(1, 120);
        assert_eq!((one.width(), one.height()), (1200, 720));
        assert_eq!(one, picture(1, 120));
        assert!(apart(&one, &picture(2, 120)) > 20_000);
        assert!(apart(&one, &picture(1, 121)) > 5_000);
    }

    #[test]
    fn servers_of_any_length_are_drawn() {
        let empty = picture(1, 0);
        for rituals in [1, 2, 11, 12, 13, 99, 100] {
            assert!(apart(&empty, &picture(1, rituals)) > 100, "{rituals}");
        }
    }

    #[test]
    fn every_turn_is_marked_on_the_curve_that_it_moved() {
        let (mut chapters, now) = told(1, 40);
        for chapter in &mut chapters {
            chapter.turns.clear();
        }
        let plain = chronicle(&chapters, &now);
        let lane_of = |picture: &RgbImage| {
            let changed = plain.enumerate_pixels().find(|(x, y, pixel)| picture.get_pixel(*x, *y) != *pixel);
            changed.map(|(_, y, _)| ((f64::from(y) - TOP) / lane_height()) as usize)
        };
        for anomaly in Anomaly::ALL {
            for rank in Rank::ALL {
                chapters[20].turns = vec![Milestone::Rank { anomaly, rank }];
                let lane = lane_of(&chronicle(&chapters, &now)).expect("a mark");
                assert_eq!(lane, number_of(anomaly), "{anomaly:?} {rank:?}");
            }
        }
        chapters[20].turns = vec![Milestone::Age(Age(1))];
        assert!(apart(&plain, &chronicle(&chapters, &now)) > 900, "a line through all lanes");
    }
}
