//! The figures that `script/bench render` sets beside those of other programs.
//!
//! Without arguments it measures all parts of the job on one view and prints a line for each: a name, the median of
//! the wall times and the least processor time, both in milliseconds, between tabs. With `memory SIZE` it renders one
//! picture and prints the most memory that the process ever had, in KiB.

use std::hint::black_box;
use std::time::{Duration, Instant};

use helix_bot::memory;
use helix_bot::ritual::bench::{PlainView, overlay, scene};
use helix_bot::ritual::{Field, Recipe, Size, Steps, Style, animation, artifact, render};
use image::RgbImage;
use rustix::time::{ClockId, clock_gettime};

/// The view that all programs draw; `benches/peer` has the same.
const CENTRE: (f64, f64) = (-0.745, 0.113);
const WIDTH: f64 = 0.01;
const LIMIT: u32 = 500;
/// How often each part is measured, in turn, so that a busy moment of the machine does not fall upon one alone.
const ROUNDS: usize = 9;
/// The same for what takes seconds.
const ROUNDS_OF_LONG_ONES: usize = 3;

fn main() {
    // As the program does.
    memory::keep_little();
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["memory", side] => memory(side.parse().expect("a number of pixels")),
        _ => compare(),
    }
}

fn recipe(side: u32) -> Recipe {
    let size = Size::try_from(side).expect("a size that is allowed");
    let seed = "lotus".parse().expect("a word");
    Recipe::new(Steps::default(), seed, size, Field::default())
}

fn memory(side: u32) {
    let picture = pool(2).install(|| render(&recipe(side)));
    black_box(artifact::encode(&recipe(side), &picture, "bench").expect("it can be written"));
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells the most");
    say(most.trim().trim_end_matches(" kB"));
}

fn compare() {
    let recipe = &recipe(1024);
    let plain = &PlainView::new(recipe, CENTRE, WIDTH, LIMIT);
    let (one, two) = (pool(1), pool(2));
    let picture = &plain.one_sample();
    let encode = |picture: &RgbImage| artifact::encode(recipe, picture, "bench").expect("it can be written");
    let iterations = plain.by_kernel();
    say(&format!("iterations\t{iterations}"));
    say(&format!("operations\t{}", peak::run()));

    let mut parts: Vec<Part<'_>> = vec![
        Part::new("bare loop, 1 thread", || {
            black_box(peak::run());
        }),
        Part::new("definition, 1 thread", || {
            assert_eq!(one.install(|| plain.by_definition()), iterations);
        }),
        Part::new("kernel, 1 thread", || assert_eq!(one.install(|| plain.by_kernel()), iterations)),
        Part::new("kernel, 2 threads", || assert_eq!(two.install(|| plain.by_kernel()), iterations)),
        Part::new("picture, 2 threads", || drop(two.install(|| plain.one_sample()))),
        Part::new("picture and PNG, 2 threads", || drop(two.install(|| encode(&plain.one_sample())))),
        Part::new("smoothed picture, 2 threads", || drop(two.install(|| plain.smoothed()))),
        Part::new("PNG", || drop(encode(picture))),
        Part::new("ritual: fractal, 2 threads", || drop(two.install(|| scene(recipe)))),
        Part::new("ritual: mandala and frame, 2 threads", || drop(two.install(|| overlay(recipe)))),
        Part::new("ritual: all and PNG, 2 threads", || drop(two.install(|| encode(&render(recipe))))),
    ];
    let flames = &[1024, 2048].map(|side| self::recipe(side).with_style(Style::Flame));
    let mut long_parts: Vec<Part<'_>> = vec![
        Part::new("ritual: flame, 1024², 2 threads", || drop(two.install(|| render(&flames[0])))),
        Part::new("ritual: flame, 2048², 2 threads", || drop(two.install(|| render(&flames[1])))),
        Part::new("ritual: motion, 2 threads", || {
            two.install(|| animation::animate(recipe)).expect("it fits");
        }),
    ];
    for _ in 0..ROUNDS {
        parts.iter_mut().for_each(Part::measure);
    }
    for _ in 0..ROUNDS_OF_LONG_ONES {
        long_parts.iter_mut().for_each(Part::measure);
    }
    for part in parts.into_iter().chain(long_parts) {
        part.tell();
    }
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

