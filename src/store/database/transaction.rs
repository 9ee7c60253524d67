//! Running statements in a transaction of either database.

use sqlx::{Postgres, Sqlite};

#[cfg(debug_assertions)]
use super::plans;
use super::pooler::Sessions;
use super::row::Row;
use super::statement::{Sql, Value, bound};
use crate::store::error::Result;

/// A transaction. Dropped without a commit it is rolled back.
pub(crate) enum Transaction {
    /// SQLite's.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// PostgreSQL's. Rows are locked in one order, so that no two transactions wait for each other: the job, other
    /// jobs of its ritual, the ritual, what is counted of its asker and then of its server, the destination's pause; a
    /// new ritual comes before what is counted, and that before its guild's lore.
    Postgres(sqlx::Transaction<'static, Postgres>, Sessions),
}

impl Transaction {
    /// Runs a statement and counts the rows that it touched.
    pub(crate) async fn execute(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<u64> {
        #[cfg(debug_assertions)]
        self.look_at_plan(sql, values).await?;
        Ok(match self {
            Self::Sqlite(tx) => bound(sql.sqlite, values, true).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx, sessions) => {
                bound(sql.postgres, values, sessions.last()).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Runs a statement that yields one row or none.
    pub(crate) async fn row(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<Option<Row>> {
        #[cfg(debug_assertions)]
        self.look_at_plan(sql, values).await?;
        Ok(match self {
            Self::Sqlite(tx) => {
                bound(sql.sqlite, values, true).fetch_optional(&mut **tx).await?.map(Row::Sqlite)
            }
            Self::Postgres(tx, sessions) => bound(sql.postgres, values, sessions.last())
                .fetch_optional(&mut **tx)
                .await?
                .map(Row::Postgres),
        })
    }

    /// Runs a statement that yields any number of rows.
    pub(crate) async fn rows(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<Vec<Row>> {
        #[cfg(debug_assertions)]
        self.look_at_plan(sql, values).await?;
        Ok(match self {
            Self::Sqlite(tx) => {
                let rows = bound(sql.sqlite, values, true).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(tx, sessions) => {
                let rows = bound(sql.postgres, values, sessions.last()).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    #[cfg(debug_assertions)]
    async fn look_at_plan(&mut self, sql: Sql, values: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Sqlite(tx) => plans::look_in_sqlite(tx, sql.sqlite, values).await?,
            Self::Postgres(tx, _) => plans::look_in_postgres(tx, sql.postgres, values).await?,
        }
        Ok(())
    }

    /// Gives up what was written, and the locks with it, at once: a transaction that is only dropped keeps them until its
    /// connection is used again.
    pub(crate) async fn roll_back(self) {
        // Whoever cannot be reached has given it up as well.
        let _ = match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx, _) => tx.rollback().await,
        };
    }

    /// Makes what was written last.
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx, _) => tx.commit().await?,
        }
        Ok(())
    }
}
