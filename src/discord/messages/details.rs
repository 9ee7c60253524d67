//! What stands behind a ritual's picture, for whoever asks for it.

use std::fmt::Write as _;

use super::caption;
use super::field::field_values;
use super::text::plain;
use crate::failure::for_everybody;
use crate::ritual::{Field, evolve};
use crate::store::{Archive, ArchiveState, Rendered, Ritual, RitualView, Timestamp};
use crate::sync::VerifiedBy;
use crate::words::{Language, say};

/// How much of a path or a reason is shown, in characters.
const PLACE: usize = 200;
const REASON: usize = 150;

/// Who reads the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A member: where copies lie, and why one failed, is none of their business.
    Member,
    /// Whoever manages the server, or runs the bot.
    Manager,
}

/// The details, in the reader's language.
pub(crate) fn text(view: &RitualView, language: Language, reader: Reader) -> String {
    let ritual = &view.ritual;
    let recipe = &ritual.recipe;
    let became = evolve(recipe);
    let size = format!("{} × {}", recipe.size.width(), recipe.size.height());
    let mut lines = vec![
        caption::caption(&Ritual { language, ..ritual.clone() }),
        asked(view, language),
        say!(language, "details-size", size = size, motion = if ritual.motion { "yes" } else { "no" }),
    ];
    if ritual.spoiler {
        lines.push(say!(language, "details-hidden"));
    }
    lines.extend([
        say!(language, "details-reached", stage = became.stage.name(), mantra = became.stage.mantra()),
        say!(language, "details-began", field = numbers(&recipe.field)),
        say!(language, "details-became", field = numbers(&became.field)),
        say!(
            language,
            "details-anomalies",
            flares = became.anomalies.flares,
            voids = became.anomalies.voids,
            echoes = became.anomalies.echoes,
            resonances = became.anomalies.resonances,
        ),
    ]);
    match &ritual.rendered {
        Some(rendered) => lines.extend(file(rendered, language)),
        None => lines.push(say!(language, "details-not-rendered")),
    }
    lines.push(format!("```json\n{}\n```", recipe.to_json()));
    let mut text = lines.join("\n") + "\n";
    for archive in &view.archives {
        let _ = writeln!(text, "• {}", copy(archive, language, reader));
    }
    text.trim_end().to_owned()
}

fn asked(view: &RitualView, language: Language) -> String {
    let ritual = &view.ritual;
    let when = relative(ritual.accepted);
    let id = ritual.id.to_string();
    match ritual.origin.user() {
        Some(user) => say!(language, "details-asked", who = format!("<@{user}>"), when = when, id = id),
        None => say!(language, "details-asked-elsewhere", when = when, id = id),
    }
}

/// Such as `harmony 0.512, resilience 1.204, …`.
fn numbers(field: &Field) -> String {
    field_values(field).map(|(name, value)| format!("{} {value:.3}", name.to_lowercase())).join(", ")
}

fn file(rendered: &Rendered, language: Language) -> Vec<String> {
    let mut lines = vec![
        say!(language, "details-pixels", digest = rendered.pixels.to_string()),
        say!(
            language,
            "details-file",
            digest = rendered.digest.to_string(),
            size = bytes(rendered.bytes),
            time = (rendered.render_ms + rendered.encode_ms),
        ),
    ];
    if let Some(motion) = &rendered.motion {
        let pixels = format!("{} × {}", motion.width, motion.height);
        lines.push(say!(
            language,
            "details-motion",
            frames = motion.frames,
            pixels = pixels,
            size = bytes(motion.bytes),
        ));
    }
    lines
}

/// How one copy stands.
fn copy(archive: &Archive, language: Language, reader: Reader) -> String {
    let place = match reader {
        Reader::Member => archive.destination.remote().to_owned(),
        Reader::Manager => plain(&archive.destination.full_path(&archive.path), PLACE),
    };
    let why = |reason: &str| match reader {
        Reader::Member => String::new(),
        Reader::Manager => format!(" ({})", plain(for_everybody(reason), REASON)),
    };
    match &archive.state {
        ArchiveState::Pending => say!(language, "details-copy-pending", place = place),
        ArchiveState::Archived(receipt) => say!(
            language,
            "details-copy-archived",
            place = place,
            when = relative(receipt.at),
            proof = proof(receipt.verified_by),
        ),
        ArchiveState::Retrying { at, reason } => {
            say!(language, "details-copy-waits", place = place, again = relative(*at), why = why(reason))
        }
        ArchiveState::Removed(_) => say!(language, "details-copy-removed", place = place),
        ArchiveState::Dead { reason } => {
            say!(language, "details-copy-given-up", place = place, why = why(reason))
        }
    }
}

fn proof(by: VerifiedBy) -> &'static str {
    match by {
        VerifiedBy::Sha256 => "SHA-256",
        VerifiedBy::Sha1 => "SHA-1",
        VerifiedBy::Md5 => "MD5",
        VerifiedBy::ReadBack => "reading",
    }
}

fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.seconds())
}

/// A length in the unit that fits it.
fn bytes(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::{archived, view};
    use crate::store::RitualId;

    #[test]
    fn details_tell_all_of_the_picture_and_of_its_copies_what_the_reader_may_know() {
        let mut view = view();
        view.ritual.id = RitualId(uuid::Uuid::nil());
        view.ritual.accepted = Timestamp(1_700_000_000_000);
        view.ritual.seed_words = Some("lotus".to_owned());
        view.archives[0].state = archived(VerifiedBy::ReadBack);
        view.archives[0].path = "rituals/10/x.png".parse().expect("a path");
        let mut refused = view.archives[0].clone();
        refused.state = ArchiveState::Dead { reason: "the folder is full.".to_owned() };
        view.archives.push(refused);
        let managers = text(&view, Language::English, Reader::Manager);
        insta::assert_snapshot!(managers, @r#"
        **108 steps** into the **eye**, from the seed **lotus** (5). A resonance led the way.
        Asked for by <@40> <t:1700000000:R>, as `00000000-0000-0000-0000-000000000000`.
        1024 × 1024 pixels.
        It reached **Law**: “So Ham”.
        It began with harmony 0.500, resilience 1.000, prana 0.500, drishti 0.500, klesha 0.100, zoom 1.000,
        and left harmony 0.866, resilience 1.502, prana 0.738, drishti 0.811, klesha 0.104, zoom 1.361.
        Flares 15, voids 13, echoes 14, resonances 19.
        Pixels `6ec9c2b0eb14010746c8bce8939303b382344b296206612eb8a907a37b2b2f37`
        File `3b9c358f36f0a31b6ad3e14f309c7cf198ac9246e8316f9ce543d5b19ac02b80`, 4 B, made in 2 ms
        ```json
        {"v":1,"style":"eye","steps":108,"seed":5,"size":1024,"field":{"harmony":0.5,"resilience":1.0,"prana":0.5,"drishti":0.5,"klesha":0.1,"zoom":1.0}}
        ```
        • mega:rituals/10/x.png: archived, and verified <t:1700000001:R> by reading it back
        • mega:rituals/10/x.png: not archived (the folder is full)
        "#);
        let members = text(&view, Language::English, Reader::Member);
        let told = members.lines().rev().take(2).collect::<Vec<_>>();
        assert_eq!(
            told,
            ["• mega: not archived", "• mega: archived, and verified <t:1700000001:R> by reading it back"]
        );
        for language in Language::ALL {
            let told = text(&view, *language, Reader::Member);
            assert!(!told.contains("rituals/10") && told.chars().count() < 1500, "{told}");
        }
    }
}
