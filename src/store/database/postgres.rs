//! Opening PostgreSQL: one database for several processes.

use std::borrow::Cow;
use std::str::FromStr as _;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::Connection as _;
use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};

use super::migrations;
use super::pooler::Sessions;
use super::pools::Pools;
use crate::store::error::{Result, StoreError};

/// Connections of one process: half the jobs at most write at the same time, and small servers allow 20.
const CONNECTIONS: u32 = 8;
/// How long a connection is waited for, also while the server is still starting beside us.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// All of the store's statements, so that none is prepared twice on a connection that keeps them.
const STATEMENTS: usize = 512;
/// Processes that start together bring the schema up to date one after the other. The number is this program's own.
const ONE_AFTER_THE_OTHER: &str = "SELECT pg_advisory_xact_lock(7521160837)";

/// Connects, and brings the schema up to date. Errors name the server, and never the password.
pub(crate) async fn open(url: &SecretString) -> Result<Pools> {
    let options = parse(url)?
        .application_name("helix-bot")
        .statement_cache_capacity(STATEMENTS)
        // No fraction is stored as one, and pgbouncer refuses clients that ask for it.
        .extra_float_digits(None);
    let server = format!("PostgreSQL at {}:{}", options.get_host(), options.get_port());
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_with(options.clone())
        .await
        .map_err(|error| explain(error, &server))?;
    let sessions = Sessions::of(&pool).await.map_err(|error| explain(error, &server))?;
    if !sessions.last() {
        tracing::info!(
            "a pooler lends the database's connections by the transaction: statements are not kept prepared, and other \
             processes' work is looked for once a second"
        );
    }
    if let Err(error) = migrate(&options, sessions).await {
        pool.close().await;
        return Err(migrations::explain(error, &server, |error| explain(error, &server)));
    }
    Ok(Pools::Postgres { pool, sessions })
}

/// Brings the schema up to date in one transaction, on a connection of its own: a lock of a session would not hold behind
/// a pooler, and a step that fails leaves the schema as it was.
async fn migrate(options: &PgConnectOptions, sessions: Sessions) -> std::result::Result<(), MigrateError> {
    let mut connection = PgConnection::connect_with(options).await?;
    let mut tx = connection.begin().await?;
    sqlx::raw_sql(ONE_AFTER_THE_OTHER).execute(&mut *tx).await?;
    forget_prepared(&mut tx, sessions).await?;
    let mut steps = migrations::postgres();
    steps.set_locking(false);
    // What `run` calls, which cannot be awaited in a task of its own.
    steps.run_direct(None, &mut *tx, false).await?;
    forget_prepared(&mut tx, sessions).await?;
    tx.commit().await?;
    connection.close().await?;
    Ok(())
}

/// Behind a pooler, forgets what another client left prepared under the names that sqlx uses, or this one would leave.
pub(super) async fn forget_prepared(connection: &mut PgConnection, sessions: Sessions) -> sqlx::Result<()> {
    if !sessions.last() {
        sqlx::raw_sql("DEALLOCATE ALL").execute(connection).await?;
    }
    Ok(())
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
        (error, _) if is_about_tls(error) => {
            format!("no secure connection to {server}; check its certificate and sslmode in DATABASE_URL.")
        }
        (sqlx::Error::PoolTimedOut | sqlx::Error::Io(_), _) => {
            format!(
                "{server} does not answer; check that it runs and that DATABASE_URL names the right host and port."
            )
        }
        _ => format!("{server} cannot be used; the log says why."),
    };
    StoreError::Open(sentence, Some(error))
}

/// What is wrong with a certificate arrives as data that was not expected.
fn is_about_tls(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::InvalidData,
        _ => false,
    }
}
