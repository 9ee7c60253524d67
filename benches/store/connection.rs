//! A connection beside the store, for what the store would not do.

use helix_bot::store::FILE;
use secrecy::ExposeSecret as _;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

use super::Place;

pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    pub(crate) async fn to(place: &Place) -> Self {
        if let Some(url) = &place.url {
            return Self::Postgres(PgConnection::connect(url.expose_secret()).await.expect("it connects"));
        }
        let file = place.data().join(FILE);
        let mut connection =
            SqliteConnection::connect(file.to_str().expect("a path")).await.expect("it connects");
        // What is written here is thrown away if it fails.
        connection.execute("PRAGMA synchronous = OFF").await.expect("it is set");
        connection.execute("PRAGMA cache_size = -262144").await.expect("it is set");
        Self::Sqlite(connection)
    }

    /// Runs a statement.
    pub(crate) async fn run(&mut self, sql: String) {
        let said = sql.clone();
        let done = match self {
            Self::Sqlite(connection) => connection.execute(AssertSqlSafe(sql)).await.map(drop),
            Self::Postgres(connection) => connection.execute(AssertSqlSafe(sql)).await.map(drop),
        };
        done.unwrap_or_else(|error| panic!("{error}: {said}"));
    }

    /// The texts in the first column.
    pub(crate) async fn texts(&mut self, sql: String) -> Vec<String> {
        let found = match self {
            Self::Sqlite(connection) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await,
        };
        found.expect("it is answered")
    }

    /// What is written in SQLite or in PostgreSQL.
    pub(crate) fn either<'t>(&self, sqlite: &'t str, postgres: &'t str) -> &'t str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}
