//! Rituals one after the other, copies asked for later, adopted objects, guilds' destinations, alarms.

use std::time::Duration;

use helix_bot::digest::Digest;
use helix_bot::failure::Class;
use helix_bot::language::Language;
use helix_bot::store::{
    Adopted, Alarm, ArchiveState, CommonNews, Lane, LogEvent, News, NoSnapshot, Outcome, OwnNews, RitualId,
    Scope, SettingChange, Store,
};
use helix_bot::sync::Destination;

use super::fixture::{
    START, TestDatabase, accept_and_render, at, claim, command_line_request, dead, destination, receipt,
    request, retry, uploads, view, work,
};

pub(super) async fn rituals_are_told_page_by_page_in_their_order(database: TestDatabase) {
    let store = database.open().await;
    let mut ids = Vec::new();
    for message in 1..=5 {
        ids.push(accept_and_render(&store, &request(message)).await);
    }
    let page = async |after, most| {
        let page = store.rituals(after, most).await.expect("the database answers");
        page.into_iter().map(|view| view.ritual.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 2).await, ids[..2]);
    assert_eq!(page(Some(ids[1]), 2).await, ids[2..4]);
    assert_eq!(page(Some(ids[3]), 2).await, ids[4..]);
    assert_eq!(page(Some(ids[4]), 2).await, []);
    let whole = store.rituals(None, 9).await.expect("the database answers");
    assert_eq!(whole[3], view(&store, ids[3]).await);
}

pub(super) async fn a_copy_can_be_asked_for_later_and_only_once(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &request(1)).await;
    let path = "rituals/1.png".parse().expect("a path");
    let add = async |id, to: &Destination| store.add_archive(id, to, &path, at(5)).await.expect("answered");
    let new: Destination = "new:".parse().expect("a destination");
    assert!(add(id, &new).await);
    assert!(!add(id, &new).await, "it is asked for already");
    assert!(!add(id, &destination(0)).await, "so is this one, from the beginning");
    assert!(!add(RitualId::new(), &new).await, "there is no such ritual");
    let blank = store.accept(&request(2)).await.expect("it is accepted");
    assert!(!add(blank, &new).await, "there is no picture to send");

    let copies = view(&store, id).await.archives;
    assert_eq!(
        copies.iter().map(|copy| copy.destination.clone()).collect::<Vec<_>>(),
        [destination(0), destination(1), new.clone()]
    );
    assert_eq!(copies[2].state, ArchiveState::Pending);
    let lane = Lane::Archive(new.clone());
    assert_eq!(claim(&store, &lane, at(4)).await, None, "it is not due before it was asked for");
    let job = work(&store, &lane, at(5), &Outcome::Archived(receipt())).await;
    assert_eq!((job.ritual, job.path.as_ref()), (id, Some(&path)));
    assert!(!add(id, &new).await, "it stands");
}

pub(super) async fn the_copies_with_the_recorded_content_are_known(database: TestDatabase) {
    let store = database.open().await;
    let id = accept_and_render(&store, &command_line_request(1)).await;
    work(&store, &uploads(1), at(1), &Outcome::Archived(receipt())).await;
    let view = view(&store, id).await;
    let path = "rituals/1.png".parse().expect("a path");
    assert_eq!(view.copies(receipt().digest).collect::<Vec<_>>(), [(&destination(1), &path)]);
    assert_eq!(view.copies(Digest::of(b"another file")).count(), 0);
}

pub(super) async fn adopted_objects_are_kept_and_adopted_again_are_renewed(database: TestDatabase) {
    let store = database.open().await;
    let object = |path: &str, content: &[u8]| Adopted {
        destination: destination(0),
        path: path.parse().expect("a path"),
        digest: Digest::of(content),
        bytes: content.len() as u64,
        at: at(1),
    };
    for (path, content) in [("rituals/b.png", b"b"), ("rituals/a.png", b"a"), ("rituals/b.png", b"c")] {
        store.adopt(&object(path, content)).await.expect("adopted");
    }
    drop(store);
    let adopted = database.open().await.adopted().await.expect("the database answers");
    assert_eq!(adopted, [object("rituals/a.png", b"a"), object("rituals/b.png", b"c")]);
}

/// The next alarm at `now`, held for a minute.
async fn take(store: &Store, now: u64) -> Option<Alarm> {
    store.take_alarm(at(now), at(now) + Duration::from_mins(1)).await.expect("the database answers")
}

