//! What the README says of settings is what the table says, and what the program reads is in it.

use std::fmt::Write as _;
use std::path::Path;

use super::table::{HANDED_ON, OF_OPENTELEMETRY, SETTINGS};

const BEGIN: &str = "<!-- settings: written by `UPDATE_README=yes cargo test --lib readme` -->\n";
const END: &str = "<!-- end of settings -->\n";

/// The README's table.
fn table() -> String {
    let mut table = "| variable | default | meaning |\n|---|---|---|\n".to_owned();
    for setting in &SETTINGS {
        let _ = writeln!(table, "{}", setting.row());
    }
    for (variable, meaning) in &HANDED_ON {
        let _ = writeln!(table, "| `{variable}` | – | {meaning}; handed to rclone |");
    }
    for (variable, meaning) in &OF_OPENTELEMETRY {
        let _ = writeln!(table, "| `{variable}` | – | {meaning}; in builds with the feature `otel` |");
    }
    table
}

#[test]
fn the_readme_lists_the_settings_as_the_table_does() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("the line before the table");
    let (found, after) = rest.split_once(END).expect("the line after the table");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}\n{}\n{END}{after}", table())).expect("written");
        return;
    }
    assert_eq!(
        found.trim(),
        table().trim(),
        "the README's settings are not those of src/config/table.rs; UPDATE_README=yes cargo test --lib readme writes them"
    );
}

#[test]
fn every_setting_has_a_name_of_its_own_and_no_secret_has_a_flag() {
    for (place, setting) in SETTINGS.iter().enumerate() {
        let others = &SETTINGS[..place];
        let name = setting.variable;
        assert!(!others.iter().any(|other| other.variable == name || other.also == Some(name)), "{name}");
        assert!(!(setting.is_secret() && setting.flag.is_some()), "{name} would be visible in the arguments");
        assert!(
            !setting.meaning.contains('|') && !setting.meaning.ends_with('.'),
            "{name}: {}",
            setting.meaning
        );
    }
}

#[test]
fn the_help_has_every_flag_with_its_variable_and_default() {
    #[derive(clap::Parser)]
    struct Program {
        #[command(flatten)]
        _flags: super::Flags,
    }
    let mut command = <Program as clap::CommandFactory>::command();
    let help = command.render_long_help().to_string();
    for setting in &SETTINGS {
        let Some(flag) = &setting.flag else {
            assert!(super::help_on_variables().contains(setting.variable), "{}", setting.variable);
            continue;
        };
        assert!(help.contains(&format!("--{} <{}>", flag.long, flag.value)), "{help}");
        assert!(help.contains(&format!("[env: {}]", setting.variable)), "{help}");
    }
    assert!(help.contains("[default: rituals/{guild}/{file}]"), "{help}");
}
