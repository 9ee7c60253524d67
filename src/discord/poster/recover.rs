//! Finding an answer that was sent but never recorded: the process died, or the connection, between the two.
//!
//! A nonce is never told on reading, and two rituals may be answered in the same words. So an answer is recognised by
//! its ritual's id, which stands in the ids of its buttons and in the name of its file; in the text of one that an earlier
//! version sent.

use serde::Deserialize;
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::{ChannelId, InteractionId, MessageId, UserId};

use crate::discord::messages::payload::SILENT;
use crate::discord::rest::Rest;
use crate::discord::rest_error::RestError;
use crate::store::RitualId;

/// Messages per page, Discord's most.
const PAGE: usize = 100;
/// How many pages are read: 500 messages written after the request are enough to be looked through.
const PAGES: usize = 5;

/// The part of a Discord message that matters here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PostedMessage {
    pub(crate) id: MessageId,
    pub(super) channel_id: ChannelId,
    #[serde(default)]
    pub(super) content: String,
    author: Author,
    #[serde(default)]
    attachments: Vec<AttachedFile>,
    #[serde(default)]
    embeds: Vec<Embed>,
    #[serde(default)]
    components: Vec<Row>,
    #[serde(default)]
    flags: u64,
    interaction_metadata: Option<InteractionMetadata>,
    message_reference: Option<MessageReference>,
}

/// The interaction that a message answers.
#[derive(Debug, Clone, Deserialize)]
struct InteractionMetadata {
    id: InteractionId,
}

/// The message that a message answers.
#[derive(Debug, Clone, Deserialize)]
struct MessageReference {
    message_id: Option<MessageId>,
}

#[derive(Debug, Clone, Deserialize)]
struct Author {
    id: UserId,
}

#[derive(Debug, Clone, Deserialize)]
struct AttachedFile {
    filename: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Embed {
    image: Option<Image>,
}

/// A row of buttons.
#[derive(Debug, Clone, Deserialize)]
struct Row {
    #[serde(default)]
    components: Vec<Button>,
}

#[derive(Debug, Clone, Deserialize)]
struct Button {
    custom_id: Option<String>,
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
    /// Whether the message is known to answer something other than `request`.
    fn answers_another(&self, request: u64) -> bool {
        let interaction = self.interaction_metadata.as_ref().map(|interaction| interaction.id.get());
        let message = self.message_reference.as_ref().and_then(|reference| reference.message_id);
        let answered = interaction.or(message.map(MessageId::get));
        answered.is_some_and(|answered| answered != request)
    }

    /// Whether it is a notice that says how long a ritual waits.
    pub(crate) fn is_notice(&self) -> bool {
        self.flags & SILENT != 0
    }

    /// Whether a ritual's id stands in a button, in the name of a file, or in the text. What an embed shows is not among
    /// the attachments any more.
    pub(crate) fn names(&self, ritual: RitualId) -> bool {
        let ritual = ritual.to_string();
        let attached = self.attachments.iter().map(|attachment| attachment.filename.as_str());
        let embedded = self.embeds.iter().filter_map(|embed| embed.image.as_ref()).map(Image::filename);
        let buttons = self.components.iter().flat_map(|row| &row.components);
        let buttons = buttons.filter_map(|button| button.custom_id.as_deref());
        attached
            .chain(embedded)
            .chain(buttons)
            .chain([self.content.as_str()])
            .any(|text| text.contains(&ritual))
    }
}

/// The first of the bot's own messages in `channel` for which `is_wanted` holds. Only messages later than `request`
/// are looked at, and none that answer another request.
pub(crate) async fn find(
    rest: &Rest,
    channel: ChannelId,
    request: u64,
    is_wanted: impl Fn(&PostedMessage) -> bool,
) -> Result<Option<PostedMessage>, RestError> {
    let me = rest.me().await?;
    let mut after = request;
    for _ in 0..PAGES {
        let params = vec![("after", after.to_string()), ("limit", PAGE.to_string())];
        let route = Route::ChannelMessages { channel_id: channel };
        let page = rest.ask(Request::new(route, LightMethod::Get).params(Some(params))).await;
        let page: Vec<PostedMessage> = match page {
            Err(error) if error.history_is_closed() => return Ok(None),
            page => page?,
        };
        let answers = |message: &&PostedMessage| {
            message.author.id == me && !message.answers_another(request) && is_wanted(message)
        };
        if let Some(answer) = page.iter().find(answers) {
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
