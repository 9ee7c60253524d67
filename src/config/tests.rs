use std::path::PathBuf;

use super::checks::token_problem;
use super::*;
use crate::prefix::Prefix;
use crate::sync::Destination;

/// Reads settings from the texts of variables that have flags, and of others.
fn load(flags: &[(&'static str, &str)], environment: &[(&str, &str)]) -> Result<Settings, BadSettings> {
    let mut given = Flags::default();
    for (variable, text) in flags {
        given.set(variable, (*text).to_owned());
    }
    let environment: Vec<_> = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Settings::load(&given, &environment)
}

/// Shaped like a token, made up.
const TOKEN: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB";

#[test]
fn with_nothing_set_everything_has_a_default() {
    let settings = load(&[], &[]).expect("settings");
    assert_eq!(settings.destinations, [Destination::local()]);
    assert_eq!(settings.prefix, Prefix::default());
    assert_eq!(settings.data_dir, PathBuf::from("./data"));
    assert_eq!(settings.log_format, LogFormat::Text);
}

#[test]
fn on_railway_the_volume_holds_the_data_and_the_log_is_json() {
    let railway = [("RAILWAY_VOLUME_MOUNT_PATH", "/data"), ("RAILWAY_ENVIRONMENT_NAME", "production")];
    let settings = load(&[], &railway).expect("settings");
    assert_eq!(settings.data_dir, PathBuf::from("/data"));
    assert_eq!(settings.log_format, LogFormat::Json);
}

#[test]
fn the_operators_channel_is_an_id_or_nothing() {
    assert_eq!(load(&[], &[]).expect("settings").operator_channel, None);
    let set = load(&[("HELIX_OPERATOR_CHANNEL", "1234567890123456789")], &[]).expect("settings");
    assert_eq!(set.operator_channel, Some(1_234_567_890_123_456_789));
    for wrong in ["0", "#general", "-1"] {
        let error = load(&[("HELIX_OPERATOR_CHANNEL", wrong)], &[]).expect_err(wrong);
        assert!(error.to_string().contains("HELIX_OPERATOR_CHANNEL: "), "{error}");
    }
}

#[test]
fn all_mistakes_are_reported_together() {
    let wrong = [
        ("HELIX_DESTINATIONS", "local,mega,../x"),
        ("HELIX_ARCHIVE_PATH", "../{file}"),
        ("PORT", "99999"),
        ("HELIX_PREFIX", "a b"),
        ("DISCORD_API_URL", "discord.example"),
    ];
    let error = load(&wrong, &[("DATABASE_URL", "mysql://user:hunter2@host/db")]).expect_err("mistakes");
    let text = error.to_string();
    assert_eq!(error.0.len(), 7, "{text}");
    for name in [
        "HELIX_DESTINATIONS",
        "HELIX_ARCHIVE_PATH",
        "PORT",
        "HELIX_PREFIX",
        "DISCORD_API_URL",
        "DATABASE_URL",
    ] {
        assert!(text.contains(name), "{name} is missing in: {text}");
    }
    assert!(!text.contains("hunter2"), "a secret is shown: {text}");
}

#[test]
fn secrets_are_hidden_in_the_listing_and_in_debug() {
    let secrets = [
        ("DISCORD_TOKEN", TOKEN),
        ("DATABASE_URL", "postgres://user:hunter2@host/db"),
        ("MEGA_EMAIL", "a@example.org"),
        ("MEGA_PASS", "hunter2"),
    ];
    let settings = load(&[], &secrets).expect("settings");
    let shown = format!("{:?}{settings:?}", settings.lines());
    assert!(!shown.contains("hunter2") && !shown.contains(TOKEN), "{shown}");
}

#[test]
fn the_old_mega_variables_still_name_a_destination() {
    let old = [("MEGA_EMAIL", "a@example.org"), ("MEGA_PASS", "x"), ("MEGA_REMOTE_DIR", "/Helix/rituals/")];
    let settings = load(&[], &old).expect("settings");
    assert_eq!(settings.destinations[0].to_string(), "mega:Helix/rituals");
    let half = load(&[], &old[..1]).expect_err("half an account");
    assert!(half.to_string().contains("MEGA_PASS"), "{half}");
}

#[test]
fn a_variable_set_to_nothing_counts_as_not_set() {
    let settings =
        load(&[("HELIX_DESTINATIONS", " "), ("PORT", "")], &[("DISCORD_TOKEN", "")]).expect("settings");
    assert!(settings.discord_token.is_none() && settings.port.is_none());
}

#[test]
fn the_guild_falls_away_where_there_is_none() {
    let path = load(&[], &[]).expect("settings").archive_path;
    assert_eq!(path.fill(None, "a.png").expect("a path").as_str(), "rituals/a.png");
    assert_eq!(path.fill(Some(7), "a.png").expect("a path").as_str(), "rituals/7/a.png");
}

#[test]
fn archive_paths_that_could_collide_or_climb_are_refused() {
    for bad in
        ["rituals", "rituals/{file}/x", "{guild}/../{file}", "/{file}", "{user}/{file}", "a/{file}{file}"]
    {
        assert!(load(&[("HELIX_ARCHIVE_PATH", bad)], &[]).is_err(), "{bad}");
    }
}

#[test]
fn a_token_is_judged_where_it_is_needed() {
    assert!(load(&[], &[]).expect("settings").token().expect_err("none").contains("not set"));
    assert!(load(&[], &[("DISCORD_TOKEN", "hunter2")]).expect("settings").token().is_err());
    assert!(load(&[], &[("DISCORD_BOT_TOKEN", TOKEN)]).expect("settings").token().is_ok());
}

#[test]
fn tokens_of_the_wrong_shape_are_refused_with_advice() {
    assert_eq!(token_problem(TOKEN), None);
    for bad in ["abc", "a.b", "abc.def.ghi", "Bot x.y.z", "MTIz..x", "MTIz.a b.c"] {
        assert!(token_problem(bad).is_some(), "{bad}");
    }
}

#[test]
fn a_misspelt_variable_is_pointed_out() {
    let settings = load(&[], &[("HELIX_DESTINATION", "mega:")]).expect("settings");
    assert_eq!(settings.warnings.len(), 1);
}
