//! What a request makes of a message, and the rules that it must keep.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::standing::{File, Message, Upload, flags};
use crate::support::discord::answer::Refusal;
use crate::support::discord::model::{Id, World, id_of, merge};

/// Longest content that a bot may send, in characters.
const CONTENT_LIMIT: usize = 2000;
/// Most characters in all texts of all embeds of a message.
const EMBED_TEXT_LIMIT: usize = 6000;

impl Message {
    /// Makes what a request says of a message part of it. What the request leaves out stays as it was.
    pub(in crate::support::discord) fn apply(
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
        if let Some(components) = body.get("components") {
            self.components = super::components::resolve(components)?;
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
        let is_empty = self.embeds.is_empty() && self.files.is_empty() && self.components.is_empty();
        if self.content.is_empty() && is_empty && !self.is_loading() {
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
    pub(in crate::support::discord) fn mention_replied(&mut self, author: Id) {
        let allowed = &self.allowed_mentions;
        let wanted = allowed.is_null() || allowed["replied_user"] == true;
        if wanted && author != self.author && !self.mentions.contains(&author) {
            self.mentions.push(author);
        }
    }
}

/// The double has no polls or stickers yet: a bot that uses them needs a better double first.
fn refuse_unsupported(body: &Value) -> Result<(), Refusal> {
    let used = |field: &str| match &body[field] {
        Value::Array(list) => !list.is_empty(),
        other => !other.is_null(),
    };
    let fields = ["poll", "sticker_ids", "shared_client_theme"];
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
