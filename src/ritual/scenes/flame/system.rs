//! The maps of a flame.

use std::f64::consts::TAU;

use super::super::super::chance::{Chance, Purpose};
use super::super::super::field::Field;
use super::super::super::fractal::Point;
use super::super::super::recipe::Seed;

/// Systems that a seed proposes; the best of them is taken, because most chance systems are dull.
const PROPOSALS: usize = 24;
/// Hops by which a proposal is judged.
const TRIAL: usize = 6_000;
/// A proposal is judged on a grid of this many cells a side.
const TRIAL_GRID: usize = 48;
/// Hops until a point has forgotten where it began.
pub(super) const WARM_UP: usize = 30;

/// What a map does after its affine part. Each is the "variation" of the same name in the flame algorithm of
/// Scott Draves, written without sines.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bend {
    /// Turned inside out at the unit circle.
    Spherical,
    /// The square root of z, one of the two by chance.
    Julia,
    /// z², drawn back to the length of z.
    Horseshoe,
    /// Drawn into the disc of radius 1.
    Bubble,
    /// Drawn towards the unit circle.
    Eyefish,
    /// The plane as seen in a hemisphere.
    Hemisphere,
    /// A Möbius transformation.
    Curl,
}

const BENDS: [Bend; 7] = [
    Bend::Spherical,
    Bend::Julia,
    Bend::Horseshoe,
    Bend::Bubble,
    Bend::Eyefish,
    Bend::Hemisphere,
    Bend::Curl,
];

impl Bend {
    fn apply(self, Point { re: x, im: y }: Point, bit: bool) -> Point {
        const TINY: f64 = 1e-12;
        let square = x * x + y * y;
        match self {
            Self::Spherical => scaled(x, y, 1.0 / (square + TINY)),
            Self::Julia => {
                let length = square.sqrt();
                // The half angle, by the half-angle formulas.
                let re = ((length + x).max(0.0) * 0.5).sqrt();
                let im = ((length - x).max(0.0) * 0.5).sqrt();
                let sign = if bit { 1.0 } else { -1.0 };
                Point { re: sign * re, im: if y < 0.0 { -sign * im } else { sign * im } }
            }
            Self::Horseshoe => {
                let length = square.sqrt() + TINY;
                Point { re: (x - y) * (x + y) / length, im: 2.0 * x * y / length }
            }
            Self::Bubble => scaled(x, y, 4.0 / (square + 4.0)),
            Self::Eyefish => scaled(x, y, 2.0 / (square.sqrt() + 1.0)),
            Self::Hemisphere => scaled(x, y, 1.0 / (square + 1.0).sqrt()),
            Self::Curl => {
                const C1: f64 = 0.6;
                let (re, im) = (1.0 + C1 * x, C1 * y);
                let below = 1.0 / (re * re + im * im + TINY);
                Point { re: (x * re + y * im) * below, im: (y * re - x * im) * below }
            }
        }
    }
}

fn scaled(x: f64, y: f64, factor: f64) -> Point {
    Point { re: x * factor, im: y * factor }
}

/// One map: an affine part, then a mixture of itself and a bend.
#[derive(Debug, Clone, Copy)]
struct Map {
    /// The affine part: the images of 1 and i, and the shift.
    right: Point,
    up: Point,
    shift: Point,
    bend: Bend,
    /// How much of the image is bent, 0 to 1.
    bent: f64,
    /// Where it draws colours to, 0 to 1.
    colour: f64,
    /// The probability of this map and all those ahead of it, in 2¹⁶ths.
    until: u32,
}

impl Map {
    fn apply(&self, z: Point, bit: bool) -> Point {
        let flat = Point {
            re: self.right.re * z.re + self.up.re * z.im + self.shift.re,
            im: self.right.im * z.re + self.up.im * z.im + self.shift.im,
        };
        let bent = self.bend.apply(flat, bit);
        let straight = 1.0 - self.bent;
        Point { re: flat.re * straight + bent.re * self.bent, im: flat.im * straight + bent.im * self.bent }
    }
}

/// The maps and the symmetry of one flame.
#[derive(Debug, Clone)]
pub(super) struct System {
    maps: Vec<Map>,
    /// The rotations that leave the flame as it is.
    turns: Vec<Point>,
}

/// A hopping point and its colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ember {
    pub(super) z: Point,
    pub(super) colour: f64,
}

impl System {
    /// The system that a seed chooses, moved by the field and by the number of steps taken. Which of the proposals it
    /// is depends on the seed alone, so that a ritual does not leap from one flame to another.
    pub(super) fn new(seed: Seed, field: &Field, steps: usize) -> Self {
        let mut chance = Chance::new(seed, Purpose::View);
        let proposals: Vec<Self> = (0..PROPOSALS).map(|_| Self::proposed(&mut chance)).collect();
        let judged = proposals.into_iter().map(|system| (system.merit(seed), system));
        let (_, best) = judged.max_by(|a, b| a.0.total_cmp(&b.0)).expect("there are proposals");
        best.moved(field, steps)
    }

