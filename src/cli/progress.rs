//! Progress bars on a terminal; nothing elsewhere.

use std::collections::HashMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use parking_lot::Mutex;

use crate::jobs::Event;
use crate::printable::printable;
use crate::ritual::Steps;
use crate::sync::Progress;

/// A spinner while rendering, then a bar per transfer.
pub(super) struct Bars {
    screen: MultiProgress,
    spinner: ProgressBar,
    transfers: Mutex<HashMap<String, ProgressBar>>,
}

impl Bars {
    /// Draws on standard error if that is a terminal, and never with `quiet`.
    pub(super) fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let screen = MultiProgress::with_draw_target(target);
        let spinner = screen.add(ProgressBar::new_spinner());
        Self { screen, spinner, transfers: Mutex::default() }
    }

    pub(super) fn rendering(&self, steps: Steps) {
        self.spinner.set_message(format!("performing {steps} steps"));
        self.spinner.enable_steady_tick(Duration::from_millis(80));
    }

    pub(super) fn show(&self, event: &Event) {
        let Event::Sending(destination, progress) = event;
        self.moved(&format!("archiving → {destination}"), *progress);
    }

    /// How far a transfer is that is named so.
    pub(super) fn moved(&self, transfer: &str, progress: Progress) {
        let transfer = &*printable(transfer);
        self.spinner.finish_and_clear();
        // A panic while drawing must not take transfers down: the map is usable as it stands.
        let mut transfers = self.transfers.lock();
        let bar = transfers.entry(transfer.to_owned()).or_insert_with(|| {
            let bar = self.screen.add(ProgressBar::new(progress.total));
            bar.with_style(style()).with_message(transfer.to_owned())
        });
        bar.set_length(progress.total);
        bar.set_position(progress.sent);
    }

    pub(super) fn clear(&self) {
        self.spinner.finish_and_clear();
        let transfers = self.transfers.lock();
        transfers.values().for_each(ProgressBar::finish_and_clear);
    }
}

fn style() -> ProgressStyle {
    let template = "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}
