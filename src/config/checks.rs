//! What makes a setting's text usable. Each says in words what is wrong, and never repeats a secret.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::SecretString;

use super::url;
use crate::shard_range::{BadShardRange, ShardRange};

/// Sentences about what is wrong with a text.
pub(super) type Problems = Vec<String>;

/// Quotes that copying brings along.
const QUOTES: [char; 7] = ['"', '\'', '`', '“', '”', '‘', '’'];

/// Why a text cannot be a bot's token, or `None`. Discord's is three parts with dots between them; the first is the bot's
/// id in base64. Those of another server, which `DISCORD_API_URL` names, may look otherwise.
pub(super) fn token_problem(token: &str, other_server: bool) -> Option<String> {
    let advice = "copy it again from the Developer Portal, page Bot, button Reset Token";
    if token.starts_with(QUOTES) || token.ends_with(QUOTES) {
        return Some("leave out the quotes around the token".to_owned());
    }
    if token.starts_with("Bot ") {
        return Some("leave out the word “Bot” before the token".to_owned());
    }
    if other_server {
        let torn = token.contains(|c: char| c.is_whitespace() || c.is_control());
        return torn.then(|| "it has a space or a line's end in it; copy it again".to_owned());
    }
    let parts: Vec<_> = token.split('.').collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_=".contains(c);
    let [id, time, code] = parts[..] else {
        return Some(format!("a bot token has three parts with dots between them; {advice}"));
    };
    if [id, time, code].iter().any(|part| part.is_empty() || !part.chars().all(allowed)) {
        return Some(format!("a bot token has letters, digits, - and _ in each of its parts; {advice}"));
    }
    let decoded = STANDARD_NO_PAD.decode(id.trim_end_matches('='));
    let is_id = decoded.is_ok_and(|bytes| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit));
    (!is_id).then(|| format!("its first part does not hold a bot's id; {advice}"))
}

/// An address, without the slash that may end it.
pub(super) fn http_url(url: &str) -> Result<String, Problems> {
    let url = url.trim_end_matches('/');
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => Ok(url.to_owned()),
        _ => problem("it must be an address such as http://proxy:8080"),
    }
}

/// Never repeats the address: it holds a password.
pub(super) fn database_url(url: &str) -> Result<SecretString, Problems> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return problem("it must begin with postgres:// ; leave it out for SQLite in the data directory");
    }
    match url::raw_in_login(url) {
        Some(raw) => problem(&format!(
            "its user or password has a `{raw}` as it is, which ends the login too early; write it percent-encoded: @ as \
             %40, / as %2F, # as %23, ? as %3F, % as %25"
        )),
        None => Ok(SecretString::from(url)),
    }
}

/// A range of shards; `auto` is none in particular.
pub(super) fn shards(text: &str) -> Result<Option<ShardRange>, Problems> {
    if text == "auto" {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: BadShardRange| vec![error.to_string()])
}

/// Discord's ids are numbers, and never zero.
pub(super) fn channel_id(text: &str) -> Result<u64, Problems> {
    match text.parse() {
        Ok(id) if id != 0 => Ok(id),
        _ => problem(&format!(
            "“{text}” is not a channel's id: in Discord switch on the developer mode, then “Copy Channel ID”"
        )),
    }
}

/// `on` or `off`.
pub(super) fn switch(text: &str) -> Result<bool, Problems> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => problem(&format!("“{other}” is neither on nor off")),
    }
}

/// How a switch is written.
pub(super) fn switched(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// Ids of servers with commas between them, each once.
pub(super) fn server_ids(text: &str) -> Result<Vec<u64>, Problems> {
    let mut ids = Vec::new();
    let mut problems = Vec::new();
    for text in text.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        match text.parse() {
            Ok(id) if id != 0 && !ids.contains(&id) => ids.push(id),
            Ok(id) if id != 0 => {}
            _ => problems.push(format!(
                "“{text}” is not a server's id: in Discord switch on the developer mode, then “Copy Server ID”"
            )),
        }
    }
    if problems.is_empty() { Ok(ids) } else { Err(problems) }
}

/// A port that others can be told: not zero, which would be any.
pub(super) fn port(text: &str) -> Result<u16, Problems> {
    match text.parse() {
        Ok(port) if port != 0 => Ok(port),
        _ => problem(&format!("“{text}” is not a port from 1 to 65535")),
    }
}

/// An address of this machine, IPv4 or IPv6.
pub(super) fn bind_address(text: &str) -> Result<IpAddr, Problems> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().map_err(|_| {
        vec![format!(
            "“{text}” is not an address; write 127.0.0.1 or ::1 for this machine alone, or leave it out for all addresses"
        )]
    })
}

fn problem<T>(words: &str) -> Result<T, Problems> {
    Err(vec![words.to_owned()])
}
