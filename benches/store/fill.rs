//! Filling a database by few statements: rituals as the store itself writes them, each row many times.
//!
//! Nine of ten are drawn and wait to be posted and archived at one destination; at the other half of them stand, with their
//! receipts. One of ten waits for its picture. Every twentieth copy failed and is put off, every thousandth was given up.

use std::time::Duration;

use helix_bot::digest::{Digest, Md5};
use helix_bot::language::Language;
use helix_bot::ritual::{Field, Recipe, Seed, Size, Steps};
use helix_bot::store::{
    Lane, NewRitual, Origin, Outcome, Receipt, Rendered, RitualId, Scope, Store, Timestamp,
};
use helix_bot::sync::{Destination, VerifiedBy};

use super::Place;
use super::connection::Connection;

/// How many servers they belong to, and how many members each has.
pub(crate) const SERVERS: u64 = 1000;
const MEMBERS: u64 = 100;
/// One of so many waits for its picture.
const UNDRAWN: u64 = 10;
/// So many are written in one statement, so that what it changes has room on the disk a second time.
const AT_ONCE: usize = 1_000_000;

/// The part of a row's number in ids: digits behind a fixed beginning, in the order of the numbers.
const NUMBER: &str = "substr(CAST(1000000000000 + n.i AS TEXT), 2)";

/// What is known of a database that is filled.
pub(crate) struct Filled {
    /// A ritual in the middle that is drawn.
    pub(crate) drawn: RitualId,
    /// The last one that waits for its picture.
    pub(crate) undrawn: RitualId,
    /// When the last was accepted.
    pub(crate) now: Timestamp,
}

/// The destination at which everything waits.
pub(crate) fn waiting() -> Destination {
    "mega:".parse().expect("a destination")
}

/// The one at which half of the copies stand.
pub(crate) fn standing() -> Destination {
    Destination::local()
}

/// A ritual that message number `message` asks for.
pub(crate) fn request(message: u64, accepted: Timestamp) -> NewRitual {
    let path = format!("rituals/{message}.png").parse().expect("a path");
    let archives = [standing(), waiting()].map(|to| (to, Clone::clone(&path)));
    NewRitual {
        id: RitualId::new(),
        origin: Origin::Message {
            guild: Some(1 + message % SERVERS),
            channel: 2,
            message,
            user: 1 + message / SERVERS % MEMBERS,
        },
        recipe: Recipe::new(Steps::default(), Seed::from_bits(message), Size::default(), Field::default()),
        file: format!("ritual-{message}.png"),
        archives: archives.into(),
        accepted,
        motion: false,
        language: Language::English,
        spoiler: false,
        seed_words: None,
        redraws: None,
        limits: None,
        lore: None,
        edited: None,
    }
}

/// A picture's facts.
pub(crate) fn picture() -> Rendered {
    Rendered {
        pixels: Digest::of(b"pixels"),
        digest: Digest::of(b"file"),
        md5: Some(Md5::of(b"file")),
        bytes: 1_500_000,
        render_ms: 200,
        encode_ms: 50,
        motion: None,
    }
}

/// Proof of a copy of it.
pub(crate) fn receipt(at: Timestamp) -> Receipt {
    Receipt::new(picture().digest, picture().bytes, VerifiedBy::ReadBack, 300, at)
}

/// Has so many rituals wait.
pub(crate) async fn fill(place: &Place, size: u64) -> Filled {
    // Each is accepted a millisecond after the one before it, and the last a minute ago.
    let start = Timestamp::now().before(Duration::from_millis(size + 60_000));
    let store = place.store().await;
    let undrawn = store.accept(&request(0, start)).await.expect("accepted");
    let drawn = drawn_and_archived(&store, start).await;
    store.close().await;

    let mut connection = Connection::to(place).await;
    for table in ["rituals", "jobs", "receipts"] {
        connection.run(format!("CREATE TEMP TABLE made_{table} AS SELECT * FROM {table}")).await;
    }
    let indexes = without_indexes(&mut connection).await;
    for first in (1..=size).step_by(AT_ONCE) {
        let numbers = numbers(&connection, first, size.min(first + AT_ONCE as u64 - 1));
        rituals(&mut connection, &numbers, start, [drawn, undrawn]).await;
        jobs(&mut connection, &numbers, [drawn, undrawn]).await;
        receipts(&mut connection, &numbers).await;
    }
    for template in [drawn, undrawn] {
        for table in ["receipts", "jobs"] {
            connection.run(format!("DELETE FROM {table} WHERE ritual = '{template}'")).await;
        }
        connection.run(format!("DELETE FROM rituals WHERE id = '{template}'")).await;
    }
    with_indexes(&mut connection, indexes).await;
    kept_up(&mut connection).await;
    let after = connection.either("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM ANALYZE").to_owned();
    connection.run(after).await;
    let middle = size / 2 / UNDRAWN * UNDRAWN;
    Filled { drawn: id(middle), undrawn: id(size - UNDRAWN + 1), now: Timestamp::now() }
}

