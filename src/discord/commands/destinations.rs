//! `destinations`: where a server's rituals go, how these places are doing, and choosing among them.

use serenity::builder::{AutocompleteChoice, CreateAutocompleteResponse};

use super::audience::{Audience, Reader};
use super::status::{line, name};
use crate::app::{DestinationStatus, StatusReport};
use crate::discord::context::{Command, CommandResult, Context, guild_of, language_of};
use crate::discord::error::UserError;
use crate::discord::messages::reply;
use crate::discord::messages::text::plain;
use crate::server::Key;
use crate::store::{Scope, SettingChange};
use crate::sync::Destination;
use crate::words::say;

/// The commands of this topic.
pub(super) fn commands() -> Vec<Command> {
    vec![destinations()]
}

/// Show where this server's rituals go.
#[poise::command(
    prefix_command,
    slash_command,
    category = "Archives",
    guild_only,
    interaction_context = "Guild",
    subcommands("show", "set")
)]
async fn destinations(ctx: Context<'_>) -> CommandResult {
    tell(ctx).await
}

/// Show where this server's rituals go, and how these places are doing.
#[poise::command(prefix_command, slash_command, guild_only)]
async fn show(ctx: Context<'_>) -> CommandResult {
    tell(ctx).await
}

/// Choose where this server's rituals go from now on.
///
/// Names with commas or spaces between them, out of those that `destinations` lists; `all` returns to all of them. \
/// What is archived already stays where it is.
#[poise::command(prefix_command, slash_command, guild_only, required_permissions = "MANAGE_GUILD")]
async fn set(
    ctx: Context<'_>,
    #[description = "Names with commas between them, or `all`"]
    #[max_length = 500]
    #[autocomplete = "offered"]
    #[rest]
    names: String,
) -> CommandResult {
    let guild = guild_of(ctx)?;
    let app = &ctx.data().app;
    let chosen = choose(&app.settings().destinations, &names)?;
    let names: Vec<_> = chosen.iter().map(Destination::to_string).collect();
    let after = (!names.is_empty()).then(|| names.join(", "));
    let change = SettingChange { name: Key::Destinations.name(), after };
    reply::after(ctx, app.change_settings(guild, ctx.author().id.get(), &[change])).await?;
    let language = language_of(ctx).await;
    let said = if chosen.is_empty() {
        say!(language, "destinations-set-all")
    } else {
        say!(language, "destinations-set-some", names = listed(&chosen))
    };
    reply::say(ctx, said).await
}

/// Offers the destinations one after another, as many as one likes.
#[expect(clippy::unused_async, reason = "the framework waits for it")]
async fn offered(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let offers = offers(&ctx.data().app.settings().destinations, typed);
    let choices = offers.into_iter().map(|names| AutocompleteChoice::new(names.clone(), names));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

/// What one may go on with: behind the names that are complete, each of the others that the last word may become.
fn offers(allowed: &[Destination], typed: &str) -> Vec<String> {
    let typed = typed.trim_start();
    let (before, last) = typed.rsplit_once([',', ' ']).unwrap_or(("", typed));
    let before = chosen_so_far(allowed, before);
    let last = last.trim().to_lowercase();
    let behind: String =
        before.iter().flat_map(|destination| [destination.to_string(), ", ".to_owned()]).collect();
    let fits = |destination: &&Destination| {
        !before.contains(destination) && destination.to_string().to_lowercase().contains(&last)
    };
    let mut offers: Vec<String> =
        allowed.iter().filter(fits).map(|destination| format!("{behind}{destination}")).collect();
    if behind.is_empty() && ALL.starts_with(&last) {
        offers.push(ALL.to_owned());
    }
    if let Some(whole) = behind.strip_suffix(", ").filter(|_| last.is_empty()) {
        offers.insert(0, whole.to_owned());
    }
    // Discord takes choices of up to 100 characters, and 25 of them.
    offers.retain(|offer| offer.chars().count() <= 100);
    offers.truncate(25);
    offers
}

fn chosen_so_far(allowed: &[Destination], names: &str) -> Vec<Destination> {
    let names = names.split([',', ' ']).filter(|name| !name.is_empty());
    names.filter_map(|name| find(allowed, name).cloned()).collect()
}

/// The word that returns to every destination.
const ALL: &str = "all";

async fn tell(ctx: Context<'_>) -> CommandResult {
    let guild = guild_of(ctx)?;
    reply::acknowledge(ctx).await;
    let app = &ctx.data().app;
    let chosen = app.destinations_of(Some(guild)).await?;
    let reader = Reader::of(ctx).await;
    // What could be chosen is for those who may choose.
    let shown = match reader.audience {
        Audience::Members => &chosen,
        Audience::Managers | Audience::Operators => &app.settings().destinations,
    };
    let report = app.status(reader.scope, shown).await?;
    reply::say(ctx, text(&report, &chosen, reader)).await
}

/// The destinations in words: those in use, then those that could be.
fn text(report: &StatusReport, chosen: &[Destination], reader: Reader) -> String {
    let (audience, language) = (reader.audience, reader.language);
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        report.destinations.iter().partition(|status| chosen.contains(&status.destination));
    let told = |destination: &DestinationStatus| {
        let counts = report.overview.destinations.get(&destination.destination).cloned().unwrap_or_default();
        line(destination, &counts, reader)
    };
    let mut lines = vec![say!(language, "destinations-here")];
    lines.extend(here.into_iter().map(told));
    if !elsewhere.is_empty() {
        lines.push(say!(language, "destinations-could"));
    } else if audience == Audience::Members || chosen.len() > 1 {
        lines.push(say!(language, "destinations-who"));
    }
    lines.extend(elsewhere.into_iter().map(told));
    lines.extend(report.sync.as_ref().err().map(|reason| reader.offline(reason)));
    if reader.scope == Scope::Everything {
        lines.push(say!(language, "destinations-everybody"));
    }
    lines.join("\n")
}

/// Which of the allowed destinations are meant; none for `all`.
fn choose(allowed: &[Destination], names: &str) -> Result<Vec<Destination>, UserError> {
    let names: Vec<_> = names
        .split([',', ' ', '\n'])
        .map(|name| name.trim_matches('`'))
        .filter(|name| !name.is_empty())
        .collect();
    let all = listed(allowed);
    if names.is_empty() {
        return Err(UserError::saying(move |language| {
            say!(language, "destinations-none", names = all.as_str())
        }));
    }
    if names.len() == 1 && names[0].eq_ignore_ascii_case(ALL) {
        return Ok(Vec::new());
    }
    let mut chosen = Vec::new();
    for name in names {
        let found = find(allowed, name).ok_or_else(|| {
            let (name, all) = (plain(name, 60), all.clone());
            UserError::saying(move |language| {
                say!(language, "destinations-unknown", name = name.as_str(), names = all.as_str())
            })
        })?;
        if !chosen.contains(found) {
            chosen.push(found.clone());
        }
    }
    Ok(chosen)
}

/// By the whole text, or by the remote's name where only one has it.
pub(super) fn find<'a>(allowed: &'a [Destination], name: &str) -> Option<&'a Destination> {
    let whole = allowed.iter().find(|destination| destination.to_string() == name);
    whole.or_else(|| {
        let remote = name.trim_end_matches(':');
        let mut alike =
            allowed.iter().filter(|destination| destination.remote().eq_ignore_ascii_case(remote));
        alike.next().filter(|_| alike.next().is_none())
    })
}

