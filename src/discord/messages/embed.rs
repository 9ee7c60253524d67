//! Embeds as plain values; serialised they are what Discord reads.

use serde::Serialize;

use crate::ritual::Field;

/// An embed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct EmbedData {
    /// The heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text, which may be formatted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The bar's colour, `0xRRGGBB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
    /// Names and values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
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