/// The ritual of a row's number; see [`RITUAL`].
fn id(number: u64) -> RitualId {
    RitualId(format!("01900000-0000-7000-8000-{number:012}").parse().expect("an id"))
}

/// A ritual that is drawn and whose one copy stands, to be copied. Its other jobs wait.
async fn drawn_and_archived(store: &Store, start: Timestamp) -> RitualId {
    let id = store.accept(&request(SERVERS, start)).await.expect("accepted");
    for (lane, outcome) in [
        (Lane::Render, Outcome::Rendered(picture())),
        (Lane::Archive(standing()), Outcome::Archived(receipt(start))),
    ] {
        let now = Timestamp::now();
        let job = store.claim(&lane, Some(id), now, now).await.expect("answered").expect("a job");
        assert!(store.finish(&job.lease, &outcome, now).await.expect("written"));
    }
    // News of the copy have the message updated; nobody posts here, so it is as new.
    store.revive(Scope::Everything, Timestamp::now()).await.expect("answered");
    id
}

/// Whole rows are copied, with some of their values replaced.
async fn copied(connection: &mut Connection, table: &str, replaced: &[(&str, String)]) -> (String, String) {
    let schema = connection
        .either(
            "SELECT name FROM pragma_table_info('TABLE')",
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'TABLE' \
             AND table_schema = 'public' ORDER BY ordinal_position",
        )
        .replace("TABLE", table);
    let columns = connection.texts(schema).await;
    let value = |column: &String| {
        let new = replaced.iter().find(|(name, _)| name == column);
        new.map_or_else(|| format!("made.{column}"), |(_, value)| value.clone())
    };
    (columns.join(", "), columns.iter().map(value).collect::<Vec<_>>().join(", "))
}

fn numbers(connection: &Connection, first: u64, last: u64) -> String {
    connection
        .either(
            "(WITH RECURSIVE counted(i) AS (SELECT FIRST UNION ALL SELECT i + 1 FROM counted WHERE i < LAST) \
             SELECT i FROM counted)",
            "(SELECT i FROM generate_series(FIRST::bigint, LAST) AS i)",
        )
        .replace("FIRST", &first.to_string())
        .replace("LAST", &last.to_string())
}

/// Every tenth has the template that is not drawn.
fn template([drawn, undrawn]: [RitualId; 2]) -> String {
    format!("CASE WHEN n.i % {UNDRAWN} = 1 THEN '{undrawn}' ELSE '{drawn}' END")
}

fn ritual_id() -> String {
    format!("'01900000-0000-7000-8000-' || {NUMBER}")
}

fn owner() -> String {
    format!("1 + n.i % {SERVERS}")
}

fn member() -> String {
    format!("1 + n.i / {SERVERS} % {MEMBERS}")
}

async fn rituals(connection: &mut Connection, numbers: &str, start: Timestamp, templates: [RitualId; 2]) {
    let replaced = [
        ("id", ritual_id()),
        ("request_key", "'filled ' || n.i".to_owned()),
        ("owner", owner()),
        ("guild", owner()),
        ("member", member()),
        ("message", "1000000 + n.i".to_owned()),
        ("file", format!("'ritual-108-' || {} || '.png'", ritual_id())),
        ("accepted", format!("{} + n.i", start.0)),
    ];
    let (columns, values) = copied(connection, "rituals", &replaced).await;
    let template = template(templates);
    let sql = format!(
        "INSERT INTO rituals ({columns}) SELECT {values} FROM {numbers} AS n \
         CROSS JOIN made_rituals AS made WHERE made.id = {template} ORDER BY n.i"
    );
    connection.run(sql).await;
}

