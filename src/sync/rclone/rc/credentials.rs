//! The login to one daemon.

use std::io;

/// A user and a password that are made for one daemon alone.
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Credentials {
    /// Nobody can guess them.
    pub(crate) fn random() -> io::Result<Self> {
        Ok(Self { user: random_hex::<8>()?, password: random_hex::<16>()? })
    }
}

fn random_hex<const N: usize>() -> io::Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(crate::digest::hex(&bytes))
}
