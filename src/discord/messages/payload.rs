//! The JSON bodies of what the poster sends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{caption, ritual_row};
use crate::store::{RitualId, RitualView};

/// Discord's flag for a message that notifies nobody.
pub(crate) const SILENT: u64 = 1 << 12;

/// How a message relates to the person who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    /// A reply to their message.
    Reply {
        /// The message.
        message: u64,
    },
    /// A message of its own that mentions them, and nobody else.
    Mention {
        /// Them.
        user: u64,
    },
}

/// The body of a ritual's message: text, buttons, and what is sent along by its files' names.
pub(crate) fn answer(view: &RitualView, text: &str, files: &[&str]) -> Value {
    let mut body = edit_of(view, text);
    let description = caption::description(&view.ritual);
    let attached = files.iter().enumerate().map(
        |(place, name)| json!({ "id": place.to_string(), "filename": name, "description": description }),
    );
    // Named even if empty: an edit that is repeated then replaces the file instead of adding another.
    body["attachments"] = attached.collect();
    body
}

/// An edit of the text of a ritual's message, and of the buttons below it. Its picture is not named, so it stays.
pub(crate) fn edit_of(view: &RitualView, text: &str) -> Value {
    let mut body = edit(text);
    body["components"] = json!(ritual_row::rows(view));
    body
}

/// Makes an answer's body a new channel message. The text of one that mentions somebody does so already.
pub(crate) fn addressed(mut body: Value, to: Address, nonce: &str) -> Value {
    body["nonce"] = json!(nonce);
    body["enforce_nonce"] = json!(true);
    match to {
        Address::Reply { message } => {
            body["message_reference"] =
                json!({ "message_id": message.to_string(), "fail_if_not_exists": false });
            body["allowed_mentions"] = json!({ "parse": [], "replied_user": false });
        }
        Address::Mention { .. } => {}
    }
    body
}

/// A message of its own below `request` that says how long a ritual waits. It is soon gone, so nobody's phone rings for it;
/// by that it is told from all that the bot says otherwise.
pub(crate) fn notice(text: &str, request: u64, id: RitualId) -> Value {
    let nonce = nonce_of(id.0.as_bytes(), "notice");
    let mut body = addressed(edit(text), Address::Reply { message: request }, &nonce);
    body["flags"] = json!(SILENT);
    body
}

/// An edit of the text alone. Embeds and attachments are not named, so they stay.
pub(crate) fn edit(text: &str) -> Value {
    json!({ "content": text, "allowed_mentions": allowed_mentions(text) })
}

/// A text that begins with a line that mentions somebody.
pub(crate) fn mentioning(user: u64, text: &str) -> String {
    format!("<@{user}>\n{text}")
}

/// A message's text in two: the line that mentions somebody, which may be empty, and the rest.
pub(crate) fn split_mention(text: &str) -> (&str, &str) {
    let is_mention = |line: &str| line.starts_with("<@") && line.ends_with('>');
    match text.split_once('\n') {
        Some((line, _)) if is_mention(line) => text.split_at(line.len() + 1),
        _ => ("", text),
    }
}

/// Nobody may be mentioned but whoever the first line names.
fn allowed_mentions(text: &str) -> Value {
    let (line, _) = split_mention(text);
    match line.trim_start_matches("<@").trim_end_matches(">\n") {
        "" => json!({ "parse": [] }),
        user => json!({ "parse": [], "users": [user] }),
    }
}

/// What makes Discord recognise a ritual's answer that is sent twice: 22 characters of its 25.
pub(crate) fn nonce(id: RitualId) -> String {
    URL_SAFE_NO_PAD.encode(id.0.as_bytes())
}

/// The same for a message that tells a ritual's new status.
pub(crate) fn nonce_of_status(id: RitualId, status: &str) -> String {
    nonce_of(id.0.as_bytes(), status)
}

/// The same for what somebody is told who used a command.
pub(crate) fn nonce_of_reply(request: u64, text: &str) -> String {
    nonce_of(&request.to_be_bytes(), text)
}

fn nonce_of(what: &[u8], text: &str) -> String {
    let digest = Sha256::new().chain_update(what).chain_update(text).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::view;

    #[test]
    fn nonces_fit_into_discords_25_characters_and_differ() {
        let (one, other) = (RitualId::new(), RitualId::new());
        assert_eq!(nonce(one).len(), 22);
        assert_eq!(nonce_of_status(one, "x").len(), 22);
        assert_ne!(nonce(one), nonce(other));
        assert_ne!(nonce_of_status(one, "x"), nonce_of_status(one, "y"));
        assert_ne!(nonce_of_status(one, "x"), nonce_of_status(other, "x"));
    }

    #[test]
    fn a_reply_mentions_nobody_and_a_message_only_the_asker() {
        let reply = addressed(answer(&view(), "text", &[]), Address::Reply { message: 9 }, "n");
        assert_eq!(reply["allowed_mentions"], json!({ "parse": [], "replied_user": false }));
        assert_eq!(reply["message_reference"], json!({ "message_id": "9", "fail_if_not_exists": false }));
        let text = mentioning(4, "text");
        let message = addressed(answer(&view(), &text, &[]), Address::Mention { user: 4 }, "n");
        assert_eq!(message["allowed_mentions"], json!({ "parse": [], "users": ["4"] }));
        assert_eq!(message["content"], "<@4>\ntext");
        assert!(message.get("message_reference").is_none());
    }

    #[test]
    fn editing_the_status_names_neither_embed_nor_attachment() {
        assert_eq!(edit("new"), json!({ "content": "new", "allowed_mentions": { "parse": [] } }));
    }

    #[test]
    fn an_edit_keeps_the_mention_and_mentions_nobody_else() {
        assert_eq!(split_mention("<@4>\ntext\nmore"), ("<@4>\n", "text\nmore"));
        for text in ["text\n<@4>\n", "<@4> text", "", "<@4>"] {
            assert_eq!(split_mention(text), ("", text));
        }
        let edit = edit("<@4>\n<@5> text");
        assert_eq!(edit["allowed_mentions"], json!({ "parse": [], "users": ["4"] }));
    }
}
