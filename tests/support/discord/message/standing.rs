//! A message as it stands, and its files.

use axum::body::Bytes;
use serde_json::Value;

use crate::support::discord::model::{Id, unix_ms};

/// Message flags that the double knows.
pub(crate) mod flags {
    /// Seen by one user alone.
    pub(crate) const EPHEMERAL: u64 = 1 << 6;
    /// A deferred answer: "helix is thinking…".
    pub(crate) const LOADING: u64 = 1 << 7;
    /// What a bot may set itself: no previews, ephemeral, no notification.
    pub(in crate::support::discord) const SETTABLE: u64 = 1 << 2 | EPHEMERAL | 1 << 12;
}

/// A file of a message.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Unique.
    pub id: Id,
    /// As uploaded.
    pub name: String,
    /// As uploaded.
    pub content_type: String,
    /// As uploaded.
    pub bytes: Bytes,
    /// Whether an embed shows it by `attachment://`, and so not the message itself.
    pub embedded: bool,
}

/// A file in a request, not yet part of a message.
#[derive(Debug, Clone)]
pub(in crate::support::discord) struct Upload {
    /// Its file name.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its content.
    pub bytes: Bytes,
}

/// The interaction that a message answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The interaction.
    pub interaction: Id,
    /// Who used the command.
    pub asker: Id,
    /// The message with the button that was clicked.
    pub clicked: Option<Id>,
}

/// A message as it stands now.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Unique, and its moment.
    pub id: Id,
    /// Where it stands.
    pub channel: Id,
    /// Who wrote it.
    pub author: Id,
    /// The text.
    pub content: String,
    /// As Discord answers them: files resolved to addresses.
    pub embeds: Vec<Value>,
    /// Rows of buttons and menus, as Discord answers them.
    pub components: Vec<Value>,
    /// All files, whether an embed shows them or not.
    pub files: Vec<File>,
    /// See [`flags`].
    pub flags: u64,
    /// As sent.
    pub nonce: Option<Value>,
    /// The message it answers.
    pub reply_to: Option<Id>,
    /// Whom it notifies.
    pub mentions: Vec<Id>,
    /// Whether it notifies everybody.
    pub mentions_everyone: bool,
    /// As sent with the last change that had it; null if never.
    pub allowed_mentions: Value,
    /// The interaction it answers.
    pub interaction: Option<Answers>,
    /// When it was last changed, in milliseconds since 1970.
    pub edited: Option<u64>,
    /// Every content that it ever had, the present one last.
    pub contents: Vec<String>,
}

impl Message {
    pub(in crate::support::discord) fn blank(id: Id, channel: Id, author: Id) -> Self {
        Self {
            id,
            channel,
            author,
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            files: Vec::new(),
            flags: 0,
            nonce: None,
            reply_to: None,
            mentions: Vec::new(),
            mentions_everyone: false,
            allowed_mentions: Value::Null,
            interaction: None,
            edited: None,
            contents: Vec::new(),
        }
    }

    /// Whether only one user sees it.
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.flags & flags::EPHEMERAL != 0
    }

    /// Whether it is a deferred answer that nothing has filled yet.
    pub(crate) fn is_loading(&self) -> bool {
        self.flags & flags::LOADING != 0
    }

    /// The picture that it shows: the one in an embed, or else the first that is attached.
    pub(crate) fn picture(&self) -> Option<&File> {
        let embedded =
            |file: &&File| self.embeds.iter().any(|embed| embed["image"]["url"] == self.address(file));
        let is_picture = |file: &&File| file.content_type.starts_with("image/");
        self.files.iter().find(embedded).or_else(|| self.files.iter().find(is_picture))
    }

    pub(super) fn address(&self, file: &File) -> String {
        format!("https://cdn.discordapp.com/attachments/{}/{}/{}", self.channel, file.id, file.name)
    }

    /// The files that stand outside of embeds: those that Discord calls the message's attachments.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !file.embedded)
    }

    pub(in crate::support::discord) fn touch(&mut self) {
        self.edited = Some(unix_ms());
    }
}
