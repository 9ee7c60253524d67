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
    let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Settings::load(&given, &Variables::new(environment, None))
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
    let shown = format!("{:?}{settings:?}", settings.listed());
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
    assert_eq!(path.fill(Some("7"), "a.png").expect("a path").as_str(), "rituals/7/a.png");
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
    assert_eq!(token_problem(TOKEN, false), None);
    for bad in ["abc", "a.b", "abc.def.ghi", "Bot x.y.z", "MTIz..x", "MTIz.a b.c"] {
        assert!(token_problem(bad, false).is_some(), "{bad}");
    }
}

#[test]
fn a_token_of_another_server_may_look_otherwise_and_quotes_are_told_as_such() {
    let own = [("DISCORD_API_URL", "http://127.0.0.1:9"), ("DISCORD_TOKEN", "any-other_form")];
    assert!(load(&[], &own).expect("settings").token().is_ok());
    for bad in ["two words", "“a.b.c”", "'a.b.c", "Bot x"] {
        assert!(token_problem(bad, true).is_some(), "{bad}");
    }
    assert!(token_problem("“a.b.c”", false).expect("a problem").contains("quotes"));
    // What `docker run --env-file` takes for a part of the token.
    let quoted = load(&[], &[("DISCORD_TOKEN", &format!("\"{TOKEN}\""))]).expect("settings");
    assert!(quoted.token().is_ok() && quoted.warnings[0].contains("DISCORD_TOKEN"), "{:?}", quoted.warnings);
}

#[test]
fn rate_limits_are_left_to_a_proxy_only_where_one_is_named() {
    assert_eq!(load(&[], &[]).expect("settings").rate_limits, RateLimits::Bot);
    let proxy = ("HELIX_RATE_LIMITS", "proxy");
    let named = load(&[proxy, ("DISCORD_API_URL", "http://proxy:8080")], &[]).expect("settings");
    assert_eq!(named.rate_limits, RateLimits::Proxy);
    for wrong in [proxy, ("HELIX_RATE_LIMITS", "discord")] {
        let error = load(&[wrong], &[]).expect_err("a mistake");
        assert!(error.to_string().contains("HELIX_RATE_LIMITS: "), "{error}");
    }
}

#[test]
fn one_process_of_several_needs_what_they_share() {
    let alone = load(&[], &[]).expect("settings");
    assert_eq!((alone.role, alone.shards), (Role::All, None));
    let shared = [("HELIX_DESTINATIONS", "mega:")];
    let url = ("DATABASE_URL", "postgres://u:p@db/helix");
    for role in ["gateway", "worker"] {
        let named = ("HELIX_ROLE", role);
        let settings = load(&[named, shared[0]], &[url]).expect("settings");
        assert_eq!(settings.role.name(), role);
        let error = load(&[named, shared[0]], &[]).expect_err("SQLite").to_string();
        assert!(error.contains("HELIX_ROLE: ") && error.contains("DATABASE_URL"), "{error}");
        let error = load(&[named], &[url]).expect_err("local").to_string();
        assert!(
            error.contains("HELIX_DESTINATIONS") && error.contains("RCLONE_CONFIG_SHARED_TYPE"),
            "{error}"
        );
    }
    let part = ("HELIX_SHARDS", "0..4/16");
    assert!(load(&[part, shared[0]], &[]).expect_err("SQLite").to_string().contains("HELIX_SHARDS: 0..4/16"));
    assert_eq!(load(&[part, shared[0]], &[url]).expect("settings").shards, "0..4/16".parse().ok());
    assert!(load(&[("HELIX_SHARDS", "0..4/4")], &[]).is_ok(), "all of them, in one process");
    for wrong in [("HELIX_SHARDS", "4/16"), ("HELIX_ROLE", "both")] {
        assert!(load(&[wrong], &[]).expect_err("a mistake").to_string().contains(wrong.0));
    }
    let worker = load(&[("HELIX_ROLE", "worker"), part, shared[0]], &[url]).expect("settings");
    assert!(worker.warnings.iter().any(|warning| warning.contains("HELIX_SHARDS is of no use")));
}

#[test]
fn a_database_address_whose_password_would_end_early_is_refused_and_not_shown() {
    for password in ["secret@part", "secret/part", "secret#part", "secret?part", "secret@part/2"] {
        let url = format!("postgres://helix:{password}@127.0.0.1:5432/helix");
        let error = load(&[], &[("DATABASE_URL", &url)]).expect_err("refused").to_string();
        assert!(error.contains("percent-encoded"), "{error}");
        assert!(!error.contains("secret") && !error.contains("part"), "{error}");
    }
    let encoded = "postgres://helix:secret%40part@127.0.0.1:5432/helix";
    assert!(load(&[], &[("DATABASE_URL", encoded)]).is_ok());
}

#[test]
fn logins_in_addresses_are_hidden() {
    let proxy = [("DISCORD_API_URL", "http://user:hunter/2@proxy:8080")];
    let shown = format!("{:?}", load(&proxy, &[]).expect("settings").listed());
    assert!(!shown.contains("hunter") && shown.contains("http://(hidden)@proxy:8080"), "{shown}");
}

