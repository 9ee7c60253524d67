//! Buttons, menus and forms: what people click, choose and fill in.
//!
//! All that one of them means stands in its id (`v1:<word>:<argument>`), so it works after restarts and years. [`router`]
//! finds the word in [`table`], where each topic names its words, and calls what belongs to it with a [`Click`]: who
//! clicked, where, what was chosen, and how it is answered. The rules for whoever adds a word:
//!
//! - an id may be forged, old, or of another server: what it names is looked up in the store, for the server of the click;
//! - who clicks may be somebody else than whoever was shown the button: rights are asked for again, at each click;
//! - a click may arrive twice: what it commits is recognised by the interaction's id, or does no harm twice;
//! - what cannot be taken back is asked for again first ([`confirm`]).

mod click;
pub(super) mod confirm;
mod custom_id;
pub(super) mod delete;
mod part;
mod ritual;
mod router;
pub(super) mod settings;
mod table;

pub(super) use self::click::{Click, ClickResult};
pub(super) use self::custom_id::CustomId;
pub(super) use self::part::Part;
pub(super) use self::router::dispatch;
