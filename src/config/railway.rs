//! What Railway tells a service of itself, and which defaults follow from it.

use std::path::{Path, PathBuf};

use super::texts::Texts;

/// One of these is set in every environment of Railway.
const ENVIRONMENT: [&str; 2] = ["RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT"];
/// Where a service's volume is mounted, if it has one.
const VOLUME: &str = "RAILWAY_VOLUME_MOUNT_PATH";

/// Whether the program runs on Railway, and where its volume is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Railway {
    here: bool,
    volume: Option<PathBuf>,
}

impl Railway {
    pub(super) fn of(texts: &Texts<'_>) -> Self {
        Self { here: is_here(texts), volume: texts.variable(VOLUME).map(PathBuf::from) }
    }

    /// Where the service's volume is, if it has one.
    pub(super) fn volume(&self) -> Option<&Path> {
        self.volume.as_deref()
    }

    /// Whether what is written there outlives a deployment.
    pub(super) fn keeps(&self, folder: &Path) -> bool {
        let absolute = std::path::absolute(folder);
        let on_volume = |volume: &PathBuf| absolute.is_ok_and(|folder| folder.starts_with(volume));
        !self.here || self.volume.as_ref().is_some_and(on_volume)
    }
}

/// The volume outlives a deployment, other folders do not.
pub(super) fn data_dir(texts: &Texts<'_>) -> String {
    texts.variable(VOLUME).unwrap_or("./data").to_owned()
}

/// Railway's log explorer understands JSON.
pub(super) fn log_format(texts: &Texts<'_>) -> String {
    if is_here(texts) { "json" } else { "text" }.to_owned()
}

fn is_here(texts: &Texts<'_>) -> bool {
    ENVIRONMENT.iter().any(|name| texts.variable(name).is_some())
}
