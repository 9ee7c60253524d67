//! What the program remembers from one run to the next.

use super::services::App;

impl App {
    /// A note kept from an earlier run.
    pub async fn note(&self, key: &str) -> anyhow::Result<Option<String>> {
        Ok(self.jobs.store.note(key).await?)
    }

    /// Keeps a note for later runs.
    pub async fn set_note(&self, key: &str, value: &str) -> anyhow::Result<()> {
        Ok(self.jobs.store.set_note(key, value).await?)
    }
}
