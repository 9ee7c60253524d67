//! `archive`: what those who manage a server can see of its archive and have done with it; in direct messages everybody of
//! their own. A file for each subcommand.

mod list;
mod prune;
mod pull;
mod retry;
mod status;
mod test;
mod text;
mod verify;
mod whose;

use crate::discord::buttons::Part;
use crate::discord::context::{Command, CommandResult, Context};
use crate::discord::messages::reply;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    let mut archive = archive();
    // Each is one command with two fronts: a message is free text.
    for command in &mut archive.subcommands {
        match command.name.as_ref() {
            "pull" => command.prefix_action = pull::by_message().prefix_action,
            "prune" => command.prefix_action = prune::by_message().prefix_action,
            _ => {}
        }
    }
    // What v15.3 called it.
    vec![archive, test::testmega()]
}

/// What belongs to the buttons of this topic.
pub(crate) const PARTS: &[&[Part]] = &[list::PARTS, prune::PARTS];

/// See this server's archive, and have it proven, tried again, thinned out or brought back.
///
/// It is for whoever manages the server, and of this server alone. In direct messages it is of your own rituals.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Archives",
    interaction_context = "Guild | BotDm",
    default_member_permissions = "MANAGE_GUILD",
    subcommand_required,
    subcommands(
        "status::status",
        "list::list",
        "retry::retry",
        "test::test",
        "pull::pull",
        "prune::prune",
        "verify::verify"
    )
)]
async fn archive(ctx: Context<'_>) -> CommandResult {
    // Poise answers for it: a subcommand is required.
    reply::acknowledge(ctx).await;
    Ok(())
}
