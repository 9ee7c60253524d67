//! `helix-bot health`: asks the bot on this machine whether it is alive. For container health checks, so that the
//! image needs no other program.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use super::{exit, stdout};
use crate::config::Settings;

/// How long the answer may take.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(super) async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let address = settings.own_web_address();
    let address = address.context("PORT is not set, so the bot serves no health; set PORT")?;
    // A proxy of the operator's does not know this machine.
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?;
    let answer = client.get(format!("http://{address}/livez")).send().await;
    let status = answer.map_err(said)?.status();
    anyhow::ensure!(status.is_success(), "the bot answers {status}");
    stdout::line("alive")?;
    Ok(exit::DONE)
}

fn said(error: reqwest::Error) -> anyhow::Error {
    let words = if error.is_timeout() { "the bot does not answer" } else { "the bot does not listen" };
    anyhow::Error::from(error).context(words)
}
