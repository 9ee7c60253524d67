//! How many rituals were asked for: counted up as they are accepted and down where one is given back. Nothing is counted
//! over.

use std::time::Duration;

use crate::store::database::{Sql, Transaction, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{Limited, Limits, NewRitual, Origin, RitualId, Timestamp};

const DAY: Duration = Duration::from_hours(24);
/// Stands for the server as a whole.
const EVERYBODY: u64 = 0;

macro_rules! forget_old {
    ($lock:literal) => {
        concat!(
            "DELETE FROM asked WHERE (owner, member) IN
                (SELECT owner, member FROM asked WHERE day < $1 ORDER BY day LIMIT $2",
            $lock,
            ")"
        )
    };
}

/// Counts one more, unless that is too many or too soon: then it touches no row. A row whose time lies further ahead than
/// the cooldown, or more than a day, was written under a clock that was wrong.
const COUNT: Sql = sql("INSERT INTO asked (owner, member, day, rituals, last) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (owner, member) DO UPDATE SET
        rituals = CASE WHEN asked.day < $3 OR asked.day > $3 + 1 THEN 1 ELSE asked.rituals + 1 END,
        day = CASE WHEN asked.day < $3 OR asked.day > $3 + 1 THEN $3 ELSE asked.day END,
        last = excluded.last
    WHERE (asked.last + $5 <= $4 OR asked.last > $4 + $5)
        AND (asked.day < $3 OR asked.day > $3 + 1 OR asked.rituals < $6)");
const COUNTED: Sql = sql("SELECT last, day FROM asked WHERE owner = $1 AND member = $2");
/// No more rows are looked at than may be there.
const WAITING: Sql = sql("SELECT COUNT(*) AS waiting FROM (SELECT 1 FROM jobs
    WHERE owner = $1 AND member = $2 AND kind = 'post' AND line = 0 AND state IN ('ready', 'leased')
    LIMIT $3) AS found");
const NOTE_DAY: Sql = sql("UPDATE rituals SET counted_on = $2 WHERE id = $1");

/// A ritual is given back once.
const FORGET_DAY: Sql = sql("UPDATE rituals SET counted_on = NULL WHERE id = $1 AND counted_on IS NOT NULL");
const COUNTED_ON: Sql = sql("SELECT counted_on, origin FROM rituals WHERE id = $1");
const GIVE_BACK: Sql = sql("UPDATE asked SET rituals = rituals - 1
    WHERE owner = $1 AND member = $2 AND day = $3 AND rituals > 0");

/// In PostgreSQL it passes over rows that others hold: whoever accepts a ritual must not wait for this in a circle.
const FORGET_OLD: Sql = Sql { sqlite: forget_old!(""), postgres: forget_old!(" FOR UPDATE SKIP LOCKED") };

/// Counts a ritual that is being accepted, or says why it may not be.
pub(crate) async fn count(tx: &mut Transaction, ritual: &NewRitual, limits: &Limits) -> Result<()> {
    let (Some(owner), Some(member)) = (ritual.origin.owner(), ritual.origin.user()) else { return Ok(()) };
    let (now, day) = (ritual.accepted, day_of(ritual.accepted));
    if !one_more(tx, (owner, member), now, limits.cooldown, limits.member).await? {
        return Err(why(tx, (owner, member), now, limits).await?.into());
    }
    // Whoever asks at the same time waits for the row that was just written, and then sees this one's jobs.
    if let Some(most) = limits.at_once {
        let waiting = tx.row(WAITING, &[owner.into(), member.into(), most.into()]).await?;
        if waiting.map(|row| row.unsigned("waiting")).transpose()?.unwrap_or_default() >= most {
            return Err(Limited::AtOnce { most }.into());
        }
    }
    if ritual.origin.guild().is_some()
        && !one_more(tx, (owner, EVERYBODY), now, Duration::ZERO, limits.server).await?
    {
        let most = limits.server.unwrap_or_default();
        return Err(Limited::ServerQuota { most, until: end_of(day) }.into());
    }
    tx.execute(NOTE_DAY, &[ritual.id.into(), day.into()]).await.map(drop)
}

async fn one_more(
    tx: &mut Transaction,
    (owner, member): (u64, u64),
    now: Timestamp,
    cooldown: Duration,
    most: Option<u64>,
) -> Result<bool> {
    let most = most.unwrap_or(i64::MAX.cast_unsigned());
    let cooldown = u64::try_from(cooldown.as_millis()).unwrap_or(u64::MAX);
    let values = [owner.into(), member.into(), day_of(now).into(), now.into(), cooldown.into(), most.into()];
    Ok(tx.execute(COUNT, &values).await? == 1)
}

/// Which of a person's limits it was.
async fn why(
    tx: &mut Transaction,
    (owner, member): (u64, u64),
    now: Timestamp,
    limits: &Limits,
) -> Result<Limited> {
    let last = tx.row(COUNTED, &[owner.into(), member.into()]).await?;
    let last = last.map(|row| row.time("last")).transpose()?.unwrap_or(now);
    let until = last + limits.cooldown;
    Ok(match limits.member {
        Some(most) if until <= now || last > now + limits.cooldown => {
            Limited::Quota { most, until: end_of(day_of(now)) }
        }
        _ => Limited::TooSoon { until },
    })
}

/// Gives a ritual back that failed or was called off: who asked for it may ask for another one. Once.
pub(crate) async fn give_back(tx: &mut Transaction, ritual: RitualId) -> Result<()> {
    let Some(row) = tx.row(COUNTED_ON, &[ritual.into()]).await? else { return Ok(()) };
    let Some(day) = row.get::<Option<i64>>("counted_on")? else { return Ok(()) };
    if tx.execute(FORGET_DAY, &[ritual.into()]).await? == 0 {
        return Ok(());
    }
    let origin: String = row.get("origin")?;
    let origin: Origin = serde_json::from_str(&origin).map_err(|error| unreadable("origin", error))?;
    let (Some(owner), Some(member)) = (origin.owner(), origin.user()) else { return Ok(()) };
    let day = day.cast_unsigned();
    tx.execute(GIVE_BACK, &[owner.into(), member.into(), day.into()]).await?;
    if origin.guild().is_some() {
        tx.execute(GIVE_BACK, &[owner.into(), EVERYBODY.into(), day.into()]).await?;
    }
    Ok(())
}

/// Forgets up to `most` rows that were counted on days that are over. Returns how many those were.
pub(crate) async fn forget_old(tx: &mut Transaction, now: Timestamp, most: u32) -> Result<u64> {
    tx.execute(FORGET_OLD, &[day_of(now).saturating_sub(1).into(), u64::from(most).into()]).await
}

fn day_of(at: Timestamp) -> u64 {
    at.since(Timestamp(0)).as_secs() / DAY.as_secs()
}

fn end_of(day: u64) -> Timestamp {
    Timestamp(0) + DAY.saturating_mul(u32::try_from(day + 1).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::queries::plan;

    #[tokio::test]
    async fn nothing_is_counted_over() {
        let statements = [COUNT, COUNTED, WAITING, NOTE_DAY, FORGET_DAY, COUNTED_ON, GIVE_BACK, FORGET_OLD];
        for (step, statement) in plan::steps(&statements).await {
            let own = ["found", "(subquery", "CONSTANT"].iter().any(|own| step.contains(own));
            assert!(!step.starts_with("SCAN") || own, "{step}: {statement}");
        }
        let steps = plan::steps(&[WAITING]).await;
        assert!(steps.iter().any(|(step, _)| step.contains("jobs_to_be_shown")), "{steps:?}");
    }
}
