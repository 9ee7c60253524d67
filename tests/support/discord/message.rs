//! Messages: what a request makes of one, the rules it must keep, and how Discord writes the result.
//!
//! A file that an embed shows is no longer among the message's `attachments`: Discord lists there only what stands
//! outside of embeds. A nonce is told to whoever sent it and over the gateway, and never again on reading.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::model::{Channel, Id, World, id_of, iso, merge, unix_ms};
use super::rest::Refusal;

/// Longest content that a bot may send, in characters.
const CONTENT_LIMIT: usize = 2000;
/// Most characters in all texts of all embeds of a message.
const EMBED_TEXT_LIMIT: usize = 6000;

/// Message flags that the double knows.
pub(crate) mod flags {
    /// Seen by one user alone.
    pub(crate) const EPHEMERAL: u64 = 1 << 6;
    /// A deferred answer: "helix is thinking…".
    pub(crate) const LOADING: u64 = 1 << 7;
    /// What a bot may set itself: no previews, ephemeral, no notification.
    pub(in super::super) const SETTABLE: u64 = 1 << 2 | EPHEMERAL | 1 << 12;
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
pub(super) struct Upload {
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
    pub(super) fn blank(id: Id, channel: Id, author: Id) -> Self {
        Self {
            id,
            channel,
            author,
            content: String::new(),
            embeds: Vec::new(),
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

    /// The file that an embed shows as its image.
    pub(crate) fn picture(&self) -> Option<&File> {
        self.files
            .iter()
            .find(|file| self.embeds.iter().any(|embed| embed["image"]["url"] == self.address(file)))
    }

    fn address(&self, file: &File) -> String {
        format!("https://cdn.discordapp.com/attachments/{}/{}/{}", self.channel, file.id, file.name)
    }

    /// The files that stand outside of embeds: those that Discord calls the message's attachments.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !file.embedded)
    }

    /// Makes what a request says of a message part of it. What the request leaves out stays as it was.
    pub(super) fn apply(
        &mut self,
        body: &Value,
        uploads: &BTreeMap<u64, Upload>,
        world: &mut World,
    ) -> Result<(), Refusal> {
        refuse_unsupported(body)?;
        self.apply_files(body.get("attachments").filter(|list| !list.is_null()), uploads, world)?;
        if let Some(embeds) = body.get("embeds") {
            self.apply_embeds(embeds.as_array().map_or(&[], Vec::as_slice))?;
        }
        if let Some(content) = body.get("content") {
            content.as_str().unwrap_or_default().clone_into(&mut self.content);
        }
        if self.content.chars().count() > CONTENT_LIMIT {
            return Err(Refusal::invalid("content", "Must be 2000 or fewer in length."));
        }
        if let Some(flags) = body["flags"].as_u64() {
            self.flags = self.flags & !flags::SETTABLE | flags & flags::SETTABLE;
        }
        if let Some(allowed) = body.get("allowed_mentions") {
            self.allowed_mentions = allowed.clone();
        }
        self.find_mentions(world);
        if self.content.is_empty() && self.embeds.is_empty() && self.files.is_empty() && !self.is_loading() {
            return Err(Refusal::of_bot(400, 50006, "Cannot send an empty message"));
        }
        self.contents.push(self.content.clone());
        Ok(())
    }

    fn apply_files(
        &mut self,
        listed: Option<&Value>,
        uploads: &BTreeMap<u64, Upload>,
        world: &mut World,
    ) -> Result<(), Refusal> {
        let mut add = |upload: &Upload| {
            if upload.bytes.len() > world.file_limit {
                return Err(Refusal::of_bot(413, 40005, "Request entity too large"));
            }
            let Upload { name, content_type, bytes } = upload.clone();
            Ok(File { id: world.issue(), name, content_type, bytes, embedded: false })
        };
        let Some(listed) = listed.and_then(Value::as_array) else {
            for upload in uploads.values() {
                self.files.push(add(upload)?);
            }
            return Ok(());
        };
        let mut files = Vec::new();
        for entry in listed {
            let id = id_of(&entry["id"]).unwrap_or(u64::MAX);
            if let Some(kept) = self.files.iter().find(|file| file.id == id) {
                files.push(kept.clone());
            } else if let Some(upload) = uploads.get(&id) {
                files.push(add(upload)?);
            } else {
                return Err(Refusal::invalid("attachments", "An attachment is neither kept nor uploaded."));
            }
        }
        if let Some(index) =
            uploads.keys().find(|index| !listed.iter().any(|it| id_of(&it["id"]) == Some(**index)))
        {
            return Err(Refusal::invalid("attachments", &format!("files[{index}] is not listed.")));
        }
        self.files = files;
        Ok(())
    }

    fn apply_embeds(&mut self, requested: &[Value]) -> Result<(), Refusal> {
        for file in &mut self.files {
            file.embedded = false;
        }
        let embeds: Result<Vec<Value>, Refusal> = requested.iter().map(|embed| self.resolve(embed)).collect();
        self.embeds = embeds?;
        check_embed_texts(&self.embeds)
    }

    /// A requested embed as Discord answers it: with the addresses of the files that it names.
    fn resolve(&mut self, requested: &Value) -> Result<Value, Refusal> {
        let mut embed = requested.clone();
        drop_nulls(&mut embed);
        merge(&mut embed, json!({ "type": "rich" }));
        for place in ["/image/url", "/thumbnail/url", "/author/icon_url", "/footer/icon_url"] {
            let Some(url) = embed.pointer_mut(place) else { continue };
            let Some(name) = url.as_str().and_then(|url| url.strip_prefix("attachment://")) else { continue };
            let Some(index) = self.files.iter().position(|file| file.name == name) else {
                return Err(Refusal::invalid(
                    "embeds",
                    &format!("Referenced attachment {name:?} was not found."),
                ));
            };
            self.files[index].embedded = true;
            *url = json!(self.address(&self.files[index]));
        }
        for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
            let inline = field["inline"] == true;
            field["inline"] = json!(inline);
        }
        Ok(embed)
    }

