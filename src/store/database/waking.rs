//! PostgreSQL's `LISTEN` and `NOTIFY`: processes wake each other up, so that what one has made is taken up by another at
//! once. What is not heard costs a second, as everybody also looks by himself.

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

use super::statement::{Sql, sql};
use super::transaction::Transaction;
use crate::store::error::Result;

const CHANNEL: &str = "helix_jobs";
const TELL: Sql = sql("SELECT pg_notify('helix_jobs', $1)");

/// What hears when other processes tell that there may be something to do.
pub struct Waking(PgListener);

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
        Ok(Self(listener))
    }

    /// Waits until somebody tells it, this process included, and returns the message; an empty one where somebody may have
    /// told it while the connection was away.
    pub async fn heard(&mut self) -> Result<String> {
        // None is a connection that was lost, and is opened anew.
        let heard = self.0.try_recv().await?;
        Ok(heard.map(|heard| heard.payload().to_owned()).unwrap_or_default())
    }
}
