//! Whether a pooler stands between the program and PostgreSQL that lends a connection for one transaction at a time, as
//! pgbouncer does in its transaction mode.
//!
//! Through one nothing lasts from one transaction to the next: no prepared statement, no `LISTEN`, no lock of a session.
//! pgbouncer does not say that it is there, but the server does: each of its sessions has a number, and only behind such a
//! pooler two connections that are open at once can have the same, or one connection another than before.

use sqlx::{PgConnection, PgPool, Row as _};

/// For how long a connection is the same session of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    /// For as long as it is open.
    Lasting,
    /// For one transaction.
    Borrowed,
}

impl Sessions {
    /// Whether what a session keeps is there in its next transaction.
    pub(crate) fn last(self) -> bool {
        self == Self::Lasting
    }

    /// Looks which they are. Poolers give the connection that was used last, or all in turn; either shows here.
    pub(super) async fn of(pool: &PgPool) -> sqlx::Result<Self> {
        let (mut one, mut other) = (pool.acquire().await?, pool.acquire().await?);
        let (mut ones, mut others) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            ones.push(number(&mut one).await?);
            ones.push(number(&mut one).await?);
            others.push(number(&mut other).await?);
        }
        Ok(told_by(&ones, &others))
    }
}

fn told_by(ones: &[i32], others: &[i32]) -> Sessions {
    let one_each = [ones, others].iter().all(|numbers| numbers.windows(2).all(|pair| pair[0] == pair[1]));
    if one_each && ones.first() != others.first() { Sessions::Lasting } else { Sessions::Borrowed }
}

/// The number of the session in which a transaction runs.
async fn number(connection: &mut PgConnection) -> sqlx::Result<i32> {
    sqlx::raw_sql("SELECT pg_backend_pid()").fetch_one(connection).await?.try_get(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_shows_by_one_session_in_two_connections_or_two_in_one() {
        assert_eq!(told_by(&[7, 7, 7, 7], &[8, 8]), Sessions::Lasting);
        assert_eq!(told_by(&[7, 7, 7, 7], &[7, 7]), Sessions::Borrowed, "the one that was used last");
        assert_eq!(told_by(&[7, 8, 7, 8], &[9, 9]), Sessions::Borrowed, "all in turn");
        assert_eq!(told_by(&[7, 7, 7, 7], &[8, 7]), Sessions::Borrowed);
    }
}
