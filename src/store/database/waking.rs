//! What wakes a process up: whatever others write, so that what one has made is taken up by another at once.
//!
//! In PostgreSQL processes tell each other by `LISTEN` and `NOTIFY`. SQLite tells nobody, but a connection knows whether
//! any other has written, which is asked once a second in place of looking through every lane. What is not heard costs
//! some seconds, as everybody also looks by himself.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgListener, PgPoolOptions};
use sqlx::{PgPool, Sqlite, SqlitePool};
use tokio::time::sleep;

use super::statement::{Sql, sql};
use super::transaction::Transaction;
use crate::store::error::Result;

const CHANNEL: &str = "helix_jobs";
const TELL: Sql = sql("SELECT pg_notify('helix_jobs', $1)");
/// Another number than before where another connection, of whatever process, has committed a change.
const VERSION: &str = "PRAGMA data_version";
/// How often SQLite is asked.
const LOOK: Duration = Duration::from_secs(1);

/// What hears that there may be something to do.
pub enum Waking {
    /// Other processes tell it.
    Told(PgListener),
    /// Somebody wrote, this process included.
    Written {
        /// Nobody else uses it meanwhile: the numbers of two connections do not compare.
        connection: PoolConnection<Sqlite>,
        /// The number that was seen last.
        version: i64,
    },
}

impl Waking {
    /// Tells all that listen, once it is committed.
    pub(crate) async fn tell(mut tx: Transaction, message: &str) -> Result<()> {
        tx.execute(TELL, &[message.into()]).await?;
        tx.commit().await
    }

    /// Listens on a connection of its own, so that none of `pool` is taken for good.
    pub(crate) async fn hear(pool: &PgPool) -> Result<Self> {
        let options = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let own = options.connect_with((*pool.connect_options()).clone()).await?;
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self::Told(listener))
    }

    /// Watches SQLite through one of `readers`, from now on.
    pub(crate) async fn watch(readers: &SqlitePool) -> Result<Self> {
        let mut connection = readers.acquire().await?;
        let version = sqlx::query_scalar(VERSION).fetch_one(&mut *connection).await?;
        Ok(Self::Written { connection, version })
    }

    /// Waits until somebody tells it, this process included, and returns the message; an empty one where it is not known
    /// what was told or written.
    pub async fn heard(&mut self) -> Result<String> {
        match self {
            Self::Told(listener) => {
                // None is a connection that was lost, and is opened anew.
                let heard = listener.try_recv().await?;
                Ok(heard.map(|heard| heard.payload().to_owned()).unwrap_or_default())
            }
            Self::Written { connection, version } => {
                let before = *version;
                while *version == before {
                    sleep(LOOK).await;
                    *version = sqlx::query_scalar(VERSION).fetch_one(&mut **connection).await?;
                }
                Ok(String::new())
            }
        }
    }

    /// Whether whatever is written is heard, however it came to be.
    pub fn misses_nothing(&self) -> bool {
        matches!(self, Self::Written { .. })
    }
}
