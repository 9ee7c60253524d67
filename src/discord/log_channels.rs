//! What a server reads in the log channel that it named.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ChannelId;

use super::messages::payload;
use super::messages::text::{code, plain};
use super::rest::Rest;
use crate::failure::{Failure, for_everybody};
use crate::jobs::LogWriter;
use crate::store::{LogChannel, ServerNews};
use crate::words::say;

/// How much of a destination and of a reason is shown, in characters.
const NAME: usize = 100;
const REASON: usize = 300;

/// Writes into servers' log channels.
pub fn log_writer(rest: Rest) -> Arc<dyn LogWriter> {
    Arc::new(LogChannels { rest })
}

struct LogChannels {
    rest: Rest,
}

#[async_trait]
impl LogWriter for LogChannels {
    async fn write(&self, news: &ServerNews, to: &LogChannel, channel: u64) -> Result<(), Failure> {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let body = body(news, to).to_string().into_bytes();
        let sent = self.rest.send(Request::new(route, LightMethod::Post).body(Some(body))).await;
        Ok(sent.map(drop)?)
    }
}

/// With a nonce, so that Discord shows one message if it is sent twice.
fn body(news: &ServerNews, to: &LogChannel) -> Value {
    json!({
        "content": text(news, to),
        "allowed_mentions": { "parse": [] },
        "nonce": payload::nonce_of_reply(to.guild, &news.alarm.to_string()),
        "enforce_nonce": true,
    })
}

fn text(news: &ServerNews, to: &LogChannel) -> String {
    let place = code(&news.destination, NAME);
    match &news.paused_because {
        Some(reason) => {
            let reason = plain(for_everybody(reason), REASON);
            say!(to.language, "log-paused", place = place, reason = reason)
        }
        None => say!(to.language, "log-works-again", place = place),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::words::Language;

    #[test]
    fn a_server_reads_in_its_language_what_pauses_and_that_it_goes_on() {
        let server =
            LogChannel { guild: 7, channel: Some(9), language: Language::English, destinations: None };
        let paused_because = Some("the login was refused.\n(rclone: secret)".to_owned());
        let news =
            ServerNews { alarm: Uuid::nil(), destination: "mega:".to_owned(), paused_because, after: 0 };
        assert_eq!(
            text(&news, &server),
            "⚠ Archiving at `mega:` pauses: the login was refused. Rituals go on; their copies wait and follow by themselves."
        );
        let again = ServerNews { paused_because: None, ..news.clone() };
        let german = LogChannel { language: Language::German, ..server.clone() };
        assert_eq!(
            text(&again, &german),
            "Das Archivieren bei `mega:` geht wieder; die wartenden Kopien sind unterwegs."
        );
        let elsewhere = LogChannel { destinations: Some("local, s3:one".to_owned()), ..server };
        assert!(!elsewhere.hears_of("mega:") && elsewhere.hears_of("s3:one"));
    }
}
