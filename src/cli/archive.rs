//! `helix-bot archive`: what an operator does with the copies. One file per subcommand.

use std::process::ExitCode;

use clap::Subcommand;

use crate::config::Settings;

mod adopt;
mod backfill;
mod import;
mod link;
mod list;
mod mount;
mod prune;
mod pull;
mod remove;
mod restore;
mod retry;
mod sample;
mod since;
mod verify;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    retry: retry::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Work through what still waits to be archived, and try again what was given up (also without a subcommand)
    Retry(retry::Options),
    /// List what is archived where, with its receipts
    List(list::Options),
    /// Look at archived copies now, and make good what is missing or damaged
    Verify(verify::Options),
    /// Bring one ritual's files back, verified
    Pull(pull::Options),
    /// Remove archived copies but those that a rule keeps; without --yes they are only shown
    Prune(prune::Options),
    /// Take copies of a ritual away from its destinations, for good
    Remove(remove::Options),
    /// Bring back every archived file that is missing on this machine
    Restore(restore::Options),
    /// Send to a destination whatever is archived elsewhere
    Backfill(backfill::Options),
    /// Take over rituals whose pictures are archived and whose record was lost
    Adopt(adopt::Options),
    /// Take over what another program, such as v15.3, had uploaded
    Import(import::Options),
    /// Show a destination as a folder of this machine, for reading, until Ctrl-C
    Mount(mount::Options),
    /// Print a link under which anybody can see a ritual's picture
    Link(link::Options),
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    match options.command.unwrap_or(Command::Retry(options.retry)) {
        Command::Retry(options) => retry::run(settings, options).await,
        Command::List(options) => list::run(settings, options).await,
        Command::Verify(options) => verify::run(settings, options).await,
        Command::Pull(options) => pull::run(settings, options).await,
        Command::Prune(options) => Box::pin(prune::run(settings, options)).await,
        Command::Remove(options) => remove::run(settings, options).await,
        Command::Restore(options) => restore::run(settings, options).await,
        Command::Backfill(options) => backfill::run(settings, options).await,
        Command::Adopt(options) => Box::pin(adopt::run(settings, options)).await,
        Command::Import(options) => import::run(settings, options).await,
        Command::Mount(options) => mount::run(settings, options).await,
        Command::Link(options) => link::run(settings, options).await,
    }
}
