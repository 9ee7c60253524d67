use std::sync::Arc;

use clap::Parser as _;
use tokio::task::JoinSet;

use super::*;
use crate::config::{Flags, Settings, Variables};
use crate::language::Language;
use crate::ritual::{ChosenSeed, Field, Lore, Seed, Size, Steps, Style, evolve};
use crate::store::Origin;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    flags: Flags,
}

async fn app(folder: &std::path::Path) -> App {
    app_with(folder, &[]).await
}

async fn app_with(folder: &std::path::Path, more: &[&str]) -> App {
    let folder = folder.display().to_string();
    let none = "cooldown=off,quota=off,server-quota=off,at-once=off";
    let line = [&["helix-bot", "--data-dir", &folder, "--limits", none], more].concat();
    let line = Line::parse_from(line);
    let settings = Settings::load(&line.flags, &Variables::default()).expect("settings");
    App::open(settings).await.expect("it opens")
}

fn request(guild: Option<u64>, message: u64) -> RitualRequest {
    RitualRequest {
        origin: Origin::Message { guild, channel: 2, message, user: 3 },
        steps: Steps::default(),
        seed: Some(ChosenSeed { seed: Seed::from_bits(message), words: None }),
        redraws: None,
        style: Style::default(),
        size: Size::default(),
        motion: false,
        spoiler: false,
        language: Language::English,
        archive: true,
        edited: None,
    }
}

#[tokio::test]
async fn a_guilds_rituals_start_from_what_it_keeps_and_others_from_the_default() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path()).await;
    let first = app.accept(request(Some(1), 1)).await.expect("accepted");
    assert_eq!(first.recipe.field, Field::default());
    let second = app.accept(request(Some(1), 2)).await.expect("accepted");
    assert_eq!(second.recipe.field, Lore::default().after(1, &evolve(&first.recipe)).0.field);
    for elsewhere in [Some(2), None] {
        let other = app.accept(request(elsewhere, 3 + elsewhere.unwrap_or(0))).await.expect("accepted");
        assert_eq!(other.recipe.field, Field::default(), "{elsewhere:?}");
    }
    // Delivered again: the ritual is known, and the lore stays.
    let before = app.lore(1).await.expect("lore");
    assert_eq!(app.accept(request(Some(1), 2)).await.expect("recognised").id, second.id);
    assert_eq!(app.lore(1).await.expect("lore"), before);
    assert!(app.reset_lore(1).await.expect("reset"));
    assert_eq!(app.accept(request(Some(1), 9)).await.expect("accepted").recipe.field, Field::default());
    app.close().await;
}

#[tokio::test]
async fn audits_go_round_in_the_period_that_is_set_within_a_quarter_of_the_limit_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = async |more: &[&str]| {
        let app = app_with(folder.path(), more).await;
        let plan = app.audit_plan();
        app.close().await;
        plan.map(|plan| (plan.period.as_secs() / 3600, plan.rate))
    };
    assert_eq!(plan(&[]).await, Some((90 * 24, None)));
    assert_eq!(plan(&["--audit=12h", "--bwlimit=1M"]).await, Some((12, Some(256 << 10))));
    assert_eq!(plan(&["--audit=off", "--bwlimit=1M"]).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rituals_accepted_at_once_follow_one_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = Arc::new(app(folder.path()).await);
    let mut accepts = JoinSet::new();
    for message in 0..8 {
        let app = Arc::clone(&app);
        accepts.spawn(async move { app.accept(request(Some(1), message)).await.expect("accepted") });
    }
    let starts: Vec<Field> =
        accepts.join_all().await.into_iter().map(|accepted| accepted.recipe.field).collect();
    for (place, field) in starts.iter().enumerate() {
        assert!(!starts[..place].contains(field), "two started from one field");
    }
    assert_eq!(app.lore(1).await.expect("lore").revision, 8);
    app.close().await;
}
