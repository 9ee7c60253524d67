//! v15.3's MEGA account, from three settings that belong together.

use secrecy::SecretString;

use super::checks::Problems;
use crate::sync::RemotePath;

/// The account's address.
pub(super) const EMAIL: &str = "MEGA_EMAIL";
/// Its password.
pub(super) const PASS: &str = "MEGA_PASS";
/// Where v15.3 put its files.
pub(super) const FOLDER: &str = "MEGA_REMOTE_DIR";

/// v15.3's MEGA account.
#[derive(Debug, Clone)]
pub struct MegaAccount {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: SecretString,
    /// Where v15.3 put its files: folder of the destination `mega:` if none is configured.
    pub folder: Option<String>,
}

/// What was set of it.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) email: Option<String>,
    pub(super) password: Option<SecretString>,
    pub(super) folder: Option<String>,
}

impl Parts {
    /// The account, if there is one; or which variable is wrong, and why.
    pub(super) fn account(self) -> Result<Option<MegaAccount>, (&'static str, String)> {
        let without = |missing, set| Err((missing, format!("it is missing although {set} is set")));
        match (self.email, self.password) {
            (Some(email), Some(password)) => Ok(Some(MegaAccount { email, password, folder: self.folder })),
            (None, None) => Ok(None),
            (Some(_), None) => without(PASS, EMAIL),
            (None, Some(_)) => without(EMAIL, PASS),
        }
    }
}

/// A folder in the account, which may be written with slashes around it; none for the account's root.
pub(super) fn folder(text: &str) -> Result<Option<String>, Problems> {
    let folder = text.trim_matches('/');
    if folder.is_empty() {
        return Ok(None);
    }
    match folder.parse::<RemotePath>() {
        Ok(_) => Ok(Some(folder.to_owned())),
        Err(error) => Err(vec![error.to_string()]),
    }
}