async fn jobs(connection: &mut Connection, numbers: &str, templates: [RitualId; 2]) {
    let at_mega = format!("made.kind = 'archive' AND made.destination = '{}' AND NOT made.waits", waiting());
    let put_off = format!("{at_mega} AND n.i % 20 = 3");
    let dead = format!("{at_mega} AND n.i % 1000 = 7");
    // Of the copies at the other destination every second stands; the others wait as those of the template did.
    let undone = format!(
        "made.kind = 'archive' AND made.destination = '{}' AND made.state = 'done' AND n.i % 2 = 0",
        standing()
    );
    let turn = |turn: &str| {
        format!(
            "CASE WHEN {put_off} OR {dead} THEN NULL WHEN {undone} OR made.turn IS NOT NULL THEN {turn} END"
        )
    };
    let later = Timestamp::now().0 + 3_600_000;
    let replaced = [
        (
            "id",
            format!(
                "'01900000-0000-7' || CASE made.kind WHEN 'render' THEN '000' WHEN 'post' THEN '001' ELSE '00' || CAST(2 + made.place AS TEXT) END || '-8000-' || {NUMBER}"
            ),
        ),
        ("ritual", ritual_id()),
        ("owner", owner()),
        ("member", member()),
        ("turn", turn(&format!("n.i / {SERVERS}"))),
        ("member_turn", turn(&format!("n.i / {}", SERVERS * MEMBERS))),
        ("run_at", format!("CASE WHEN {put_off} THEN {later} + n.i ELSE made.run_at END")),
        ("state", format!("CASE WHEN {dead} THEN 'dead' WHEN {undone} THEN 'ready' ELSE made.state END")),
        (
            "class",
            format!("CASE WHEN {dead} THEN 'permanent' WHEN {put_off} THEN 'transient' ELSE made.class END"),
        ),
        (
            "reason",
            format!("CASE WHEN {dead} OR {put_off} THEN 'the cloud is in trouble' ELSE made.reason END"),
        ),
        ("ended", format!("CASE WHEN {dead} THEN {later} + n.i WHEN {undone} THEN NULL ELSE made.ended END")),
    ];
    let (columns, values) = copied(connection, "jobs", &replaced).await;
    let template = template(templates);
    let sql = format!(
        "INSERT INTO jobs ({columns}) SELECT {values} FROM {numbers} AS n \
         CROSS JOIN made_jobs AS made WHERE made.ritual = {template} ORDER BY n.i, made.place"
    );
    connection.run(sql).await;
}

async fn receipts(connection: &mut Connection, numbers: &str) {
    let replaced = [
        ("ritual", ritual_id()),
        ("owner", owner()),
        ("proven", "made.proven + n.i".to_owned()),
        ("first_proven", "made.first_proven + n.i".to_owned()),
        ("audited", "made.audited + n.i".to_owned()),
    ];
    let (columns, values) = copied(connection, "receipts", &replaced).await;
    let sql = format!(
        "INSERT INTO receipts ({columns}) SELECT {values} FROM {numbers} AS n CROSS JOIN made_receipts AS made \
         WHERE n.i % 2 = 1 AND n.i % {UNDRAWN} <> 1 ORDER BY n.i"
    );
    connection.run(sql).await;
}

/// Takes indexes and triggers away, which cost more one row after the other than all at once. Returns what makes them anew.
async fn without_indexes(connection: &mut Connection) -> Vec<String> {
    let tables = "('rituals', 'jobs', 'receipts')";
    let triggers = connection.either("trigger", "").to_owned();
    let kinds = format!("('index', '{triggers}')");
    let (names, texts) = match connection {
        Connection::Sqlite(_) => {
            let of = format!(
                "FROM sqlite_master WHERE tbl_name IN {tables} AND type IN {kinds} AND sql IS NOT NULL"
            );
            (format!("SELECT 'DROP ' || type || ' ' || name {of}"), format!("SELECT sql {of}"))
        }
        Connection::Postgres(_) => {
            let of = format!(
                "FROM pg_indexes WHERE tablename IN {tables} AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            );
            (format!("SELECT 'DROP INDEX ' || indexname {of}"), format!("SELECT indexdef {of}"))
        }
    };
    let (drops, mut makes) = (connection.texts(names).await, connection.texts(texts).await);
    for drop in drops {
        connection.run(drop).await;
    }
    if let Connection::Postgres(_) = connection {
        for table in ["rituals", "jobs", "receipts"] {
            connection.run(format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).await;
            makes.push(format!("ALTER TABLE {table} ENABLE TRIGGER ALL"));
        }
    }
    makes
}

async fn with_indexes(connection: &mut Connection, makes: Vec<String>) {
    for make in makes {
        connection.run(make).await;
    }
}

/// The numbers that triggers keep up.
async fn kept_up(connection: &mut Connection) {
    connection.run("DELETE FROM tallies".to_owned()).await;
    connection
        .run(
            "INSERT INTO tallies (subject, destination, state, count)
            SELECT 'ritual', '', '', COUNT(*) FROM rituals
            UNION ALL SELECT kind, destination, CASE WHEN state = 'dead' THEN 'dead'
                    WHEN state = 'ready' AND class IS NOT NULL THEN 'put-off' ELSE 'waiting' END AS tallied, COUNT(*)
                FROM jobs WHERE state <> 'done' GROUP BY kind, destination, tallied
            UNION ALL SELECT 'copy', destination, 'standing', COUNT(*) FROM receipts GROUP BY destination"
                .to_owned(),
        )
        .await;
    connection.run("DELETE FROM standing".to_owned()).await;
    connection
        .run(
            "INSERT INTO standing (owner, destination, copies, bytes)
            SELECT owner, destination, COUNT(*), SUM(bytes) FROM receipts GROUP BY owner, destination"
                .to_owned(),
        )
        .await;
}
