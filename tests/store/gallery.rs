//! Pages of what an owner's rituals left, ids that are found by their beginning, and rituals that are deleted.

use std::time::Duration;

use helix_bot::failure::Class;
use helix_bot::ritual::Style;
use helix_bot::store::{
    AskedIn, GalleryFilter, GalleryPage, Lane, NewRitual, Origin, Outcome, PageStart, RitualId, Store,
    Timestamp,
};

use super::audits::rows_read;
use super::fixture::{
    START, TestDatabase, at, claim, destination, message, picture, receipt, request, retry, uploads, view,
    work,
};
use crate::support::postgres::Postgres;

const ALL: GalleryFilter = GalleryFilter { owner: 1, member: None, style: None, since: None };

/// A rendered ritual, accepted at `at`.
async fn performed(store: &Store, guild: Option<u64>, user: u64, style: Style, at: Timestamp) -> RitualId {
    performed_in(store, (guild, 2), user, style, at).await
}

/// The same in a channel.
async fn performed_in(
    store: &Store,
    (guild, channel): (Option<u64>, u64),
    user: u64,
    style: Style,
    at: Timestamp,
) -> RitualId {
    let id = RitualId::first_at(at);
    let mut new = request(at.0.cast_unsigned());
    new.recipe.style = style;
    let origin = Origin::Message { guild, channel, message: at.0.cast_unsigned(), user };
    store.accept(&NewRitual { id, origin, ..new }).await.expect("accepted");
    let job = store.claim(&Lane::Render, Some(id), START, START).await.expect("answered").expect("a job");
    let rendered = Outcome::Rendered(picture());
    assert!(store.finish(&job.lease, &rendered, START).await.expect("written"));
    id
}

/// Rituals of server 1, one a second; member 3 and 4 and the styles eye and flame take turns.
async fn seven(store: &Store) -> Vec<RitualId> {
    let mut ids = Vec::new();
    for second in 0..7 {
        let style = if second % 3 == 0 { Style::Flame } else { Style::Eye };
        ids.push(performed(store, Some(1), 3 + second % 2, style, at(second)).await);
    }
    ids
}

async fn page(store: &Store, filter: GalleryFilter, start: PageStart) -> GalleryPage {
    store.gallery(&filter, &AskedIn::Anywhere, start, 3).await.expect("answered")
}

fn ids(page: &GalleryPage) -> Vec<RitualId> {
    page.rituals.iter().map(|view| view.ritual.id).collect()
}

pub(super) async fn a_gallery_is_told_page_by_page_the_latest_first(database: TestDatabase) {
    let store = database.open().await;
    let none = page(&store, ALL, PageStart::Latest).await;
    assert_eq!((none.rituals.len(), none.has_later, none.has_earlier), (0, false, false));
    let made = seven(&store).await;
    let waiting = store.accept(&request(99)).await.expect("accepted");

    let first = page(&store, ALL, PageStart::Latest).await;
    assert_eq!(ids(&first), [made[6], made[5], made[4]], "{waiting} has no picture yet");
    assert_eq!((first.has_later, first.has_earlier), (false, true));
    let second = page(&store, ALL, PageStart::Before(made[4])).await;
    assert_eq!(ids(&second), [made[3], made[2], made[1]]);
    assert_eq!((second.has_later, second.has_earlier), (true, true));
    let last = page(&store, ALL, PageStart::Before(made[1])).await;
    assert_eq!(ids(&last), [made[0]]);
    assert_eq!((last.has_later, last.has_earlier), (true, false));
    // And back again; what would begin above the latest begins with it.
    assert_eq!(ids(&page(&store, ALL, PageStart::After(made[0])).await), ids(&second));
    assert_eq!(ids(&page(&store, ALL, PageStart::After(made[3])).await), ids(&first));
    for near in &made[4..] {
        assert_eq!(page(&store, ALL, PageStart::After(*near)).await, first);
    }
    // Below the last there is nothing: the last page is shown.
    let beyond = page(&store, ALL, PageStart::Before(made[0])).await;
    assert_eq!(ids(&beyond), [made[2], made[1], made[0]]);
    assert_eq!((beyond.has_later, beyond.has_earlier), (true, false));
}

