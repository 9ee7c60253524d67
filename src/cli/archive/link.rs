//! `helix-bot archive link ID`: a link for everybody, from the first destination that makes one.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use crate::app::App;
use crate::cli::{exit, stderr, stdout};
use crate::config::Settings;
use crate::store::RitualId;
use crate::sync::Destination;

/// How a signed link of S3 tells for how many seconds it is good.
const EXPIRES: &str = "X-Amz-Expires=";

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The ritual's id
    id: RitualId,
    /// Link to the file that moves instead of the picture
    #[arg(long)]
    motion: bool,
    /// Ask this destination only [default: each that has it, in order]
    #[arg(long, value_name = "DESTINATION")]
    from: Option<Destination>,
}

pub(super) async fn run(settings: Settings, mut options: Options) -> anyhow::Result<ExitCode> {
    options.from = options.from.map(|from| settings.destination(from));
    let app = App::open(settings).await?;
    let link = link(&app, &options).await;
    app.close().await;
    let link = link?;
    // The link alone goes to standard output, for other programs.
    stdout::line(&link)?;
    match lifetime(&link) {
        Some(time) => stderr::line(&format!(
            "Anybody who has this link can see the picture, for {}.",
            humantime::format_duration(time)
        )),
        None => stderr::line("Anybody who has this link can see the picture."),
    }
    Ok(exit::DONE)
}

async fn link(app: &App, options: &Options) -> anyhow::Result<String> {
    let files = app.archived_files(options.id, options.from.as_ref()).await?;
    let file = files.get(usize::from(options.motion));
    let file = file
        .context("the ritual was not asked for in motion; without --motion there is a link to its picture")?;
    app.link_to_any(&file.sources).await
}

/// For how long a link is good, where it says so.
fn lifetime(link: &str) -> Option<Duration> {
    let (_, rest) = link.split_once(EXPIRES)?;
    let seconds = rest.split('&').next()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_link_tells_its_lifetime_and_others_do_not() {
        let link = "http://h/b/x.png?X-Amz-Date=1&X-Amz-Expires=604800&X-Amz-Signature=ab";
        assert_eq!(lifetime(link), Some(Duration::from_hours(24 * 7)));
        assert_eq!(lifetime("https://mega.nz/file/x#key"), None);
    }
}
