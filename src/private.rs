//! Files and folders that are the bot's own: nobody but its user may read them, whatever the umask is.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// For a file.
pub(crate) const FILE: u32 = 0o600;
/// For a folder.
pub(crate) const FOLDER: u32 = 0o700;
/// What others may do.
const OTHERS: u32 = 0o077;
/// On a folder in which everybody may make files, such as `/tmp`.
const STICKY: u32 = 0o1000;

/// Makes a folder, and those above it that are missing. One that is there already is left as it is.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)
}

/// Makes a folder that is the bot's alone; one that is there already is closed to others.
pub(crate) fn own_folder(path: &Path) -> io::Result<()> {
    make_folder(path)?;
    close_to_others(path)
}

/// Opens a file for reading and writing, empty if it is new.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(FILE).open(path)
}

/// Takes from others what they may do with a file or folder. What is not there, or belongs to another user, who alone
/// can change it, is passed over, and so is what a link leads to.
pub(crate) fn close_to_others(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    let (mode, owner) = (found.mode(), found.uid());
    let is_ours = owner == rustix::process::geteuid().as_raw();
    if found.is_symlink() || mode & OTHERS == 0 || mode & STICKY != 0 || !is_ours {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode & 0o7777 & !OTHERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").mode() & 0o7777
    }

    #[test]
    fn what_is_open_to_others_is_closed_and_keeps_what_its_owner_may() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, inner) = (folder.path().join("file"), folder.path().join("folder"));
        fs::write(&file, b"x").expect("written");
        fs::create_dir(&inner).expect("made");
        for (path, before, after) in [(&file, 0o644, 0o600), (&file, 0o464, 0o400), (&inner, 0o755, 0o700)] {
            fs::set_permissions(path, Permissions::from_mode(before)).expect("set");
            close_to_others(path).expect("closed");
            assert_eq!(mode(path), after);
        }
    }

    #[test]
    fn a_folder_for_everybody_what_a_link_leads_to_and_what_is_not_there_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (shared, link) = (folder.path().join("shared"), folder.path().join("link"));
        fs::create_dir(&shared).expect("made");
        fs::set_permissions(&shared, Permissions::from_mode(0o1777)).expect("set");
        own_folder(&shared).expect("it is there");
        assert_eq!(mode(&shared), 0o1777);
        fs::set_permissions(&shared, Permissions::from_mode(0o755)).expect("set");
        std::os::unix::fs::symlink(&shared, &link).expect("a link");
        close_to_others(&link).expect("passed over");
        assert_eq!(mode(&shared), 0o755);
        close_to_others(&folder.path().join("missing")).expect("passed over");
    }
}
