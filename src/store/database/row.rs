//! Reading typed values from a row of either database.

use std::fmt::Display;
use std::str::FromStr;

use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

use crate::store::error::{Result, unreadable};
use crate::store::model::Timestamp;

/// A row of an answer.
pub(crate) enum Row {
    /// SQLite's.
    Sqlite(sqlx::sqlite::SqliteRow),
    /// PostgreSQL's.
    Postgres(sqlx::postgres::PgRow),
}

impl Row {
    /// A column as its plain type.
    pub(crate) fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A whole number without a sign.
    pub(crate) fn unsigned(&self, column: &str) -> Result<u64> {
        self.get::<i64>(column).map(i64::cast_unsigned)
    }

    /// A moment.
    pub(crate) fn time(&self, column: &str) -> Result<Timestamp> {
        self.get(column).map(Timestamp)
    }

    /// A moment, if there is one.
    pub(crate) fn optional_time(&self, column: &str) -> Result<Option<Timestamp>> {
        Ok(self.get::<Option<i64>>(column)?.map(Timestamp))
    }

    /// A text that stands for a value.
    pub(crate) fn parse<T>(&self, column: &'static str) -> Result<T>
    where
        T: FromStr<Err: Display>,
    {
        let text: String = self.get(column)?;
        text.parse().map_err(|error| unreadable(column, anyhow::anyhow!("“{text}”: {error}")))
    }

    /// A text that stands for a value, if there is one; in the result, why it does not.
    pub(crate) fn optional<T: FromStr>(&self, column: &str) -> Result<Result<Option<T>, T::Err>> {
        let text: Option<String> = self.get(column)?;
        Ok(text.map(|text| text.parse()).transpose())
    }
}
