//! Taking a snapshot now, and which there are.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::clouds::Clouds;
use crate::app::services::App;
use crate::config::Settings;
use crate::jobs::state::{self, Found, Sent, SnapshotName, StatePlan, Taken};
use crate::store::Timestamp;

/// How long a destination is waited for that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of taking a snapshot now.
pub enum BackedUp {
    /// It was sent to each destination, or not.
    Sent {
        /// What it is called.
        name: SnapshotName,
        /// How long it is.
        bytes: u64,
        /// By destination, in their configured order.
        sent: Vec<Sent>,
    },
    /// There is nothing in the database that anybody would miss.
    Blank,
    /// The database is PostgreSQL, which has its own backup.
    Elsewhere,
}

/// The snapshots, and the destinations that did not answer.
pub type StateList = Found;

impl App {
    /// When the bot takes snapshots by itself; none if that is switched off.
    pub(crate) fn state_plan(&self) -> Option<StatePlan> {
        let keep = self.settings.state_keep;
        self.settings.state_backup.map(|every| StatePlan { every, keep })
    }

    /// Takes a snapshot now and sends it to each destination, whether the bot does so by itself or not.
    pub async fn back_up(&self) -> anyhow::Result<BackedUp> {
        let snapshot = match state::take(&self.jobs, Timestamp::now()).await? {
            Taken::Snapshot(snapshot) => snapshot,
            Taken::Blank => return Ok(BackedUp::Blank),
            Taken::Elsewhere => return Ok(BackedUp::Elsewhere),
        };
        let (to, keep, never) =
            (&self.settings.destinations, self.settings.state_keep, CancellationToken::new());
        let sent = state::send(&self.jobs, &snapshot, to, keep, &never).await;
        Ok(BackedUp::Sent { name: snapshot.name.clone(), bytes: snapshot.bytes, sent })
    }
}

/// The snapshots at all destinations. Needs no database and makes none.
pub async fn list_snapshots(settings: &Settings) -> StateList {
    let clouds = Clouds::new(settings);
    let found = state::find(&clouds.carrier, &settings.destinations, PATIENCE).await;
    clouds.carrier.shutdown().await;
    found
}
