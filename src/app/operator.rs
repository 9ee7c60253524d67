//! What the operator does while the program runs. Each change is committed with its line in the log.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::services::App;
use crate::failure::{Class, Failure};
use crate::store::{Act, Block, Decision, Held, Hold, Lane, LaneLength, Scope, Timestamp};
use crate::sync::Destination;

/// The note that keeps the bandwidth limit.
const BANDWIDTH: &str = "bandwidth";

/// How many servers are named that wait most.
const SERVERS: usize = 5;

/// How often is looked whether what waited is archived.
const LOOK: Duration = Duration::from_millis(250);

/// How rclone may take to be asked for another limit.
const LIMIT_TIMEOUT: Duration = Duration::from_secs(20);

/// The queue of all servers together.
#[derive(Debug, Clone)]
pub struct QueueReport {
    /// Each lane and how it stands.
    pub lanes: Vec<(Lane, LaneLength)>,
    /// The servers, or people in private, that have most pictures waiting, and how many; each number up to
    /// [`LaneLength::MOST`].
    pub waiting_most: Vec<(u64, u64)>,
    /// What is held back.
    pub held: Vec<Held>,
}

/// A bandwidth limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bandwidth {
    /// As it is set in `HELIX_BWLIMIT`.
    Default,
    /// In rclone's syntax, such as `1M`, `512k:off` or `off`.
    Rate(String),
}

/// When another limit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// At once.
    Now,
    /// Once rclone is started the next time: it takes a timetable at its start only.
    Later,
}

