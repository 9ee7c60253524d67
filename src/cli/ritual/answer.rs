//! What `helix-bot ritual` prints.

use std::path::Path;

use serde::Serialize;

use crate::cli::copies::words;
use crate::cli::files;
use crate::failure::for_operators;
use crate::ritual::Recipe;
use crate::store::{Archive, ArchiveState, MotionFile, RitualView, Timestamp};

/// The JSON answer, fields in the order that the documentation gives.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: String,
    steps: u16,
    seed: u64,
    style: &'static str,
    recipe: &'a Recipe,
    sha256: Option<String>,
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    motion: Option<Moving>,
    width: u32,
    height: u32,
    bytes: Option<u64>,
    render_ms: Option<u64>,
    encode_ms: Option<u64>,
    destinations: Vec<Copy>,
}

/// The file that shows the ritual in motion.
#[derive(Debug, Serialize)]
struct Moving {
    file: String,
    sha256: String,
    width: u32,
    height: u32,
    frames: u16,
    bytes: u64,
    reduced: bool,
    ms: u64,
}

#[derive(Debug, Serialize)]
struct Copy {
    name: String,
    remote: String,
    state: &'static str,
    verified_by: Option<&'static str>,
    ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// One line of JSON. Of a ritual that is not rendered yet, the file and what is known of it are null.
pub(super) fn json(view: &RitualView, file: Option<&Path>) -> anyhow::Result<String> {
    let facts = view.ritual.rendered.as_ref();
    let motion = facts.and_then(|facts| facts.motion.as_ref());
    let recipe = &view.ritual.recipe;
    let answer = Answer {
        id: view.ritual.id.to_string(),
        steps: recipe.steps.get(),
        seed: recipe.seed.get(),
        style: recipe.style.name(),
        recipe,
        sha256: facts.map(|facts| facts.digest.to_string()),
        file: file.map(|file| file.to_string_lossy().into_owned()),
        motion: motion.zip(file).map(|(motion, file)| moving(motion, file)),
        width: recipe.size.width(),
        height: recipe.size.height(),
        bytes: facts.map(|facts| facts.bytes),
        render_ms: facts.map(|facts| facts.render_ms),
        encode_ms: facts.map(|facts| facts.encode_ms),
        destinations: view.archives.iter().map(copy).collect(),
    };
    Ok(serde_json::to_string(&answer)?)
}

fn moving(motion: &MotionFile, picture: &Path) -> Moving {
    Moving {
        file: files::beside(picture).to_string_lossy().into_owned(),
        sha256: motion.digest.to_string(),
        width: motion.width,
        height: motion.height,
        frames: motion.frames,
        bytes: motion.bytes,
        reduced: motion.reduced,
        ms: motion.ms,
    }
}

fn copy(archive: &Archive) -> Copy {
    let receipt = archive.state.receipt();
    Copy {
        name: archive.destination.to_string(),
        remote: remote(archive),
        state: archive.state.word(),
        verified_by: receipt.map(|receipt| receipt.verified_by.as_str()),
        ms: receipt.map(|receipt| receipt.took_ms),
        reason: archive.state.reason().map(for_operators),
    }
}

/// The whole remote path.
fn remote(archive: &Archive) -> String {
    archive.destination.full_path(&archive.path)
}

/// Lines for people about a ritual that is not rendered yet.
pub(super) fn unrendered(view: &RitualView) -> [String; 4] {
    let recipe = &view.ritual.recipe;
    let why = view.render_delay.as_deref().map(|reason| format!(": {}", for_operators(reason)));
    [
        format!("ritual   {}", view.ritual.id),
        format!("recipe   {} steps, seed {}, style {}", recipe.steps, recipe.seed, recipe.style),
        format!("picture  not rendered yet{}", why.unwrap_or_default()),
        "The ritual is kept. It goes on with `helix-bot archive`, or while `helix-bot run` runs.".to_owned(),
    ]
}

/// Lines for people.
pub(super) fn text(view: &RitualView, file: &Path) -> Vec<String> {
    let recipe = &view.ritual.recipe;
    let mut lines = vec![format!("ritual   {}", view.ritual.id)];
    lines.push(format!("recipe   {} steps, seed {}, style {}", recipe.steps, recipe.seed, recipe.style));
    lines.push(format!("picture  {}", file.display()));
    if let Some(facts) = &view.ritual.rendered {
        lines.push(format!(
            "         {} × {} pixels, {} bytes, rendered in {} ms, encoded in {} ms",
            recipe.size.width(),
            recipe.size.height(),
            facts.bytes,
            facts.render_ms,
            facts.encode_ms
        ));
        lines.push(format!("sha256   {}", facts.digest));
        if let Some(motion) = &facts.motion {
            lines.push(format!("motion   {}", files::beside(file).display()));
            lines.push(format!(
                "         {} frames of {} × {} pixels{}, {} bytes, made in {} ms",
                motion.frames,
                motion.width,
                motion.height,
                if motion.reduced { ", made smaller to fit into 8 MiB" } else { "" },
                motion.bytes,
                motion.ms
            ));
        }
    }
    if view.archives.is_empty() {
        lines.push("archive  none was asked for; the picture stays in the spool".to_owned());
    }
    lines.extend(view.archives.iter().map(|archive| format!("archive  {}", fate(archive, Timestamp::now()))));
    if view.archives.iter().any(|archive| !matches!(archive.state, ArchiveState::Archived(_))) {
        lines.push(
            "The picture is kept. Archiving goes on with `helix-bot archive`, or while `helix-bot run` runs."
                .to_owned(),
        );
    }
    lines
}

fn fate(archive: &Archive, now: Timestamp) -> String {
    let (words, remote) = (words(&archive.state), remote(archive));
    match &archive.state {
        ArchiveState::Archived(receipt) => {
            format!("{words} and verified by {} in {} ms → {remote}", receipt.verified_by, receipt.took_ms)
        }
        ArchiveState::Pending | ArchiveState::Removed(_) => format!("{words} → {remote}"),
        ArchiveState::Retrying { at, reason } => {
            let reason = for_operators(reason);
            format!("{words}: {reason}; due again in {} s → {remote}", at.since(now).as_secs())
        }
        ArchiveState::Dead { reason } => format!("{words}: {} → {remote}", for_operators(reason)),
    }
}
