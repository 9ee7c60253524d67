//! An answer as it will be read: text, and what may stand below it.

use serde_json::{Value, json};

use crate::discord::messages::components::Row;
use crate::discord::messages::embed::EmbedData;
use crate::discord::messages::payload;
use crate::discord::messages::text::cut;
use crate::discord::rest::Upload;

/// A whole message: an update replaces everything that stood there before, so what is not named goes.
///
/// ```ignore
/// reply::answer_privately(ctx, Answer::new(text).row(Row::buttons([back, next]))).await
/// ```
///
/// The text alone has to be enough: where the bot may send neither files nor embeds, it comes with the buttons only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    text: String,
    embeds: Vec<EmbedData>,
    rows: Vec<Row>,
    picture: Option<Picture>,
}

/// A picture below a text.
#[derive(Debug, Clone)]
struct Picture {
    upload: Upload,
    /// For those who cannot see it.
    description: String,
}

impl Answer {
    /// Nothing but text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// With an embed, of ten at most.
    pub(crate) fn embed(mut self, embed: EmbedData) -> Self {
        self.embeds.push(embed);
        self
    }

    /// With a row of buttons or a menu, of five rows at most. One without anything in it is left out.
    pub(crate) fn row(mut self, row: Row) -> Self {
        if !row.is_empty() {
            self.rows.push(row);
        }
        self
    }

    /// With a picture, and what those are told who cannot see it.
    pub(crate) fn picture(mut self, upload: Upload, description: &str) -> Self {
        self.picture = Some(Picture { upload, description: description.to_owned() });
        self
    }

    /// Whether a file goes with it, which takes its time.
    pub(crate) fn has_picture(&self) -> bool {
        self.picture.is_some()
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// With another text.
    pub(crate) fn saying(mut self, text: String) -> Self {
        self.text = text;
        self
    }

    /// What of it needs no more permissions than this one: first without the picture, then without embeds as well. None
    /// where nothing is left out any more.
    pub(super) fn plainer(&self) -> Option<Self> {
        match (&self.picture, self.embeds.is_empty()) {
            (Some(_), _) => Some(Self { picture: None, ..self.clone() }),
            (None, false) if !self.text.is_empty() => Some(Self { embeds: Vec::new(), ..self.clone() }),
            _ => None,
        }
    }

    /// As Discord reads it. Everything is named, so that an edit replaces all.
    pub(super) fn body(&self) -> Value {
        let mut body = payload::edit(&cut(self.text.clone()));
        body["embeds"] = json!(self.embeds);
        body["components"] = json!(self.rows);
        let described = |picture: &Picture| json!({ "id": "0", "filename": picture.upload.name, "description": picture.description });
        body["attachments"] = self.picture.iter().map(described).collect();
        body
    }

    /// What is sent along.
    pub(super) fn files(&self) -> Vec<Upload> {
        self.picture.iter().map(|picture| picture.upload.clone()).collect()
    }
}

impl<T: Into<String>> From<T> for Answer {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}
