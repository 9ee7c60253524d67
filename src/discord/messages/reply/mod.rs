//! How the bot answers: exactly once, whatever Discord's bad days bring.
//!
//! What failed in passing is tried again. An answer that arrived although it seemed lost is recognised: the first answer to
//! an interaction by Discord's refusal of a second, an edit by saying the same, a message by its nonce.
//!
//! Commands answer through [`say`], [`whisper`], [`answer`] and [`answer_privately`]; buttons, menus and forms through their
//! [`Click`](crate::discord::buttons::Click), which has the same words. Both go through [`interaction`] and [`channel`].

mod answer;
mod asked;
pub(crate) mod channel;
mod command;
pub(crate) mod interaction;
mod live;
mod persistence;

pub(crate) use self::answer::Answer;
pub(crate) use self::asked::Asked;
pub(crate) use self::command::{
    acknowledge, acknowledge_privately, after, after_privately, answer, answer_privately, say, whisper,
    withdraw,
};
pub(crate) use self::live::Live;
