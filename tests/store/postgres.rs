//! The ways to a PostgreSQL: odd passwords, encrypted connections, and a pooler.

use std::path::Path;

use helix_bot::store::{Store, StoreError};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use super::fixture::request;
use crate::support::pgbouncer::Pgbouncer;
use crate::support::postgres::Postgres;

async fn open(url: &SecretString) -> Result<Store, StoreError> {
    Store::open(Some(url), Path::new("/nonexistent")).await
}

/// It opens, takes a ritual and has it.
async fn works(url: &SecretString) {
    let store = open(url).await.expect("it opens");
    let id = store.accept(&request(1)).await.expect("it is accepted");
    assert!(store.ritual(id).await.expect("it is read").is_some());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_may_have_any_character_and_is_written_percent_encoded() {
    let Some(server) = Postgres::start().await else { return };
    server.execute("CREATE ROLE odd LOGIN SUPERUSER PASSWORD 'a@b:c/d%e?f#g h%40'").await;
    server.execute("CREATE DATABASE odd OWNER odd").await;
    let folder = server.folder().display();
    let login = "odd:a%40b%3Ac%2Fd%25e%3Ff%23g%20h%2540";
    works(&format!("postgres://{login}@localhost/odd?host={folder}").into()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_a_certificate_is_used_encrypted_and_held_to_its_certificate_where_that_is_asked() {
    let Some(server) = Postgres::start_with_certificate().await else { return };
    server.database("tls").await;
    let refused =
        open(&server.tls_url("tls", "sslmode=disable")).await.err().expect("it takes nobody in clear");
    assert!(!refused.to_string().is_empty());
    works(&server.tls_url("tls", "sslmode=require")).await;
    let authority = server.authority();
    let authority = authority.display();
    works(&server.tls_url("tls", &format!("sslmode=verify-full&sslrootcert={authority}"))).await;
    let unknown =
        open(&server.tls_url("tls", "sslmode=verify-full")).await.err().expect("nobody vouches for it");
    assert!(unknown.to_string().contains("certificate"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let Some(server) = Postgres::start().await else { return };
    let Some(pooler) = Pgbouncer::before(&server) else { return };
    let url = format!("{}?sslmode=require", secrecy::ExposeSecret::expose_secret(&pooler.url("postgres")));
    let refused = open(&url.into()).await.err().expect("it has no TLS");
    assert!(refused.to_string().contains("sslmode"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_open_a_new_database_in_the_same_moment_and_behind_a_pooler_as_well() {
    let Some(server) = Postgres::start().await else { return };
    let Some(pooler) = Pgbouncer::before(&server) else { return };
    for url in [server.database("direct").await, {
        server.database("pooled").await;
        pooler.url("pooled")
    }] {
        let opens = (0..6).map(|_| {
            let url = url.clone();
            tokio::spawn(async move { works(&url).await })
        });
        for open in opens.collect::<Vec<_>>() {
            open.await.expect("it opens");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_that_came_in_any_number_of_parts_are_brought_together_at_once() {
    let Some(server) = Postgres::start().await else { return };
    let url = server.database("parts").await;
    let store = open(&url).await.expect("it opens");
    store.accept(&request(1)).await.expect("it is accepted");
    let mut connection = PgConnection::connect(url.expose_secret()).await.expect("it connects");
    let parts = "INSERT INTO tallies (subject, destination, state, count)
        SELECT 'ritual', '', '', CASE WHEN part % 2 = 0 THEN 1 ELSE -1 END FROM generate_series(1, 35000) AS part";
    connection.execute(parts).await.expect("written");
    store.gather_tallies().await.expect("gathered");
    let rows = connection.fetch_one("SELECT COUNT(*) FROM tallies").await.expect("counted");
    assert!(rows.get::<i64, _>(0) < 10, "{}", rows.get::<i64, _>(0));
    assert_eq!(store.overview().await.expect("counts").rituals, 1);
    store.close().await;
}