impl App {
    /// How each lane stands and who waits most, in the same time however long the queue is.
    pub async fn queue_of_all(&self) -> anyhow::Result<QueueReport> {
        let store = &self.jobs.store;
        let destinations = self.settings.destinations.iter().cloned().map(Lane::Archive);
        let mut lanes = Vec::new();
        for lane in [Lane::Render, Lane::LargeRender, Lane::Post].into_iter().chain(destinations) {
            let length = store.lane_length(&lane).await?;
            lanes.push((lane, length));
        }
        let mut waiting_most = store.waiting_most(&Lane::Render, SERVERS).await?;
        for (owner, count) in store.waiting_most(&Lane::LargeRender, SERVERS).await? {
            match waiting_most.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, known)) => *known += count,
                None => waiting_most.push((owner, count)),
            }
        }
        waiting_most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        waiting_most.truncate(SERVERS);
        Ok(QueueReport { lanes, waiting_most, held: store.held().await? })
    }

    /// All that is held back, the oldest first.
    pub async fn held(&self) -> anyhow::Result<Vec<Held>> {
        Ok(self.jobs.store.held().await?)
    }

    /// Whether no pictures are made for now. Where the database does not answer, they are taken to be.
    pub async fn rendering_is_held(&self) -> bool {
        let held = self.held().await.unwrap_or_default();
        held.iter().any(|held| held.what == Hold::Rendering)
    }

    /// Holds something back until it is let go. What is being done is done to its end.
    pub async fn hold(&self, what: Hold, who: u64, reason: &str) -> anyhow::Result<()> {
        let done = said(&format!("{} held back", name(&what)), reason);
        tracing::warn!(%what, who, reason, "held back by the operator");
        let decision = decision(who, reason);
        Ok(self.jobs.store.hold(&Held { what, decision }, &done).await?)
    }

    /// Lets something go that was held back; a destination is tried at once, also where it had refused its login. False if
    /// there was nothing to let go.
    pub async fn let_go(&self, what: &Hold, who: u64) -> anyhow::Result<bool> {
        let (store, now) = (&self.jobs.store, Timestamp::now());
        let done = format!("{} goes on", name(what));
        let mut went_on = store.release(what, &Act { who, done: done.clone(), at: now }).await?;
        if let Hold::Destination(destination) = what
            && store.lift_pause(destination, now).await?
        {
            if !went_on {
                store
                    .log_act(&Act { who, done: format!("{done}: its login is tried again"), at: now })
                    .await?;
            }
            went_on = true;
        }
        if went_on {
            tracing::info!(%what, who, "let go by the operator");
            self.jobs.wake.notify_all();
        }
        Ok(went_on)
    }

    /// Has a server's or a person's requests refused.
    pub async fn block(&self, id: u64, who: u64, reason: &str) -> anyhow::Result<()> {
        let block = Block { id, decision: decision(who, reason) };
        tracing::warn!(id, who, reason, "blocked by the operator");
        Ok(self.jobs.store.block(&block, &said(&format!("{id} blocked"), reason)).await?)
    }

    /// Takes a block back; false if there was none.
    pub async fn unblock(&self, id: u64, who: u64) -> anyhow::Result<bool> {
        let act = Act { who, done: format!("{id} not blocked any more"), at: Timestamp::now() };
        Ok(self.jobs.store.unblock(id, &act).await?)
    }

    /// Who is refused, `most` of them, the latest first.
    pub async fn blocks(&self, most: u64) -> anyhow::Result<Vec<Block>> {
        Ok(self.jobs.store.blocks(most).await?)
    }

    /// The last lines of the operator's log, `most` of them, the latest first.
    pub async fn operator_log(&self, most: u64) -> anyhow::Result<Vec<Act>> {
        Ok(self.jobs.store.acts(most).await?)
    }

    /// Writes into the operator's log what was done that nothing else records.
    pub async fn log_act(&self, who: u64, done: &str) -> anyhow::Result<()> {
        let act = Act { who, done: done.to_owned(), at: Timestamp::now() };
        Ok(self.jobs.store.log_act(&act).await?)
    }

    /// Has rclone start with the limit that the operator set in an earlier run. A database that does not play along only
    /// costs the limit.
    pub(super) async fn keep_bandwidth(&self) {
        match self.bandwidth().await {
            Ok(Some(rate)) => self.rclone.limit_later_ones(&rate),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the operator's bandwidth limit is unknown");
            }
        }
    }

    /// The bandwidth limit that the operator set, if it is not the default.
    pub async fn bandwidth(&self) -> anyhow::Result<Option<String>> {
        Ok(self.note(BANDWIDTH).await?.filter(|rate| !rate.is_empty()))
    }

    /// Limits all transfers together, at once and after each restart, until it is changed again. A failure of the class
    /// [`Class::Permanent`] says that it is no limit.
    pub async fn set_bandwidth(&self, limit: &Bandwidth, who: u64) -> anyhow::Result<Holds> {
        let rate = match limit {
            Bandwidth::Default => self.settings.bwlimit.as_deref().unwrap_or("off"),
            Bandwidth::Rate(rate) => rate,
        };
        let asked = timeout(LIMIT_TIMEOUT, self.rclone.set_bwlimit(rate)).await;
        let asked = asked.unwrap_or_else(|_| Err(Failure::new(Class::Offline, "rclone does not answer")));
        let holds = match (asked, limit) {
            (Ok(()), _) => Holds::Now,
            // A timetable, or rclone is not there: its next start knows what is set.
            (Err(_), Bandwidth::Default) => {
                self.rclone.limit_later_ones(rate);
                Holds::Later
            }
            (Err(failure), Bandwidth::Rate(_)) => return Err(failure.into()),
        };
        let (kept, done) = match limit {
            Bandwidth::Default => (None, format!("bandwidth limit as in the settings ({rate})")),
            Bandwidth::Rate(rate) => (Some(rate.as_str()), format!("bandwidth limit {rate}")),
        };
        tracing::info!(rate, who, "the operator set the bandwidth limit");
        let act = Act { who, done, at: Timestamp::now() };
        self.jobs.store.set_note_of_operator(BANDWIDTH, kept, &act).await?;
        Ok(holds)
    }

    /// Reads the settings again; the names of those that are others now, or all that is wrong. Changes nothing.
    pub fn read_settings_again(&self) -> Result<Vec<String>, Vec<String>> {
        self.settings.read_again()
    }

    /// Has the program end in order and begin anew, with the settings as they are then.
    pub async fn begin_anew(&self, who: u64, changed: &[String]) -> anyhow::Result<()> {
        self.log_act(who, &format!("begun anew with other settings: {}", changed.join(", "))).await?;
        tracing::info!(who, changed = changed.join(", "), "beginning anew with other settings");
        self.anew.cancel();
        Ok(())
    }

    /// Waits until the program is to begin anew.
    pub async fn anew(&self) {
        self.anew.cancelled().await;
    }

    /// Whether the program is to begin anew.
    pub fn is_to_begin_anew(&self) -> bool {
        self.anew.is_cancelled()
    }

    /// Has everything archived now that waits, pauses included, and waits for it, for so long at most. Returns how each
    /// destination stood before and stands now.
    pub async fn sync(
        &self,
        who: u64,
        patience: Duration,
    ) -> anyhow::Result<Vec<(Destination, LaneLength, LaneLength)>> {
        let before = self.copies_waiting().await?;
        self.log_act(who, "everything that waits is tried now").await?;
        self.retry(Scope::Everything).await?;
        let quiet = async {
            loop {
                let now = self.copies_waiting().await?;
                if now.iter().all(|(_, length)| length.waiting + length.running == 0) {
                    return anyhow::Ok(());
                }
                sleep(LOOK).await;
            }
        };
        if let Ok(looked) = timeout(patience, quiet).await {
            looked?;
        }
        let after = self.copies_waiting().await?;
        Ok(before.into_iter().zip(after).map(|((to, before), (_, after))| (to, before, after)).collect())
    }

    async fn copies_waiting(&self) -> anyhow::Result<Vec<(Destination, LaneLength)>> {
        let mut waiting = Vec::new();
        for destination in &self.settings.destinations {
            let length = self.jobs.store.lane_length(&Lane::Archive(destination.clone())).await?;
            waiting.push((destination.clone(), length));
        }
        Ok(waiting)
    }
}

fn decision(who: u64, reason: &str) -> Decision {
    Decision { who, reason: reason.to_owned(), at: Timestamp::now() }
}

fn name(what: &Hold) -> String {
    match what {
        Hold::Rituals => "accepting new rituals".to_owned(),
        Hold::Rendering => "rendering".to_owned(),
        Hold::Destination(destination) => format!("archiving to {destination}"),
    }
}

fn said(what: &str, reason: &str) -> String {
    if reason.is_empty() { what.to_owned() } else { format!("{what}: {reason}") }
}
