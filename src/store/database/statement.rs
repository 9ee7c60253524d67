//! Statements, and the values that they are given.

use std::borrow::Cow;

use sqlx::database::HasStatementCache;
use sqlx::query::Query;
use sqlx::{Database, Encode, Type};
use uuid::Uuid;

use crate::digest::Digest;
use crate::failure::Class;
use crate::store::model::{JobId, JobKind, Lane, RitualId, Timestamp};
use crate::sync::{Destination, RemotePath};

/// A statement: its text, which nearly always is the same for both databases.
#[derive(Clone, Copy)]
pub(crate) struct Sql {
    /// What SQLite is told.
    pub(crate) sqlite: &'static str,
    /// What PostgreSQL is told.
    pub(crate) postgres: &'static str,
}

/// A statement that both databases understand.
pub(crate) const fn sql(text: &'static str) -> Sql {
    Sql { sqlite: text, postgres: text }
}

/// A value given to a statement.
pub(crate) enum Value<'a> {
    /// Times, counts and Discord's ids.
    Integer(Option<i64>),
    /// Everything else.
    Text(Option<Cow<'a, str>>),
}

/// A statement with its values. With `kept` the connection keeps it prepared for its next time.
pub(super) fn bound<'q, D>(sql: &'static str, values: &[Value<'_>], kept: bool) -> Query<'q, D, D::Arguments>
where
    D: Database + HasStatementCache,
    Option<i64>: for<'e> Encode<'e, D> + Type<D>,
    for<'e> Option<&'e str>: Encode<'e, D> + Type<D>,
{
    values.iter().fold(sqlx::query(sql).persistent(kept), |query, value| match value {
        Value::Integer(number) => query.bind(*number),
        Value::Text(text) => query.bind(text.as_deref()),
    })
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Into::into))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(text.into()))
    }
}

impl From<Option<String>> for Value<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Into::into))
    }
}

impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        id.to_string().into()
    }
}

impl From<JobId> for Value<'_> {
    fn from(id: JobId) -> Self {
        id.0.into()
    }
}

impl From<RitualId> for Value<'_> {
    fn from(id: RitualId) -> Self {
        id.0.into()
    }
}

impl From<Option<RitualId>> for Value<'_> {
    fn from(id: Option<RitualId>) -> Self {
        id.map(|id| id.to_string()).into()
    }
}

impl From<Digest> for Value<'_> {
    fn from(digest: Digest) -> Self {
        digest.to_string().into()
    }
}

impl From<JobKind> for Value<'_> {
    fn from(kind: JobKind) -> Self {
        kind.word().into()
    }
}

impl From<Class> for Value<'_> {
    fn from(class: Class) -> Self {
        class.as_str().into()
    }
}

impl From<&Destination> for Value<'_> {
    fn from(destination: &Destination) -> Self {
        destination.to_string().into()
    }
}

impl From<&RemotePath> for Value<'_> {
    fn from(path: &RemotePath) -> Self {
        path.to_string().into()
    }
}

impl From<&Lane> for Value<'_> {
    /// The destination of its jobs; empty where they have none, as in the database.
    fn from(lane: &Lane) -> Self {
        lane.destination().map(ToString::to_string).unwrap_or_default().into()
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Integer(Some(at.0))
    }
}

impl From<Option<Timestamp>> for Value<'_> {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Integer(at.map(|at| at.0))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Some(number).into()
    }
}

impl From<Option<u64>> for Value<'_> {
    /// Keeps all 64 bits; `Row::unsigned` reads them back.
    fn from(number: Option<u64>) -> Self {
        Self::Integer(number.map(u64::cast_signed))
    }
}
