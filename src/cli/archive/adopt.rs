//! `helix-bot archive adopt [DEST]`: rituals whose picture is archived and whose record was lost.
//!
//! Nothing at the destination is changed. Without `--yes` nothing is changed here either.

use std::process::ExitCode;

use indicatif::ProgressBar;

use crate::app::{App, FolderSeen};
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::jobs::adopt::AdoptionEnd;
use crate::sync::Destination;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Look at this destination only [default: each of `HELIX_DESTINATIONS`]
    #[arg(value_name = "DESTINATION")]
    from: Option<Destination>,
    /// Take over what is found, instead of listing it only
    #[arg(long)]
    yes: bool,
}

/// What came of it.
#[derive(Debug, Default)]
struct Counts {
    found: u64,
    rituals: u64,
    copies: u64,
    known: u64,
    left: u64,
    failed: u64,
}

pub(super) async fn run(settings: Settings, options: Options) -> anyhow::Result<ExitCode> {
    let from =
        options.from.map_or_else(|| settings.destinations.clone(), |from| vec![settings.destination(from)]);
    let app = App::open(settings).await?;
    let mut counts = Counts::default();
    let mut ended = Ok(());
    for at in &from {
        ended = look(&app, at, options.yes, &mut counts).await;
        if ended.is_err() {
            break;
        }
    }
    app.close().await;
    ended?;
    tell(&counts, options.yes)?;
    Ok(if counts.failed == 0 { exit::DONE } else { exit::FAILED })
}

fn tell(counts: &Counts, yes: bool) -> anyhow::Result<()> {
    let Counts { found, rituals, copies, known, left, failed } = counts;
    if yes {
        stdout::line(&format!(
            "{rituals} rituals and {copies} copies adopted, {known} known already, {left} left, {failed} failed"
        ))?;
    } else {
        stdout::line(&format!(
            "{found} pictures that are not known here, {known} known already, {left} left"
        ))?;
        if *found > 0 {
            stdout::line(
                "Nothing was changed. With --yes each is fetched, rendered again, compared, and recorded.",
            )?;
        }
    }
    Ok(())
}

async fn look(app: &App, at: &Destination, yes: bool, counts: &mut Counts) -> anyhow::Result<()> {
    let bar = ProgressBar::no_length();
    let looked = app
        .look_for_rituals(at, async |seen: FolderSeen| {
            counts.known += seen.known;
            for (path, reason) in &seen.left {
                counts.left += 1;
                bar.suspend(|| stdout::line(&format!("left     {}  {reason}", at.full_path(path))))?;
            }
            bar.inc_length(seen.pictures.len() as u64);
            for picture in &seen.pictures {
                counts.found += 1;
                let line = if yes {
                    let end = app.adopt_picture(at, picture).await;
                    said(end, counts).map(|said| format!("{}  {said}", at.full_path(&picture.path)))
                } else {
                    Some(format!("found    {}", at.full_path(&picture.path)))
                };
                bar.inc(1);
                if let Some(line) = line {
                    bar.suspend(|| stdout::line(&line))?;
                }
            }
            Ok(())
        })
        .await;
    bar.finish_and_clear();
    looked
}

/// What is told of a picture, and counted. A destination that fails for one may well give the next.
fn said(end: anyhow::Result<AdoptionEnd>, counts: &mut Counts) -> Option<String> {
    match end {
        Ok(AdoptionEnd::Ritual) => {
            counts.rituals += 1;
            Some("adopted, proven by read-back".to_owned())
        }
        Ok(AdoptionEnd::Copy(by)) => {
            counts.copies += 1;
            Some(format!("copy adopted, proven by {}", by.as_str()))
        }
        Ok(AdoptionEnd::Known) => {
            counts.known += 1;
            None
        }
        Ok(AdoptionEnd::Left(reason)) => {
            counts.left += 1;
            Some(format!("left: {reason}"))
        }
        Err(error) => {
            counts.failed += 1;
            stderr::complain(&format!("{error:#}"));
            Some("failed; it is tried again when this is run again".to_owned())
        }
    }
}
