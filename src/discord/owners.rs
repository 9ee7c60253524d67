//! Who owns the bot, alone or in a team, as Discord says.

use std::time::Duration;

use serenity::model::id::UserId;
use tokio::time::timeout;

use super::context::Data;
use super::rest_error::RestError;

/// How long Discord may take to say it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether somebody owns the bot.
pub(super) async fn owns(data: &Data, user: UserId) -> bool {
    match data.owners.get_or_try_init(|| owners(data)).await {
        Ok(owners) => owners.contains(&user),
        Err(error) => {
            tracing::warn!(%error, "who owns the bot could not be looked up; nobody does until it can be");
            false
        }
    }
}

async fn owners(data: &Data) -> Result<Vec<UserId>, RestError> {
    let http = data.rest.http();
    let asked = timeout(PATIENCE, http.get_current_application_info()).await;
    let application = asked.map_err(|_| RestError::TimedOut)??;
    let team = application.team.map(|team| team.members.into_iter().map(|member| member.user.id).collect());
    // The owner that Discord names beside a team stands for the team and is nobody.
    Ok(team.unwrap_or_else(|| application.owner.iter().map(|owner| owner.id).collect()))
}
