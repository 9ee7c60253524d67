//! From SQLite to PostgreSQL.

use helix_bot::store::Store;
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection};

use super::World;
use crate::support::postgres::Postgres;

/// How many rows more than one batch has.
const MANY: i64 = 1234;

/// Fills tables with many rows, of all kinds of values.
async fn fill(world: &World, like: &str) {
    let mut database = world.database().await;
    for statement in [
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
        INSERT INTO rituals (id, request_key, origin, recipe, file, accepted, motion, guild, owner, member, style, spoiler,
            language, seed_words, deleted)
        SELECT printf('00000000-0000-7000-8000-%012d', i), 'message:' || i, origin, recipe, 'ритуал ☸ ' || i || '.png', i, i % 3 = 0, -i, -i, i, 'flame',
            i % 2, CASE WHEN i % 5 = 0 THEN 'hi' END, CASE WHEN i % 7 = 0 THEN 'शांति' || i END,
            CASE WHEN i % 11 = 0 THEN i END
        FROM n, rituals WHERE rituals.id = $1",
        "INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner, class, reason)
        SELECT printf('00000000-0000-7000-9000-%012d', accepted), id, 'archive', 'cloud:', id, 1, CASE WHEN accepted % 4 = 0 THEN 'dead' ELSE 'ready' END, accepted,
            7, CASE WHEN accepted % 4 < 2 THEN 'quota' END, CASE WHEN accepted % 4 < 2 THEN 'full; ''quoted''' END
        FROM rituals WHERE id LIKE '00000000-%' AND $1 <> '' AND $2 > 0",
        "INSERT INTO server_settings (guild, name, value)
        SELECT accepted, 'prefix', '!' FROM rituals WHERE id LIKE '00000000-%' AND $1 <> '' AND $2 > 0",
        "INSERT INTO announcements (id, text, who, at, state) SELECT 'a', 'hello' || $1, 1, $2, 'done'",
        "INSERT INTO announced (announcement, guild, state) SELECT 'a', 1, 'told' WHERE $1 <> '' AND $2 > 0",
    ] {
        sqlx::query(statement).bind(like).bind(MANY).execute(&mut database).await.expect(statement);
    }
    database.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sqlite_installation_is_carried_over_whole_into_an_empty_postgresql_and_nowhere_else() {
    let Some(postgres) = Postgres::start().await else { return };
    let mut world = World::new();
    let ritual = world.ritual("local", "1");
    let (moving, _) = world.ritual_in_motion("local");
    fill(&world, &ritual.id).await;
    let url = postgres.database("target").await;
    let to = url.expose_secret().to_owned();
    let before = Store::open(None, &world.path("data")).await.expect("the database");
    let refused = world.run("local", &["state", "move", "--to", &to]).expect_code(1);
    assert!(refused.err().contains("end it first") && !refused.said().contains(&to), "{}", refused.said());
    let counted = before.overview().await.expect("counts");
    before.close().await;
    drop(before);
    let listed = world.run("local", &["archive", "list", "--json"]).expect_code(0).out();

    let nowhere = world.run("local", &["state", "move"]).expect_code(1);
    assert!(nowhere.err().contains("set DATABASE_URL, or name it with --to"), "{}", nowhere.said());
    let moved = world.run("local", &["state", "move", "--to", &to]).expect_code(0);
    assert!(moved.out().contains("22 tables with"), "{}", moved.said());
    assert!(moved.out().contains(&format!("rituals               {} rows", MANY + 2)), "{}", moved.said());
    let again = world.run("local", &["state", "move", "--to", &to]).expect_code(1);
    assert!(again.err().contains("is not empty (its table rituals has rows)"), "{}", again.said());

    let after = Store::postgres(&url).await.expect("PostgreSQL");
    let arrived = after.overview().await.expect("counts");
    assert_eq!(arrived, counted, "numbers that triggers keep");
    after.gather_tallies().await.expect("gathered");
    assert_eq!(after.overview().await.expect("counts"), counted);
    after.close().await;
    let mut target = PgConnection::connect(&to).await.expect("it connects");
    let parts: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM tallies").fetch_one(&mut target).await.expect("counted");
    assert!(parts < 10, "each number is one row: {parts}");
    target.close().await.expect("closed");
    world.variables.push(("DATABASE_URL".to_owned(), to.clone()));
    let there = world.run("local", &["archive", "list", "--json"]).expect_code(0).out();
    assert_eq!(i64::try_from(there.lines().count()), Ok(MANY + 2));
    assert!(there == listed, "the same rituals, copies and receipts");
    world.run("local", &["archive", "pull", &moving.id, "--out", "back.png"]).expect_code(0);
    assert_eq!(super::digest(world.path("back.png")), moving.digest);
    // It goes on there.
    let next = world.ritual("local", "2");
    assert!(world.run("local", &["archive", "list"]).expect_code(0).out().contains(&next.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_fails_half_way_leaves_postgresql_empty() {
    let Some(postgres) = Postgres::start().await else { return };
    let world = World::new();
    let ritual = world.ritual("local", "1");
    fill(&world, &ritual.id).await;
    {
        // SQLite takes a zero in a text, PostgreSQL does not.
        let mut database = world.database().await;
        let statement =
            "INSERT INTO server_news (id, guild, destination, kind, class, copies, reason, raised, due)
            VALUES ('n', 1, 'cloud:', 'given-up', '', 1, 'a' || char(0) || 'b', 1, 1)";
        sqlx::query(statement).execute(&mut database).await.expect("written");
        database.close().await.expect("closed");
    }
    let url = postgres.database("target").await;
    let to = url.expose_secret().to_owned();
    world.run("local", &["state", "move", "--to", &to]).expect_code(1);
    let mut target = PgConnection::connect(&to).await.expect("it connects");
    for table in ["rituals", "jobs", "tallies", "server_settings"] {
        let count = sqlx::AssertSqlSafe(format!(
            "SELECT COUNT(*) FROM {table} WHERE {}",
            if table == "tallies" { "count <> 0" } else { "TRUE" }
        ));
        let rows: i64 = sqlx::query_scalar(count).fetch_one(&mut target).await.expect("counted");
        assert_eq!(rows, 0, "{table}");
    }
    {
        let mut database = world.database().await;
        sqlx::query("DELETE FROM server_news").execute(&mut database).await.expect("mended");
        database.close().await.expect("closed");
    }
    world.run("local", &["state", "move", "--to", &to]).expect_code(0);
}
