//! An answer as it will be read: text, and what may stand below it.

use serde_json::{Value, json};

use crate::discord::messages::components::Row;
use crate::discord::messages::payload;
use crate::discord::messages::text::cut;
use crate::discord::rest::Upload;

/// A whole message: an update replaces everything that stood there before, so what is not named goes.
///
/// ```ignore
/// reply::answer_privately(ctx, Answer::new(text).row(Row::buttons([back, next]))).await
/// ```
///
/// The text alone has to be enough: where the bot may send no files, it comes with the buttons only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    text: String,
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

    /// The same without its picture, which may need a permission; none where there is none.
    pub(super) fn plainer(&self) -> Option<Self> {
        self.has_picture().then(|| Self { picture: None, ..self.clone() })
    }

    /// As Discord reads it. Everything is named, so that an edit replaces all.
    pub(super) fn body(&self) -> Value {
        let mut body = payload::edit(&cut(self.text.clone()));
        body["embeds"] = json!([]);
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