pub(super) async fn a_pause_raises_one_alarm_and_its_end_another(database: TestDatabase) {
    let store = database.open().await;
    for message in 1..=4 {
        accept_and_render(&store, &request(message)).await;
    }
    work(&store, &uploads(0), at(0), &Outcome::Archived(receipt())).await;
    assert_eq!(take(&store, 0).await, None, "all is well");

    // Two uploads were under way when the login was first refused.
    let first = claim(&store, &uploads(0), at(1)).await.expect("a job");
    let second = claim(&store, &uploads(0), at(1)).await.expect("a job");
    for job in [&first, &second] {
        let refused = retry(3600, Class::Auth, "wrong password");
        assert!(store.finish(&job.lease, &refused, at(2)).await.expect("the outcome is written"));
    }
    let alarm = take(&store, 3).await.expect("one alarm");
    let paused = News::Paused("wrong password".to_owned());
    assert_eq!((&alarm.destination, &alarm.news), (&destination(0), &paused));
    assert_eq!(take(&store, 4).await, None, "somebody is about to tell it");
    assert_eq!(take(&store, 64).await.map(|again| again.id), Some(alarm.id), "nobody did");
    store.alarm_told(alarm.id, at(65)).await.expect("recorded");
    assert_eq!(take(&store, 1000).await, None, "it is told once");

    // After the hour, and after a person's retry, it is refused again: still the same trouble.
    work(&store, &uploads(0), at(3601), &retry(7200, Class::Auth, "wrong password")).await;
    store.revive(Scope::Everything, at(3602)).await.expect("revived");
    work(&store, &uploads(0), at(3603), &retry(7200, Class::Auth, "wrong password")).await;
    assert_eq!(take(&store, 3604).await, None);

    store.revive(Scope::Everything, at(3605)).await.expect("revived");
    work(&store, &uploads(0), at(3606), &Outcome::Archived(receipt())).await;
    work(&store, &uploads(0), at(3606), &Outcome::Archived(receipt())).await;
    let well = take(&store, 3607).await.expect("another alarm");
    assert_eq!((well.destination, well.news), (destination(0), News::WorksAgain));
    store.alarm_told(well.id, at(3608)).await.expect("recorded");
    assert_eq!(take(&store, 9999).await, None, "that is told once as well");
}

pub(super) async fn that_no_snapshot_reaches_a_destination_is_told_once_whatever_else_is_wrong_there(
    database: TestDatabase,
) {
    let mut store = database.open().await;
    let (mega, other) = (destination(0), destination(1));
    for (to, name) in [(&mega, "first"), (&other, "first"), (&mega, "second")] {
        assert!(!store.snapshot_archived(to, name, at(1)).await.expect("written"), "all is well");
    }
    assert!(!store.snapshot_failed(&other, "slow", true, at(2)).await.expect("written"), "it may pass");
    assert!(!store.snapshot_archived(&other, "second", at(2)).await.expect("written"), "it did");
    assert!(!store.snapshot_failed(&other, "slow", true, at(2)).await.expect("written"), "it may pass again");
    assert!(store.snapshot_failed(&mega, "full", false, at(2)).await.expect("written"));
    // The destination is paused as well, and its end is not the end of this.
    for message in 1..=2 {
        accept_and_render(&store, &request(message)).await;
    }
    work(&store, &uploads(0), at(3), &retry(4, Class::Auth, "wrong password")).await;
    store.revive(Scope::Everything, at(4)).await.expect("revived");
    work(&store, &uploads(0), at(5), &Outcome::Archived(receipt())).await;
    store.close().await;
    store = database.open().await;
    assert!(!store.snapshot_failed(&mega, "still full", false, at(6)).await.expect("written"));
    assert!(store.snapshot_archived(&mega, "third", at(7)).await.expect("written"));
    assert!(!store.snapshot_archived(&mega, "fourth", at(8)).await.expect("written"));

    let failed = NoSnapshot { reason: "full".to_owned(), last: Some("second".to_owned()) };
    let paused = News::Paused("wrong password".to_owned());
    for news in [News::NoSnapshot(failed), paused, News::WorksAgain, News::SnapshotsAgain] {
        let alarm = take(&store, 9).await.expect("an alarm");
        assert_eq!((&alarm.destination, alarm.news), (&mega, news));
        store.alarm_told(alarm.id, at(9)).await.expect("recorded");
    }
    assert_eq!(take(&store, 9999).await, None);
    // Servers hear of the pause and its end alone.
    for event in [LogEvent::Paused("wrong password".to_owned()), LogEvent::WorksAgain] {
        let common = take_news(&store, 10).await.expect("news");
        assert_eq!(common.news.event, event);
        store.servers_told(common.news.id, None, None).await.expect("written");
    }
    assert_eq!(take_news(&store, 11).await, None);
}

