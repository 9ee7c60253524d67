//! What is shown while somebody waits for a picture: that the bot types, where a message asked; place and time in the
//! deferred answer, where a slash command did.
//!
//! It is kept in memory and looked after by one task. Nothing of it has to happen: after a restart those who wait see what
//! was said last, and the picture comes in any case. So that nothing of it comes after the picture, the [`poster`] ends it
//! first.
//!
//! A message in the channel would cost others their turn, and would have to be found again after a kill; so where a message
//! asked, the bot goes on typing, and `queue` tells the place.

mod cancelled;
mod poster;
mod serve;
mod text;
mod waiters;

pub use self::poster::watching;
pub(super) use self::serve::serve;
pub use self::waiters::Waiters;