fn listed(destinations: &[Destination]) -> String {
    let names: Vec<_> = destinations.iter().map(name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::store::Overview;
    use crate::words::Language;

    #[test]
    fn destinations_are_offered_one_after_another() {
        let allowed: Vec<Destination> =
            ["mega:", "s3:bucket/folder", "local"].map(|name| name.parse().expect("a destination")).into();
        let offered = |typed: &str| offers(&allowed, typed);
        assert_eq!(offered(""), ["mega:", "s3:bucket/folder", "local", "all"]);
        assert_eq!(offered("S3"), ["s3:bucket/folder"]);
        assert_eq!(offered("mega:, "), ["mega:", "mega:, s3:bucket/folder", "mega:, local"]);
        assert_eq!(offered("mega, lo"), ["mega:, local"]);
        assert_eq!(offered("al"), ["local", "all"]);
        assert!(offered("nowhere").is_empty());
    }

    fn allowed() -> Vec<Destination> {
        ["local", "mega:SamsaraHelix_Core", "s3:one", "s3:two"]
            .map(|text| text.parse().expect("a destination"))
            .into()
    }

    fn chosen(names: &str) -> Vec<String> {
        let chosen = choose(&allowed(), names).unwrap_or_else(|error| panic!("{names}: {error}"));
        chosen.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn destinations_are_chosen_by_their_text_or_by_a_name_that_only_one_has() {
        assert_eq!(chosen("local"), ["local"]);
        assert_eq!(chosen("s3:two, MEGA"), ["s3:two", "mega:SamsaraHelix_Core"]);
        assert_eq!(chosen("`local` mega: local"), ["local", "mega:SamsaraHelix_Core"]);
        assert_eq!(chosen("ALL"), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_chosen_is_answered_with_what_can() {
        for (names, words) in [
            ("", "Rituals have to go somewhere."),
            (" , ", "Rituals have to go somewhere."),
            ("gdrive:", "“gdrive:” is not a destination of mine."),
            ("s3", "“s3” is not a destination of mine."),
            ("local, all", "“all” is not a destination of mine."),
        ] {
            let said = choose(&allowed(), names).expect_err(names).to_string();
            assert!(said.starts_with(words), "{names}: {said}");
            assert!(
                said.ends_with("`local`, `mega:SamsaraHelix_Core`, `s3:one`, `s3:two`; or `all`."),
                "{said}"
            );
        }
    }

    #[test]
    fn the_list_has_those_in_use_first_and_those_that_could_be() {
        let report = StatusReport {
            lost_at_deployment: None,
            version: "16.0.0",
            uptime: Duration::ZERO,
            sync: Ok("rclone".to_owned()),
            destinations: vec![
                DestinationStatus { destination: Destination::local(), reach: Ok(()) },
                DestinationStatus { destination: allowed()[2].clone(), reach: Err("no answer.".to_owned()) },
            ],
            overview: Overview::default(),
            disk: crate::app::DiskUse::default(),
            held: Vec::new(),
            proofs: BTreeMap::new(),
        };
        let reader = |audience, scope| Reader { audience, scope, language: Language::English };
        let managers = text(&report, &allowed()[2..3], reader(Audience::Managers, Scope::Guild(1)));
        let lines: Vec<_> = managers.lines().collect();
        assert_eq!(
            lines,
            [
                "This server's rituals go to:",
                "• `s3:one` ⚠ not reachable: no answer; 0 archived",
                "They could go to these as well, with `destinations set`:",
                "• `local` reachable; 0 archived",
            ]
        );
        let operators = text(&report, &allowed()[2..3], reader(Audience::Operators, Scope::Everything));
        assert!(operators.ends_with("\nThe counts are those of all servers together."), "{operators}");
    }
}
