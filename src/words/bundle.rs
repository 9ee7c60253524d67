//! Files of messages, read.

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use super::files::File;
use crate::language::Language;

/// The messages of some files, in a language.
pub(super) fn bundle(language: Language, files: &[File]) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // The marks around values would be copied with the commands and ids that stand there.
    bundle.set_use_isolating(false);
    for (topic, text) in files {
        // What is right of a file is taken; a test sees to it that all is.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, mistakes)| {
            tracing::error!(topic, ?mistakes, "a file of messages has mistakes");
            resource
        });
        if let Err(mistakes) = bundle.add_resource(resource) {
            tracing::error!(topic, ?mistakes, "a message is there twice");
        }
    }
    bundle
}
