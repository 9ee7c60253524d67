//! What of our libraries' own logging must never be written, whatever level the operator asks for.

use tracing::{Level, Metadata};

/// What the libraries say below these levels shows tokens: serenity puts whole requests into its spans, addresses
/// with interaction tokens and the bytes of pictures included, and prints gateway payloads that it cannot read;
/// tungstenite prints every frame, the bot's login among them.
const SILENCED: [(&str, Option<Level>); 4] = [
    ("serenity::http", Some(Level::WARN)),
    ("serenity::gateway::ws", None),
    ("tungstenite", Some(Level::DEBUG)),
    ("tokio_tungstenite", Some(Level::DEBUG)),
];

/// Whether an event or span may be logged at all. For a filter around the whole subscriber
/// (`tracing_subscriber::filter::filter_fn`); the operator's own filter comes on top.
pub fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    allowed(metadata.target(), *metadata.level())
}

fn allowed(target: &str, level: Level) -> bool {
    SILENCED.iter().all(|(room, most)| {
        let inside = target.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        // A level is the greater the more it says.
        !inside || most.is_some_and(|most| level <= most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_frames_are_never_logged() {
        assert!(!allowed("serenity::http::client", Level::INFO));
        assert!(!allowed("serenity::http::ratelimiting", Level::INFO));
        assert!(!allowed("serenity::gateway::ws", Level::WARN));
        assert!(!allowed("tungstenite::protocol", Level::TRACE));
    }

    #[test]
    fn warnings_and_everything_else_are_left_to_the_operator() {
        assert!(allowed("serenity::http::client", Level::WARN));
        assert!(allowed("serenity::gateway::bridge::shard_runner", Level::DEBUG));
        assert!(allowed("tungstenite::handshake", Level::DEBUG));
        assert!(allowed("helix_bot::discord", Level::TRACE));
        assert!(allowed("serenity::httpd", Level::TRACE));
    }
}
