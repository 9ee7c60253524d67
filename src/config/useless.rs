//! What is set and allowed, and has no effect: somebody probably expected another.

use super::mega;
use super::settings::Settings;
use super::table::SETTINGS;
use super::texts::Texts;

/// What opens a configuration file of rclone, and is of no use without one.
const FOR_A_FILE: [&str; 2] = ["RCLONE_CONFIG_PASS", "RCLONE_PASSWORD_COMMAND"];

/// A sentence for each.
pub(super) fn warnings(settings: &Settings, texts: &Texts<'_>) -> Vec<String> {
    let mut warnings = second_names(texts);
    warnings.extend(bind(texts));
    warnings.extend(shards(settings, texts));
    warnings.extend(folder(texts));
    warnings.extend(limits(settings, texts));
    if !texts.is_set("RCLONE_CONFIG") {
        warnings.extend(without_a_file(texts));
        warnings.extend(undescribed(settings));
    }
    warnings
}

/// A setting's other name where both are set.
fn second_names(texts: &Texts<'_>) -> Vec<String> {
    let both = SETTINGS.iter().filter_map(|setting| {
        let also = setting.also.filter(|also| texts.is_set(also) && texts.is_set(setting.variable))?;
        Some(format!("{also} is not looked at, because {} is set; leave one of them out", setting.variable))
    });
    both.collect()
}

fn bind(texts: &Texts<'_>) -> Option<String> {
    (texts.is_set("HELIX_BIND") && !texts.is_set("PORT"))
        .then(|| "HELIX_BIND is of no use without PORT: nothing is served; set PORT as well".to_owned())
}

fn shards(settings: &Settings, texts: &Texts<'_>) -> Option<String> {
    (texts.is_set("HELIX_SHARDS") && !settings.role.has_discord())
        .then(|| "HELIX_SHARDS is of no use where HELIX_ROLE is worker, which has no shards".to_owned())
}

/// The folder that only a destination by default has.
fn folder(texts: &Texts<'_>) -> Option<String> {
    if !texts.is_set(mega::FOLDER) {
        None
    } else if texts.is_set("HELIX_DESTINATIONS") {
        Some(format!(
            "{} is of no use where HELIX_DESTINATIONS is set; write the folder there, as in mega:folder",
            mega::FOLDER
        ))
    } else if !texts.is_set(mega::EMAIL) {
        Some(format!("{} is of no use without {} and {}", mega::FOLDER, mega::EMAIL, mega::PASS))
    } else {
        None
    }
}

/// Defaults beyond what any server may have.
fn limits(settings: &Settings, texts: &Texts<'_>) -> Option<String> {
    let ceilings = settings.limits_max.as_ref().filter(|_| texts.is_set("HELIX_LIMITS"))?;
    let within = settings.limits.clone().within(ceilings);
    (within != settings.limits).then(|| {
        format!("HELIX_LIMITS allows more than HELIX_LIMITS_MAX; what holds is {}", within.limits_text())
    })
}

fn without_a_file(texts: &Texts<'_>) -> Vec<String> {
    let set = FOR_A_FILE.into_iter().filter(|name| texts.is_set(name));
    set.map(|name| format!("{name} is of no use without RCLONE_CONFIG, which names the file")).collect()
}

/// Destinations at remotes of which rclone will know nothing.
fn undescribed(settings: &Settings) -> impl Iterator<Item = String> + '_ {
    let unknown = settings
        .destinations
        .iter()
        .filter(|destination| !destination.is_local() && settings.remotes.type_of(destination).is_none());
    unknown.map(|destination| {
        let remote = destination.remote();
        format!(
            "HELIX_DESTINATIONS: nothing says what the remote {remote} of {destination} is; set RCLONE_CONFIG_{}_TYPE and \
             its options, or RCLONE_CONFIG",
            remote.to_uppercase()
        )
    })
}
