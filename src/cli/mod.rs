//! The command line: one file per subcommand. Each parses, calls [`App`](crate::app::App) and shows the answer.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};

use crate::config::{BadSettings, EnvFile, Flags, Settings, Variables, help_on_variables};
use crate::memory;
use crate::printable::printable;
use crate::traces;

mod archive;
mod commands;
mod completions;
mod config;
mod copies;
mod doctor;
mod exit;
mod files;
mod health;
mod logging;
mod man;
mod obscure;
mod progress;
mod ritual;
mod run;
mod signals;
mod state;
mod stderr;
mod stdout;
mod verify;

/// Rituals rendered as pictures, posted to Discord and archived, verified, through rclone.
#[derive(Debug, Parser)]
#[command(name = "helix-bot", version, propagate_version = true, max_term_width = 110, after_help = after_help())]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    flags: Flags,
}

fn after_help() -> String {
    let variables = help_on_variables();
    format!(
        "{variables}\n\nExit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 rendered and kept, archiving still \
         pending, or copies that could not be verified yet."
    )
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Work(Work),
    #[command(flatten)]
    Describe(Describe),
}

/// What needs the settings.
#[derive(Debug, Subcommand)]
enum Work {
    /// Serve Discord until told to stop
    Run,
    /// Perform one ritual: render, archive, verify
    Ritual(ritual::Options),
    /// Prove artifacts: render each again from its own recipe and compare every pixel
    Verify(verify::Options),
    /// Work through what still waits to be archived; list, verify, bring back, back-fill, import and mount copies
    Archive(archive::Options),
    /// Take snapshots of the database, list them, and go on from one
    State(state::Options),
    /// Print a password from standard input in the form that `RCLONE_CONFIG_…_PASS` wants: obscured, NOT encrypted
    ///
    /// Anybody who has the obscured form can turn it back. It keeps a password from being read over a shoulder and
    /// nothing more; keep it as secret as the password itself.
    Obscure,
    /// Check everything that the bot depends on, and say what to do
    Doctor(doctor::Options),
    /// Print every command that people can use in Discord
    Commands(commands::Options),
    /// Print every setting with its value, secrets hidden; or check them all
    Config(config::Options),
    /// Ask a running bot on this machine whether it can go on by itself (for container health checks)
    Health,
}

/// What says how the program is called, and works whatever the settings are.
#[derive(Debug, Subcommand)]
enum Describe {
    /// Print a script that completes arguments in a shell
    Completions(completions::Options),
    /// Print the manual page
    Man(man::Options),
}

/// Runs the program.
pub fn main() -> ExitCode {
    memory::keep_little();
    // The file fills in what the environment does not say; it must be read before anything looks.
    let file = EnvFile::load(std::env::args_os());
    run(parse(), &Variables::of_process(file))
}

/// clap repeats what it does not understand as it stands, so it gets to see it as it may be printed.
fn parse() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        let shown = std::env::args_os().map(|argument| printable(&argument.to_string_lossy()).into_owned());
        Arguments::try_parse_from(shown).err().unwrap_or(error).exit()
    })
}

fn run(arguments: Arguments, variables: &Variables) -> ExitCode {
    let ended = match arguments.command {
        Command::Describe(command) => describe(&command),
        // They must not be refused before they are judged.
        Command::Work(Work::Config(options)) if options.is_check() => {
            config::tell(&options, &Settings::check(&arguments.flags, variables))
        }
        Command::Work(command) => match Settings::load(&arguments.flags, variables) {
            Ok(settings) => work(command, settings),
            Err(problems) => return bad_settings(&problems),
        },
    };
    ended.unwrap_or_else(|error| failed(&error))
}

fn describe(command: &Describe) -> anyhow::Result<ExitCode> {
    match command {
        Describe::Completions(options) => completions::run(options, Arguments::command()),
        Describe::Man(options) => man::run(options, Arguments::command()),
    }
}

fn work(command: Work, settings: Settings) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("the program cannot start its threads")?;
    // A program on the command line logs warnings only; a service tells more.
    let level = if matches!(command, Work::Run) { "info" } else { "warn" };
    logging::start(settings.log_format, level, settings.secrets(), runtime.handle());
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    if let Some(lost) = settings.lost_at_deployment() {
        tracing::error!("NOT SAFE HERE: {lost}");
    }
    let ended = runtime.block_on(dispatch(command, settings));
    // The last traces are sent on the runtime.
    traces::flush();
    // Work that could not be called off, such as a picture half rendered, must not hold the program up.
    runtime.shutdown_background();
    ended
}

async fn dispatch(command: Work, settings: Settings) -> anyhow::Result<ExitCode> {
    match command {
        Work::Run => run::run(settings).await,
        // Boxed, since it is the largest.
        Work::Ritual(options) => Box::pin(ritual::run(settings, options)).await,
        Work::Verify(options) => verify::run(&options),
        Work::Archive(options) => Box::pin(archive::run(settings, options)).await,
        Work::State(options) => Box::pin(state::run(settings, options)).await,
        Work::Obscure => obscure::run(&settings).await,
        Work::Doctor(options) => doctor::run(&settings, options).await,
        Work::Commands(options) => commands::run(&options),
        Work::Config(options) => config::run(&options, &settings),
        Work::Health => health::run(&settings).await,
    }
}

fn bad_settings(problems: &BadSettings) -> ExitCode {
    stderr::complain(&problems.summary());
    // Each on a line of its own, whatever its words quote.
    problems.0.iter().for_each(|problem| stderr::line(&format!("  {problem}")));
    exit::misused()
}

fn failed(error: &anyhow::Error) -> ExitCode {
    stderr::complain(&format!("{error:#}"));
    exit::FAILED
}
