//! Words that several subcommands share.

use crate::discord::messages::text::code;
use crate::store::Timestamp;
use crate::sync::Destination;

/// How much of a destination is shown, in characters.
const NAME: usize = 100;

/// A destination as it is shown.
pub(super) fn name(destination: &Destination) -> String {
    code(&destination.to_string(), NAME)
}

/// A moment, as everybody sees it in their own time: how long it is until then, or ago.
pub(super) fn ago(at: Timestamp) -> String {
    format!("<t:{}:R>", at.seconds())
}
