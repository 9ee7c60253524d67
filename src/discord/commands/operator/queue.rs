//! The queue of all servers together.

use std::fmt::Write as _;
use std::time::Duration;

use serenity::http::Http;
use serenity::model::id::GuildId;
use tokio::time::timeout;

use super::asker::discreetly;
use super::holds;
use crate::app::QueueReport;
use crate::discord::commands::status;
use crate::discord::context::{CommandResult, Context};
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::store::{Lane, LaneLength};

/// How long Discord may take to say what a server is called.
const PATIENCE: Duration = Duration::from_secs(1);
/// How much of a server's name is shown, in characters.
const NAME: usize = 60;

/// Show the queue across servers: each lane, and who waits most.
#[poise::command(prefix_command, slash_command)]
pub(super) async fn queue(ctx: Context<'_>) -> CommandResult {
    discreetly(ctx)?;
    reply::acknowledge_privately(ctx).await;
    let data = ctx.data();
    let report = data.app.queue_of_all().await?;
    let http = data.rest.http();
    let mut names = Vec::new();
    for (owner, _) in &report.waiting_most {
        names.push(name(&http, *owner).await);
    }
    reply::whisper(ctx, text(&report, &names)).await
}

/// What a server is called; whoever asked in private is a person, and the command line is nobody.
async fn name(http: &Http, owner: u64) -> String {
    if owner == 0 {
        return "the command line".to_owned();
    }
    match timeout(PATIENCE, http.get_guild(GuildId::new(owner))).await {
        Ok(Ok(guild)) => format!("{} (`{owner}`)", plain(&guild.name, NAME)),
        Ok(Err(_)) => format!("<@{owner}> in private, or a server that I left (`{owner}`)"),
        Err(_) => format!("`{owner}`"),
    }
}

fn text(report: &QueueReport, names: &[String]) -> String {
    let mut lines: Vec<String> = report.lanes.iter().map(|(lane, length)| line(lane, length)).collect();
    if !names.is_empty() {
        lines.push("Most pictures waiting:".to_owned());
        let waiting = report.waiting_most.iter().zip(names);
        lines.extend(waiting.map(|((_, count), name)| format!("• {name}: {}", counted(*count))));
    }
    lines.extend(report.held.iter().map(holds::line));
    lines.join("\n")
}

/// How one lane stands.
pub(super) fn line(lane: &Lane, length: &LaneLength) -> String {
    let what = match lane {
        Lane::Render => "Pictures".to_owned(),
        Lane::LargeRender => "Large pictures".to_owned(),
        Lane::Post => "Messages".to_owned(),
        Lane::Archive(to) => format!("Copies for {}", status::name(to)),
    };
    let mut text =
        format!("{what}: {} waiting, {} under way", counted(length.waiting), counted(length.running));
    if length.put_off > 0 {
        let _ = write!(text, ", {} put off", counted(length.put_off));
    }
    text
}

fn counted(count: u64) -> String {
    if count >= LaneLength::MOST { format!("{} or more", LaneLength::MOST) } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_told_lane_by_lane_and_with_those_who_wait_most() {
        let length = |waiting| LaneLength { waiting, put_off: 0, running: 1 };
        let copies = LaneLength { put_off: 2, ..length(0) };
        let report = QueueReport {
            lanes: vec![
                (Lane::Render, length(LaneLength::MOST)),
                (Lane::Archive("s3:b".parse().expect("a destination")), copies),
            ],
            waiting_most: vec![(5, 30)],
            held: Vec::new(),
        };
        assert_eq!(
            text(&report, &["Helix (`5`)".to_owned()]),
            "Pictures: 1000 or more waiting, 1 under way\n\
             Copies for `s3:b`: 0 waiting, 1 under way, 2 put off\n\
             Most pictures waiting:\n\
             • Helix (`5`): 30"
        );
    }
}
