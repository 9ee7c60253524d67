//! A destination as a folder of this machine.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::sleep;

use super::clouds::rclone;
use crate::config::Settings;
use crate::failure::Failure;
use crate::private;
use crate::sync::rclone::Rclone;
use crate::sync::{CloudSync as _, Destination};

/// How often a busy mount is tried to be taken away before it is given up.
const TRIES: u32 = 10;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

/// A destination that is mounted. It goes with the program, whether it was ended well or not.
pub struct Mount {
    rclone: Rclone,
    folder: PathBuf,
}

impl Mount {
    /// Mounts a destination at a folder, which is made if need be, for reading.
    pub async fn new(
        settings: &Settings,
        destination: &Destination,
        folder: PathBuf,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        if destination.is_local() {
            private::own_folder(&settings.local_dir())?;
        }
        let rclone = rclone(settings);
        if let Err(error) = rclone.mount(destination, &folder).await {
            rclone.shutdown().await;
            return Err(error.into());
        }
        Ok(Self { rclone, folder })
    }

    /// Takes the mount away again.
    pub async fn end(self) -> anyhow::Result<()> {
        let unmounted = self.unmount().await;
        self.rclone.shutdown().await;
        Ok(unmounted?)
    }

    /// Somebody may be looking into the folder just now.
    async fn unmount(&self) -> Result<(), Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.rclone.unmount(&self.folder).await {
                Err(_) if tries < TRIES => sleep(PAUSE).await,
                ended => return ended,
            }
        }
    }
}