/// What servers are to be told next, held for a minute.
async fn take_news(store: &Store, now: u64) -> Option<CommonNews> {
    store.take_server_news(at(now), at(now) + Duration::from_mins(1)).await.expect("the database answers")
}

pub(super) async fn a_pause_and_its_end_are_told_in_log_channels_one_after_the_other(database: TestDatabase) {
    let store = database.open().await;
    set(&store, 7, "prefix", "?").await;
    set(&store, 9, "log-channel", "90").await;
    set(&store, 9, "destinations", "s3:bucket/folder, local").await;
    set(&store, 8, "log-channel", "80").await;
    set(&store, 8, "language", "de").await;
    accept_and_render(&store, &request(1)).await;
    accept_and_render(&store, &request(2)).await;
    work(&store, &uploads(0), at(1), &retry(60, Class::Auth, "wrong password")).await;
    store.revive(Scope::Everything, at(2)).await.expect("revived");
    work(&store, &uploads(0), at(3), &Outcome::Archived(receipt())).await;

    let paused = take_news(&store, 4).await.expect("something to tell");
    let because = LogEvent::Paused("wrong password".to_owned());
    assert_eq!((paused.news.destination.as_str(), &paused.news.event), ("mega:", &because));
    assert_eq!(take_news(&store, 5).await, None, "its end is told after it, and somebody is telling it");
    let next = async |after| store.next_log_channel(after).await.expect("the database answers");
    let first = next(paused.after).await.expect("a server");
    assert_eq!((first.guild, first.channel, first.language), (8, Some(80), Language::German));
    assert!(first.hears_of("mega:"), "it chose no places");
    let second = next(first.guild).await.expect("another");
    assert_eq!((second.guild, second.hears_of("mega:"), second.hears_of("local")), (9, false, true));
    assert_eq!(next(second.guild).await, None);

    // Whoever told the first is killed.
    store.servers_told(paused.news.id, Some(8), Some(at(64))).await.expect("written");
    assert_eq!(take_news(&store, 63).await, None);
    let again = take_news(&store, 65).await.expect("it goes on");
    assert_eq!((again.news.id, again.after), (paused.news.id, 8));
    store.servers_told(paused.news.id, None, None).await.expect("written");
    let well = take_news(&store, 66).await.expect("its end");
    assert_eq!((&well.news.event, well.after), (&LogEvent::WorksAgain, 0));
    store.servers_told(well.news.id, None, None).await.expect("written");
    assert_eq!(take_news(&store, 999).await, None);
}

/// A server sets something.
async fn set(store: &Store, guild: u64, name: &'static str, value: &str) {
    let change = SettingChange { name, after: Some(value.to_owned()) };
    store.change_settings(guild, 3, &[change], START).await.expect("it is kept");
}

pub(super) async fn a_pause_that_was_missed_is_told_only_while_it_lasts(database: TestDatabase) {
    const HOUR: u64 = 3600;
    let store = database.open().await;
    for message in 1..=3 {
        accept_and_render(&store, &request(message)).await;
    }
    let refused = retry(60, Class::Auth, "wrong password");
    work(&store, &uploads(0), at(1), &refused).await;
    assert_eq!(take_news(&store, HOUR + 9).await.map(|it| it.after), Some(0), "it lasts");
    let lasting = take_news(&store, HOUR + 99).await.expect("nobody told it");
    // It ends before anybody told it: whoever has begun goes on, and the end is told then.
    store.revive(Scope::Everything, at(HOUR + 100)).await.expect("revived");
    work(&store, &uploads(0), at(HOUR + 100), &Outcome::Archived(receipt())).await;
    store.servers_told(lasting.news.id, None, None).await.expect("written");
    let end = take_news(&store, 9 * HOUR).await.expect("those who were told of it hear of its end");
    assert_eq!(end.news.event, LogEvent::WorksAgain);
    store.servers_told(end.news.id, None, None).await.expect("written");

    // Another comes and goes while nobody is there who could tell it.
    work(&store, &uploads(0), at(10 * HOUR), &refused).await;
    store.revive(Scope::Everything, at(10 * HOUR + 1)).await.expect("revived");
    work(&store, &uploads(0), at(10 * HOUR + 1), &Outcome::Archived(receipt())).await;
    assert_eq!(take_news(&store, 12 * HOUR).await, None);
}

/// What a server is to be told of its own copies next, held for a minute.
async fn take_own(store: &Store, now: u64) -> Option<OwnNews> {
    store.take_own_news(at(now), at(now) + Duration::from_mins(1)).await.expect("the database answers")
}

