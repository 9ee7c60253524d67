use std::time::Duration;

use super::*;
use crate::language::Language;
use crate::sync::Destination;

fn destinations() -> Vec<Destination> {
    ["local", "mega:SamsaraHelix_Core", "s3:one", "s3:two", "drive:a b"]
        .map(|text| text.parse().expect("one"))
        .into()
}

/// What a text becomes, or the sentence that refuses it.
fn judged(key: Key, text: &str) -> Result<String, String> {
    within(key, text, &ServerSettings::without_limits())
}

fn within(key: Key, text: &str, ceilings: &ServerSettings) -> Result<String, String> {
    let (destinations, defaults) = (destinations(), ServerSettings::default());
    let ground =
        Ground { guild: Some(9), destinations: &destinations, folders: true, defaults: &defaults, ceilings };
    ServerSettings::judge(key, text, &ground).map_err(|problem| problem.sentence(Language::English))
}

fn stored(rows: &[(&str, &str)]) -> ServerSettings {
    let (destinations, defaults) = (destinations(), ServerSettings::default());
    let ceilings = ServerSettings::without_limits();
    let ground = Ground {
        guild: Some(9),
        destinations: &destinations,
        folders: true,
        defaults: &defaults,
        ceilings: &ceilings,
    };
    let rows: Vec<_> = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    ServerSettings::stored(&rows, &ground)
}

#[test]
fn the_table_has_each_setting_once_and_in_order() {
    assert_eq!(SETTINGS.iter().map(|setting| setting.key).collect::<Vec<_>>(), Key::ALL);
    for key in Key::ALL {
        assert_eq!(Key::named(key.name()), Some(*key));
        // What is shown can be written, so an export is taken back.
        let text = ServerSettings::default().text(*key);
        assert_eq!(judged(*key, &text), Ok(text), "{key:?}");
        for language in Language::ALL {
            let meaning = (key.setting().meaning)(*language);
            assert!(meaning.chars().count() <= 80 && !meaning.ends_with('.'), "{meaning}");
        }
    }
    let words = |kind| match kind {
        Kind::Choice(words) => words.to_vec(),
        _ => Vec::new(),
    };
    for setting in &SETTINGS {
        for word in words(setting.kind) {
            assert!(judged(setting.key, word).is_ok(), "{word} is offered");
        }
        if let Kind::Written { example } = setting.kind {
            assert!(judged(setting.key, example).is_ok(), "{example} is an example");
        }
    }
}

#[test]
fn settings_are_read_as_people_write_them() {
    for (key, written, kept) in [
        (Key::Prefix, " ? ", "?"),
        (Key::Language, "Deutsch", "de"),
        (Key::Channels, "<#12> <#13>,<#12>", "12, 13"),
        (Key::Channels, "<#12><#13>", "12, 13"),
        (Key::Channels, "ALL", "all"),
        (Key::Roles, "<@&7> 8", "7, 8"),
        (Key::DeniedRoles, "none", "none"),
        (Key::Cooldown, "90", "90s"),
        (Key::Cooldown, "2min", "2m"),
        (Key::Cooldown, "0", "off"),
        (Key::Cooldown, "24h", "1d"),
        (Key::Quota, "1,000", "1000"),
        (Key::Quota, "Off", "off"),
        (Key::Size, "2048", "2048"),
        (Key::Steps, "deep", "324"),
        (Key::Motion, "no", "off"),
        (Key::Destinations, "MEGA, s3:one", "mega:SamsaraHelix_Core, s3:one"),
        (Key::Destinations, "`local` s3:two local", "local, s3:two"),
        (Key::Destinations, "drive:a b", "drive:a b"),
        (Key::Folder, "Garten der Stille", "Garten der Stille"),
        (Key::LogChannel, "<#5>", "5"),
        (Key::DeleteArchive, "Never", "never"),
    ] {
        assert_eq!(judged(key, written).as_deref(), Ok(kept), "{key:?} {written}");
        assert_eq!(judged(key, kept).as_deref(), Ok(kept), "{key:?}: what is kept can be written");
    }
}

#[test]
fn what_is_wrong_is_told_with_what_is_allowed() {
    for (key, written, said) in [
        (Key::Prefix, "toolong", "A prefix is 1 to 5"),
        (Key::Prefix, "/", "Discord keeps / and mentions"),
        (Key::Language, "fr", "The languages are en"),
        (Key::Channels, "here", "Name channels such as #here"),
        (Key::Channels, "", "Name channels such as #here"),
        (Key::Channels, "<@&5>", "Name channels such as #here"),
        (Key::LogChannel, "<#5> <#6>", "Name one channel"),
        (Key::Roles, "<@5>", "Name roles such as"),
        (Key::Roles, "@everyone", "@everyone is everybody"),
        (Key::AdminRoles, "9", "@everyone is everybody"),
        (Key::Cooldown, "2d", "Write a time such as 10s or 5m, up to 1d"),
        (Key::Cooldown, "1ms", "Write a time such as 10s"),
        (Key::Cooldown, "-1", "Write a time such as 10s"),
        (Key::Quota, "0", "Write a whole number from 1 to 1000000, or `off`"),
        (Key::Quota, "99999999999999999999", "Write a whole number"),
        (Key::Size, "255", "Write a whole number from 256 to 4096."),
        (Key::Steps, "1001", "Write a whole number from 1 to 1000."),
        (Key::Motion, "maybe", "Write `on` or `off`."),
        (Key::Destinations, "s3", "That is not a destination of mine. Here can be chosen: local, mega:"),
        (Key::Destinations, "local, gdrive:", "That is not a destination"),
        (Key::Destinations, ",", "That is not a destination"),
        (Key::Folder, "a/b", "A folder's name is 1 to 60 bytes"),
        (Key::Folder, "..", "A folder's name"),
        (Key::Folder, "{file}", "A folder's name"),
        (Key::Folder, "a\u{200b}b", "A folder's name"),
        (Key::Folder, &"x".repeat(61), "A folder's name"),
        (Key::DeleteArchive, "sometimes", "Choose one of ask, always, never."),
    ] {
        let refused = judged(key, written).expect_err(written);
        assert!(refused.starts_with(said), "{key:?} {written}: {refused}");
    }
    let many: Vec<_> = (1..=26).map(|id| id.to_string()).collect();
    assert_eq!(judged(Key::Channels, &many.join(" ")), Err("That is too many: a list takes 25.".to_owned()));
}

