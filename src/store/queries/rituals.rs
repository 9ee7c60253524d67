//! Accepting rituals and telling how they stand.

use uuid::Uuid;

use super::{limits, lore, removals, turns};
use crate::ritual::Recipe;
use crate::store::database::{Row, Sql, Transaction, Value, sql};
use crate::store::error::{Result, unreadable};
use crate::store::model::{
    Archive, ArchiveState, FirstProof, InteractionToken, JobKind, Lane, NewRitual, Origin, Posted, Receipt,
    Rendered, Ritual, RitualId, RitualView, Timestamp,
};
use crate::sync::RemotePath;

/// Any conflict means that this request was accepted before: by its key, or by its id where a caller repeats an
/// accept whose answer was lost.
const INSERT: Sql = sql(
    "INSERT INTO rituals (id, request_key, origin, token, token_until, recipe, file, accepted, turns, motion,
        guild, owner, member, style, message, language, seed_words, redraws,
        spoiler)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10 = 1, $11, $12, $13, $14, $15, $16, $17, $18,
        $19 = 1)
    ON CONFLICT DO NOTHING",
);
/// What the request became the first time.
const FIRST: Sql = sql("SELECT id FROM rituals WHERE id = $1 OR request_key = $2");
/// A destination that is named twice gets one copy, at the first path.
const INSERT_JOB: Sql = sql(
    "INSERT INTO jobs (id, ritual, kind, destination, path, place, state, run_at, owner, member, line, waits)
    VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, $8, $9, $10, $3 <> 'render')
    ON CONFLICT (ritual, kind, destination) DO NOTHING",
);
const SELECT: Sql = sql("SELECT * FROM rituals WHERE id = $1");
/// How the parts of a ritual stand that people are told about.
const PARTS: Sql = sql("SELECT jobs.kind, jobs.destination, jobs.path, jobs.state, jobs.run_at, jobs.reason,
        pauses.until AS paused_until, pauses.reason AS paused_reason,
        receipts.digest, receipts.bytes, receipts.verified_by, receipts.took_ms, receipts.proven,
        receipts.first_verified_by, receipts.first_proven
    FROM jobs
    LEFT JOIN receipts ON receipts.ritual = jobs.ritual AND receipts.destination = jobs.destination
    LEFT JOIN pauses ON pauses.destination = jobs.destination
    WHERE jobs.ritual = $1 AND jobs.kind <> 'post'
        AND NOT (jobs.state = 'done' AND jobs.class IS NOT NULL AND jobs.class = 'cancelled')
    ORDER BY jobs.place");
/// The pixels are the ritual's identity: another picture never takes its place. A copy that is known to be lost holds
/// nothing that would have to be matched.
const REPLACE_FILE: Sql = sql("UPDATE rituals SET digest = $3, bytes = $4, render_ms = $5, encode_ms = $6,
        motion_file = $7, md5 = $8
    WHERE id = $1 AND pixels = $2
    AND NOT EXISTS (SELECT 1 FROM receipts WHERE receipts.ritual = rituals.id AND receipts.lost IS NULL)");

/// Writes a ritual, its jobs and what it leaves to its guild.
pub(crate) async fn accept(tx: &mut Transaction, ritual: &NewRitual) -> Result<RitualId> {
    if !insert(tx, ritual).await? {
        let first = tx.row(FIRST, &[ritual.id.into(), ritual.request_key().into()]).await?;
        let first = first.ok_or(sqlx::Error::RowNotFound)?;
        return Ok(RitualId(first.parse("id")?));
    }
    // Before its own jobs are there, which wait to be shown as well.
    if let Some(most) = &ritual.limits {
        limits::count(tx, ritual, most).await?;
    }
    for (place, (lane, path)) in (0..).zip(jobs_of(ritual)) {
        insert_job(tx, ritual, &lane, path, place).await?;
    }
    turns::join(tx, ritual.id, ritual.accepted).await?;
    if let (Some(guild), Some(new)) = (ritual.origin.guild(), &ritual.lore) {
        lore::set(tx, guild, new, ritual.accepted).await?;
    }
    Ok(ritual.id)
}

/// Writes a ritual's own row; false if it was accepted before.
pub(super) async fn insert(tx: &mut Transaction, ritual: &NewRitual) -> Result<bool> {
    let (origin, token, token_until) = without_token(&ritual.origin);
    let origin = serde_json::to_string(&origin).map_err(|error| unreadable("origin", error))?;
    let key = ritual.request_key();
    let inserted = tx
        .execute(
            INSERT,
            &[
                ritual.id.into(),
                key.as_deref().into(),
                origin.into(),
                token.into(),
                token_until.into(),
                ritual.recipe.to_json().into(),
                ritual.file.as_str().into(),
                ritual.accepted.into(),
                lore::turns_text(ritual.lore.as_ref().map_or(&[], |lore| &lore.turns)).into(),
                u64::from(ritual.motion).into(),
                ritual.origin.guild().into(),
                ritual.origin.owner().into(),
                ritual.origin.user().unwrap_or_default().into(),
                ritual.recipe.style.name().into(),
                ritual.origin.message().into(),
                ritual.language.code().into(),
                ritual.seed_words.as_deref().into(),
                ritual.redraws.map(|id| id.to_string()).into(),
                u64::from(ritual.spoiler).into(),
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// The lanes that a new ritual passes, in the order in which they are told about.
fn jobs_of(ritual: &NewRitual) -> Vec<(Lane, Option<&RemotePath>)> {
    let render = if ritual.is_large() { Lane::LargeRender } else { Lane::Render };
    let mut jobs = vec![(render, None)];
    jobs.extend(ritual.archives.iter().map(|(to, path)| (Lane::Archive(to.clone()), Some(path))));
    if ritual.origin != Origin::CommandLine {
        jobs.push((Lane::Post, None));
    }
    jobs
}

async fn insert_job(
    tx: &mut Transaction,
    ritual: &NewRitual,
    lane: &Lane,
    path: Option<&RemotePath>,
    place: u64,
) -> Result<()> {
    let values: [Value<'_>; 10] = [
        Uuid::now_v7().into(),
        ritual.id.into(),
        lane.kind().into(),
        lane.into(),
        path.map(ToString::to_string).into(),
        place.into(),
        ritual.accepted.into(),
        ritual.origin.owner().unwrap_or_default().into(),
        ritual.origin.user().unwrap_or_default().into(),
        lane.lines().start().to_owned().into(),
    ];
    tx.execute(INSERT_JOB, &values).await?;
    Ok(())
}

/// Reads a ritual with the state of its archives.
pub(crate) async fn view(tx: &mut Transaction, id: RitualId) -> Result<Option<RitualView>> {
    let Some(row) = tx.row(SELECT, &[id.into()]).await? else { return Ok(None) };
    let ritual = ritual(id, &row)?;
    let mut view = RitualView {
        ritual,
        cancelled: row.optional_time("cancelled")?,
        archives: Vec::new(),
        unreadable: Vec::new(),
        render_failure: None,
        render_delay: None,
    };
    let removed = removals::of_ritual(tx, id).await?;
    for part in tx.rows(PARTS, &[id.into()]).await? {
        if part.parse::<JobKind>("kind")? == JobKind::Render {
            (view.render_failure, view.render_delay) = render_trouble(&part)?;
            continue;
        }
        match (part.parse("destination"), part.parse("path")) {
            (Ok(destination), Ok(path)) => {
                let recorded: String = part.get("destination")?;
                let removed = removed.iter().find(|(of, _)| *of == recorded);
                let state = match removed {
                    Some((_, copy)) => ArchiveState::Removed(copy.clone()),
                    None => archive_state(&part)?,
                };
                view.archives.push(Archive { destination, path, state });
            }
            _ => view.unreadable.push(recorded_place(&part)?),
        }
    }
    Ok(Some(view))
}

/// Replaces the recorded file of a ritual rendered again.
pub(crate) async fn replace_file(tx: &mut Transaction, id: RitualId, rendered: &Rendered) -> Result<bool> {
    let replaced = tx.execute(REPLACE_FILE, &facts(id, rendered)?).await?;
    Ok(replaced == 1)
}

/// A picture's facts as values of a statement.
pub(crate) fn facts(id: RitualId, rendered: &Rendered) -> Result<[Value<'static>; 8]> {
    let motion = rendered.motion.as_ref().map(serde_json::to_string).transpose();
    Ok([
        id.into(),
        rendered.pixels.into(),
        rendered.digest.into(),
        rendered.bytes.into(),
        rendered.render_ms.into(),
        rendered.encode_ms.into(),
        motion.map_err(|error| unreadable("motion file", error))?.into(),
        rendered.md5.map(|md5| md5.to_string()).into(),
    ])
}

/// Reads a ritual from its row.
pub(crate) fn ritual(id: RitualId, row: &Row) -> Result<Ritual> {
    let recipe: String = row.get("recipe")?;
    Ok(Ritual {
        id,
        origin: origin(row)?,
        recipe: Recipe::from_json(&recipe).map_err(|error| unreadable("recipe", error))?,
        file: row.get("file")?,
        accepted: row.time("accepted")?,
        motion: row.get("motion")?,
        spoiler: row.get("spoiler")?,
        language: row
            .get::<Option<String>>("language")?
            .and_then(|code| code.parse().ok())
            .unwrap_or_default(),
        seed_words: row.get("seed_words")?,
        turns: lore::turns(row)?,
        rendered: rendered(row)?,
        posted: posted(row)?,
        deleted: row.optional_time("deleted")?,
    })
}

/// The token has columns of its own, so that it can be forgotten without touching the rest.
fn without_token(origin: &Origin) -> (Origin, Option<String>, Option<Timestamp>) {
    let mut origin = origin.clone();
    let Origin::Interaction { token, received, .. } = &mut origin else { return (origin, None, None) };
    let until = *received + InteractionToken::LIFETIME;
    let token = std::mem::take(&mut token.0);
    (origin, Some(token), Some(until))
}

/// Who asked for a ritual, and where, from its row.
pub(crate) fn origin(row: &Row) -> Result<Origin> {
    let text: String = row.get("origin")?;
    let mut origin = serde_json::from_str(&text).map_err(|error| unreadable("origin", error))?;
    if let Origin::Interaction { token, .. } = &mut origin {
        token.0 = row.get::<Option<String>>("token")?.unwrap_or_default();
    }
    Ok(origin)
}

fn rendered(row: &Row) -> Result<Option<Rendered>> {
    if row.get::<Option<String>>("pixels")?.is_none() {
        return Ok(None);
    }
    let motion: Option<String> = row.get("motion_file")?;
    let motion = motion.map(|text| serde_json::from_str(&text)).transpose();
    let md5: Option<String> = row.get("md5")?;
    let md5 = md5.map(|text| text.parse()).transpose();
    Ok(Some(Rendered {
        pixels: row.parse("pixels")?,
        digest: row.parse("digest")?,
        md5: md5.map_err(|error| unreadable("md5", error))?,
        bytes: row.unsigned("bytes")?,
        render_ms: row.unsigned("render_ms")?,
        encode_ms: row.unsigned("encode_ms")?,
        motion: motion.map_err(|error| unreadable("motion file", error))?,
    }))
}

fn posted(row: &Row) -> Result<Option<Posted>> {
    let Some(status) = row.get("posted_status")? else { return Ok(None) };
    Ok(Some(Posted {
        channel: row.unsigned("posted_channel")?,
        message: row.unsigned("posted_message")?,
        status,
    }))
}

/// Where a copy is to stand, in the words of its row.
fn recorded_place(part: &Row) -> Result<String> {
    let (destination, path): (String, Option<String>) = (part.get("destination")?, part.get("path")?);
    Ok(format!("{destination} {}", path.unwrap_or_default()))
}

/// Why rendering was given up, or why it is put off.
fn render_trouble(part: &Row) -> Result<(Option<String>, Option<String>)> {
    let dead = part.get::<String>("state")? == "dead";
    let reason = part.get("reason")?;
    Ok(if dead { (reason, None) } else { (None, reason) })
}

fn archive_state(part: &Row) -> Result<ArchiveState> {
    let state: String = part.get("state")?;
    let reason: Option<String> = part.get("reason")?;
    Ok(match state.as_str() {
        "done" => done_state(part)?,
        "dead" => ArchiveState::Dead { reason: reason.unwrap_or_default() },
        _ => waiting_state(part, reason)?,
    })
}

fn done_state(part: &Row) -> Result<ArchiveState> {
    let Some(at) = part.optional_time("proven")? else {
        // Nobody may take a job that ended without a receipt for an archived copy.
        return Ok(ArchiveState::Dead { reason: "it ended without a copy".to_owned() });
    };
    Ok(ArchiveState::Archived(Receipt {
        digest: part.parse("digest")?,
        bytes: part.unsigned("bytes")?,
        verified_by: part.parse("verified_by")?,
        took_ms: part.unsigned("took_ms")?,
        at,
        first: FirstProof { at: part.time("first_proven")?, verified_by: part.parse("first_verified_by")? },
    }))
}

/// A failed copy shows why until its next run has an outcome, also while that runs. One that waits only because
/// its destination is paused shows the pause.
fn waiting_state(part: &Row, reason: Option<String>) -> Result<ArchiveState> {
    let paused_until = part.optional_time("paused_until")?;
    let due = part.time("run_at")?;
    let reason = match reason {
        Some(reason) => Some(reason),
        None => part.get("paused_reason")?,
    };
    Ok(match reason {
        Some(reason) => {
            ArchiveState::Retrying { at: paused_until.map_or(due, |until| due.max(until)), reason }
        }
        None => ArchiveState::Pending,
    })
}
