//! What carries files under these settings.

use std::sync::Arc;

use crate::config::Settings;
use crate::sync::CloudSync;
use crate::sync::rclone::{MegaLogin, Rclone, RcloneOptions, Recycling};

/// What carries files, and rclone itself for what only people ask of it. Both are one: rclone runs once.
pub(super) struct Clouds {
    /// What archives: rclone; or, where it was built in and rclone is missing, MEGA directly.
    pub(super) carrier: Arc<dyn CloudSync>,
    /// For looking around, links, mounts and the like.
    pub(super) rclone: Arc<Rclone>,
}

impl Clouds {
    /// Starts nothing yet.
    pub(super) fn new(settings: &Settings) -> Self {
        let rclone = Arc::new(rclone(settings));
        Self { carrier: carrier(settings, &rclone), rclone }
    }
}

/// rclone under these settings. Starts nothing yet.
pub(super) fn rclone(settings: &Settings) -> Rclone {
    let mega = settings.mega.as_ref();
    Rclone::new(RcloneOptions {
        program: settings.rclone.clone(),
        bwlimit: settings.bwlimit.clone(),
        mega: mega.map(|mega| MegaLogin { email: mega.email.clone(), password: mega.password.clone() }),
        login_record: Some(settings.logins_file()),
        env: settings.for_rclone.clone(),
        last_run_parent: Some(settings.data_dir.clone()),
        recycling: Recycling { idle: settings.rclone_idle, ..Recycling::default() },
        ..RcloneOptions::new(settings.local_dir())
    })
}

#[cfg(feature = "legacy-mega")]
fn carrier(settings: &Settings, rclone: &Arc<Rclone>) -> Arc<dyn CloudSync> {
    use crate::sync::Fallback;
    use crate::sync::legacy_mega::{LegacyMega, MegaTimeouts};

    let Some(mega) = &settings.mega else { return Arc::<Rclone>::clone(rclone) };
    let (email, password) = (mega.email.clone(), mega.password.clone());
    let legacy = LegacyMega::new(email, password, None, MegaTimeouts::default())
        .recording_logins(settings.logins_file());
    Arc::new(Fallback::new(Arc::clone(rclone), legacy))
}

#[cfg(not(feature = "legacy-mega"))]
fn carrier(_: &Settings, rclone: &Arc<Rclone>) -> Arc<dyn CloudSync> {
    Arc::<Rclone>::clone(rclone)
}
