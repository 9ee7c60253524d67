//! The data directory: made where it is missing, and closed to other users of the machine.

use std::io;
use std::path::Path;

use crate::config::Settings;
use crate::private;
use crate::store;

/// Held by whoever serves Discord from the folder; says which process that is. The kernel lets go of it when the process
/// ends, however it ends.
pub(super) const SERVING_LOCK: &str = "serving.lock";

/// Makes the folder and closes to others what is the bot's own in it, as an earlier version may have left it open.
/// The spool's and the database's own rooms see to theirs. A folder with other things in it, such as the one that a
/// person works in, stays as open as it was.
pub(super) fn make(settings: &Settings) -> io::Result<()> {
    let folder = &settings.data_dir;
    private::make_folder(folder)?;
    if is_ours_alone(folder, settings)? {
        private::close_to_others(folder)?;
    }
    private::close_to_others(&settings.local_dir())?;
    private::close_to_others(&settings.logins_file())
}

/// What is said where it cannot be made.
pub(super) fn advice(settings: &Settings) -> String {
    let folder = settings.data_dir.display();
    format!("the data directory {folder} cannot be used; {}", settings.data_dir_advice())
}

/// Whether all in the folder has names that this program gives; a disk's own `lost+found` aside.
fn is_ours_alone(folder: &Path, settings: &Settings) -> io::Result<bool> {
    let own = [settings.spool_dir(), settings.local_dir(), settings.logins_file(), folder.join(SERVING_LOCK)];
    let disks = folder.join("lost+found");
    for entry in folder.read_dir()? {
        let entry = entry?;
        let path = entry.path();
        let is_database = entry.file_name().to_string_lossy().starts_with(store::FILE);
        if !is_database && path != disks && !own.contains(&path) {
            return Ok(false);
        }
    }
    Ok(true)
}
