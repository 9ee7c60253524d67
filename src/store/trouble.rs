//! What keeps a database from being used until something outside changes; known by what the database itself says.

use sqlx::Error;

/// SQLite's result codes, from <https://sqlite.org/rescode.html>. Beyond the first byte they say which variant it is.
pub(super) mod sqlite_code {
    pub(crate) const PERM: u32 = 3;
    pub(crate) const BUSY: u32 = 5;
    pub(crate) const NOMEM: u32 = 7;
    pub(crate) const READONLY: u32 = 8;
    pub(crate) const IOERR: u32 = 10;
    pub(crate) const CORRUPT: u32 = 11;
    pub(crate) const FULL: u32 = 13;
    pub(crate) const CANTOPEN: u32 = 14;
    pub(crate) const NOTADB: u32 = 26;
    /// The memory that its processes share, a file beside the database, could not grow.
    pub(crate) const IOERR_SHMSIZE: u32 = 4874;
}

/// What keeps a database from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// There is no room.
    Full,
    /// It may not be written.
    ReadOnly,
    /// Reading or writing fails.
    DiskFails,
    /// SQLite's file is not where it was when it was opened, or another stands there.
    Gone,
    /// There is no memory left.
    NoMemory,
    /// The server is not there, ends connections, or takes no more of them.
    Away,
}

impl Trouble {
    /// What is said of it: a sentence without its full stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Full => {
                "the disk of the bot's database is full; what was accepted is kept, and all goes on by itself once there is room"
            }
            Self::ReadOnly => {
                "the bot's database may not be written; all goes on by itself once its disk is writable again"
            }
            Self::DiskFails => "the disk of the bot's database fails",
            Self::Gone => {
                "the file of the bot's database was removed or replaced while the bot runs; put it back, or start the \
                 bot anew to begin with what stands there now"
            }
            Self::NoMemory => "the bot's database has no memory left",
            Self::Away => "the bot's database does not answer; all goes on by itself once it does",
        }
    }

    /// Whether it is the disk.
    pub fn is_of_the_disk(self) -> bool {
        !matches!(self, Self::NoMemory | Self::Away)
    }

    /// What a database's own words tell, if they tell anything of the kind.
    pub(super) fn of(error: &Error) -> Option<Self> {
        let told = match error {
            Error::Database(told) => told,
            Error::PoolTimedOut | Error::Io(_) => return Some(Self::Away),
            _ => return None,
        };
        let code = told.code()?;
        match told.kind() {
            _ if told.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() => {
                Self::of_sqlite(code.parse().ok()?)
            }
            _ => Self::of_postgres(&code),
        }
    }

    fn of_sqlite(code: u32) -> Option<Self> {
        use sqlite_code::{CANTOPEN, FULL, IOERR, IOERR_SHMSIZE, NOMEM, PERM, READONLY};
        Some(match (code, code & 0xff) {
            (IOERR_SHMSIZE, _) | (_, FULL) => Self::Full,
            (_, READONLY | PERM) => Self::ReadOnly,
            (_, IOERR | CANTOPEN) => Self::DiskFails,
            (_, NOMEM) => Self::NoMemory,
            _ => return None,
        })
    }

    /// See <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fn of_postgres(code: &str) -> Option<Self> {
        Some(match code {
            "53100" => Self::Full,
            "53200" => Self::NoMemory,
            "25006" => Self::ReadOnly,
            "58030" => Self::DiskFails,
            "53300" | "53400" | "57P01" | "57P02" | "57P03" => Self::Away,
            _ if code.starts_with("08") => Self::Away,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlites_codes_are_told_apart_by_their_first_byte() {
        for (code, trouble) in [
            (13, Some(Trouble::Full)),
            (4874, Some(Trouble::Full)),
            (778, Some(Trouble::DiskFails)),
            (10, Some(Trouble::DiskFails)),
            (1032, Some(Trouble::ReadOnly)),
            (7, Some(Trouble::NoMemory)),
            (5, None),
            (1555, None),
        ] {
            assert_eq!(Trouble::of_sqlite(code), trouble, "{code}");
        }
    }

    #[test]
    fn postgresqls_codes_are_told_apart_by_their_letters() {
        for (code, trouble) in [
            ("53100", Some(Trouble::Full)),
            ("53200", Some(Trouble::NoMemory)),
            ("58030", Some(Trouble::DiskFails)),
            ("57P01", Some(Trouble::Away)),
            ("08006", Some(Trouble::Away)),
            ("25006", Some(Trouble::ReadOnly)),
            ("23505", None),
        ] {
            assert_eq!(Trouble::of_postgres(code), trouble, "{code}");
        }
    }
}
