//! Files with secrets that more users than the bot's can read.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::bounded;

/// What users other than the file's own may do with it, in its mode.
const OTHERS: u32 = 0o077;
/// How a configuration of rclone says that it is encrypted, near its beginning.
const ENCRYPTED: &[u8] = b"RCLONE_ENCRYPT_";
/// A larger file is no configuration.
const LARGEST: u64 = 8 << 20;

/// A warning about a file that is open to other users. What is no file, such as a pipe, is nobody else's to open.
pub(super) fn warning(file: &Path) -> Option<String> {
    let about = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    let mode = about.permissions().mode() & 0o777;
    (mode & OTHERS != 0).then(|| {
        let name = file.display();
        format!("other users of this machine may open {name}, which holds secrets (mode {mode:04o}); chmod 600 {name}")
    })
}

/// The same for a configuration of rclone, whose secrets nobody can read if it is encrypted.
pub(super) fn warning_of_rclones(file: &Path) -> Option<String> {
    let warning = warning(file)?;
    let encrypted = bounded::read_file(file, LARGEST)
        .is_ok_and(|content| content.windows(ENCRYPTED.len()).any(|found| found == ENCRYPTED));
    (!encrypted).then_some(warning)
}
