//! `helix-bot health`: asks the bot on this machine whether it can go on by itself. For container health checks, so
//! that the image needs no other program.
//!
//! A gateway that is down for long is told from a Discord that is away by asking Discord itself: only where that would
//! let the bot connect at once is the bot to be started anew.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;

use super::{exit, stdout};
use crate::config::Settings;
use crate::discord::{self, DiscordOptions, LimitsKeptBy, Rest};
use crate::store::Timestamp;

/// How long the bot's answer may take.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How long Discord's may. Together they stay below what the image's health check allows.
const DISCORD_TIMEOUT: Duration = Duration::from_millis(1500);
/// A gateway that is down for so long is looked into. Connecting again costs one of some thousand logins a day.
const GATEWAY_PATIENCE: Duration = Duration::from_mins(30);

/// What the bot says of itself.
#[derive(Deserialize)]
struct Said {
    problems: Vec<String>,
    gateway: Gateway,
}

#[derive(Deserialize)]
struct Gateway {
    connected: bool,
    since: String,
}

pub(super) async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let address = settings.own_web_address();
    let address = address.context("PORT is not set, so the bot serves no health; set PORT")?;
    // A proxy of the operator's does not know this machine.
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?;
    let answer = client.get(format!("http://{address}/healthz")).send().await.map_err(said)?;
    let (status, text) = (answer.status(), answer.text().await.map_err(said)?);
    let Ok(Said { problems, gateway }) = serde_json::from_str(&text) else {
        anyhow::bail!("the bot answers {status}");
    };
    anyhow::ensure!(problems.is_empty(), "the bot cannot go on by itself: {}", problems.join("; "));
    let down = gateway.down_for(Timestamp::now());
    if settings.role.has_discord() && down > GATEWAY_PATIENCE && may_connect(settings).await {
        anyhow::bail!(
            "the bot is not connected for {} minutes, though Discord is there",
            down.as_secs() / 60
        );
    }
    stdout::line("alive")?;
    Ok(exit::DONE)
}

impl Gateway {
    /// For how long it is not connected.
    fn down_for(&self, now: Timestamp) -> Duration {
        let since = humantime::parse_rfc3339(&self.since).ok();
        let since = since.and_then(|since| since.duration_since(std::time::UNIX_EPOCH).ok());
        match since {
            Some(since) if !self.connected => now.since(Timestamp(0) + since),
            _ => Duration::ZERO,
        }
    }
}

/// Whether Discord answers, and would take a login now.
async fn may_connect(settings: &Settings) -> bool {
    let Ok(token) = settings.token() else { return false };
    let (api_url, limits_kept_by) = (settings.discord_api_url.clone(), LimitsKeptBy::Bot);
    let options = DiscordOptions { token: token.clone(), api_url, limits_kept_by };
    let Ok(rest) = Rest::new(&options) else { return false };
    tokio::time::timeout(DISCORD_TIMEOUT, discord::may_connect(&rest)).await.unwrap_or(false)
}

fn said(error: reqwest::Error) -> anyhow::Error {
    let words = if error.is_timeout() { "the bot does not answer" } else { "the bot does not listen" };
    anyhow::Error::from(error).context(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_down_from_when_it_was_lost_and_not_while_it_is_connected() {
        let down_for = |connected, since: &str| {
            Gateway { connected, since: since.to_owned() }.down_for(Timestamp(3_600_000))
        };
        assert_eq!(down_for(false, "1970-01-01T00:30:00Z"), Duration::from_mins(30));
        assert_eq!(down_for(true, "1970-01-01T00:30:00Z"), Duration::ZERO);
        assert_eq!(down_for(false, "1970-01-01T02:00:00Z"), Duration::ZERO, "a clock that jumped back");
        assert_eq!(down_for(false, "never"), Duration::ZERO);
    }
}
