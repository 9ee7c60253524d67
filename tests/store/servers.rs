//! What servers have set, who changed it, and what becomes of it when the bot is removed.

use std::sync::Arc;

use helix_bot::jobs::forget::{AFTER_LEAVING, forget_servers};
use helix_bot::store::{Lane, NewRitual, SettingChange, SettingsDraft, Store};
use tokio::task::JoinSet;

use super::fixture::{START, TestDatabase, at, claim, request};

fn to(name: &'static str, text: &str) -> SettingChange {
    SettingChange { name, after: Some(text.to_owned()) }
}

async fn change(store: &Store, guild: u64, person: u64, changes: &[SettingChange], seconds: u64) -> usize {
    store.change_settings(guild, person, changes, at(seconds)).await.expect("changed").len()
}

async fn settings(store: &Store, guild: u64) -> Vec<(String, String)> {
    store.server_settings(guild).await.expect("the database answers")
}

fn rows(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The log in short: number, who, what, from, to; the latest first.
async fn log(store: &Store, guild: u64, before: Option<u64>, most: u32) -> Vec<String> {
    let log = store.settings_log(guild, before, most).await.expect("the database answers");
    let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let line = |it: helix_bot::store::LoggedChange| {
        format!("{} {} {} {} {}", it.number, it.person, it.name, text(it.before), text(it.after))
    };
    log.into_iter().map(line).collect()
}

pub(super) async fn a_change_is_kept_with_who_made_it(database: TestDatabase) {
    let store = database.open().await;
    assert_eq!(settings(&store, 1).await, []);
    assert_eq!(change(&store, 1, 7, &[to("prefix", "$"), to("quota", "50")], 1).await, 2);
    assert_eq!(change(&store, 1, 8, &[to("prefix", "$"), to("quota", "60")], 2).await, 1, "one is as it was");
    let reset = SettingChange { name: "quota", after: None };
    assert_eq!(change(&store, 1, 9, std::slice::from_ref(&reset), 3).await, 1);
    assert_eq!(change(&store, 1, 9, &[reset], 4).await, 0);
    drop(store);
    let store = database.open().await;
    assert_eq!(settings(&store, 1).await, rows(&[("prefix", "$")]));
    assert_eq!(settings(&store, 2).await, [], "another server's are its own");
    let all = ["4 9 quota 60 -", "3 8 quota 50 60", "2 7 quota - 50", "1 7 prefix - $"];
    assert_eq!(log(&store, 1, None, 9).await, all);
    assert_eq!(log(&store, 1, None, 1).await, all[..1]);
    assert_eq!(log(&store, 1, Some(3), 9).await, all[2..]);
    assert_eq!(log(&store, 2, None, 9).await, Vec::<String>::new());
}

pub(super) async fn changes_at_once_are_all_written_down(database: TestDatabase) {
    let stores = [database.open().await, database.open().await];
    let mut changes = JoinSet::new();
    for number in 0..20_u64 {
        let store = Arc::clone(&stores[number as usize % 2]);
        changes.spawn(async move { change(&store, 1, number, &[to("quota", &number.to_string())], 1).await });
    }
    changes.join_all().await;
    let log = log(&stores[0], 1, None, 99).await;
    assert_eq!(log.len(), 20);
    // Each begins where the one before it ended.
    for pair in log.windows(2) {
        let word = |line: &str, place: usize| line.split(' ').nth(place).map(str::to_owned);
        assert_eq!(word(&pair[0], 3), word(&pair[1], 4), "{log:?}");
    }
}

pub(super) async fn the_last_changes_of_a_server_are_kept(database: TestDatabase) {
    let store = database.open().await;
    for number in 0..205_u64 {
        change(&store, 1, 7, &[to("quota", &number.to_string())], number).await;
    }
    let log = log(&store, 1, None, 999).await;
    assert_eq!((log.len(), log[0].as_str()), (200, "205 7 quota 203 204"));
}

pub(super) async fn a_draft_is_of_one_person_and_the_last_counts(database: TestDatabase) {
    let store = database.open().await;
    let draft = |id: &str| SettingsDraft { id: id.to_owned(), text: format!("text of {id}") };
    for id in ["one", "two"] {
        store.set_draft(1, 7, &draft(id), START).await.expect("kept");
    }
    let of = async |guild, person| store.draft(guild, person).await.expect("the database answers");
    assert_eq!(of(1, 7).await, Some(draft("two")));
    assert_eq!((of(1, 8).await, of(2, 7).await), (None, None));
    assert_eq!(store.forget_drafts(at(1)).await.expect("answered"), 1);
    assert_eq!(of(1, 7).await, None);
}

pub(super) async fn what_a_server_had_set_stays_for_a_while_after_it_was_left(database: TestDatabase) {
    let store = database.open().await;
    for guild in [1, 2] {
        change(&store, guild, 7, &[to("prefix", "$")], 0).await;
    }
    let ritual = NewRitual { ..request(1) };
    store.accept(&ritual).await.expect("accepted");
    assert!(store.leave_server(1, at(10)).await.expect("answered"));
    assert!(!store.leave_server(1, at(20)).await.expect("answered"), "it was known");
    assert!(!store.leave_server(3, at(10)).await.expect("answered"), "nothing is kept of it");
    let end = at(10) + AFTER_LEAVING;
    let just_before = end.before(std::time::Duration::from_millis(1));
    assert!(forget_servers(&store, just_before).await.expect("answered").is_empty());
    assert_eq!(settings(&store, 1).await, rows(&[("prefix", "$")]));
    assert_eq!(forget_servers(&store, end).await.expect("answered"), [1]);
    assert_eq!(settings(&store, 1).await, []);
    assert_eq!(log(&store, 1, None, 9).await, Vec::<String>::new());
    assert_eq!(settings(&store, 2).await, rows(&[("prefix", "$")]), "the other one stays");
    assert!(claim(&store, &Lane::Render, START).await.is_some(), "rituals stay");
}

pub(super) async fn who_comes_back_in_time_finds_everything(database: TestDatabase) {
    let store = database.open().await;
    change(&store, 1, 7, &[to("prefix", "$")], 0).await;
    store.leave_server(1, at(10)).await.expect("answered");
    assert!(store.is_left(1).await.expect("answered"));
    assert!(store.come_back(1).await.expect("answered"));
    assert!(!store.is_left(1).await.expect("answered"));
    assert!(forget_servers(&store, at(10) + AFTER_LEAVING * 2).await.expect("answered").is_empty());
    assert_eq!(settings(&store, 1).await, rows(&[("prefix", "$")]));
    // Whoever changes something is there, whatever was heard.
    store.leave_server(1, at(20)).await.expect("answered");
    change(&store, 1, 7, &[to("prefix", "%")], 30).await;
    assert!(!store.is_left(1).await.expect("answered"));
}

pub(super) async fn servers_that_are_missing_were_left_and_those_of_other_shards_were_not(
    database: TestDatabase,
) {
    let store = database.open().await;
    for guild in [1, 2, 3, 4] {
        change(&store, guild, 7, &[to("prefix", "$")], 0).await;
    }
    store.leave_server(2, at(1)).await.expect("answered");
    let look = |guild: u64| match guild {
        1 | 2 => Some(true),
        3 => Some(false),
        _ => None,
    };
    assert_eq!(store.note_presence(&look, at(5)).await.expect("answered"), 1);
    let left = async |guild| store.is_left(guild).await.expect("answered");
    assert_eq!((left(1).await, left(2).await, left(3).await, left(4).await), (false, false, true, false));
    assert_eq!(store.note_presence(&look, at(9)).await.expect("answered"), 0);
    assert_eq!(
        forget_servers(&store, at(5) + AFTER_LEAVING).await.expect("answered"),
        [3],
        "since the first look"
    );
}
