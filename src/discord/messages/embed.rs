//! The embed that a ritual's picture stands in, as plain values; serialised they are what Discord reads.

use serde::Serialize;

use super::text::plain;
use crate::ritual::{Anomaly, Field, Milestone, Stage};
use crate::store::RitualView;

/// An embed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EmbedData {
    /// The heading.
    pub title: String,
    /// The bar's colour, `0xRRGGBB`.
    pub color: u32,
    /// Names and values.
    pub fields: Vec<EmbedField>,
    /// The picture, if it is attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<EmbedImage>,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EmbedField {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Whether it may stand beside others.
    pub inline: bool,
}

/// A picture by its address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct EmbedImage {
    /// `attachment://` and the file's name.
    pub url: String,
}

impl EmbedData {
    /// Shows an attached picture.
    pub(crate) fn show(&mut self, file: &str) {
        self.image = Some(EmbedImage { url: format!("attachment://{file}") });
    }
}

/// The embed of a ritual that reached `field` and `stage`, without its picture.
pub(crate) fn ritual(view: &RitualView, field: &Field, stage: Stage) -> EmbedData {
    let ritual = &view.ritual;
    let mut fields = vec![
        full_width("Ritual", format!("`{}`", ritual.id)),
        inline("Steps", ritual.recipe.steps.to_string()),
        inline("Seed", ritual.recipe.seed.to_string()),
        inline("Style", ritual.recipe.style.name()),
        inline("Stage", stage.name()),
        inline("Mantra", stage.mantra()),
    ];
    fields.extend(field_values(field).map(|(name, value)| inline(name, format!("{value:.3}"))));
    if !ritual.turns.is_empty() {
        fields.push(full_width("Folklore", folklore(&ritual.turns)));
    }
    if let Some(rendered) = &ritual.rendered {
        fields.push(full_width("Digest", format!("`{}`", rendered.pixels.short())));
    }
    EmbedData { title: title(view), color: colour(stage), fields, image: None }
}

/// The heading, which also describes the picture to those who cannot see it.
pub(crate) fn title(view: &RitualView) -> String {
    let steps = view.ritual.recipe.steps;
    plain(&format!("Ritual of {steps} {}", if steps.get() == 1 { "step" } else { "steps" }), 256)
}

/// The field's numbers under the names that people read.
pub(crate) fn field_values(field: &Field) -> [(&'static str, f64); 6] {
    [
        ("Harmony", field.harmony),
        ("Resilience", field.resilience),
        ("Prana", field.prana),
        ("Drishti", field.drishti),
        ("Klesha", field.klesha),
        ("Zoom", field.zoom),
    ]
}

/// What turned in a server's folklore, a sentence for each kind of anomaly, and one for an age.
fn folklore(turns: &[Milestone]) -> String {
    let kinds = Anomaly::ALL.into_iter().filter_map(|anomaly| {
        let ranks = turns.iter().filter_map(|turn| match turn {
            Milestone::Rank { anomaly: of, rank } if *of == anomaly => Some(format!("a {}", rank.name())),
            _ => None,
        });
        let ranks: Vec<String> = ranks.collect();
        let (last, earlier) = ranks.split_last()?;
        let became = match earlier {
            [] => last.clone(),
            _ => format!("{} and {last}", earlier.join(", ")),
        };
        Some(format!("The {} of this server became {became}.", anomaly.plural()))
    });
    let ages = turns.iter().filter_map(|turn| match turn {
        Milestone::Age(age) => Some(format!(
            "With the last law the {} age closes. The {} age begins.",
            age.before().unwrap_or_default().name(),
            age.name()
        )),
        Milestone::Rank { .. } => None,
    });
    kinds.chain(ages).collect::<Vec<_>>().join("\n")
}

/// A colour for each stage, from ember to night sky.
fn colour(stage: Stage) -> u32 {
    match stage {
        Stage::Ritual => 0xC4_5B_3C,
        Stage::Legend => 0xD9_A4_41,
        Stage::Hymn => 0x3F_9C_8F,
        Stage::Law => 0x5B_5F_C7,
    }
}

fn inline(name: &str, value: impl Into<String>) -> EmbedField {
    EmbedField { name: name.to_owned(), value: value.into(), inline: true }
}

fn full_width(name: &str, value: String) -> EmbedField {
    EmbedField { name: name.to_owned(), value, inline: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::view;

    #[test]
    fn the_embed_tells_what_the_ritual_was_and_became() {
        let field =
            Field { harmony: 0.7512, resilience: 1.25, prana: 0.5, drishti: 0.6, klesha: 0.0104, zoom: 2.0 };
        let view = view();
        let embed = ritual(&view, &field, Stage::Hymn);
        let value = |name: &str| {
            embed
                .fields
                .iter()
                .find(|field| field.name == name)
                .map(|field| field.value.as_str())
                .expect("a field")
        };
        assert_eq!(embed.title, "Ritual of 108 steps");
        assert_eq!(value("Ritual"), format!("`{}`", view.ritual.id));
        assert_eq!((value("Steps"), value("Seed"), value("Stage")), ("108", "5", "Hymn"));
        assert_eq!((value("Style"), value("Mantra")), ("eye", "Aham Brahmasmi"));
        assert_eq!((value("Harmony"), value("Resilience"), value("Prana")), ("0.751", "1.250", "0.500"));
        assert_eq!((value("Drishti"), value("Klesha"), value("Zoom")), ("0.600", "0.010", "2.000"));
        let digest = view.ritual.rendered.as_ref().expect("rendered").pixels.to_string();
        assert_eq!(value("Digest"), format!("`{}`", &digest[..12]));
    }

    #[test]
    fn the_image_is_the_attachment_only_where_there_is_one() {
        let (view, field) = (view(), Field::default());
        let mut embed = ritual(&view, &field, Stage::Law);
        let without = serde_json::to_value(&embed).expect("plain values");
        assert!(without.get("image").is_none(), "{without}");
        embed.show("picture.png");
        let with = serde_json::to_value(&embed).expect("plain values");
        assert_eq!(with["image"]["url"], "attachment://picture.png");
    }

    #[test]
    fn what_turned_in_the_folklore_is_told_by_the_ritual_that_turned_it() {
        let mut view = view();
        let told = |view: &RitualView| {
            let embed = ritual(view, &Field::default(), Stage::Law);
            embed.fields.into_iter().find(|field| field.name == "Folklore").map(|field| field.value)
        };
        assert_eq!(told(&view), None);
        view.ritual.turns = vec!["flare-legend".parse().expect("a turn")];
        assert_eq!(told(&view).as_deref(), Some("The flares of this server became a legend."));
        let turns = ["flare-legend", "flare-hymn", "flare-law", "echo-hymn", "echo-law"];
        view.ritual.turns = turns.map(|turn| turn.parse().expect("a turn")).into();
        assert_eq!(
            told(&view).as_deref(),
            Some(
                "The flares of this server became a legend, a hymn and a law.\n\
                 The echoes of this server became a hymn and a law."
            )
        );
        view.ritual.turns = ["void-law", "age-4"].map(|turn| turn.parse().expect("a turn")).into();
        assert_eq!(
            told(&view).as_deref(),
            Some(
                "The voids of this server became a law.\n\
                 With the last law the Kali age closes. The Satya age begins."
            )
        );
    }

    #[test]
    fn one_step_is_not_many() {
        let mut view = view();
        view.ritual.recipe.steps = "1".parse().expect("a number of steps");
        assert_eq!(title(&view), "Ritual of 1 step");
    }
}
