//! The settings' flags for clap, made from the table.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::env_file;
use super::table::{HANDED_ON, OF_OPENTELEMETRY, SETTINGS};
use super::texts::Flags;

/// Under which the help lists them.
const HEADING: &str = "Settings (each also an environment variable)";

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in SETTINGS.iter().filter(|setting| setting.flag.is_some()) {
            // What clap found in the environment is looked at there: values have been mended since.
            let given = matches.value_source(setting.variable) == Some(ValueSource::CommandLine);
            if let Some(text) = matches.get_one::<String>(setting.variable).filter(|_| given) {
                self.set(setting.variable, text.clone());
            }
        }
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        let arguments = SETTINGS.iter().filter_map(|setting| {
            let flag = setting.flag.as_ref()?;
            let argument = Arg::new(setting.variable).long(flag.long).value_name(flag.value).global(true);
            // The values that are set are what `config` prints, without logins in addresses.
            let argument = argument.env(setting.variable).hide_env_values(true);
            Some(argument.help(setting.help()).help_heading(HEADING))
        });
        // Read before everything else; here it is only documented.
        let file = Arg::new(env_file::FLAG).long(env_file::FLAG).value_name("FILE").global(true);
        let help = "A file with settings that the environment does not have [default: .env, if it is there]";
        command.arg(file.help(help)).args(arguments)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// What the help says about settings without a flag.
pub fn help_on_variables() -> String {
    let variables =
        SETTINGS.iter().filter(|setting| setting.flag.is_none()).map(|setting| match setting.also {
            Some(also) => format!("{} (also {also})", setting.variable),
            None => setting.variable.to_owned(),
        });
    let own = variables.collect::<Vec<_>>().join(", ");
    let rclones = HANDED_ON.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let traces = OF_OPENTELEMETRY.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    format!(
        "Only from the environment or a .env file, because arguments are visible to other programs: {own}; and, handed \
         to rclone, {rclones}; and, in builds with the feature otel, {traces}. RUST_LOG sets what is logged."
    )
}
