//! What the largest pictures take: the most memory while one is made and posted, and what is left of it.

use std::time::{Duration, Instant};

use super::process::mebibytes;
use super::table::Table;
use super::world::World;

/// After so long the bot is to have given back what it needed.
const LATER: Duration = Duration::from_secs(15);

pub(super) async fn measure(table: &mut Table) {
    for (kind, arguments) in [("", ""), (", flame", " style=flame"), (", motion", " motion=yes")] {
        let world = World::running().await;
        let bot = world.process().as_raw_nonzero().get();
        let fresh = mebibytes(bot, "VmRSS");
        let asked = Instant::now();
        let request = world.say(&format!("!ritual 108 size=4096{arguments}"));
        world.answer(request).await;
        let shown = asked.elapsed().as_secs_f64();
        world.archived(request).await;
        let most = mebibytes(bot, "VmHWM");
        tokio::time::sleep(LATER).await;
        let what = format!("4096 × 4096{kind}");
        if kind.is_empty() {
            table.tell("memory of the bot before its first ritual", fresh, "MiB");
            table.at_most(&format!("{what}: message to picture"), shown, 3.0, "s");
        } else {
            table.tell(&format!("{what}: message to picture"), shown, "s");
        }
        table.at_most(&format!("{what}: most memory of the bot"), most, 128.0, "MiB");
        table.at_most(&format!("{what}: 15 s later"), mebibytes(bot, "VmRSS"), 40.0, "MiB");
        // The rest is pages of the program's file, which the kernel takes back when it needs them.
        table.tell(&format!("{what}: of it anonymous"), mebibytes(bot, "RssAnon"), "MiB");
    }
}
