//! Opening PostgreSQL: one database for several processes.

use std::borrow::Cow;
use std::str::FromStr as _;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::migrations;
use super::pools::Pools;
use crate::store::error::{Result, StoreError};

/// Connections of one process: half the jobs at most write at the same time, and small servers allow 20.
const CONNECTIONS: u32 = 8;
/// How long a connection is waited for, also while the server is still starting beside us.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Connects, and brings the schema up to date. Errors name the server, and never the password.
pub(crate) async fn open(url: &SecretString) -> Result<Pools> {
    let options = parse(url)?.application_name("helix-bot");
    let server = format!("PostgreSQL at {}:{}", options.get_host(), options.get_port());
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| explain(error, &server))?;
    if let Err(error) = migrations::postgres().run(&pool).await {
        // Closing also gives back sqlx's migration lock, which a failed step leaves with its connection.
        pool.close().await;
        return Err(migrations::explain(error, &server, |error| explain(error, &server)));
    }
    Ok(Pools::Postgres(pool))
}

fn parse(url: &SecretString) -> Result<PgConnectOptions> {
    let url = url.expose_secret();
    let options = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        PgConnectOptions::from_str(url).ok()
    } else {
        None
    };
    // The parser's own error is not passed on: it may quote what was given.
    options.ok_or_else(|| {
        StoreError::Open(
            "DATABASE_URL is not understood; it has the form postgres://user:password@host:5432/database, and \
             special characters in the password are percent-encoded. Leave it out to use SQLite."
                .to_owned(),
            None,
        )
    })
}

fn explain(error: sqlx::Error, server: &str) -> StoreError {
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    let code = error.as_database_error().and_then(DatabaseError::code).map(Cow::into_owned);
    let sentence = match (&error, code.as_deref()) {
        (_, Some("28000" | "28P01")) => {
            format!("{server} refused the login; check user and password in DATABASE_URL.")
        }
        (_, Some("3D000")) => {
            format!("{server} has no such database; create it, or name another in DATABASE_URL.")
        }
        (_, Some("42501")) => {
            format!("{server} does not let this user make tables; grant it CREATE on the database's schema.")
        }
        (_, Some("53300")) => {
            format!("{server} takes no more connections; raise its limit or run fewer processes.")
        }
        (sqlx::Error::PoolTimedOut | sqlx::Error::Io(_), _) => {
            format!(
                "{server} does not answer; check that it runs and that DATABASE_URL names the right host and port."
            )
        }
        (sqlx::Error::Tls(_), _) => {
            format!("no secure connection to {server}; check its certificate and sslmode in DATABASE_URL.")
        }
        _ => format!("{server} cannot be used; the log says why."),
    };
    StoreError::Open(sentence, Some(error))
}
