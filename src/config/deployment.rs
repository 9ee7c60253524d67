//! What the next deployment would take away, and how to keep it.

use super::settings::Settings;

impl Settings {
    /// What the next deployment takes away, and how to keep it; `None` where everything stays.
    pub fn lost_at_deployment(&self) -> Option<String> {
        let lost = self.things_off_the_volume();
        if lost.is_empty() {
            return None;
        }
        let lost = lost.join(" and ");
        Some(match self.railway.volume() {
            None => format!(
                "this service on Railway has no volume, so its next deployment deletes {lost}. Add a volume to the \
                 service, mounted at /data; or set DATABASE_URL to Railway's PostgreSQL and HELIX_DESTINATIONS to a cloud"
            ),
            Some(volume) => format!(
                "the next deployment on Railway deletes {lost}, because only the volume at {} stays; leave \
                 HELIX_DATA_DIR out, or set it to a folder there",
                volume.display()
            ),
        })
    }

    fn things_off_the_volume(&self) -> Vec<String> {
        let mut lost = Vec::new();
        let stays =
            |destination| self.folder_of(destination).is_none_or(|folder| self.railway.keeps(&folder));
        // The next container goes on from a snapshot.
        let comes_back = self.state_backup.is_some() && self.destinations.iter().any(stays);
        if self.database_url.is_none() && !comes_back && !self.railway.keeps(&self.data_dir) {
            lost.push("the database with all rituals and receipts".to_owned());
        }
        for destination in &self.destinations {
            let folder = self.folder_of(destination);
            if folder.is_some_and(|folder| !self.railway.keeps(&folder)) {
                lost.push(format!("all copies in {destination}"));
            }
        }
        lost
    }

    /// What to do about a data directory that cannot be written.
    pub fn data_dir_advice(&self) -> &'static str {
        if self.railway.volume().is_some() && self.railway.keeps(&self.data_dir) {
            "set the variable RAILWAY_RUN_UID=0 for the service, because Railway mounts volumes for root; in another folder \
             everything would be lost at the next deployment"
        } else {
            "set HELIX_DATA_DIR to a folder that can be written, or mend this one's owner"
        }
    }
}
