//! The table: what was measured, and whether that is as it is to be.

use std::fmt::Display;
use std::io::{Stdout, Write as _, stdout};

/// A table in Markdown, printed row by row, so that one sees how far it is.
pub(super) struct Table(Stdout);

impl Table {
    pub(super) fn begin() -> Self {
        let mut out = stdout();
        writeln!(out, "| what | measured | goal | met |\n| --- | ---: | ---: | --- |").expect("printed");
        Self(out)
    }

    /// What has no goal of its own.
    pub(super) fn tell(&mut self, what: &str, measured: f64, unit: &str) {
        self.row(what, measured, unit, "–", "");
    }

    pub(super) fn at_most(&mut self, what: &str, measured: f64, goal: f64, unit: &str) {
        self.row(what, measured, unit, format_args!("≤ {goal} {unit}"), answer(measured <= goal));
    }

    pub(super) fn at_least(&mut self, what: &str, measured: f64, goal: f64, unit: &str) {
        self.row(what, measured, unit, format_args!("≥ {goal} {unit}"), answer(measured >= goal));
    }

    fn row(&mut self, what: &str, measured: f64, unit: &str, goal: impl Display, met: &str) {
        let digits = if measured < 10.0 { 2 } else { 0 };
        writeln!(self.0, "| {what} | {measured:.digits$} {unit} | {goal} | {met} |").expect("printed");
    }
}

fn answer(met: bool) -> &'static str {
    if met { "yes" } else { "**no**" }
}