    /// Whom the message notifies, by its text and what was allowed. Without a word on it, everything is.
    fn find_mentions(&mut self, world: &World) {
        let allowed = &self.allowed_mentions;
        let parsed = |kind: &str| {
            allowed.is_null() || allowed["parse"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
        };
        let listed = |id: Id| {
            allowed["users"].as_array().is_some_and(|ids| ids.iter().any(|it| id_of(it) == Some(id)))
        };
        let named = |id: Id| {
            self.content.contains(&format!("<@{id}>")) || self.content.contains(&format!("<@!{id}>"))
        };
        self.mentions =
            world.users.keys().copied().filter(|id| named(*id) && (parsed("users") || listed(*id))).collect();
        let calls_all = self.content.contains("@everyone") || self.content.contains("@here");
        self.mentions_everyone = calls_all && parsed("everyone");
    }

    /// Notifies the author of the message that this one answers, unless that was ruled out.
    pub(super) fn mention_replied(&mut self, author: Id) {
        let allowed = &self.allowed_mentions;
        let wanted = allowed.is_null() || allowed["replied_user"] == true;
        if wanted && author != self.author && !self.mentions.contains(&author) {
            self.mentions.push(author);
        }
    }

    /// The message as a reading request gets it.
    pub(super) fn json(&self, world: &World, answered: Option<&Self>) -> Value {
        let kind = match (self.interaction, self.reply_to) {
            (Some(_), _) => 20,
            (None, Some(_)) => 19,
            (None, None) => 0,
        };
        let mut written = json!({
            "id": self.id.to_string(), "channel_id": self.channel.to_string(), "type": kind,
            "author": world.user_json(self.author), "content": self.content, "embeds": self.embeds,
            "attachments": self.attachments().map(|file| self.file_json(file)).collect::<Value>(),
            "mentions": self.mentions.iter().map(|id| world.user_json(*id)).collect::<Value>(),
            "mention_roles": [], "mention_everyone": self.mentions_everyone, "components": [],
            "timestamp": iso(moment(self.id)), "edited_timestamp": self.edited.map(iso),
            "flags": self.flags, "pinned": false, "tts": false,
        });
        if let Some(Answers { interaction, asker }) = self.interaction {
            merge(
                &mut written,
                json!({
                    "webhook_id": world.application.to_string(),
                    "application_id": world.application.to_string(),
                    "interaction_metadata": {
                        "id": interaction.to_string(), "type": 2, "authorizing_integration_owners": {},
                        "user": world.user_json(asker),
                    },
                }),
            );
        }
        if let Some(reply_to) = self.reply_to {
            let mut reference = json!({ "type": 0, "channel_id": self.channel.to_string(), "message_id": reply_to.to_string() });
            if let Some(guild) =
                world.channels.get(&self.channel).and_then(|channel: &Channel| channel.guild())
            {
                reference["guild_id"] = json!(guild.to_string());
            }
            let referenced =
                answered.map(|message| Self { reply_to: None, ..message.clone() }.json(world, None));
            merge(&mut written, json!({ "message_reference": reference, "referenced_message": referenced }));
        }
        written
    }

    /// The message as its sender and the gateway get it: with the nonce.
    pub(super) fn fresh_json(&self, world: &World, answered: Option<&Self>) -> Value {
        let mut written = self.json(world, answered);
        if let Some(nonce) = &self.nonce {
            written["nonce"] = nonce.clone();
        }
        written
    }

    fn file_json(&self, file: &File) -> Value {
        let address = self.address(file);
        json!({
            "id": file.id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": address,
            "proxy_url": address.replace("cdn.discordapp.com", "media.discordapp.net"),
            "content_type": file.content_type,
        })
    }

    pub(super) fn touch(&mut self) {
        self.edited = Some(unix_ms());
    }
}

/// The moment that an id names, in milliseconds since 1970.
fn moment(id: Id) -> u64 {
    (id >> 22) + 1_420_070_400_000
}

/// The double has no components, polls or stickers yet: a bot that uses them needs a better double first.
fn refuse_unsupported(body: &Value) -> Result<(), Refusal> {
    let used = |field: &str| match &body[field] {
        Value::Array(list) => !list.is_empty(),
        other => !other.is_null(),
    };
    let fields = ["components", "poll", "sticker_ids", "shared_client_theme"];
    match fields.into_iter().find(|field| used(field)) {
        Some(field) => Err(Refusal::unsupported(&format!("messages with {field}"))),
        None => Ok(()),
    }
}

fn check_embed_texts(embeds: &[Value]) -> Result<(), Refusal> {
    let mut total = 0;
    for embed in embeds {
        let fields: Vec<&Value> = embed["fields"].as_array().into_iter().flatten().collect();
        if fields.iter().any(|field| field["name"] == "" || field["value"] == "") {
            return Err(Refusal::invalid("embeds", "A field's name and value are required."));
        }
        let single = ["/title", "/description", "/footer/text", "/author/name"];
        let texts = single.iter().filter_map(|place| embed.pointer(place));
        let texts = texts.chain(fields.iter().flat_map(|field| [&field["name"], &field["value"]]));
        total += texts.filter_map(Value::as_str).map(|text| text.chars().count()).sum::<usize>();
    }
    if total > EMBED_TEXT_LIMIT {
        return Err(Refusal::invalid("embeds", "Embed size exceeds maximum size of 6000"));
    }
    Ok(())
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