pub(super) async fn a_gallery_is_narrowed_by_member_style_and_time(database: TestDatabase) {
    let store = database.open().await;
    let made = seven(&store).await;
    let shown = async |filter| ids(&page(&store, filter, PageStart::Latest).await);
    assert_eq!(shown(GalleryFilter { member: Some(4), ..ALL }).await, [made[5], made[3], made[1]]);
    let flame = GalleryFilter { style: Some(Style::Flame), ..ALL };
    assert_eq!(shown(flame).await, [made[6], made[3], made[0]]);
    assert_eq!(shown(GalleryFilter { member: Some(3), ..flame }).await, [made[6], made[0]]);
    let late = GalleryFilter { since: Some(at(5)), ..ALL };
    assert_eq!(shown(late).await, [made[6], made[5]]);
    assert!(!page(&store, late, PageStart::Latest).await.has_earlier);
    assert_eq!(ids(&page(&store, late, PageStart::Before(made[5])).await), [made[6], made[5]]);
    assert_eq!(ids(&page(&store, late, PageStart::After(made[0])).await), [made[6], made[5]]);
    assert!(shown(GalleryFilter { since: Some(at(60)), ..ALL }).await.is_empty());
    assert!(shown(GalleryFilter { style: Some(Style::Mini), ..ALL }).await.is_empty());
}

pub(super) async fn a_gallery_and_its_ids_keep_to_the_channels_that_may_be_told_of(database: TestDatabase) {
    let store = database.open().await;
    // Few are of channel 2, among so many others that one look does not find a page of them.
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for second in 0..330_u64 {
        let channel = if second % 60 == 0 { 2 } else { 7 };
        let id = performed_in(&store, (Some(1), channel), 3, Style::Eye, at(second)).await;
        all.push(id);
        if channel == 2 {
            open.push(id);
        }
    }
    let told = &AskedIn::These([2, 5].into());
    let page = async |start| store.gallery(&ALL, told, start, 3).await.expect("answered");
    let first = page(PageStart::Latest).await;
    assert_eq!(ids(&first), [open[5], open[4], open[3]]);
    assert_eq!((first.has_later, first.has_earlier), (false, true));
    let second = page(PageStart::Before(open[3])).await;
    assert_eq!(ids(&second), [open[2], open[1], open[0]]);
    assert_eq!((second.has_later, second.has_earlier), (true, false));
    assert_eq!(page(PageStart::After(open[2])).await, first);
    assert_eq!(page(PageStart::Before(open[0])).await, second, "below the last there is nothing");
    let known = async |told: &AskedIn, text: &str| {
        let known = store.known_ids(1, told, text, 2).await.expect("answered");
        known.into_iter().map(|ritual| ritual.id).collect::<Vec<_>>()
    };
    assert_eq!(known(told, "").await, [open[5], open[4]]);
    assert_eq!(known(told, &all[1].to_string()).await, []);
    assert_eq!(known(&AskedIn::Anywhere, &all[1].to_string()).await, [all[1]]);
    assert_eq!(known(&AskedIn::These([9].into()), "").await, []);
}

pub(super) async fn a_gallery_and_its_ids_are_an_owners_alone(database: TestDatabase) {
    let store = database.open().await;
    let here = performed(&store, Some(1), 3, Style::Eye, at(1)).await;
    let there = performed(&store, Some(2), 3, Style::Eye, at(2)).await;
    let private = performed(&store, None, 3, Style::Eye, at(3)).await;
    let line = NewRitual { id: RitualId::first_at(at(4)), origin: Origin::CommandLine, ..request(4) };
    store.accept(&line).await.expect("accepted");
    for (owner, own) in [(1, Some(here)), (2, Some(there)), (3, Some(private)), (0, None), (9, None)] {
        let filter = GalleryFilter { owner, ..ALL };
        assert_eq!(ids(&page(&store, filter, PageStart::Latest).await), Vec::from_iter(own));
        for text in ["", "0", &here.to_string(), &there.to_string(), &private.to_string()] {
            let known = store.known_ids(owner, &AskedIn::Anywhere, text, 25).await.expect("answered");
            let begins = own.filter(|id| id.to_string().starts_with(text));
            assert_eq!(known.iter().map(|ritual| ritual.id).collect::<Vec<_>>(), Vec::from_iter(begins));
        }
    }
}

pub(super) async fn ids_are_found_by_how_they_begin_the_latest_first(database: TestDatabase) {
    let store = database.open().await;
    let made = seven(&store).await;
    let known = async |text: &str| {
        let known = store.known_ids(1, &AskedIn::Anywhere, text, 3).await.expect("answered");
        known.into_iter().map(|ritual| ritual.id).collect::<Vec<_>>()
    };
    let latest = [made[6], made[5], made[4]];
    assert_eq!(known("").await, latest);
    assert_eq!(known(&made[0].to_string()[..6]).await, latest);
    let whole = made[2].to_string();
    for text in [
        whole.clone(),
        whole.to_uppercase(),
        whole.replace('-', ""),
        format!(" {whole} "),
        whole[..14].to_owned(),
    ] {
        assert_eq!(known(&text).await, [made[2]], "{text}");
    }
    for none in ["lotus", "ffff", &format!("{whole}0"), "%", "_", "' OR 1=1", "é"] {
        assert_eq!(known(none).await, [], "{none}");
    }
}