#[expect(clippy::print_stdout, reason = "a program for the terminal")]
fn say(line: &str) {
    println!("{line}");
}

/// A part of the job and how long it took.
struct Part<'a> {
    name: &'static str,
    job: Box<dyn FnMut() + 'a>,
    wall: Vec<Duration>,
    processor: Vec<Duration>,
}

impl<'a> Part<'a> {
    fn new(name: &'static str, job: impl FnMut() + 'a) -> Self {
        Self { name, job: Box::new(job), wall: Vec::new(), processor: Vec::new() }
    }

    fn measure(&mut self) {
        let (wall, processor) = (Instant::now(), processor_time());
        (self.job)();
        self.wall.push(wall.elapsed());
        self.processor.push(processor_time().saturating_sub(processor));
    }

    fn tell(mut self) {
        self.wall.sort_unstable();
        let median = self.wall[self.wall.len() / 2].as_secs_f64() * 1e3;
        let least = self.processor.iter().min().map_or(0.0, Duration::as_secs_f64) * 1e3;
        say(&format!("{}\t{median:.3}\t{least:.3}", self.name));
    }
}

/// What all threads of this process have used so far.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// The most that one thread can do: independent multiplications and additions, half and half, as wide as the kernel
/// has them on this machine.
mod peak {
    use std::hint::black_box;

    const ROUNDS: usize = 2_000_000;

    /// A loop over `$chains` products and as many sums, which is as many as the registers hold.
    macro_rules! bare_loop {
        ($name:ident, $features:literal, $chains:literal, $all:path, $multiply:path, $add:path) => {
            #[target_feature(enable = $features)]
            fn $name() {
                let (factor, summand) = black_box(($all(1.0), $all(0.0)));
                let (mut products, mut sums) = ([factor; $chains], [summand; $chains]);
                for _ in 0..ROUNDS {
                    for product in &mut products {
                        *product = $multiply(*product, factor);
                    }
                    for sum in &mut sums {
                        *sum = $add(*sum, summand);
                    }
                }
                black_box((products, sums));
            }
        };
    }

    #[cfg(target_arch = "x86_64")]
    mod loops {
        use std::arch::x86_64 as cpu;

        use super::{ROUNDS, black_box};

        bare_loop!(sse2, "sse2", 7, cpu::_mm_set1_pd, cpu::_mm_mul_pd, cpu::_mm_add_pd);
        bare_loop!(avx2, "avx2", 7, cpu::_mm256_set1_pd, cpu::_mm256_mul_pd, cpu::_mm256_add_pd);
        bare_loop!(avx512, "avx512f", 8, cpu::_mm512_set1_pd, cpu::_mm512_mul_pd, cpu::_mm512_add_pd);

        /// Runs the widest; answers the operations on single numbers.
        #[expect(unsafe_code, reason = "functions compiled for machines that have more than the least")]
        pub(in super::super) fn run() -> usize {
            let loops = ROUNDS * 2;
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
                // SAFETY: this machine has AVX-512.
                unsafe { avx512() };
                loops * 8 * 8
            } else if is_x86_feature_detected!("avx2") {
                // SAFETY: this machine has AVX2.
                unsafe { avx2() };
                loops * 7 * 4
            } else {
                // SAFETY: every 64-bit machine of this kind has SSE2.
                unsafe { sse2() };
                loops * 7 * 2
            }
        }
    }

    #[cfg(target_arch = "aarch64")]
    mod loops {
        use std::arch::aarch64 as cpu;

        use super::{ROUNDS, black_box};

        bare_loop!(neon, "neon", 12, cpu::vdupq_n_f64, cpu::vmulq_f64, cpu::vaddq_f64);

        /// Runs the only one; answers the operations on single numbers.
        #[expect(unsafe_code, reason = "a function compiled for machines that have more than the least")]
        pub(in super::super) fn run() -> usize {
            // SAFETY: every machine of this kind has Neon.
            unsafe { neon() };
            ROUNDS * 2 * 12 * 2
        }
    }

    pub(super) use loops::run;
}
