//! What a server reads in the log channel that it named.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use serenity::http::{LightMethod, Request, Route};
use serenity::model::id::ChannelId;

use super::messages::payload;
use super::messages::text::{code, plain};
use super::rest::Rest;
use crate::failure::{Class, Failure, for_everybody};
use crate::jobs::LogWriter;
use crate::store::{LogChannel, LogEvent, ServerNews};
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
        "nonce": payload::nonce_of_reply(to.guild, &news.id.to_string()),
        "enforce_nonce": true,
    })
}

fn text(news: &ServerNews, to: &LogChannel) -> String {
    let (language, place) = (to.language, code(&news.destination, NAME));
    let why = |reason: &str| plain(for_everybody(reason), REASON);
    match &news.event {
        LogEvent::Paused(reason) => say!(language, "log-paused", place = place, reason = why(reason)),
        LogEvent::WorksAgain => say!(language, "log-works-again", place = place),
        LogEvent::GivenUp { copies, class, reason } => {
            let (copies, class, reason) = (*copies, remedy(*class), why(reason));
            say!(language, "log-given-up", copies = copies, place = place, reason = reason, class = class)
        }
        LogEvent::Lost { copies, reason, made_good } => {
            let (copies, now) = (*copies, if *made_good { "stands" } else { "follows" });
            say!(language, "log-lost", copies = copies, place = place, reason = why(reason), now = now)
        }
        LogEvent::MadeGood => say!(language, "log-made-good", place = place),
    }
}

/// By what kind of reason it is said what can be done.
fn remedy(class: Class) -> &'static str {
    match class {
        Class::Quota => "quota",
        Class::Auth => "auth",
        Class::Permanent => "permanent",
        _ => "passing",
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
        let event = LogEvent::Paused("the login was refused.\n(rclone: secret)".to_owned());
        let news = ServerNews { id: Uuid::nil(), destination: "mega:".to_owned(), event };
        assert_eq!(
            text(&news, &server),
            "⚠ Archiving at `mega:` pauses: the login was refused. Rituals go on; their copies wait and follow by themselves."
        );
        let again = ServerNews { event: LogEvent::WorksAgain, ..news.clone() };
        let german = LogChannel { language: Language::German, ..server.clone() };
        assert_eq!(
            text(&again, &german),
            "Das Archivieren bei `mega:` geht wieder; die wartenden Kopien sind unterwegs."
        );
        let elsewhere = LogChannel { destinations: Some("local, s3:one".to_owned()), ..server };
        assert!(!elsewhere.hears_of("mega:") && elsewhere.hears_of("s3:one"));
    }

    #[test]
    fn a_server_reads_how_many_copies_it_lacks_why_and_what_to_do() {
        let server =
            LogChannel { guild: 7, channel: Some(9), language: Language::English, destinations: None };
        let told =
            |event| text(&ServerNews { id: Uuid::nil(), destination: "mega:".to_owned(), event }, &server);
        let given_up = |copies, class| LogEvent::GivenUp {
            copies,
            class,
            reason: "a folder is in the way.\n(x)".to_owned(),
        };
        assert_eq!(
            told(given_up(1, Class::Permanent)),
            "⚠ One copy for `mega:` was given up: a folder is in the way. Once that is mended, `/archive retry` tries again."
        );
        assert_eq!(
            told(given_up(12, Class::Quota)),
            "⚠ 12 copies for `mega:` were given up: a folder is in the way. Once there is room again, `/archive retry` tries again."
        );
        let lost = |copies, made_good| LogEvent::Lost { copies, reason: "it is gone".to_owned(), made_good };
        assert_eq!(
            told(lost(2, false)),
            "⚠ 2 copies that stood at `mega:` were found lost or damaged: it is gone. What can be made again is on its way."
        );
        assert_eq!(
            told(lost(1, true)),
            "⚠ One copy that stood at `mega:` was found lost or damaged: it is gone. All stand again."
        );
        assert_eq!(
            told(LogEvent::MadeGood),
            "Nothing at `mega:` is given up or lost any more: those copies stand again or are on their way."
        );
    }
}