pub(super) async fn a_deleted_ritual_is_shown_nowhere_and_nothing_is_done_for_it(database: TestDatabase) {
    let store = database.open().await;
    let made = seven(&store).await;
    let gone = made[6];
    let post = store.claim(&Lane::Post, Some(gone), START, START).await.expect("answered").expect("a job");
    assert!(store.finish(&post.lease, &Outcome::Posted(message("x")), START).await.expect("written"));
    let sending =
        store.claim(&uploads(0), Some(gone), START, at(60)).await.expect("answered").expect("a job");

    assert!(store.delete(gone, at(30)).await.expect("deleted"));
    assert_eq!(ids(&page(&store, ALL, PageStart::Latest).await), [made[5], made[4], made[3]]);
    assert_eq!(store.known_ids(1, &AskedIn::Anywhere, &gone.to_string(), 3).await.expect("answered"), []);
    assert_eq!(view(&store, gone).await.ritual.deleted, Some(at(30)));
    assert_eq!(store.chapters(1, 100).await.expect("answered").len(), 7, "its server's lore stays");

    // Whoever was sending it writes nothing, and nobody else begins.
    assert!(!store.finish(&sending.lease, &Outcome::Archived(receipt()), at(31)).await.expect("answered"));
    for lane in [Lane::Render, Lane::LargeRender, uploads(0), uploads(1)] {
        assert_eq!(store.claim(&lane, Some(gone), at(40), at(60)).await.expect("answered"), None);
    }
    // Its message is taken away.
    let post = store.claim(&Lane::Post, Some(gone), at(40), at(60)).await.expect("answered").expect("a job");
    assert!(!store.delete(gone, at(50)).await.expect("answered"), "deleted already");
    assert!(store.finish(&post.lease, &Outcome::Done, at(50)).await.expect("written"));
    let again = store.claim(&Lane::Post, Some(gone), at(51), at(60)).await.expect("answered");
    assert!(again.is_some(), "it was asked for while the job ran");
    assert_eq!(view(&store, gone).await.ritual.deleted, Some(at(30)));
    assert!(!store.delete(RitualId::new(), at(50)).await.expect("answered"), "nobody knows it");
}

pub(super) async fn a_ritual_that_is_deleted_while_it_waits_or_fails_ends(database: TestDatabase) {
    let store = database.open().await;
    let waiting = store.accept(&request(1)).await.expect("accepted");
    assert!(store.delete(waiting, at(1)).await.expect("deleted"));
    assert_eq!(claim(&store, &Lane::Render, at(2)).await, None);
    let failed = store.accept(&request(2)).await.expect("accepted");
    work(&store, &Lane::Render, at(2), &Outcome::Rendered(picture())).await;
    store.claim(&uploads(0), Some(failed), at(2), at(3)).await.expect("answered").expect("a job");
    let job = store.claim(&uploads(0), Some(failed), at(9), at(60)).await.expect("answered").expect("a job");
    let later = retry(50, Class::Transient, "away");
    assert!(store.finish(&job.lease, &later, at(9)).await.expect("written"));
    assert!(store.delete(failed, at(10)).await.expect("deleted"));
    for message in [waiting, failed] {
        let job =
            store.claim(&Lane::Post, Some(message), at(11), at(60)).await.expect("answered").expect("a job");
        assert!(store.finish(&job.lease, &Outcome::Done, at(12)).await.expect("written"));
        assert!(store.settled_at(message).await.expect("answered").is_some(), "nothing of it is open");
    }
    assert_eq!(store.overview().await.expect("counts").waiting, 0);
    assert_eq!(claim(&store, &uploads(1), at(100)).await, None);
    assert!(view(&store, failed).await.archives.iter().any(|archive| archive.destination == destination(1)));
}

#[test]
fn the_first_id_of_a_moment_lies_between_those_before_and_those_after() {
    let moment = Timestamp::now();
    let first = RitualId::first_at(moment);
    std::thread::sleep(Duration::from_millis(2));
    assert!(first < RitualId::new());
    assert!(first > RitualId::first_at(moment.before(Duration::from_millis(1))));
    assert!(RitualId::first_at(Timestamp(i64::MIN)) < first);
    assert_eq!(first.to_string().parse(), Ok(first));
}