    fn proposed(chance: &mut Chance) -> Self {
        let count = 2 + chance.below(3);
        let order = [1, 2, 3, 3, 4, 5, 5, 6, 8][chance.below(9)];
        let weights: Vec<f64> = (0..count).map(|_| chance.between(0.3, 1.0)).collect();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let maps = weights.iter().enumerate().map(|(index, weight)| {
            sum += weight / total;
            Self::map(chance, index as f64 / (count - 1) as f64, (sum * 65_536.0) as u32)
        });
        let mut maps: Vec<Map> = maps.collect();
        maps[count - 1].until = 65_536;
        let turns = (0..order)
            .map(|turn| {
                let angle = TAU * f64::from(turn) / f64::from(order);
                Point { re: libm::cos(angle), im: libm::sin(angle) }
            })
            .collect();
        Self { maps, turns }
    }

    fn map(chance: &mut Chance, colour: f64, until: u32) -> Map {
        let angle = chance.unit() * TAU;
        // Nearly a rotation, shrunk and a little sheared: flames of strong shear are streaks.
        let scale = chance.between(0.45, 0.95);
        let shear = chance.between(-0.25, 0.25);
        let (cos, sin) = (libm::cos(angle) * scale, libm::sin(angle) * scale);
        Map {
            right: Point { re: cos, im: sin },
            up: Point { re: shear * cos - sin, im: shear * sin + cos },
            shift: Point { re: chance.between(-0.9, 0.9), im: chance.between(-0.9, 0.9) },
            bend: BENDS[chance.below(BENDS.len())],
            bent: chance.between(0.35, 1.0),
            colour,
            until,
        }
    }

    /// Turns the first map a little with every step, and bends all of them by the field.
    fn moved(mut self, field: &Field, steps: usize) -> Self {
        let angle = 0.9 * libm::log(1.0 + steps as f64 / 54.0) * (0.5 + 0.5 * field.harmony);
        let (cos, sin) = (libm::cos(angle), libm::sin(angle));
        let turned = |z: Point| Point { re: z.re * cos - z.im * sin, im: z.re * sin + z.im * cos };
        let first = &mut self.maps[0];
        (first.right, first.up) = (turned(first.right), turned(first.up));
        for map in &mut self.maps {
            map.bent = (map.bent + 0.3 * (field.prana - 0.5) - 0.3 * field.klesha).clamp(0.2, 1.0);
            let reach = 0.92 + 0.08 * field.resilience;
            map.shift = scaled(map.shift.re, map.shift.im, reach);
        }
        self
    }

    /// Hops once. The draw's lower 16 bits choose the map, the next 16 the rotation, bit 32 the root.
    pub(super) fn hop(&self, ember: Ember, draw: u64) -> Ember {
        let pick = (draw & 0xFFFF) as u32;
        let map = self.maps.iter().find(|map| pick < map.until).unwrap_or(&self.maps[0]);
        let z = map.apply(ember.z, draw & (1 << 32) != 0);
        let turn = self.turns[((((draw >> 16) & 0xFFFF) as usize) * self.turns.len()) >> 16];
        Ember {
            z: Point { re: z.re * turn.re - z.im * turn.im, im: z.re * turn.im + z.im * turn.re },
            colour: (ember.colour + map.colour) * 0.5,
        }
    }

    /// The radius that holds `share` of some hops' points, and those points.
    pub(super) fn reach(&self, seed: Seed, hops: usize, share: f64) -> (f64, Vec<Point>) {
        let mut chance = Chance::new(seed, Purpose::Trial);
        let mut ember = Ember { z: Point { re: 0.1, im: 0.2 }, colour: 0.5 };
        let mut points = Vec::with_capacity(hops);
        for hop in 0..hops + WARM_UP {
            ember = self.hop(ember, chance.bits());
            if hop >= WARM_UP {
                points.push(ember.z);
            }
        }
        let mut squares: Vec<f64> = points.iter().map(|z| z.re * z.re + z.im * z.im).collect();
        squares.sort_unstable_by(f64::total_cmp);
        (squares[(squares.len() as f64 * share) as usize].sqrt(), points)
    }

    /// How much there is to see: a good system fills part of the picture, neither a few points nor everything evenly.
    fn merit(&self, seed: Seed) -> f64 {
        let (reach, points) = self.reach(seed, TRIAL, 0.93);
        if !(1e-3..1e3).contains(&reach) {
            return -1.0;
        }
        let mut cells = vec![0_u32; TRIAL_GRID * TRIAL_GRID];
        let cell = |x: f64| {
            let place = (x / reach * 0.5 + 0.5) * TRIAL_GRID as f64;
            (place >= 0.0 && place < TRIAL_GRID as f64).then_some(place as usize)
        };
        for z in &points {
            if let (Some(column), Some(row)) = (cell(z.re), cell(z.im)) {
                cells[row * TRIAL_GRID + column] += 1;
            }
        }
        let filled = cells.iter().filter(|count| **count > 0).count() as f64 / cells.len() as f64;
        let mean = points.len() as f64 / cells.len() as f64;
        let contrast: f64 =
            cells.iter().map(|count| (f64::from(*count) - mean).abs()).sum::<f64>() / points.len() as f64;
        // Best with a good third filled, unevenly; rather with a symmetry than without.
        let symmetry = if self.turns.len() > 2 { 0.3 } else { 0.0 };
        (1.0 - (filled - 0.36).abs() * 2.2) + 0.45 * contrast.min(1.4) + symmetry
    }
}
