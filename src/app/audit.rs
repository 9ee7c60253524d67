//! Proving archived copies again: at what pace the bot does it, and how old the proofs are.

use std::collections::BTreeMap;

use super::services::App;
use crate::jobs::audit::AuditPlan;
use crate::store::{Proofs, Timestamp};
use crate::sync::Destination;

/// The part of the bandwidth limit that audits may have, taken over some time: a quarter.
const SHARE: u64 = 4;

impl App {
    /// The pace of the bot's own audits; none if they are switched off.
    pub(super) fn audit_plan(&self) -> Option<AuditPlan> {
        let rate =
            self.settings.bwlimit.as_deref().and_then(download_limit).map(|limit| limit.div_ceil(SHARE));
        self.settings.audit.map(|period| AuditPlan { period, rate })
    }

    /// How old the proofs at each configured destination are, where copies stand; while audits are switched off, none is
    /// overdue.
    pub async fn proofs(&self) -> anyhow::Result<BTreeMap<Destination, Proofs>> {
        let due = self.settings.audit.map_or(Timestamp(i64::MIN), |period| Timestamp::now().before(period));
        let mut proofs = BTreeMap::new();
        for destination in &self.settings.destinations {
            let known = self.jobs.store.proofs(destination, due).await?;
            proofs.extend(known.map(|known| (destination.clone(), known)));
        }
        Ok(proofs)
    }
}

/// How many bytes a second rclone may download under a bandwidth limit that is a number: `512k`, `1M:2M` (up, then
/// down). None where it is a timetable or off; rclone keeps to that itself.
fn download_limit(limit: &str) -> Option<u64> {
    let down = limit.split_once(':').map_or(limit, |(_, down)| down).trim();
    let unit_at = down.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(down.len());
    let (number, unit) = down.split_at(unit_at);
    // https://rclone.org/docs/#size-options: KiB where nothing is said.
    let unit: u64 = match unit.to_ascii_lowercase().trim_end_matches("ib") {
        "b" => 1,
        "" | "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        "t" => 1 << 40,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * unit as f64;
    (bytes >= 1.0).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_for_downloads_is_read_as_rclone_reads_it() {
        for (limit, bytes) in [
            ("1M", Some(1 << 20)),
            ("512k", Some(512 << 10)),
            ("512", Some(512 << 10)),
            ("1.5MiB", Some(3 << 19)),
            ("100B", Some(100)),
            ("10M:1M", Some(1 << 20)),
            ("512k:off", None),
            ("off", None),
            ("0", None),
            ("08:00,512k 19:00,off", None),
        ] {
            assert_eq!(download_limit(limit), bytes, "{limit}");
        }
    }
}
