//! `helix-bot archive prune`: removes archived copies but those that some rule keeps. Only shows them by default.

use std::process::ExitCode;
use std::time::Duration;

use super::remove;
use crate::app::{App, PrunePlan, PruneRules, Retention, age, count};
use crate::cli::{exit, signals, stderr, stdout};
use crate::config::Settings;
use crate::store::Timestamp;
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Keep the latest so many rituals
    #[arg(long, value_name = "NUMBER", value_parser = count)]
    keep_last: Option<u32>,
    /// Keep the latest ritual of each of the last so many days on which there is one
    #[arg(long, value_name = "DAYS", value_parser = count)]
    keep_daily: Option<u32>,
    /// Keep rituals that are not older than this, such as 30d
    #[arg(long, value_name = "AGE", value_parser = age)]
    keep_within: Option<Duration>,
    /// Rituals of this server, by its id in Discord [default: those made on the command line]
    #[arg(long, value_name = "SERVER", default_value_t = 0, hide_default_value = true)]
    of: u64,
    /// Only at this destination, one of those in `HELIX_DESTINATIONS`
    #[arg(long, value_name = "DESTINATION")]
    destination: Option<Destination>,
    /// Also copies of rituals of which another copy is still to be made, and which may be all there is
    #[arg(long)]
    under_way: bool,
    /// Remove what is shown
    #[arg(long)]
    yes: bool,
    /// Needed where nothing would be left: the code that is shown with what would go
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
    /// How long to work at most; what is not done by then goes on later
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let retention =
        Retention { last: options.keep_last, daily: options.keep_daily, within: options.keep_within };
    if retention.is_empty() {
        stderr::complain("say what is to stay: --keep-last, --keep-daily, --keep-within, or several of them");
        return Ok(exit::misused());
    }
    if let Some(unknown) = options.destination.as_ref().filter(|it| !settings.destinations.contains(it)) {
        stderr::complain(&format!("{unknown} is not among HELIX_DESTINATIONS; name one of those"));
        return Ok(exit::misused());
    }
    let stop = signals::on_signal()?;
    let app = App::open(settings).await?;
    let rules = PruneRules { retention, at: options.destination.clone(), under_way: options.under_way };
    let pruned = prune(&app, &options, &rules, stop.cancelled()).await;
    app.close().await;
    pruned
}

async fn prune(
    app: &App,
    options: &Options,
    rules: &PruneRules,
    interrupted: impl Future,
) -> anyhow::Result<ExitCode> {
    let plan = app.plan_prune(options.of, rules, Timestamp::now()).await?;
    show(&plan)?;
    if plan.going.is_empty() {
        return Ok(exit::DONE);
    }
    if !options.yes {
        stdout::line("Nothing was changed; with --yes these copies are removed.")?;
        return Ok(exit::DONE);
    }
    if !plan.emptied.is_empty() && options.confirm.as_deref() != Some(&plan.code) {
        let emptied: Vec<_> = plan.emptied.iter().map(ToString::to_string).collect();
        stderr::complain(&format!(
            "nothing would be left at {}; if that is meant, add --confirm {}",
            emptied.join(", "),
            plan.code
        ));
        return Ok(exit::misused());
    }
    let batch = app.prune(&plan, None).await?;
    let at = &app.settings().destinations;
    let counts = app.work_off_removals(&batch, at, Duration::from_secs(options.wait), interrupted).await?;
    remove::tell(&counts)
}

/// What would go, copy by copy, and what stays.
fn show(plan: &PrunePlan) -> anyhow::Result<()> {
    for copy in &plan.going {
        stdout::line(&format!("goes  {}  {} bytes", copy.destination.full_path(&copy.path), copy.bytes))?;
    }
    let go = match plan.going.len() {
        1 => "1 copy goes".to_owned(),
        more => format!("{more} copies go"),
    };
    let mut words = format!("{go} ({} bytes), {} {}", plan.bytes(), plan.staying, stay(plan.staying));
    if plan.spared > 0 {
        words = format!(
            "{words}, {} more {} since another copy of the ritual is still to be made",
            plan.spared,
            stay(plan.spared)
        );
    }
    if plan.more > 0 {
        words = format!("{words}; {} more would go, which takes another time", plan.more);
    }
    stdout::line(&words)?;
    Ok(())
}

fn stay(copies: u64) -> &'static str {
    if copies == 1 { "stays" } else { "stay" }
}