#[test]
fn no_server_goes_beyond_what_the_operator_allows() {
    let most = parse_ceilings("cooldown=10s,quota=50,size=1024,motion=off").expect("limits");
    for (key, wrong, right) in [
        (Key::Cooldown, "5s", "10s"),
        (Key::Quota, "off", "50"),
        (Key::Quota, "51", "50"),
        (Key::Size, "2048", "1024"),
        (Key::Motion, "on", "off"),
    ] {
        let said = format!("Whoever runs me allows at most {right}.");
        assert_eq!(within(key, wrong, &most), Err(said), "{key:?}");
        assert!(within(key, right, &most).is_ok(), "{key:?}");
    }
    assert!(within(Key::ServerQuota, "off", &most).is_ok());
    // What was set before is held to it as well.
    let (destinations, defaults) = (destinations(), ServerSettings::default());
    let ground = Ground {
        guild: None,
        destinations: &destinations,
        folders: true,
        defaults: &defaults,
        ceilings: &most,
    };
    let kept = ServerSettings::stored(&[("quota".to_owned(), "off".to_owned())], &ground);
    assert_eq!((kept.quota, kept.cooldown, kept.motion), (Some(50), Duration::from_secs(10), false));
}

#[test]
fn what_was_kept_is_read_even_where_the_rule_is_stricter_now() {
    let kept = stored(&[
        ("prefix", "much too long"),
        ("destinations", "gone:, local"),
        ("quota", "nonsense"),
        ("cooldown", "1m"),
        ("of-a-later-version", "x"),
    ]);
    assert_eq!(kept.prefix.as_str(), "much too long");
    assert_eq!(kept.text(Key::Destinations), "gone:, local");
    assert_eq!((kept.quota, kept.own(Key::Quota)), (Some(100), None), "the default holds");
    assert_eq!((kept.cooldown, kept.own(Key::Cooldown)), (Duration::from_mins(1), Some("1m")));
}

#[test]
fn a_servers_folder_says_whose_it_is() {
    assert_eq!(stored(&[]).folder_of(9), "9");
    assert_eq!(stored(&[("folder", "garden")]).folder_of(9), "garden-9");
    let none = ServerSettings::default();
    let ceilings = ServerSettings::without_limits();
    let ground =
        Ground { guild: Some(9), destinations: &[], folders: false, defaults: &none, ceilings: &ceilings };
    assert_eq!(ServerSettings::judge(Key::Folder, "garden", &ground), Err(Problem::NoFolders));
    assert_eq!(ServerSettings::judge(Key::Folder, "off", &ground), Ok("off".to_owned()));
}

#[test]
fn the_operators_limits_are_written_like_a_servers() {
    let limits = parse_defaults("quota=50, cooldown=off motion=no").expect("limits");
    assert_eq!((limits.quota, limits.cooldown, limits.motion), (Some(50), Duration::ZERO, false));
    assert_eq!(limits.server_quota, Some(1000), "what is left out stays");
    let text = limits.limits_text();
    assert_eq!(parse_defaults(&text).expect("limits").limits_text(), text);
    let wrong = parse_defaults("quota=0,prefix=!,cooldwn=5s,size").expect_err("all of them");
    assert_eq!(wrong.len(), 4, "{wrong:?}");
    assert!(wrong[1].contains("“prefix” is not a limit; there are cooldown, quota,"), "{wrong:?}");
}

#[test]
fn a_wrong_name_is_told_the_nearest() {
    for (wrong, nearest) in [
        ("cooldwn", Some(Key::Cooldown)),
        ("Quotas", Some(Key::Quota)),
        ("denied_roles", Some(Key::DeniedRoles)),
        ("log", None),
        ("xyzzy", None),
        ("", None),
    ] {
        assert_eq!(Key::nearest(wrong), nearest, "{wrong}");
    }
}

#[test]
fn what_nobody_says_is_within_the_limits() {
    let settings = stored(&[("steps", "50"), ("size", "512")]);
    assert_eq!((settings.usual_steps().get(), settings.usual_size().width()), (50, 512));
    let usual = stored(&[]);
    assert_eq!((usual.usual_steps().get(), usual.usual_size().width()), (108, 1024));
    assert!(settings.is_too_large(crate::ritual::Size::Banner));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_and_what_is_taken_is_written_the_same_way(text in "\\PC{0,40}", which in 0..18_usize) {
        let key = Key::ALL[which];
        if let Ok(kept) = judged(key, &text) {
            proptest::prop_assert_eq!(judged(key, &kept), Ok(kept));
        }
    }
}
