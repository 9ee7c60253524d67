//! PostgreSQL's `LISTEN` and `NOTIFY`: processes wake each other up, so that what one has made is taken up by another at
//! once. What is not heard costs a second, as everybody also looks by himself.

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::store::error::Result;

const CHANNEL: &str = "helix_jobs";
const TELL: &str = "NOTIFY helix_jobs";

/// What hears when other processes tell that there may be something to do.
pub struct Waking(PgListener);

impl Waking {
    /// Tells all that listen.
    pub(crate) async fn tell(pool: &PgPool) -> Result<()> {
        sqlx::raw_sql(TELL).execute(pool).await?;
        Ok(())
    }

    /// Listens on a connection of its own, so that none of `pool` is taken for good.
    pub(crate) async fn hear(pool: &PgPool) -> Result<Self> {
        let options = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let own = options.connect_with((*pool.connect_options()).clone()).await?;
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits until somebody tells it, this process included, or may have while the connection was away.
    pub async fn heard(&mut self) -> Result<()> {
        // None is a connection that was lost, and is opened anew.
        self.0.try_recv().await?;
        Ok(())
    }
}