/// A million rituals of ten owners: half of them of server 1, whose members and styles vary.
const MILLION: [&str; 2] = [
    "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 1000000)
    INSERT INTO rituals (id, origin, recipe, file, accepted, guild, owner, member, style, pixels, digest, bytes, render_ms,
        encode_ms)
    SELECT printf('0193%04x-%04x-7%03x-8000-%012x', i / 65536, i % 65536, i % 4096, i),
        '{\"from\":\"message\",\"guild\":1,\"channel\":2,\"message\":3,\"user\":4}',
        '{\"v\":1,\"style\":\"eye\",\"steps\":108,\"seed\":5,\"size\":1024,\"field\":{\"harmony\":0.5,\"resilience\":1.0,\"prana\":0.5,\"drishti\":0.5,\"klesha\":0.1,\"zoom\":1.0}}',
        'x.png', 0, NULL, max(1, i % 20 - 9), i % 1000, CASE WHEN i % 8 = 0 THEN 'flame' ELSE 'eye' END,
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 4, 1, 1
    FROM numbers",
    "INSERT INTO rituals (id, origin, recipe, file, accepted, guild, owner, member, style, pixels, digest, bytes, render_ms,
        encode_ms)
    SELECT '0193' || lpad(to_hex(i / 65536), 4, '0') || '-' || lpad(to_hex(i % 65536), 4, '0') || '-7'
        || lpad(to_hex(i % 4096), 3, '0') || '-8000-' || lpad(to_hex(i), 12, '0'),
        '{\"from\":\"message\",\"guild\":1,\"channel\":2,\"message\":3,\"user\":4}',
        '{\"v\":1,\"style\":\"eye\",\"steps\":108,\"seed\":5,\"size\":1024,\"field\":{\"harmony\":0.5,\"resilience\":1.0,\"prana\":0.5,\"drishti\":0.5,\"klesha\":0.1,\"zoom\":1.0}}',
        'x.png', 0, NULL, greatest(1, i % 20 - 9), i % 1000, CASE WHEN i % 8 = 0 THEN 'flame' ELSE 'eye' END,
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 4, 1, 1
    FROM generate_series(1, 20000) AS i",
];

/// Reads pages and ids in every way; how long the slowest took.
async fn slowest(store: &Store, asked_in: &AskedIn) -> Duration {
    let mut slowest = Duration::ZERO;
    for (member, style) in [
        (None, None),
        (Some(20), None),
        (None, Some(Style::Flame)),
        (Some(160), Some(Style::Flame)),
        (Some(20), Some(Style::Mini)),
    ] {
        let filter = GalleryFilter { member, style, ..ALL };
        let middle = "01930002-0000-7000-8000-000000000000".parse().expect("an id");
        for start in [PageStart::Latest, PageStart::Before(middle), PageStart::After(middle)] {
            let begun = std::time::Instant::now();
            let page = store.gallery(&filter, asked_in, start, 9).await.expect("answered");
            slowest = slowest.max(begun.elapsed());
            let shows_none = style == Some(Style::Mini) || !asked_in.holds(&request(1).origin);
            assert_eq!(page.rituals.is_empty(), shows_none, "{filter:?} {start:?}");
        }
    }
    for text in ["", "0193", "01930000-0", "01930000-0014", "ffff"] {
        let begun = std::time::Instant::now();
        let known = store.known_ids(1, asked_in, text, 25).await.expect("answered");
        slowest = slowest.max(begun.elapsed());
        let shows_none = text == "ffff" || !asked_in.holds(&request(1).origin);
        assert_eq!(known.is_empty(), shows_none, "{text}");
    }
    slowest
}

#[tokio::test]
#[ignore = "it fills a database with a million rituals, which takes half a minute; --run-ignored measures"]
async fn a_page_and_ids_among_a_million_are_found_in_milliseconds() {
    let database = TestDatabase::sqlite();
    drop(database.open().await);
    database.execute(MILLION[0], "").await;
    let store = database.open().await;
    // Also where what may be told lies behind more of the others than are looked through.
    for asked_in in [AskedIn::Anywhere, AskedIn::These([2].into()), AskedIn::These([9].into())] {
        let slowest = slowest(&store, &asked_in).await;
        eprintln!("the slowest of all looks at a million rituals, {asked_in:?}: {slowest:?}");
        assert!(slowest < Duration::from_millis(200), "{slowest:?}");
    }
}

#[tokio::test]
async fn postgres_finds_a_page_and_ids_without_reading_all_rituals() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("many_rituals").await;
    let database = TestDatabase::postgres(url.clone());
    let store = database.open().await;
    database.execute("", MILLION[1]).await;
    database.execute("", "ANALYZE").await;
    store.close().await;
    let before = rows_read(&url, "rituals").await;
    let store = database.open().await;
    slowest(&store, &AskedIn::Anywhere).await;
    store.close().await;
    let read = rows_read(&url, "rituals").await - before;
    assert!(read < 1200, "{read} of 20000 rows were read");
}
