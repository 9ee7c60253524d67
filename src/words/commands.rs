//! What the commands are called in other languages, and what is said of them there.
//!
//! In `commands.ftl` a message's key is the command's path, `archive-retry`, and its value the command's name. Its
//! attributes are `.description`, `.help` (what `help` says of it alone) and, for each option, `.steps` (its name) and
//! `.steps-description`.

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;

use super::bundle::bundle;
use super::files;
use crate::language::Language;

/// Something of a command in a language; none in English, which stands in the code, or where there is no such command.
/// `path` is the command with what stands above it, such as `archive retry`.
pub(crate) fn localised(language: Language, path: &str, attribute: Option<&str>) -> Option<String> {
    let bundle = &BUNDLES[language as usize];
    let message = bundle.get_message(&path.replace(' ', "-"))?;
    let pattern = match attribute {
        None => message.value()?,
        Some(attribute) => message.get_attribute(attribute)?.value(),
    };
    Some(bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
}

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> = LazyLock::new(|| {
    let read = |language: &Language| bundle(*language, &[("commands", files::commands(*language))]);
    Language::ALL.iter().map(read).collect()
});