pub(super) async fn a_server_is_told_of_copies_that_were_given_up_together_and_once_an_hour(
    database: TestDatabase,
) {
    let store = database.open().await;
    for message in 1..=5 {
        accept_and_render(&store, &request(message)).await;
    }
    work(&store, &uploads(0), at(0), &dead("nobody is told of this")).await;
    assert_eq!(take_own(&store, 99).await, None, "it named no channel");

    set(&store, 1, "log-channel", "90").await;
    for now in [1, 2] {
        work(&store, &uploads(0), at(now), &dead("a folder is in the way")).await;
    }
    let full = Outcome::Dead { class: Class::Quota, reason: "full".to_owned() };
    work(&store, &uploads(1), at(2), &full).await;
    assert_eq!(take_own(&store, 3).await, None, "others may follow");
    let first = take_own(&store, 12).await.expect("two copies");
    let event = |copies, class, reason: &str| LogEvent::GivenUp { copies, class, reason: reason.to_owned() };
    assert_eq!(first.news.event, event(2, Class::Permanent, "a folder is in the way"));
    assert_eq!((first.news.destination.as_str(), first.to.guild, first.to.channel), ("mega:", 1, Some(90)));
    let other = take_own(&store, 13).await.expect("of another kind, elsewhere");
    assert_eq!(other.news.event, event(1, Class::Quota, "full"));
    store.own_news_told(&other.news, at(13)).await.expect("written");
    assert_eq!(take_own(&store, 14).await, None, "somebody is about to tell it");
    let again = take_own(&store, 73).await.expect("nobody did");
    assert_eq!(again.news.id, first.news.id);
    store.own_news_told(&again.news, at(73)).await.expect("written");

    work(&store, &uploads(0), at(80), &dead("a folder is in the way")).await;
    assert_eq!(take_own(&store, 3600).await, None, "the hour is not over");
    let later = take_own(&store, 3700).await.expect("one more");
    assert_eq!(later.news.event, event(1, Class::Permanent, "a folder is in the way"));
    store.own_news_told(&later.news, at(3700)).await.expect("written");

    // Somebody mends it. While one is given up still, nothing is said.
    work(&store, &uploads(0), at(3701), &Outcome::Archived(receipt())).await;
    assert_eq!(take_own(&store, 3702).await, None);
    store.revive(Scope::Everything, at(3703)).await.expect("revived");
    for _ in 0..4 {
        work(&store, &uploads(0), at(3704), &Outcome::Archived(receipt())).await;
    }
    let end = take_own(&store, 3705).await.expect("its end");
    assert_eq!((end.news.destination.as_str(), &end.news.event), ("mega:", &LogEvent::MadeGood));
    store.own_news_told(&end.news, at(3705)).await.expect("written");
    assert_eq!(take_own(&store, 9999).await, None);
}

pub(super) async fn a_server_is_told_of_lost_copies_and_hears_when_all_stand(database: TestDatabase) {
    let store = database.open().await;
    set(&store, 1, "log-channel", "90").await;
    for message in 1..=2 {
        accept_and_render(&store, &request(message)).await;
        work(&store, &uploads(0), at(1), &Outcome::Archived(receipt())).await;
    }
    assert_eq!(take_own(&store, 99).await, None, "all is well");
    let copies = store.proven_copies(&destination(0), None, at(99), 9).await.expect("the database answers");
    for copy in &copies {
        assert!(store.copy_lost(copy, "it is gone", at(100)).await.expect("written"));
    }
    let lost = |copies, made_good| LogEvent::Lost { copies, reason: "it is gone".to_owned(), made_good };
    let told = take_own(&store, 111).await.expect("both");
    assert_eq!(told.news.event, lost(2, false));
    store.own_news_told(&told.news, at(111)).await.expect("written");
    work(&store, &uploads(0), at(112), &Outcome::Archived(receipt())).await;
    assert_eq!(take_own(&store, 113).await, None, "one is lost still");
    work(&store, &uploads(0), at(114), &Outcome::Archived(receipt())).await;
    let end = take_own(&store, 115).await.expect("its end");
    assert_eq!(end.news.event, LogEvent::MadeGood);
    store.own_news_told(&end.news, at(115)).await.expect("written");

    // What is made good before it could be told is told as one.
    let copies = store.proven_copies(&destination(0), None, at(999), 1).await.expect("the database answers");
    assert!(store.copy_lost(&copies[0], "it is gone", at(200)).await.expect("written"));
    work(&store, &uploads(0), at(201), &Outcome::Archived(receipt())).await;
    let told = take_own(&store, 211).await.expect("both in one");
    assert_eq!(told.news.event, lost(1, true));
    store.own_news_told(&told.news, at(211)).await.expect("written");
    assert_eq!(take_own(&store, 9999).await, None);
}
