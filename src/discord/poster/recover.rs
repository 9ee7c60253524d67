//! Finding an answer that was sent but never recorded: the process died, or the connection, between the two.

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, MessageId, UserId};

use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;

/// Messages per page, Discord's most.
const PAGE: usize = 100;
/// How many pages are read: 500 messages written after the request are enough to be looked through.
const PAGES: usize = 5;

/// The part of a Discord message that matters here.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PostedMessage {
    pub(super) id: MessageId,
    pub(super) channel_id: ChannelId,
    #[serde(default)]
    pub(super) content: String,
    author: Author,
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    embeds: Vec<Embed>,
}

#[derive(Debug, Clone, Deserialize)]
struct Author {
    id: UserId,
}

#[derive(Debug, Clone, Deserialize)]
struct Attachment {
    filename: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Embed {
    image: Option<Image>,
}

#[derive(Debug, Clone, Deserialize)]
struct Image {
    url: String,
}

impl Image {
    /// The name of the file at the end of its address.
    fn filename(&self) -> &str {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }
}

impl PostedMessage {
    /// The text without the line that mentions somebody.
    pub(super) fn text(&self) -> &str {
        let without = self.content.strip_prefix("<@").and_then(|rest| rest.split_once(">\n"));
        without.map_or(self.content.as_str(), |(_, text)| text)
    }

    fn is_answer(&self, me: UserId, file: Option<&str>, text: &str) -> bool {
        self.author.id == me && (self.text() == text || file.is_some_and(|file| self.shows(file)))
    }

    /// Whether the artifact belongs to the message, or something made of it, which has its name and more behind. What
    /// an embed shows is not among the attachments any more.
    fn shows(&self, artifact: &str) -> bool {
        let stem = artifact.strip_suffix(".png").unwrap_or(artifact);
        let attached = self.attachments.iter().map(|attachment| attachment.filename.as_str());
        let embedded = self.embeds.iter().filter_map(|embed| embed.image.as_ref()).map(Image::filename);
        attached.chain(embedded).any(|name| name.starts_with(stem))
    }
}

/// The bot's own message in `channel` after `request` that shows the artifact `file` or says `text`.
pub(super) async fn find(
    rest: &Rest,
    channel: ChannelId,
    request: u64,
    file: Option<&str>,
    text: &str,
) -> Result<Option<PostedMessage>, RestError> {
    let me: Author = rest.ask(Request::new(Route::UserMe, LightMethod::Get)).await?;
    let mut after = request;
    for _ in 0..PAGES {
        let params = vec![("after", after.to_string()), ("limit", PAGE.to_string())];
        let route = Route::ChannelMessages { channel_id: channel };
        let page = rest.ask(Request::new(route, LightMethod::Get).params(Some(params))).await;
        let page: Vec<PostedMessage> = match page {
            Err(error) if error.history_is_closed() => return Ok(None),
            page => page?,
        };
        if let Some(answer) = page.iter().find(|message| message.is_answer(me.id, file, text)) {
            return Ok(Some(answer.clone()));
        }
        // Pages go forward in time, whatever the order inside a page.
        match page.iter().map(|message| message.id.get()).max() {
            Some(last) if page.len() == PAGE => after = last,
            _ => break,
        }
    }
    Ok(None)
}
