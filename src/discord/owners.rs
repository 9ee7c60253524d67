//! Who owns the bot, alone or in a team, as Discord says.

use std::iter;
use std::time::Duration;

use serenity::model::application::{MembershipState, Team, TeamMember, TeamMemberRole};
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
    Ok(match &application.team {
        // The owner that Discord names beside a team stands for the team and is nobody.
        Some(team) => in_team(team),
        None => application.owner.iter().map(|owner| owner.id).collect(),
    })
}

/// Those of a team whom Discord lets change the bot: its owner, its admins and its developers. Who may only read, or was
/// invited and has not come, is a member of it as well: <https://docs.discord.com/developers/topics/teams>.
fn in_team(team: &Team) -> Vec<UserId> {
    let changes_it = |member: &&TeamMember| {
        member.membership_state == MembershipState::Accepted
            && matches!(member.role, TeamMemberRole::Admin | TeamMemberRole::Developer)
    };
    let members = team.members.iter().filter(changes_it).map(|member| member.user.id);
    iter::once(team.owner_user_id).chain(members).collect()
}