#[test]
fn a_leading_slash_is_kept_where_it_means_something() {
    let list = [("HELIX_DESTINATIONS", "s3:/bucket/x,nas:/srv/x,disk:/mnt,unknown:/y,mega:/z")];
    let types = [
        ("RCLONE_CONFIG_S3_TYPE", "s3"),
        ("RCLONE_CONFIG_NAS_TYPE", "sftp"),
        ("RCLONE_CONFIG_DISK_TYPE", "local"),
        ("MEGA_EMAIL", "a@example.org"),
        ("MEGA_PASS", "x"),
    ];
    let settings = load(&list, &types).expect("settings");
    let names: Vec<_> = settings.destinations.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["s3:bucket/x", "nas:/srv/x", "disk:/mnt", "unknown:/y", "mega:z"]);
    let named = settings.destination("s3:/bucket/x".parse().expect("a destination"));
    assert_eq!(named, settings.destinations[0]);
    let twice = [("HELIX_DESTINATIONS", "s3:/bucket,s3:bucket")];
    let error = load(&twice, &types).expect_err("the same place").to_string();
    assert!(error.contains("listed twice"), "{error}");
}

#[test]
fn what_a_deployment_on_railway_would_delete_is_known() {
    let lost = |flags: &[(&'static str, &str)], more: &[(&str, &str)]| {
        let railway = [&[("RAILWAY_ENVIRONMENT", "production")], more].concat();
        load(flags, &railway).expect("settings").lost_at_deployment()
    };
    let (volume, postgres) = (("RAILWAY_VOLUME_MOUNT_PATH", "/data"), ("DATABASE_URL", "postgres://db/x"));
    let all = lost(&[], &[]).expect("a loss");
    assert!(
        all.contains("no volume") && all.contains("the database") && all.contains("copies in local"),
        "{all}"
    );
    let copies = lost(&[], &[postgres]).expect("a loss");
    assert!(copies.contains("copies in local") && !copies.contains("the database"), "{copies}");
    let s3 = [("HELIX_DESTINATIONS", "s3:bucket")];
    assert_eq!(lost(&s3, &[postgres]), None);
    assert_eq!(lost(&s3, &[]), None, "the next container goes on from a snapshot");
    let off = [s3[0], ("HELIX_STATE_BACKUP", "off")];
    assert!(lost(&off, &[]).expect("a loss").contains("the database"));
    assert_eq!(lost(&[], &[volume]), None);
    assert!(lost(&[("HELIX_DATA_DIR", "/srv")], &[volume]).expect("a loss").contains("/data stays"));
    let disk = [("HELIX_DESTINATIONS", "disk:/mnt/x")];
    let here = ("RCLONE_CONFIG_DISK_TYPE", "local");
    assert!(lost(&disk, &[volume, here]).expect("a loss").contains("disk:/mnt/x"));
    assert_eq!(lost(&[("HELIX_DESTINATIONS", "disk:/data/x")], &[volume, here]), None);
    assert_eq!(load(&[], &[]).expect("settings").lost_at_deployment(), None);
}

#[test]
fn on_railways_volume_the_advice_is_to_run_as_root() {
    let advice = |variables: &[(&str, &str)]| load(&[], variables).expect("settings").data_dir_advice();
    let railway = [("RAILWAY_ENVIRONMENT", "production"), ("RAILWAY_VOLUME_MOUNT_PATH", "/data")];
    assert!(advice(&railway).contains("RAILWAY_RUN_UID=0"));
    assert!(advice(&[]).contains("HELIX_DATA_DIR"));
}

#[test]
fn the_listing_tells_where_each_value_comes_from() {
    let settings = load(
        &[("HELIX_PREFIX", "?")],
        &[("DISCORD_BOT_TOKEN", TOKEN), ("HELIX_BWLIMIT", "1M"), ("RCLONE_CONFIG_S3_TYPE", "s3")],
    );
    let listed = settings.expect("settings").listed();
    let line = |name: &str| {
        let setting = listed.iter().find(|setting| setting.name == name).expect(name);
        (setting.shown.as_str(), setting.source.to_string())
    };
    assert_eq!(line("HELIX_PREFIX"), ("?", "flag --prefix".to_owned()));
    assert_eq!(line("HELIX_BWLIMIT"), ("1M", "environment, HELIX_BWLIMIT".to_owned()));
    assert_eq!(line("DISCORD_TOKEN"), ("(set, hidden)", "environment, DISCORD_BOT_TOKEN".to_owned()));
    assert_eq!(line("HELIX_LOG_FORMAT"), ("text", "default".to_owned()));
    assert_eq!(
        line("RCLONE_CONFIG_S3_TYPE"),
        ("(set, for rclone)", "environment, RCLONE_CONFIG_S3_TYPE".to_owned())
    );
}

#[test]
fn a_misspelt_variable_is_pointed_out_with_the_one_that_is_probably_meant() {
    for (misspelt, meant) in [
        ("HELIX_DESTINATION", "is HELIX_DESTINATIONS meant?"),
        ("HELIX_DATABASE_URL", "is DATABASE_URL meant?"),
        ("HELIX_", "lists them"),
    ] {
        let warnings = load(&[], &[(misspelt, "x")]).expect("settings").warnings;
        assert!(warnings.len() == 1 && warnings[0].ends_with(meant), "{misspelt}: {warnings:?}");
    }
}
