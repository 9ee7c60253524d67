//! `helix-bot verify FILE.png…`: an artifact proves itself.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::{exit, stdout};
use crate::app::verify;
use crate::ritual::{Recipe, Verified};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// PNG files made by this program
    #[arg(required = true, value_name = "FILE.png")]
    files: Vec<PathBuf>,
    /// Print one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

/// The JSON answer.
#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    files: Vec<Proof<'a>>,
}

/// What came of one file.
#[derive(Serialize)]
struct Proof<'a> {
    file: String,
    ok: bool,
    #[serde(flatten)]
    picture: Option<Picture<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

/// A proven picture.
#[derive(Serialize)]
struct Picture<'a> {
    steps: u16,
    seed: u64,
    style: &'static str,
    recipe: &'a Recipe,
    width: u32,
    height: u32,
    pixels_sha256: String,
}

type Outcome = Result<Verified, String>;

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut outcomes = Vec::with_capacity(options.files.len());
    for file in &options.files {
        let outcome = verify(file).map_err(|problem| format!("{problem:#}"));
        if !options.json {
            stdout::line(&line(file, &outcome))?;
        }
        outcomes.push(outcome);
    }
    let ok = outcomes.iter().all(Result::is_ok);
    if options.json {
        let files = options.files.iter().zip(&outcomes).map(|(file, outcome)| proof(file, outcome)).collect();
        stdout::line(&serde_json::to_string(&Answer { ok, files })?)?;
    }
    Ok(if ok { exit::DONE } else { exit::FAILED })
}

fn line(file: &Path, outcome: &Outcome) -> String {
    match outcome {
        Ok(verified) => format!("ok    {}: {}", file.display(), words(verified)),
        Err(problem) => format!("FAIL  {}: {problem}", file.display()),
    }
}

fn words(Verified { recipe, digest }: &Verified) -> String {
    format!(
        "{} steps, seed {}, {} × {} pixels, every pixel as the recipe says (pixels {})",
        recipe.steps,
        recipe.seed,
        recipe.size.width(),
        recipe.size.height(),
        digest.short()
    )
}

fn proof<'a>(file: &Path, outcome: &'a Outcome) -> Proof<'a> {
    Proof {
        file: file.to_string_lossy().into_owned(),
        ok: outcome.is_ok(),
        picture: outcome.as_ref().ok().map(picture),
        problem: outcome.as_ref().err().map(String::as_str),
    }
}

fn picture(Verified { recipe, digest }: &Verified) -> Picture<'_> {
    Picture {
        steps: recipe.steps.get(),
        seed: recipe.seed.get(),
        style: recipe.style.name(),
        recipe,
        width: recipe.size.width(),
        height: recipe.size.height(),
        pixels_sha256: digest.to_string(),
    }
}
